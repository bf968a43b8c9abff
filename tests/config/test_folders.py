from accounts.privacy import parse_keys
from config.folders import host_of, new_field_keys, remember


def test_generated_secret_is_kept_and_readable_by_its_owner_only(tmp_path):
    path = tmp_path / "secret_key"
    first = remember(path, lambda: "one")
    second = remember(path, lambda: "two")
    assert (first, second) == ("one", "one")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [child.name for child in tmp_path.iterdir()] == ["secret_key"]


def test_generated_field_keys_are_a_sealing_key_and_the_index_key():
    assert list(parse_keys(new_field_keys())) == ["k1", "index"]


def test_host_of_address():
    assert host_of("https://portal.example.cn:8443") == ["portal.example.cn"]
    assert host_of("") == []

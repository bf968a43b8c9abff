"""Sealed fields, the keyed hash, masks, rotation of keys."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from accounts import checks, privacy
from accounts.management.commands import rotate_keys
from accounts.models import User
from tests.factories import accounts as make

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()
INDEX = "index:" + base64.b64encode(b"i" * 32).decode()


def stored(user: User) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM accounts_user WHERE id = %s", [user.pk])
        return cursor.fetchone()[0]


@pytest.fixture
def old_key(settings):
    settings.FIELD_KEYS = f"{OLD},{INDEX}"


def test_a_sealed_field_is_unreadable_in_the_database_and_plain_in_python(db, old_key):
    user = make.user(mobile="13900001234")
    assert stored(user).startswith("old:")
    assert "13900001234" not in stored(user)
    assert User.objects.get(pk=user.pk).mobile == "13900001234"


def test_equal_values_are_sealed_differently(db, old_key):
    assert stored(make.user(mobile="13900001234")) != stored(make.user(mobile="13900001234"))


def test_a_sealed_value_does_not_open_in_another_field(old_key):
    sealed = privacy.seal("13900001234", context="accounts.user.mobile")
    with pytest.raises(privacy.CannotOpen):
        privacy.open_sealed(sealed, context="craftsmen.person.mobile")


def test_a_changed_value_does_not_open(old_key):
    sealed = privacy.seal("13900001234", context="a.b.c")
    name, _, text = sealed.partition(":")
    raw = bytearray(base64.b64decode(text))
    raw[-1] ^= 1
    with pytest.raises(privacy.CannotOpen):
        privacy.open_sealed(f"{name}:{base64.b64encode(raw).decode()}", context="a.b.c")


def test_a_sealed_field_refuses_to_be_searched(db, old_key):
    with pytest.raises(TypeError, match="blind index"):
        User.objects.filter(mobile="13900001234").exists()


def test_the_blind_index_ignores_case_and_blanks_and_needs_the_key(settings, old_key):
    first = privacy.blind_index("11010519491231002x")
    assert first == privacy.blind_index(" 110105 19491231002X ")
    assert len(first) == 64
    settings.FIELD_KEYS = f"{OLD},index:" + base64.b64encode(b"j" * 32).decode()
    assert privacy.blind_index("11010519491231002X") != first


def test_the_blind_index_stays_the_same_when_the_sealing_key_changes(settings, old_key):
    before = privacy.blind_index("310101199003070019")
    settings.FIELD_KEYS = f"{NEW},{OLD},{INDEX}"
    assert privacy.blind_index("310101199003070019") == before


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("310101199003070019", "", "****************19"),
        ("13900001234", "", "*********34"),
        ("", "", ""),
        ("shen@example.org", "email", "s***@example.org"),
        ("沈知行", "name", "沈＊＊"),
    ],
)
def test_a_mask_shows_the_last_two_characters(value, kind, shown):
    assert privacy.mask(value, kind) == shown


@pytest.mark.parametrize("text", ["", "a:short", "a:@@@", f"{INDEX}", ":" + base64.b64encode(b"o" * 32).decode()])
def test_bad_keys_are_refused(text):
    with pytest.raises(ImproperlyConfigured):
        privacy.parse_keys(text)


def test_the_check_wants_an_index_key_before_a_second_key(settings):
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    assert [error.id for error in checks.field_keys(None)] == ["accounts.E002"]
    settings.FIELD_KEYS = f"{NEW},{OLD},{INDEX}"
    assert checks.field_keys(None) == []


def test_rotation_seals_every_value_with_the_new_key(db, settings, old_key, capsys):
    people = [make.user(mobile=f"1390000{number:04d}") for number in range(7)]
    without = make.user(mobile="")
    settings.FIELD_KEYS = f"{NEW},{OLD},{INDEX}"
    call_command("rotate_keys", batch=3)
    assert {stored(person).partition(":")[0] for person in people} == {"new"}
    assert stored(without) == ""
    settings.FIELD_KEYS = f"{NEW},{INDEX}"
    assert [User.objects.get(pk=person.pk).mobile for person in people] == [f"1390000{n:04d}" for n in range(7)]


def test_rotation_goes_on_where_it_was_stopped(db, settings, old_key, monkeypatch):
    people = [make.user(mobile=f"1390000{number:04d}") for number in range(5)]
    settings.FIELD_KEYS = f"{NEW},{OLD},{INDEX}"
    whole = rotate_keys._reseal
    seen = []

    def stop_at_the_third(*arguments):
        seen.append(arguments)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(rotate_keys, "_reseal", stop_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        call_command("rotate_keys", batch=1)
    monkeypatch.undo()
    assert [stored(person).partition(":")[0] for person in people] == ["new", "new", "old", "old", "old"]
    call_command("rotate_keys", batch=2)
    assert {stored(person).partition(":")[0] for person in people} == {"new"}


def test_rotation_covers_every_sealed_field_of_every_model():
    found = {field.context for _model, field in rotate_keys.sealed_fields()}
    assert "accounts.user.mobile" in found
    assert all(isinstance(field, privacy.SealedTextField) for _model, field in rotate_keys.sealed_fields())

"""Photos with kind and caption, films played in parts, the folder of a nomination (GS24-34, GS24-35, GS24-36)."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from documents import jobs
from nominations import folders
from nominations.actions import materials
from nominations.documents import request_print
from nominations.models import Material, Nomination
from programmes.refusal import Refused
from tests.documents.test_videos import film
from tests.factories import accounts
from tests.factories.nominations import PDF, attach, clerk_of, head_of

pytestmark = pytest.mark.django_db


def photo(width=1600, height=1200, colour="white", name="a.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return ContentFile(out.getvalue(), name=name)


@pytest.fixture
def row(sample):
    made = sample.nomination()
    made.materials.all().delete()
    return made


@pytest.fixture
def clerk(row):
    return clerk_of(row.employer)


def store(row, clerk, upload, kind="photos"):
    return materials.store(row, kind=kind, upload=upload, by=clerk)


def test_a_photo_keeps_its_sides_and_needs_the_longer_one(row, clerk):
    made = store(row, clerk, photo())

    with pytest.raises(Refused) as refused:
        store(row, clerk, photo(1599, 1200))

    assert (made.width_px, made.height_px) == (1600, 1200)
    assert "长边须不少于 1600 像素，这张是 1599×1200" in str(refused.value)


def test_a_sixth_photo_is_not_taken(row, clerk):
    for colour in ("white", "red", "green", "blue", "black"):
        store(row, clerk, photo(colour=colour))

    with pytest.raises(Refused) as refused:
        store(row, clerk, photo(colour="gray"))

    assert "最多 5 个文件" in str(refused.value)


def test_a_photo_says_what_it_shows(row, clerk):
    made = store(row, clerk, photo())

    materials.describe(made, by=clerk, variant="team", caption="  班组 攻关 ")
    made.refresh_from_db()

    assert (made.variant, made.caption) == ("team", "班组 攻关")


@pytest.mark.parametrize(("variant", "caption"), [("no such", "好"), ("team", "字" * 31)])
def test_another_kind_or_a_long_caption_is_refused(row, clerk, variant, caption):
    made = store(row, clerk, photo())

    with pytest.raises(Refused):
        materials.describe(made, by=clerk, variant=variant, caption=caption)


def test_only_who_fills_describes(row, clerk):
    made = store(row, clerk, photo())

    with pytest.raises(Refused):
        materials.describe(made, by=head_of(row.employer), variant="team", caption="好")


def test_the_form_saves_what_a_photo_shows_one_by_one(row, clerk, client):
    made = store(row, clerk, photo())
    client.force_login(clerk)
    url = reverse("nominations:answer", args=[row.code])

    page = client.get(reverse("nominations:form", args=[row.code])).content.decode()
    right = client.post(url, {"key": f"file.{made.pk}.variant", "value": "scene"}, "application/json")
    long = client.post(url, {"key": f"file.{made.pk}.caption", "value": "字" * 40}, "application/json")
    other = client.post(url, {"key": "file.0.variant", "value": "scene"}, "application/json")

    assert f'name="file.{made.pk}.variant"' in page and "已有 1 / 5 个" in page
    assert (right.status_code, long.status_code, other.status_code) == (200, 422, 404)
    assert long.json()["findings"][0]["field"] == f"file.{made.pk}.caption"
    assert Material.objects.get(pk=made.pk).variant == "scene"


def test_without_script_the_page_saves_them_together(row, clerk, client):
    made = store(row, clerk, photo())
    client.force_login(clerk)

    said = {f"file.{made.pk}.variant": "other", f"file.{made.pk}.caption": "产品展示"}
    client.post(reverse("nominations:form", args=[row.code]), said | {"next": ""})

    assert list(Material.objects.filter(pk=made.pk).values_list("variant", "caption")) == [("other", "产品展示")]


# ——— films ———


def test_a_film_is_kept_with_its_length(row, clerk):
    made = store(row, clerk, ContentFile(film(90), name="IMG_0001.MOV"), "film")

    assert (made.suffix, made.mime, made.seconds, made.preview.name) == ("mp4", "video/mp4", 90, "")
    assert made.file.size == made.size_bytes == len(film(90))


@pytest.mark.parametrize(("seconds", "is_taken"), [(125, True), (126, False)])
def test_a_film_that_is_too_long_is_refused_at_once(row, clerk, seconds, is_taken):
    upload = ContentFile(film(seconds), name="a.mp4")

    if is_taken:
        assert store(row, clerk, upload, "film").seconds == seconds
        return
    with pytest.raises(Refused) as refused:
        store(row, clerk, upload, "film")
    assert "长 126 秒，不能超过 120 秒" in str(refused.value)


@pytest.fixture
def shown(row, clerk, client):
    made = store(row, clerk, ContentFile(film(90), name="a.mp4"), "film")
    client.force_login(clerk)
    return lambda wanted="": client.get(
        reverse("nominations:material", args=[made.pk]) + "?inline", headers={"Range": wanted} if wanted else {}
    )


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-99", 206, (0, 99)),
        ("bytes=4000-", 206, (4000, None)),
        ("bytes=-50", 206, (-50, None)),
        ("bytes=10-99999999", 206, (10, None)),
        ("", 200, (0, None)),
        ("bytes=-", 200, (0, None)),
        ("pages=1-2", 200, (0, None)),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(shown, wanted, status, part):
    response = shown(wanted)
    body, whole = b"".join(response.streaming_content), film(90)
    first = part[0] % len(whole) if part[0] else 0
    last = len(whole) - 1 if part[1] is None else part[1]

    assert (response.status_code, body) == (status, whole[first : last + 1])
    assert response["Accept-Ranges"] == "bytes"
    if status == 206:
        assert response["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"


def test_a_part_beyond_the_end_is_416(shown):
    response = shown("bytes=99999999-")

    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(film(90))}")


def test_a_film_stays_behind_its_door(row, clerk, client):
    made = store(row, clerk, ContentFile(film(90), name="a.mp4"), "film")
    client.force_login(accounts.user())

    assert (
        client.get(reverse("nominations:material", args=[made.pk]), headers={"Range": "bytes=0-9"}).status_code == 404
    )


# ——— the folder ———


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ('浦江/黄浦:工会*?"<>|', "浦江_黄浦_工会______"),
        ("  .隐藏. ", "隐藏"),
        ("a\\b\nc\x00", "a_b_c_"),
        ("..", "_"),
        ("字" * 200, "字" * 120),
    ],
)
def test_a_name_is_one_that_every_system_takes(words, name):
    assert folders.safe_name(words) == name


@pytest.fixture
def full(sample):
    union = accounts.recommender("浦江区总工会/直属")
    made = sample.nomination(recommender=union, ws_name="闻人:既白创新工作室")
    attach(made, "base_scan")
    return Nomination.objects.get(pk=made.pk)


def test_the_folder_bears_the_declared_name(full):
    assert folders.folder_name(full) == "浦江区总工会_直属-闻人_既白创新工作室-闻人既白"


def test_the_folder_holds_form_and_materials_in_order(full, client, django_capture_on_commit_callbacks):
    clerk = clerk_of(full.employer)
    client.force_login(clerk)
    url = reverse("nominations:folder", args=[full.code])
    first = client.post(url)
    document = request_print(full, by=clerk)
    jobs.run(document.pk)

    response = client.post(url)
    body = io.BytesIO(b"".join(response.streaming_content))

    assert first.status_code == 302 and response["Content-Type"] == "application/zip"
    folder = "浦江区总工会_直属-闻人_既白创新工作室-闻人既白"
    with zipfile.ZipFile(body) as archive:
        names = [name.removeprefix(f"{folder}/") for name in archive.namelist()]
        assert archive.testzip() is None
        assert archive.read(archive.namelist()[0])[:5] == PDF[:5]
    assert names[0] == f"01 {full.season.year}年度样例工作室申请表.pdf"
    assert names[1] == "02 工作室照片 1 工作场景照 班组攻关.jpg"
    assert names[-1] == "07 盖章页.pdf" and len(names) == 7

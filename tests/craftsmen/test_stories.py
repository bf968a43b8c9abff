"""事迹和照片 (G1, tick 4): who writes, who agrees, who publishes; and the way from the desk to the public register."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.models import Consent, Membership
from accounts.states import Role
from audit.record import history
from craftsmen import actions
from craftsmen.models import Story
from notifications.models import Message
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories.craftsmen import STORY, honour, person
from tests.factories.nominations import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return accounts.organisation("申岚精密机械有限公司")


@pytest.fixture
def craftsman(unit):
    made = person(user=accounts.user("陆尺度"))
    honour(made, employer=unit)
    return made


@pytest.fixture
def officer(craftsman):
    return accounts.member(Role.OFFICER, craftsman.honours.get().organiser)


def page(craftsman, verb=""):
    return reverse("craftsmen:story-act" if verb else "craftsmen:story", args=[craftsman.pk, *([verb] if verb else [])])


def photo():
    return ContentFile(picture(), name="photo.jpg")


# ——— who may what ———


def test_the_craftsman_and_the_unit_write_and_nobody_else(craftsman, unit, officer):
    for by in (craftsman.user, accounts.member(Role.CLERK, unit), accounts.member(Role.HEAD, unit)):
        assert actions.tell(craftsman, text=STORY, by=by).edited_by == by
    for by in (officer, accounts.member(Role.CLERK), accounts.member(Role.SUPERVISOR), accounts.user()):
        with pytest.raises(Refused):
            actions.tell(craftsman, text=STORY, by=by)


def test_only_the_craftsman_agrees_and_takes_it_back(craftsman, unit, officer):
    for by in (accounts.member(Role.HEAD, unit), officer):
        with pytest.raises(Refused):
            actions.agree(craftsman, by=by)
        with pytest.raises(Refused):
            actions.disagree(craftsman, by=by)
    actions.agree(craftsman, by=craftsman.user)
    actions.agree(craftsman, by=craftsman.user)
    assert Consent.objects.live().get().wording == "同意公开照片和事迹（可选）"
    actions.disagree(craftsman, by=craftsman.user)
    assert not Consent.objects.live().exists()


def test_only_staff_of_the_organiser_publish_and_only_with_consent(craftsman, unit, officer):
    story = actions.tell(craftsman, text=STORY, by=craftsman.user)
    with pytest.raises(Refused, match="还没有同意"):
        actions.publish(story, by=officer)
    actions.agree(craftsman, by=craftsman.user)
    for by in (craftsman.user, accounts.member(Role.HEAD, unit), accounts.member(Role.OFFICER)):
        with pytest.raises(Refused):
            actions.publish(story, by=by)
    actions.publish(story, by=officer)
    actions.publish(story, by=officer)
    assert [event.verb for event in history(craftsman)].count("publish_story") == 1
    assert Story.objects.public().get().published_text == STORY


def test_an_officer_does_not_publish_the_own_story(craftsman):
    organiser = craftsman.honours.get().organiser
    Membership.objects.create(user=craftsman.user, organisation=organiser, role=Role.OFFICER)
    craftsman.user.forget_roles()
    story = actions.tell(craftsman, text=STORY, by=craftsman.user)
    actions.agree(craftsman, by=craftsman.user)
    with pytest.raises(Refused, match="须由他人发布"):
        actions.publish(story, by=craftsman.user)


# ——— what is kept ———


def test_everything_wrong_is_said_at_once(craftsman):
    with pytest.raises(Refused) as refused:
        actions.tell(
            craftsman,
            text="电话 13900001234",
            photo=SimpleUploadedFile("照片.jpg", b"<html></html>"),
            by=craftsman.user,
        )
    assert [finding.field for finding in refused.value.findings] == ["text", "text", "photo"]
    assert not Story.objects.exists()


def test_the_photo_is_small_and_tells_no_place(craftsman, private_storage):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "上海市匠心路 1 号"
    Image.new("RGB", (3000, 2000)).save(out, "JPEG", exif=exif)
    story = actions.tell(
        craftsman, text=STORY, photo=ContentFile(out.getvalue(), name="IMG_0001.jpg"), by=craftsman.user
    )

    with Image.open(private_storage / story.photo.name) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (1280, 853), {})
    assert "IMG" not in story.photo.name


def test_a_later_wording_waits_while_the_published_one_stays(craftsman, officer):
    story = actions.tell(craftsman, text=STORY, photo=photo(), by=craftsman.user)
    actions.agree(craftsman, by=craftsman.user)
    published = actions.publish(story, by=officer)
    later = actions.tell(craftsman, text=STORY * 2, without_photo=True, by=craftsman.user)

    assert (published.is_waiting, later.is_waiting) == (False, True)
    assert (later.published_text, later.published_photo.name) == (STORY, published.photo.name)
    assert (later.text, later.photo.name) == (STORY * 2, "")


def test_taking_down_needs_a_reason_and_keeps_the_wording(craftsman, officer):
    story = actions.tell(craftsman, text=STORY, by=craftsman.user)
    actions.agree(craftsman, by=craftsman.user)
    actions.publish(story, by=officer)
    with pytest.raises(Refused, match="理由"):
        actions.retract(story, reason=" ", by=officer)
    with pytest.raises(Refused):
        actions.retract(story, reason="照片模糊", by=craftsman.user)

    taken = actions.retract(story, reason="照片模糊", by=officer)

    assert (taken.text, taken.published_text, taken.is_waiting) == (STORY, "", True)
    assert history(craftsman).first().note == "照片模糊"


def test_the_craftsman_hears_of_what_others_do(craftsman, unit, officer):
    story = actions.tell(craftsman, text=STORY, by=accounts.member(Role.CLERK, unit))
    actions.agree(craftsman, by=craftsman.user)
    actions.retract(actions.publish(story, by=officer), reason="照片模糊", by=officer)

    codes = list(Message.objects.filter(recipient=craftsman.user).order_by("pk").values_list("code", flat=True))
    assert codes == ["story-told", "story-published", "story-retracted"]


# ——— the way through the pages ———


def test_from_the_person_page_to_the_public_register(client, craftsman, officer):
    client.force_login(craftsman.user)
    assert page(craftsman) in client.get(reverse("craftsmen:person", args=[craftsman.pk])).content.decode()
    client.post(page(craftsman), {"text": STORY, "photo": SimpleUploadedFile("照片.jpg", picture())})
    client.post(page(craftsman, "agree"))
    client.force_login(officer)
    assert "待发布" in client.get(reverse("craftsmen:stories")).content.decode()
    client.post(page(craftsman, "publish"))
    client.logout()

    html = client.get(reverse("publicity:register")).content.decode()
    held = craftsman.honours.get()
    assert STORY in html
    assert reverse("publicity:photo", args=[held.pk]) in html


def test_a_withdrawal_in_the_account_hides_it_too(client, craftsman, officer):
    story = actions.tell(craftsman, text=STORY, by=craftsman.user)
    consent = actions.agree(craftsman, by=craftsman.user)
    actions.publish(story, by=officer)
    client.force_login(craftsman.user)

    client.post(reverse("accounts:withdraw-consent", args=[consent.pk]))

    assert STORY not in client.get(reverse("publicity:register")).content.decode()
    assert "公开页面不再显示" in client.get(page(craftsman)).content.decode()


def test_the_list_takes_the_same_queries_with_one_row_and_three(client, unit, django_assert_max_num_queries):
    client.force_login(accounts.member(Role.CLERK, unit))
    client.get(reverse("craftsmen:stories"))  # the first page of a session keeps the device
    counts = []
    for name in ("丁守申", "卫澄澜", "陆尺寸"):
        made = person(name)
        honour(made, employer=unit)
        with django_assert_max_num_queries(15) as asked:
            assert name in client.get(reverse("craftsmen:stories")).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_a_stranger_finds_no_story(client, craftsman):
    client.force_login(accounts.member(Role.CLERK))

    assert client.get(page(craftsman)).status_code == 404
    assert client.post(page(craftsman, "publish")).status_code == 404
    assert client.get(reverse("craftsmen:stories")).context["rows"] == []

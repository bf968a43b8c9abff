"""实地走访 (GS24-23): planned for some, recorded once on the phone, each with its result, and the stage can close."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from documents import jobs
from documents.models import Document
from nominations.models import Answer, Nomination
from notifications.models import Message
from programmes import clock as portal_clock
from reviews.actions import stages
from reviews.actions import visits as acting
from reviews.models import Entry, StageRun, Visit, VisitPhoto
from tests.factories import reviews as experts
from tests.factories import trial_studios as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial_programmes")]


@pytest.fixture
def place(trial_programmes):
    """Three studios in the visiting stage, and an expert who goes."""
    one = made.world()
    for leader in ("王砚舟", "丁禾川", "方既明"):
        made.sent(one, leader=leader, state="in_review")
    runs = {run.code: run for run in stages.prepare(one.season)}
    for nomination in one.season.nominations.all():
        Entry.objects.create(stage_run=runs["formality"], nomination=nomination, state="selected")
    StageRun.objects.filter(pk=runs["formality"].pk).update(state="closed", closed_at=portal_clock.now())
    one.run = stages.open_stage(StageRun.objects.get(pk=runs["visit"].pk), by=one.officer)
    one.entries = list(one.run.entries.order_by("nomination__number"))
    one.expert = experts.expert("顾衡")
    return one


def picture(*, colour="white", place=False) -> bytes:
    """A photo as a phone takes it, with where it was taken."""
    out, image = io.BytesIO(), Image.new("RGB", (640, 480), colour)
    exif = image.getexif()
    exif[0x010F] = "Phone"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (31.0, 13.0, 0.0)
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def photo(name="a.jpg", **values):
    return SimpleUploadedFile(name, picture(**values), content_type="image/jpeg")


def planned(one, entry=None, **values):
    given = {"planned_on": portal_clock.today(), "visitors": [one.expert.user]} | values
    return acting.plan(entry or one.entries[0], by=one.officer, **given)


def found(**values):
    return {
        "happened_on": portal_clock.today().isoformat(),
        "people": "车间主任　林岫",
        "summary": "场地固定，设备齐全，正在开展攻关。",
        "result-place": "met",
        "note-place": "",
        "client_key": "k1",
    } | values


def test_the_officer_plans_some_of_them_in_one_go(place, client):
    client.force_login(place.officer)
    address = reverse("reviews:visits-plan", args=[place.season.pk, "visit"])
    sent = {"entries": [entry.pk for entry in place.entries[:2]], "visitors": [place.expert.user.pk, place.second.pk]}
    client.post(address, sent | {"planned_on": portal_clock.today().isoformat(), "note": "上午"})
    assert [(v.position, v.address, v.note) for v in Visit.objects.all()] == [
        (1, "虚构路 8 号", "上午"), (2, "虚构路 8 号", "上午"),
    ]  # fmt: skip
    assert Message.objects.filter(code="visit-planned", recipient=place.expert.user).count() == 2
    page = client.get(reverse("reviews:visits", args=[place.season.pk, "visit"])).content.decode()
    assert "领衔人 王砚舟" in page


def test_where_the_form_asks_only_for_the_address_of_the_unit_that_is_where_one_goes(place):
    nomination = place.entries[0].nomination
    assert acting.address_of(nomination) == "虚构路 8 号"
    Answer.objects.filter(nomination=nomination, key="address").update(key="unit_address")
    assert acting.address_of(nomination) == "虚构路 8 号"
    Answer.objects.filter(nomination=nomination, key="unit_address").delete()
    assert acting.address_of(nomination) == ""


def test_a_plan_without_day_or_visitor_says_both(place, client):
    client.force_login(place.officer)
    address = reverse("reviews:visits-plan", args=[place.season.pk, "visit"])
    answer = client.post(address, {"entries": [place.entries[0].pk]})
    assert answer.status_code == 422
    assert "请填写走访日期" in answer.content.decode()
    assert "请选择走访人" in answer.content.decode()
    assert not Visit.objects.exists()


def test_the_visitor_records_on_the_phone_once(place, client):
    visit = planned(place)
    client.force_login(place.expert.user)
    page = client.get(reverse("reviews:visits-mine")).content.decode()
    assert reverse("reviews:visit", args=[visit.pk]) in page
    page = client.get(reverse("reviews:visit", args=[visit.pk])).content.decode()
    assert 'capture="environment"' in page
    for _again in range(2):
        sent = found() | {"photos": [photo(), photo("b.jpg", colour="black")]}
        answer = client.post(reverse("reviews:visit", args=[visit.pk]), sent, headers={"Accept": "application/json"})
        assert answer.json() == {"url": reverse("reviews:visit", args=[visit.pk])}
    visit = made.fresh(visit)
    assert (visit.state, visit.recorded_by, visit.findings) == (
        "recorded", place.expert.user, {"place": {"result": "met", "note": ""}},
    )  # fmt: skip
    assert VisitPhoto.objects.count() == 2


def test_photos_keep_no_place(place, client):
    visit = planned(place)
    client.force_login(place.expert.user)
    client.post(reverse("reviews:visit", args=[visit.pk]), found() | {"photos": [photo()]})
    kept = VisitPhoto.objects.get()
    answer = client.get(reverse("reviews:visit-photo", args=[visit.pk, kept.pk]))
    exif = Image.open(io.BytesIO(b"".join(answer.streaming_content))).getexif()
    assert (dict(exif), dict(exif.get_ifd(0x8825))) == ({}, {})


def test_what_is_missing_is_said_at_once_and_what_was_typed_stays(place, client):
    visit = planned(place)
    client.force_login(place.expert.user)
    sent = found(people="", **{"result-place": "unmet"}) | {"photos": [SimpleUploadedFile("a.jpg", b"<html>")]}
    answer = client.post(reverse("reviews:visit", args=[visit.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("请填写现场接待和参加的人员", "不符合，请写明情况", "a.jpg：只接受", "请至少拍一张现场照片"):
        assert words in page
    assert "场地固定，设备齐全" in page
    assert made.fresh(visit).state == "planned"


def test_nobody_else_sees_a_visit(place, client):
    visit = planned(place)
    client.force_login(experts.expert("旁人").user)
    assert client.get(reverse("reviews:visit", args=[visit.pk])).status_code == 404
    assert client.get(reverse("reviews:visits-mine")).status_code == 404
    client.force_login(place.supervisor)
    assert client.get(reverse("reviews:visit", args=[visit.pk])).status_code == 200
    assert client.post(reverse("reviews:visit", args=[visit.pk]), found()).status_code == 404


def test_results_close_the_stage_though_only_some_were_visited(place, client):
    visit, other = planned(place), planned(place, place.entries[1])
    for one in (visit, other):
        acting.record(
            one, by=place.expert.user, happened_on=portal_clock.today(), people="林岫", summary="情况属实。",
            findings={"place": {"result": "met"}}, photos=[photo()], client_key=f"k{one.pk}",
        )  # fmt: skip
    client.force_login(place.officer)
    address = reverse("reviews:visits-conclude", args=[place.season.pk, "visit"])
    client.post(address, {"entry": visit.entry_id, "verb": "select"})
    answer = client.post(address, {"entry": other.entry_id, "verb": "pass_over", "reason": ""})
    assert "须写明理由" in answer.content.decode()
    client.post(address, {"entry": other.entry_id, "verb": "pass_over", "reason": "场地已另作他用"})
    client.post(address, {"act": "rest"})
    assert [entry.state for entry in place.run.entries.order_by("nomination__number")] == [
        "selected", "not_selected", "selected",
    ]  # fmt: skip
    client.post(reverse("reviews:stage-close", args=[place.season.pk, "visit"]))
    assert made.fresh(place.run).state == "closed"
    final = stages.open_stage(place.run.next, by=place.officer)
    assert final.entries.count() == 2


def test_an_entry_on_the_route_waits_for_its_visit(place, client):
    visit = planned(place)
    client.force_login(place.officer)
    address = reverse("reviews:visits-conclude", args=[place.season.pk, "visit"])
    answer = client.post(address, {"entry": visit.entry_id, "verb": "select"})
    assert "走访情况还没有登记" in answer.content.decode()
    client.post(address, {"act": "rest"})
    assert made.fresh(visit.entry).state == "waiting"
    client.post(reverse("reviews:visit-change", args=[visit.pk]), {"act": "cancel"})
    assert not Visit.objects.exists()


def test_a_record_goes_back_with_a_reason(place, client):
    visit = planned(place)
    client.force_login(place.expert.user)
    client.post(reverse("reviews:visit", args=[visit.pk]), found() | {"photos": [photo()]})
    client.force_login(place.officer)
    client.post(reverse("reviews:visit-change", args=[visit.pk]), {"act": "reopen", "note": "请补充设备照片"})
    assert made.fresh(visit).state == "planned"
    client.force_login(place.expert.user)
    again = found(client_key="k2", summary="已补充设备照片。")
    client.post(reverse("reviews:visit", args=[visit.pk]), again | {"photos": [photo(colour="red")]})
    assert (made.fresh(visit).summary, VisitPhoto.objects.count()) == ("已补充设备照片。", 2)


def test_nobody_is_sent_into_the_past_or_to_a_closed_stage(place):
    from programmes.refusal import Refused

    with pytest.raises(Refused, match="不能早于今天"):
        planned(place, planned_on=portal_clock.today() - timedelta(days=1))
    StageRun.objects.filter(pk=place.run.pk).update(state="closed")
    with pytest.raises(Refused, match="没有在进行"):
        planned(place)


def test_the_route_is_printed(place, client):
    planned(place)
    client.force_login(place.officer)
    client.post(reverse("reviews:visits-print", args=[place.season.pk, "visit"]))
    document = Document.objects.get(kind="reviews.route")
    jobs.run(document.pk)
    document = Document.objects.get(pk=document.pk)
    assert (document.state, document.file.open("rb").read(5)) == ("done", b"%PDF-")


def test_the_visit_of_one_case_is_a_stage_of_its_own(place, client):
    studio = made.studio(place, "周克勤")
    case = made.sent(place, "acceptance", "周克勤", studio=studio, cond_team="ok")
    Nomination.objects.filter(pk=case.pk).update(state="in_review")
    run = case.own_runs.get(code="visit")
    StageRun.objects.filter(nomination=case, code="formality").update(state="closed")
    client.force_login(place.officer)
    page = client.get(reverse("reviews:case", args=[case.code])).content.decode()
    assert reverse("reviews:stage-open", args=[place.season.pk, f"visit-{run.pk}"]) in page
    answer = client.post(reverse("reviews:stage-open", args=[place.season.pk, f"visit-{run.pk}"]))
    assert answer.url == reverse("reviews:case", args=[case.code])
    page = client.get(reverse("reviews:visits", args=[place.season.pk, f"visit-{run.pk}"])).content.decode()
    assert "周克勤创新工作室" in page
    assert "王砚舟创新工作室" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_plan(place, client, django_assert_num_queries, count):
    for entry in place.entries[:count]:
        planned(place, entry)
    client.force_login(place.officer)
    address = reverse("reviews:visits", args=[place.season.pk, "visit"])
    client.get(address)
    with django_assert_num_queries(12):
        client.get(address)

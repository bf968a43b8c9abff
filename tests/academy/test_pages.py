"""Pages of the academy: counted, refused in place, and walked by who uses them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from academy import audience
from academy.actions import attending, teaching
from academy.models import Activity, CalendarKey, Room
from accounts import calendar
from accounts.states import Role
from craftsmen.models import Person
from documents import jobs
from documents.models import Document
from tests.academy.test_attending import sighting
from tests.factories import academy, accounts, nominations

pytestmark = pytest.mark.django_db
QUERIES = {
    "list": 10,
    "calendar": 9,
    "teaching": 11,
    "roll": 8,
    "courses": 7,
    "rooms": 7,
    "room": 9,
    "enrol-people": 11,
}
three_or_one = pytest.mark.parametrize("count", [1, 3])
PDF = nominations.PDF


def page(name, *arguments):
    return reverse(f"academy:{name}", args=arguments)


@pytest.fixture
def ask(client, django_assert_num_queries):
    calendar.current()  # its days are read once per process

    def asked(user, name, *arguments, query=""):
        client.force_login(user)
        client.get(reverse("healthz"))
        with django_assert_num_queries(QUERIES[name]):
            response = client.get(page(name, *arguments) + query)
        assert response.status_code == 200
        return response.content.decode()

    return asked


def test_no_page_asks_more_than_fifteen_times():
    assert {name: number for name, number in QUERIES.items() if number > 15} == {}


@three_or_one
def test_list_and_month(ask, count):
    for _ in range(count):
        academy.enrolled(academy.opened())
    person = academy.craftsman()

    assert ask(person.user, "list").count('<th scope="row">') == count
    assert ask(person.user, "calendar", query="?month=2026-05").count("/desk/academy/activities/HD") == count


@three_or_one
def test_roll(ask, count):
    activity = academy.opened(capacity=5)
    for number in range(count):
        row = academy.enrolled(activity, academy.craftsman(f"第{number}人"))
        attending.attend(activity, sighting(row), by=activity.by)
        attending.say(row, score=5, by=row.person.user)

    assert ask(activity.by, "roll", activity.code).count("5 分") == count


@three_or_one
def test_teaching(ask, count):
    person = academy.craftsman()
    for _ in range(count):
        activity = academy.opened()
        activity.teachers.create(person=person)
        row = academy.enrolled(activity, academy.craftsman("听课人"))
        attending.attend(activity, sighting(row), by=activity.by)
        attending.say(row, score=4, text="很实用", by=row.person.user)

    text = ask(person.user, "teaching")

    assert (text.count("4 分　很实用"), text.count("听课人")) == (count, 0)


@three_or_one
def test_courses_and_rooms(ask, count):
    organiser = accounts.organiser()
    by = accounts.member(Role.OFFICER, organiser)
    rooms = [academy.room(organiser, by=by) for _ in range(count)]
    for number in range(count):
        academy.course(organiser, by=by)
        start = academy.START + number * 4 * academy.HOUR
        academy.planned(organiser, by=by, room=rooms[0], starts_at=start)

    assert ask(by, "courses").count('<th scope="row">') == count
    assert ask(by, "rooms").count('<th scope="row">') == count
    assert ask(by, "room", rooms[0].pk).count('<th scope="row">') == count


@three_or_one
def test_people_of_a_unit(ask, count):
    unit = accounts.recommender()
    clerk = accounts.member(Role.CLERK, unit)
    people = [academy.craftsman(f"第{number}人") for number in range(count)]
    activity, other = academy.opened(), academy.opened()
    for person in people:
        academy.enrolled(other, person)

    @audience.register
    def source(user):
        return Person.objects.filter(pk__in=[one.pk for one in people])

    try:
        text = ask(clerk, "enrol-people", activity.code)
    finally:
        audience.unregister(source)
    assert text.count(other.title) == count


def test_filters_of_the_list(client):
    organising = academy.opened(level="organising", forces=["leading"], title="单位活动")
    academy.opened(forces=["tackling"], title="市质协活动")
    mine = academy.enrolled(organising)
    client.force_login(mine.person.user)

    def titles(**query):
        text = client.get(page("list"), query).content.decode()
        return [title for title in ("单位活动", "市质协活动") if f">{title}</a>" in text]

    assert titles() == ["单位活动", "市质协活动"]
    assert titles(level="association") == ["市质协活动"]
    assert titles(force="leading") == ["单位活动"]
    assert titles(show="mine") == ["单位活动"]
    assert titles(q="没有的活动") == titles(show="past") == []


def test_officer_plans_from_the_page_and_a_taken_room_is_refused_in_place(client):
    taken = academy.planned(room=academy.room())
    organiser = taken.organiser
    client.force_login(taken.by)
    given = {
        "body": f"association:{organiser.pk}", "title": "量具检定", "carrier": "training_centre", "hours": "2",
        "forces": ["practice"], "starts_at": "2026-05-20T14:00", "ends_at": "2026-05-20T15:00", "room": taken.room_id,
        "capacity": "20", "enrol_until": "2026-05-19T12:00",
    }  # fmt: skip

    refused = client.post(page("new"), given)
    done = client.post(page("new"), given | {"starts_at": "2026-05-21T14:00", "ends_at": "2026-05-21T15:00"})

    assert refused.status_code == 422
    assert f"已安排“{taken.title}”" in refused.content.decode()
    assert 'value="量具检定"' in refused.content.decode()
    made = Activity.objects.get(title="量具检定")
    assert (done.status_code, done.url) == (302, page("activity", made.code))
    assert made.starts_at.isoformat() == "2026-05-21T06:00:00+00:00"


def test_material_is_for_the_roll_only(client):
    activity = academy.opened(capacity=1)
    placed, waits = academy.enrolled(activity), academy.enrolled(activity, academy.craftsman("乙二"))
    client.force_login(activity.by)
    upload = SimpleUploadedFile("讲义.pdf", PDF)
    assert client.post(page("file-add", activity.code), {"file": upload}).status_code == 302
    file = activity.files.get()

    answers = {}
    for user in (activity.by, placed.person.user, waits.person.user, academy.craftsman("别人").user):
        client.force_login(user)
        response = client.get(page("file", file.pk))
        answers[user.name] = response.status_code
        if response.streaming:
            assert b"".join(response.streaming_content) == PDF
    assert list(answers.values()) == [200, 200, 404, 404]
    teaching.remove_file(file, by=activity.by)
    client.force_login(activity.by)
    assert client.get(page("file", file.pk)).status_code == 404


def test_roll_as_workbook_and_as_sheet_to_sign(client):
    activity = academy.opened()
    row = academy.enrolled(activity)
    academy.enrolled(activity, academy.craftsman("丁禾川"))
    attending.attend(activity, sighting(row, minutes=0), by=activity.by)
    client.force_login(activity.by)

    book = client.get(page("roll-export", activity.code))
    client.post(page("roll-print", activity.code))

    sheet = load_workbook(io.BytesIO(book.content)).active
    assert [(line[0], line[1], line[3], line[5]) for line in sheet.iter_rows(min_row=2, values_only=True)] == [
        ("陆尺度", "已报名", "2026-05-10 10:00", "3.5"),
        ("丁禾川", "已报名", None, "0"),
    ]
    document = Document.objects.get(kind="academy.roll")
    assert jobs.run(document.pk)
    assert Document.objects.get().pages == 1
    assert client.get(reverse("documents:download", args=[document.pk])).status_code == 200
    client.force_login(row.person.user)
    assert client.get(reverse("documents:download", args=[document.pk])).status_code == 404


def test_sheet_that_a_phone_cannot_have_sent_is_answered_400(client):
    activity = academy.opened()
    client.force_login(activity.by)
    sync = page("door-sync", activity.code)

    for body in ("", "[]", '{"sightings": [{"uuid": "x"}]}', '{"sightings": 3}'):
        assert client.post(sync, body, content_type="application/json").status_code == 400


def test_subscription_page_shows_the_address_and_renews_it(client, settings):
    settings.SITE_URL = "https://portal.example.cn"
    person = academy.craftsman()
    client.force_login(person.user)

    first = client.get(page("subscribe")).content.decode()
    old = CalendarKey.objects.get().token
    client.post(page("subscribe-renew"))

    assert f"https://portal.example.cn/calendar/{old}.ics" in first
    assert f"webcal://portal.example.cn/calendar/{old}.ics" in first
    assert CalendarKey.objects.get().token != old


def test_room_of_another_body_is_not_changed(client):
    room = academy.room()
    client.force_login(accounts.member(Role.OFFICER))

    assert client.post(page("room-edit", room.pk), {"name": "别人的", "address": "x", "capacity": 1}).status_code == 404
    assert Room.objects.get().name == room.name

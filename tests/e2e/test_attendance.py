"""Staff at the door with a phone: without a line too, each person once; every page of the academy is looked at with axe."""

import datetime as dt
import json

import pytest
from playwright.sync_api import Error, expect

from academy import tickets
from academy.actions import planning
from academy.models import Attendance
from programmes import clock
from tests.factories import academy

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
BASE = "/desk/academy/"


@pytest.fixture
def activity(db):
    """Begins in two days; three places and one who waits."""
    start = (clock.now() + dt.timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    return academy.opened(starts_at=start, capacity=3, title="磨削热变形研讨", room=academy.room())


@pytest.fixture
def rows(activity):
    return [academy.enrolled(activity, academy.craftsman(name)) for name in ("陆尺度", "丁禾川", "卫之远", "秦砚农")]


def door(activity):
    return f"{BASE}activities/{activity.code}/door/"


def test_attendance_without_a_line_is_recorded_exactly_once(page, site, enter, activity, rows):
    enter(activity.by)
    page.set_viewport_size(PHONE)
    page.goto(f"{site}{BASE}activities/{activity.code}/")
    page.get_by_role("link", name="门口签到").click()
    unsynced, list_ = page.locator("[data-unsynced]"), page.locator("[data-list]")
    expect(unsynced).to_have_text("全部已同步")

    page.context.set_offline(True)
    before = clock.now()
    page.get_by_role("button", name="陆尺度 签到").click()
    page.get_by_label("签到码").fill(tickets.short_code(rows[1].pk).lower())
    page.get_by_role("button", name="签到", exact=True).click()
    page.get_by_label("签到码").fill(tickets.ticket(rows[2].pk))
    page.get_by_label("签到码").press("Enter")
    page.get_by_label("签到码").fill(tickets.ticket(rows[2].pk))
    page.get_by_label("签到码").press("Enter")
    expect(page.locator("[data-said]")).to_have_text("卫之远 已经签到过了。")
    page.get_by_label("签到码").fill("SHQC-9.forged")
    page.get_by_label("签到码").press("Enter")
    expect(unsynced).to_have_text("未同步 4 条（没有网络）")
    expect(page.locator("[data-present]")).to_have_text("3")
    assert Attendance.objects.count() == 0
    kept = page.evaluate("Object.entries(localStorage).find(([name]) => name.startsWith('door:'))")

    page.context.set_offline(False)
    expect(unsynced).to_have_text("全部已同步", timeout=30_000)
    expect(page.locator("[data-refused]")).to_contain_text("这个签到码不是本次活动的。")
    expect(list_.get_by_text("已到", exact=False)).to_have_count(3)
    assert Attendance.objects.count() == 3
    assert all(before <= one.arrived_at <= one.synchronised_at for one in Attendance.objects.all())

    # the answer was lost and the phone still holds everything: the page is loaded again and sends it a second time
    page.evaluate("([name, value]) => localStorage.setItem(name, value)", kept)
    page.reload()
    expect(unsynced).to_have_text("全部已同步", timeout=30_000)
    sent = page.evaluate(
        """async sightings => {
          const form = document.querySelector("[data-door]"), answers = [];
          for (let turn = 0; turn < 2; turn += 1) {
            const response = await fetch(form.dataset.sync, { method: "POST", body: JSON.stringify({ sightings }),
              headers: { "Content-Type": "application/json", "X-CSRFToken": window.portal.token() } });
            answers.push((await response.json()).answers.map(one => one.status).join(" "));
          }
          return answers;
        }""",
        json.loads(kept[1]),
    )
    assert sent == ["known known known refused"] * 2
    assert Attendance.objects.count() == 3
    page.goto(f"{site}{BASE}activities/{activity.code}/roll/")
    expect(page.get_by_role("button", name="撤销签到")).to_have_count(3)


def kept_names(page):
    """Every address that door pages keep on the phone, without the site."""
    return page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
          return found;
        }"""
    )


def test_door_page_opens_again_without_a_line_and_sends_what_it_saw_once(page, site, enter, activity, rows):
    enter(activity.by)
    page.set_viewport_size(PHONE)
    page.goto(site + door(activity))
    expect(page.locator("[data-kept]")).to_be_visible(timeout=30_000)
    names = kept_names(page)
    assert [name for name in names if not name.startswith("/static/")] == [door(activity)]
    assert {name.rpartition(".")[2] for name in names if name.startswith("/static/")} == {"css", "js"}

    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="门口签到")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "6px"
    page.get_by_label("签到码").fill(tickets.short_code(rows[1].pk))
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.locator("[data-unsynced]")).to_have_text("未同步 1 条（没有网络）")
    page.reload()
    expect(page.locator("[data-unsynced]")).to_contain_text("未同步 1 条")
    assert Attendance.objects.count() == 0

    page.context.set_offline(False)
    expect(page.locator("[data-unsynced]")).to_have_text("全部已同步", timeout=30_000)
    page.reload()
    expect(page.locator("[data-list]").get_by_text("已到", exact=False)).to_have_count(1)
    assert [one.enrolment_id for one in Attendance.objects.all()] == [rows[1].pk]


def test_no_other_page_opens_without_a_line(page, site, enter, activity, rows):
    enter(activity.by)
    page.goto(site + door(activity))
    expect(page.locator("[data-kept]")).to_be_visible(timeout=30_000)
    page.goto(f"{site}{BASE}activities/{activity.code}/roll/")
    page.context.set_offline(True)
    for address in (f"{BASE}activities/{activity.code}/roll/", f"{BASE}activities/{activity.code}/", "/desk/"):
        with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(site + address)


def test_door_page_is_forgotten_once_it_is_refused_and_at_signing_out(page, site, enter, activity, rows):
    enter(activity.by)
    page.goto(site + door(activity))
    expect(page.locator("[data-kept]")).to_be_visible(timeout=30_000)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.goto(site + door(activity))
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    assert kept_names(page) == []

    page.context.add_cookies(cookies)
    page.goto(site + door(activity))
    expect(page.locator("[data-kept]")).to_be_visible(timeout=30_000)
    page.goto(site + "/logout/")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(site + "/")
    assert kept_names(page) == []


def test_script_of_the_door_page_is_asked_for_anew_each_time(client):
    answer = client.get(f"{BASE}activities/door-worker.js")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_craftsman_enrols_shows_the_code_and_leaves(page, site, enter, activity):
    person = academy.craftsman("闻人既白")
    enter(person.user)
    page.set_viewport_size(PHONE)
    page.goto(site + BASE)
    page.get_by_role("link", name="磨削热变形研讨").click()
    page.get_by_role("link", name="报名", exact=True).click()
    page.get_by_role("button", name="确认报名").click()
    row = activity.enrolments.get()
    expect(page.get_by_role("img", name="签到二维码")).to_be_visible()
    assert page.evaluate("document.querySelector('.ticket img').naturalWidth") > 0
    expect(page.locator("figcaption")).to_contain_text(tickets.short_code(row.pk))

    page.get_by_role("button", name="退出活动").click()
    page.get_by_role("dialog").get_by_role("button", name="退出活动").click()
    expect(page.get_by_role("link", name="报名", exact=True)).to_be_visible()
    assert activity.enrolments.get().state == "withdrawn"


def test_every_page_of_the_academy_is_accessible(page, site, enter, accessible, activity, rows):
    course = academy.course(activity.organiser, by=activity.by)
    one = f"{BASE}activities/{activity.code}/"
    plan = academy.planned(activity.organiser, by=activity.by)
    gone = planning.cancel(academy.planned(activity.organiser, by=activity.by), reason="停电", by=activity.by)
    enter(activity.by)
    pages = [
        BASE, f"{BASE}?show=mine", f"{BASE}calendar/", f"{BASE}calendar/?month={activity.starts_at:%Y-%m}", f"{BASE}subscribe/",
        f"{BASE}teaching/", one, f"{one}edit/", f"{one}roll/", f"{one}door/", f"{BASE}activities/new/", f"{BASE}courses/",
        f"{BASE}courses/new/", f"{BASE}courses/{course.pk}/", f"{BASE}rooms/", f"{BASE}rooms/{activity.room_id}/",
        f"{BASE}activities/{plan.code}/", f"{BASE}activities/{gone.code}/",
    ]  # fmt: skip
    for address in pages:
        response = page.goto(site + address)
        assert (response.status, address) == (200, address)
        accessible(page)


def test_own_pages_are_accessible(page, site, enter, accessible, activity, rows):
    clashing = academy.opened(starts_at=activity.starts_at)
    enter(rows[0].person.user)
    for address in (BASE, f"{BASE}activities/{activity.code}/", f"{BASE}activities/{clashing.code}/enrol/"):
        assert page.goto(site + address).status == 200
        accessible(page)

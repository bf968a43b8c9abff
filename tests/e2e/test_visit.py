"""A visit is recorded on the phone: where there is no signal it waits there, and is sent once when there is one again."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from programmes import clock
from publicity.actions import deciding
from reviews.actions import formality, stages, visits
from reviews.models import Entry, StageRun, Visit, VisitPhoto
from tests.factories import reviews as experts
from tests.factories import trial_studios as made
from tests.reviews.test_visits import picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("trial_programmes")]


def shot(page, name):
    """A picture of the page at both widths, when a folder for them is named."""
    folder = os.environ.get("PORTAL_SHOTS")
    for width in (1440, 390) if folder else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@pytest.fixture
def place(trial_programmes):
    one = made.world()
    for leader in ("王砚舟", "丁禾川", "方既明"):
        made.sent(one, leader=leader, state="in_review")
    runs = {run.code: run for run in stages.prepare(one.season)}
    for nomination in one.season.nominations.all():
        Entry.objects.create(stage_run=runs["formality"], nomination=nomination, state="selected")
    StageRun.objects.filter(pk=runs["formality"].pk).update(state="closed", closed_at=clock.now())
    one.run = stages.open_stage(StageRun.objects.get(pk=runs["visit"].pk), by=one.officer)
    one.expert = experts.expert("顾衡")
    entry = one.run.entries.order_by("pk").first()
    one.visit = visits.plan(entry, by=one.officer, planned_on=clock.today(), visitors=[one.expert.user])
    return one


def test_a_visit_without_signal_is_sent_once_later(page, site, enter, accessible, place):
    enter(place.expert.user)
    page.goto(f"{site}/visits/")
    accessible(page)
    page.get_by_role("link", name="王砚舟创新工作室").first.click()
    accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_label("现场人员").fill("车间主任　林岫")
    page.get_by_label("符合", exact=True).check()
    page.get_by_label("走访情况", exact=True).fill("场地固定，设备齐全，正在开展攻关。")
    page.locator("#photos").set_input_files([{"name": "1.jpg", "mimeType": "image/jpeg", "buffer": picture()}])
    page.locator("#photos").set_input_files(
        [{"name": "2.jpg", "mimeType": "image/jpeg", "buffer": picture(colour="teal")}]
    )
    expect(page.locator("[data-photos] img")).to_have_count(2)
    shot(page, "visit-form")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交走访情况").click()
    expect(page.get_by_text("已经存在这部手机上")).to_be_visible()
    assert Visit.objects.get().state == "planned"
    page.context.set_offline(False)
    expect(page.get_by_text("已登记")).to_have_count(0)
    page.wait_for_selector("dt:has-text('登记')")
    kept = Visit.objects.get()
    assert (kept.state, kept.summary, VisitPhoto.objects.count()) == (
        "recorded",
        "场地固定，设备齐全，正在开展攻关。",
        2,
    )
    accessible(page)
    shot(page, "visit-done")


def test_the_pages_of_cases_and_routes_are_accessible(page, site, enter, accessible, place):
    case = made.sent(place, "assessment", studio=made.studio(place, "李守中"), leader="李守中", year=2026,
                     cond_team="partly", cond_team_facts="两人离职，正在补充", result="qualified", opinion="运行良好。")  # fmt: skip
    formality.decide(case, by=place.officer, outcome="pass")
    formality.confirm(case.entries.get().reviews.get(), by=place.second)
    enter(place.leader)
    pages = {
        "cases": "/desk/cases/",
        "case": f"/desk/cases/{case.code}/",
        "decide": f"/desk/cases/{case.code}/decide/",
        "results": f"/desk/publicity/seasons/{place.season.pk}/results/",
        "desk": "/desk/publicity/",
    }
    for name, address in pages.items():
        page.goto(site + address)
        accessible(page)
        shot(page, name)
    given = deciding.Given(result="qualified", decided_on=clock.today(), document_number="沪试〔2026〕9号")
    deciding.decide(case, given, by=place.leader)
    page.goto(f"{site}/desk/cases/{case.code}/")
    expect(page.get_by_role("heading", name="办理决定")).to_be_visible()
    shot(page, "case-done")


def test_the_plan_of_visits_is_accessible(page, site, enter, accessible, place):
    enter(place.officer)
    page.goto(f"{site}/desk/reviews/{place.season.pk}/visit/visits/")
    accessible(page)
    shot(page, "visits")


def test_the_pages_of_an_outside_result_are_accessible(page, site, enter, accessible, trial_programmes):
    place = made.world(decided_here=False)
    for leader in ("王砚舟", "丁禾川", "方既明"):
        made.sent(place, leader=leader)
    enter(place.leader)
    page.goto(f"{site}/desk/publicity/seasons/{place.season.pk}/external/")
    accessible(page)
    shot(page, "external")
    page.goto(f"{site}/desk/reviews/{place.season.pk}/")
    accessible(page)
    shot(page, "board-outside")

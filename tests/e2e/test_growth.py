"""我的成长 on a phone of 390 px: a person keeps the training file, without a line too; every page is looked at with axe."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.states import Role
from craftsmen.models import Person
from cultivation.actions import records
from cultivation.models import Entry, Summary, Trainee
from programmes import clock
from tests.factories import academy, accounts, workbench
from tests.factories import cultivation as made

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
MINE = "/desk/growth/"
TOUCH = 44


@pytest.fixture
def trainee(db):
    """In cultivation for four months, with a plan, a note, an entry and an activity to come."""
    today = clock.today()
    roster = made.roster(made.cohort(year=today.year))
    one = made.trainee(roster, name="顾无尘", user=accounts.user("顾无尘"), employer=accounts.organisation())
    made.filed(roster, starts_on=today - timedelta(days=120))
    one = made.with_plan(made.fresh(one))
    by = roster.created_by
    records.add_entry(one, kind="project", happened_on=today, title="主轴热变形补偿", force="tackling", by=by)
    records.add_note(one, happened_on=today, content="指导装夹与误差分析。", by=by)
    gone = records.add_entry(one, kind="patent", happened_on=today, title="误登的专利", by=by)
    records.void(gone, reason="重复登记", by=by)
    start = (clock.now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    academy.enrolled(academy.opened(starts_at=start, title="磨削热变形研讨"), Person.objects.get(pk=one.person_id))
    return made.fresh(one)


def test_a_record_with_a_photo_is_kept_from_the_phone_without_a_line_too(page, site, enter, trainee, tmp_path):
    enter(trainee.person.user)
    page.set_viewport_size(PHONE)
    page.goto(site + MINE)
    expect(page.get_by_role("heading", level=1)).to_have_text("我的成长")
    expect(page.get_by_role("link", name="磨削热变形研讨")).to_have_count(1)
    add = page.get_by_role("link", name="登记成长记录")
    assert add.bounding_box()["height"] >= TOUCH
    add.click()
    shot = tmp_path / "证书.jpg"
    shot.write_bytes(workbench.photo().read())
    before = Entry.objects.count()

    page.context.set_offline(True)
    page.get_by_label("类别").select_option("outcome")
    page.get_by_label("名称").fill("磨削工艺改进")
    page.get_by_label("拍照或选择文件").set_input_files(shot)
    expect(page.locator(".shot img")).to_have_count(1)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("[data-waiting]")).to_contain_text("本机有 1 条还没有上传")
    assert Entry.objects.count() == before
    page.context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_be_hidden(timeout=30_000)

    kept = Entry.objects.get(title="磨削工艺改进")
    assert (Entry.objects.count(), kept.proof_name, len(kept.proof_hash)) == (before + 1, "证书.jpg", 64)


def test_a_measure_and_a_summary_are_done_on_the_phone(page, site, enter, trainee):
    enter(trainee.person.user)
    page.set_viewport_size(PHONE)
    page.goto(site + MINE)
    page.get_by_role("link", name="登记完成").first.click()
    page.get_by_label("完成情况").fill("按计划完成，形成总结")
    page.get_by_role("button", name="登记完成").click()
    page.wait_for_url(site + MINE)
    expect(page.get_by_text("1 / 5 项")).to_have_count(1)

    page.get_by_role("link", name="写阶段小结").click()
    page.get_by_label("小结").fill("太短")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".errsum")).to_contain_text("小结须为 20 至 500 字")
    expect(page.get_by_label("小结")).to_have_value("太短")
    page.get_by_label("小结").fill("按计划学习和实践，完成了一项措施，下半年继续攻关。")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(site + MINE)
    assert (Summary.objects.count(), Trainee.objects.get().plan.measures.filter(done_on__isnull=False).count()) == (
        1,
        1,
    )


def test_every_page_of_records_is_accessible(page, site, enter, accessible, trainee):
    enter(trainee.person.user)
    base = f"/desk/cultivation/trainees/{trainee.pk}/"
    measure = trainee.plan.measures.first()
    for address in (
        MINE, base, f"{base}entries/new/", f"{base}summaries/new/", f"/desk/cultivation/measures/{measure.pk}/done/",
    ):  # fmt: skip
        page.goto(site + address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        accessible(page)
    page.context.clear_cookies()
    enter(accounts.member(Role.OFFICER, trainee.cohort.organiser))
    page.goto(f"{site}/desk/cultivation/board/")
    accessible(page)
    page.context.clear_cookies()
    enter(trainee.roster.created_by)
    entry = trainee.entries.get(kind="project")
    for address in (
        "/desk/cultivation/board/",
        base,
        f"{base}mentor/",
        f"{base}notes/new/",
        f"/desk/cultivation/entry/{entry.pk}/void/",
    ):
        page.goto(site + address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        accessible(page)

"""A leader keeps the ledgers on the phone, without a line too; every page of the workbench is looked at with axe."""

import pytest
from playwright.sync_api import expect

from documents import jobs
from documents.models import Document
from notifications.models import Message
from programmes import clock
from studios.actions import exchange, members, plans, proofs, services
from studios.models import LedgerEntry, StudioFile
from tests.factories import workbench

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
MINE = "/desk/workbench/"


@pytest.fixture(autouse=True)
def _declared():
    with workbench.declared():
        yield


@pytest.fixture
def studio(db):
    """Since the first of January of this year, with a team, a plan and something in every book."""
    start = clock.today().replace(month=1, day=1)
    made = workbench.studio(
        leader_name="陆尺度", building_starts_on=start, building_ends_on=start.replace(year=start.year + 2)
    )
    day = {"happened_on": clock.today().isoformat()}
    team = [workbench.member(made), workbench.member(made, "卫之远", department="检测中心", education="31")]
    workbench.plan(made)
    workbench.entry(made, members=team, uploads={"photo": [workbench.photo()]}, **day)
    workbench.entry(made, "outcome", **day)
    workbench.entry(made, "member", members=team[:1], **day)
    workbench.service(made, uploads={"photo": [workbench.photo()]}, **day)
    return made


def fill(page, title):
    page.get_by_label("主题").fill(title)
    page.get_by_label("类型").select_option("exchange")
    page.get_by_label("丁禾川").check()


def test_entry_made_without_a_line_is_sent_once_when_it_is_back(page, site, enter, studio, tmp_path):
    enter(studio.leader.user)
    page.set_viewport_size(PHONE)
    page.goto(site + MINE)
    expect(page.get_by_role("heading", level=1)).to_have_text(studio.name)
    page.get_by_role("link", name="登记活动开展").click()
    shot = tmp_path / "现场.jpg"
    shot.write_bytes(workbench.photo().read())
    before = LedgerEntry.objects.count()

    page.context.set_offline(True)
    page.get_by_label("拍照").set_input_files(shot)
    expect(page.locator(".shot img")).to_have_count(1)
    fill(page, "停电时的技术交流")
    page.get_by_role("button", name="登记", exact=True).click()
    waiting = page.locator("[data-waiting]")
    expect(waiting).to_contain_text("本机有 1 条还没有上传")
    fill(page, "第二条离线记录")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(waiting).to_contain_text("本机有 2 条还没有上传")
    assert LedgerEntry.objects.count() == before

    page.context.set_offline(False)
    expect(waiting).to_be_hidden(timeout=30_000)
    page.reload()
    page.goto(f"{site}{MINE}{studio.code}/ledgers/activity/")
    expect(page.get_by_role("link", name="停电时的技术交流")).to_have_count(1)
    expect(page.get_by_role("link", name="第二条离线记录")).to_have_count(1)
    kept = LedgerEntry.objects.get(title="停电时的技术交流")
    assert (LedgerEntry.objects.count(), kept.files.count()) == (before + 2, 1)
    assert [member.name for member in kept.members.all()] == ["丁禾川"]


def test_draft_stays_on_the_device_and_mistakes_are_shown_in_place(page, site, enter, studio):
    enter(studio.leader.user)
    page.set_viewport_size(PHONE)
    page.goto(f"{site}{MINE}{studio.code}/ledgers/outcome/new/")
    page.get_by_label("成果名称").fill("导轨磨损复现试验台")
    page.reload()
    expect(page.get_by_label("成果名称")).to_have_value("导轨磨损复现试验台")
    expect(page.get_by_text("已恢复这台设备上没有提交的草稿")).to_be_visible()

    page.get_by_label("经济效益（万元）").fill("12.5")
    page.get_by_role("button", name="登记", exact=True).click()
    summary = page.locator(".errsum")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("请附上财务部门确认的依据")
    expect(page.locator("#summary-e")).to_have_text("请填写效果")
    expect(page.get_by_label("成果名称")).to_have_value("导轨磨损复现试验台")
    summary.get_by_role("link", name="请填写效果").click()
    expect(page.locator("#summary")).to_be_focused()


def test_refused_offline_entry_waits_to_be_put_right(page, site, enter, studio):
    enter(studio.leader.user)
    page.goto(f"{site}{MINE}{studio.code}/ledgers/activity/new/")
    page.context.set_offline(True)
    page.get_by_label("主题").fill("少了类型的记录")
    page.get_by_role("button", name="登记", exact=True).click()
    waiting = page.locator("[data-waiting]")
    expect(waiting).to_contain_text("本机有 1 条还没有上传")
    page.context.set_offline(False)
    expect(waiting).to_contain_text("请填写类型", timeout=30_000)

    waiting.get_by_role("button", name="打开修改").click()
    expect(page.get_by_label("主题")).to_have_value("少了类型的记录")
    page.get_by_label("类型").select_option("exchange")
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url("**/ledgers/activity/")
    expect(page.get_by_role("link", name="少了类型的记录")).to_have_count(1)
    expect(page.locator("[data-waiting]")).to_be_hidden()


def test_every_page_of_the_workbench_is_accessible(page, site, enter, accessible, studio):
    by, base = studio.leader.user, f"{MINE}{studio.code}/"
    outcome = studio.entries.get(ledger="outcome")
    proof = proofs.issue(outcome, target="technology", by=by)
    milestone = studio.plans.get().milestones.first()
    plans.finish(milestone, entries=[studio.entries.get(ledger="activity").pk], done_on=clock.today(), by=by)
    until = clock.today().replace(month=12, day=31).isoformat()
    other = workbench.studio()
    raw = {"kind": "offer", "title": "主轴热变形红外测量", "field": "红外测温", "text": "可以上门。", "until_on": until}
    offer = exchange.announce(other, raw=raw, by=other.leader.user)
    for document in Document.objects.all():
        jobs.run(document.pk)
    enter(by)
    pages = [
        base, f"{base}ledgers/activity/", f"{base}ledgers/outcome/new/", f"{base}members/", f"{base}members/new/",
        f"{base}members/import/", f"{base}services/", f"{base}services/new/", f"{base}plan/", f"{base}proofs/",
        f"{base}report/", f"{base}exchange/new/", f"{MINE}entries/{outcome.pk}/", f"{MINE}entries/{outcome.pk}/edit/",
        f"{MINE}members/{studio.members.first().pk}/", f"{MINE}milestones/{milestone.pk}/",
        f"/desk/services/{studio.services.get().pk}/", "/desk/exchange/", f"/desk/exchange/{offer.pk}/",
        f"/verify/proof/{proof.token}",
    ]  # fmt: skip
    for address in pages:
        page.goto(site + address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        accessible(page)


def test_member_and_host_answer_on_the_phone(page, site, accessible, studio):
    by = studio.leader.user
    members.tell(studio.members.first(), by=by)
    services.ask_host(studio.services.get(), by=by)
    links = {code: Message.objects.get(code=code).url for code in ("studio-member", "studio-service")}
    page.set_viewport_size(PHONE)

    page.goto(links["studio-member"])
    accessible(page)
    page.get_by_role("button", name="信息正确，我确认").click()
    expect(page.get_by_text("您已确认成员信息")).to_be_visible()
    page.goto(links["studio-service"])
    accessible(page)
    page.get_by_label("您的姓名").fill("盛言")
    page.get_by_role("button", name="情况属实，确认").click()
    expect(page.get_by_text("您已确认这次服务")).to_be_visible()
    page.goto(links["studio-service"])
    expect(page.get_by_role("heading", level=1)).to_have_text("这个链接不能使用")
    assert StudioFile.objects.count() == 2

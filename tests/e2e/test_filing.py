"""The recommender's clerk fills the long form: it saves itself, survives a cut line and a second window, and is handed in."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from nominations.models import Nomination, Season
from programmes import clock
from tests.factories import accounts, nominations

pytestmark = pytest.mark.django_db(transaction=True)
SPIRIT = "把每一次试验都当作第一次。"
BRIEF = "负责变压器的交接试验和诊断性试验。"


@pytest.fixture
def nomination(db):
    """Everything is answered; the base unit is registered."""
    season = nominations.season()
    recommender = accounts.recommender("申浦产业集团有限公司")
    employer = accounts.organisation("汇浦电力工程有限公司", parent=recommender)
    nominations.head_of(employer)
    return nominations.nomination(season, recommender=recommender, employer=employer)


def test_form_saves_itself_and_is_handed_in(page, site, enter, accessible, nomination):
    enter(nominations.clerk_of(nomination.recommender))
    for path in (
        "/desk/unit/",
        "/desk/nominations/",
        "/desk/nominations/new/",
        f"/desk/nominations/{nomination.code}/",
    ):
        page.goto(f"{site}{path}")
        accessible(page)
    form = f"{site}/desk/nominations/{nomination.code}/form/"
    page.goto(form)
    accessible(page)
    _saves_and_comes_back(page)
    _waits_for_the_line(page)
    _brings_back_what_was_never_sent(page, form)
    _asks_before_overwriting(page, form)
    _lists_what_is_missing(page, accessible)
    _hands_in(page, accessible)
    assert Nomination.objects.get(pk=nomination.pk).state == "endorsing"


def _saves_and_comes_back(page):
    page.locator("#craft_spirit").fill(SPIRIT)
    expect(page.locator("#autosave")).to_contain_text("已保存")
    page.reload()
    expect(page.locator("#craft_spirit")).to_have_value(SPIRIT)


def _waits_for_the_line(page):
    page.context.set_offline(True)
    page.locator("#post_brief").fill(BRIEF)
    expect(page.locator("#autosave")).to_contain_text("离线，已存本机")
    page.context.set_offline(False)
    expect(page.locator("#autosave")).to_contain_text("已保存")
    page.reload()
    expect(page.locator("#post_brief")).to_have_value(BRIEF)


def _brings_back_what_was_never_sent(page, form):
    left = page.context.new_page()
    left.goto(form)
    page.context.set_offline(True)
    left.locator("#post_brief").fill(BRIEF + "离线时补写。")
    expect(left.locator("#autosave")).to_contain_text("离线，已存本机")
    left.close()
    page.context.set_offline(False)
    page.goto(form)
    expect(page.locator("#toasts")).to_contain_text("已恢复本机留存的 1 处内容：所在岗位简述")
    expect(page.locator("#autosave")).to_contain_text("已保存")
    expect(page.locator("#post_brief")).to_have_value(BRIEF + "离线时补写。")


def _asks_before_overwriting(page, form):
    other = page.context.new_page()
    other.goto(form)
    other.locator("#craft_spirit").fill("另一个窗口写的话。")
    expect(other.locator("#autosave")).to_contain_text("已保存")
    other.close()
    page.locator("#craft_spirit").fill("这个窗口写的话。")
    expect(page.locator("#autosave")).to_contain_text("另一窗口已修改")
    page.get_by_role("button", name="比较").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("另一个窗口写的话。")
    dialog.get_by_role("button", name="保留本窗口的").click()
    expect(page.locator("#autosave")).to_contain_text("已保存")
    page.reload()
    expect(page.locator("#craft_spirit")).to_have_value("这个窗口写的话。")


def _lists_what_is_missing(page, accessible):
    page.locator("#position_name").fill("")
    expect(page.locator("#autosave")).to_contain_text("已保存")
    page.get_by_role("button", name="检查并提交").first.click()
    summary = page.locator(".errsum")
    expect(summary).to_contain_text("处需要修改")
    expect(summary).to_be_focused()
    accessible(page)
    summary.get_by_role("link").first.click()
    expect(page.locator("#position_name")).to_be_focused()
    page.locator("#position_name").fill("高压电气试验")
    expect(page.locator("#autosave")).to_contain_text("已保存")


def _hands_in(page, accessible):
    page.get_by_role("button", name="检查并提交").first.click()
    expect(page.locator(".errsum")).to_have_count(0)
    for box in page.locator("input[name=warning]").all():
        box.check()
    page.get_by_role("button", name="提交申报").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    accessible(page)
    dialog.get_by_role("button", name="提交申报").click()
    page.wait_for_url("**/submitted/")
    accessible(page)


def test_what_was_typed_past_the_deadline_is_shown_as_not_handed_in(page, site, enter, accessible, nomination):
    enter(nominations.clerk_of(nomination.recommender))
    page.goto(f"{site}/desk/nominations/{nomination.code}/form/")
    Season.objects.filter(pk=nomination.season_id).update(deadline_at=clock.now() - dt.timedelta(seconds=1))
    page.locator("#craft_spirit").fill("截止以后写的一句话。")
    page.locator("#front_line input[value=no]").check()
    expect(page.locator("#autosave")).to_contain_text("没有保存")

    page.reload()

    accessible(page)
    expect(page.locator("form#nomination")).to_contain_text("标有“未提交”的 2 处内容只留在这台设备上")
    expect(page.locator("#craft_spirit .badge")).to_have_text("未提交")
    expect(page.locator("#craft_spirit .unsent")).to_have_text("截止以后写的一句话。")
    expect(page.locator("#front_line .unsent")).to_have_text("否")
    assert not nomination.answers.filter(value="截止以后写的一句话。").exists()

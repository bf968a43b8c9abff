"""The expert declares first, then scores with the keyboard and locks the sheet."""

import pytest
from playwright.sync_api import expect

from nominations.states import NominationState
from reviews.actions import assigning
from reviews.models import Assignment
from tests.factories import nominations, reviews

pytestmark = pytest.mark.django_db(transaction=True)
LAST_WORDS = "补充一句，供合议参考。"


@pytest.fixture
def assignment(db):
    season = reviews.reviewing_season()
    season_open = nominations.season()
    made = nominations.nomination(season_open, NominationState.IN_REVIEW, signed=True)
    type(made).objects.filter(pk=made.pk).update(season=season)
    made = type(made).objects.get(pk=made.pk)
    run = reviews.in_written(season=season, nominations_=[made])
    expert = reviews.expert("何知微")
    entry = run.entries.get()
    return assigning.assign_by_hand(entry, expert, by=nominations.officer_of(season))


def test_expert_declares_scores_by_keyboard_and_submits(page, site, enter, accessible, assignment):
    enter(assignment.expert.user)
    page.goto(f"{site}/expert/")
    accessible(page)
    page.goto(f"{site}/expert/{assignment.pk}/")
    assert "/declare/" in page.url
    accessible(page)
    for box in page.locator("input[name^=pledge-]").all():
        box.check()
    page.get_by_role("button", name="签署声明").click()
    page.goto(f"{site}/expert/{assignment.pk}/")
    accessible(page)
    _score_by_keyboard(page)
    _write_and_submit(page, accessible)
    kept = Assignment.objects.get(pk=assignment.pk)
    assert (kept.state, kept.comment) == ("submitted", reviews.COMMENT + LAST_WORDS)


def _score_by_keyboard(page):
    boxes = page.get_by_role("spinbutton")
    boxes.first.focus()
    page.keyboard.type("5")
    page.keyboard.press("ArrowUp")
    expect(boxes.first).to_have_value("5.5")
    page.keyboard.press("Enter")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.type("88")
    page.keyboard.press("Enter")
    expect(boxes.nth(1)).to_have_attribute("aria-invalid", "true")
    expect(boxes.nth(1)).to_have_value("88")
    boxes.nth(1).select_text()
    for _ in range(boxes.count() - 1):
        page.keyboard.type("３。5")  # as an input method writes it
        page.keyboard.press("Enter")
    expect(page.locator("[data-left]").first).to_have_text("0")
    expect(page.locator("#autosave")).to_contain_text("已保存")


def _write_and_submit(page, accessible):
    for group in page.locator("fieldset.cond").all():
        group.get_by_role("radio").first.check()
    page.locator("#comment").fill(reviews.COMMENT)
    page.locator("#suggestion").get_by_role("radio").first.check()
    expect(page.locator("#autosave")).to_contain_text("已保存")
    page.reload()
    expect(page.locator("#comment")).to_have_value(reviews.COMMENT)
    page.locator("#comment").fill(reviews.COMMENT + LAST_WORDS)  # and submitted before it is saved
    page.get_by_role("button", name="提交评分").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    accessible(page)
    dialog.get_by_role("button", name="提交并锁定").click()
    expect(page.locator("#toasts")).to_contain_text("已提交并锁定")
    accessible(page)

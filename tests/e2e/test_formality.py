"""The checklist by keyboard: what is 缺 opens a correction beside it, without a reload."""

import pytest
from playwright.sync_api import expect

from tests.factories import nominations, reviews

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_row_that_is_missing_opens_a_correction_at_once(page, site, enter, accessible):
    nomination = reviews.submitted()
    enter(nominations.officer_of(nomination.season))
    page.goto(f"{site}/desk/reviews/formality/{nomination.code}/")
    correction = page.get_by_role("heading", name="补正事项")
    expect(correction).to_have_count(0)

    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(correction).to_be_visible()
    page.locator("#corrections input[name^=missing-]").fill("字数超出，请压缩")
    accessible(page)

    page.locator("[data-row] input[value=missing]:checked").focus()
    page.keyboard.press("j")
    page.keyboard.press("3")
    expect(page.locator("#corrections fieldset")).to_have_count(2)
    expect(page.locator("#corrections input[name^=missing-]").first).to_have_value("字数超出，请压缩")
    for _ in range(2):
        page.locator("[data-row] input:is([value=missing], [value=unclear]):checked").first.focus()
        page.keyboard.press("1")
    expect(correction).to_have_count(0)

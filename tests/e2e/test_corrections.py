"""A correction goes round the heads once more, and its paper is counted; each page as a person sees it (AMB-22, QC23-32)."""

from typing import Any

import pytest

from nominations.actions import answers, confirmations, corrections
from nominations.models import Nomination
from tests.factories import chain
from tests.factories.nominations import clerk_of, head_of, officer_of

ITEMS = [{"target": "post", "note": "职务与证明不一致。"}]


@pytest.fixture
def out(transactional_db: Any) -> Nomination:
    """A corrected form that waits for the employer's head."""
    row = chain.sent()
    corrections.request(row, by=officer_of(row.season), items=ITEMS)
    clerk = clerk_of(row.recommender)
    version = row.answers.get(key="post").version
    answers.save(Nomination.objects.get(pk=row.pk), [answers.Change("post", "试验班班长", version)], by=clerk)
    return confirmations.put_to_heads(row, by=clerk)


def test_the_head_sees_what_changed_and_signs_from_the_page_of_the_nomination(out, enter, accessible):
    page = enter(head_of(out.employer))
    page.goto(page.url.split("/desk")[0] + f"/desk/nominations/{out.code}/")
    accessible(page)

    page.get_by_role("link", name="重新确认基层单位意见").click()

    row = page.get_by_role("row", name="职务")
    assert row.get_by_role("cell").all_inner_texts() == ["班长", "试验班班长"]
    assert page.get_by_label("意见", exact=True).input_value() == chain.AGREE
    accessible(page)


def test_the_clerk_sees_who_has_it(out, enter, accessible):
    page = enter(clerk_of(out.recommender))
    page.goto(page.url.split("/desk")[0] + f"/desk/nominations/{out.code}/form/check/")

    assert page.get_by_text("确认期间不能修改").is_visible()
    accessible(page)


def test_the_officer_counts_a_parcel(out, enter, accessible):
    page = enter(officer_of(out.season))
    page.goto(page.url.split("/desk")[0] + f"/desk/seasons/{out.season_id}/paper/")
    accessible(page)

    page.get_by_role("link", name=out.name).click()
    page.get_by_label("申报表页脚的核对码").fill("00000000")
    page.get_by_label("申报表及附件").fill("3")
    page.get_by_label("工会会员证件").check()
    accessible(page)
    page.get_by_role("button", name="保存").click()

    assert page.get_by_text("页脚的核对码不是网上报送的版本").is_visible()

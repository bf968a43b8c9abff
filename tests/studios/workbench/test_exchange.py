"""The exchange between studios: announcing, matching with the reason, answering, bringing both together (WS24-26)."""

from datetime import date

import pytest

from notifications.models import Message
from programmes import clock
from programmes.refusal import Refused
from studios.actions import exchange
from studios.facts.matching import shared, suggestions
from studios.models import Interest, Offer
from tests.factories import accounts, workbench

pytestmark = pytest.mark.django_db
NEED = {
    "kind": "need",
    "title": "求主轴热变形在线测量办法",
    "field": "主轴热变形",
    "text": "现有办法停机测量，影响节拍。",
    "until_on": "2026-09-30",
}


@pytest.fixture
def other(db):
    return workbench.studio(specialty="薄壁焊接", industry="汽车制造业")


def announced(studio, **fields):
    return exchange.announce(studio, raw=NEED | fields, by=studio.leader.user)


def answered(offer, studio):
    return exchange.answer(offer, studio=studio, text="我们有非接触测温经验。", by=studio.leader.user)


def test_offer_is_announced_for_at_most_a_year(studio, leader):
    assert announced(studio).until_on == date(2026, 9, 30)
    with pytest.raises(Refused, match="有效期应在今天和一年之内"):
        announced(studio, until_on="2027-09-30")


def test_stranger_may_not_announce(studio):
    with pytest.raises(Refused, match="只有在册工作室"):
        exchange.announce(studio, raw=NEED, by=accounts.user())


def test_answer_is_given_once_and_told_to_the_announcer(studio, other):
    offer = announced(studio)

    assert answered(offer, other) == answered(offer, other)
    assert Interest.objects.count() == 1
    assert Message.objects.get(code="studio-exchange").recipient == studio.leader.user


def test_own_closed_and_past_offers_cannot_be_answered(studio, other):
    offer = announced(studio)
    with pytest.raises(Refused, match="不能响应本工作室"):
        answered(offer, studio)
    with clock.at(date(2026, 10, 1)), pytest.raises(Refused, match="已经结束"):
        answered(offer, other)
    exchange.close(offer, by=studio.leader.user)
    with pytest.raises(Refused, match="已经结束"):
        answered(offer, other)


def test_acceptance_is_told_to_both_without_the_number(studio, other):
    interest = answered(announced(studio), other)
    with pytest.raises(Refused, match="只有在册工作室"):
        exchange.accept(interest, by=other.leader.user)

    exchange.accept(interest, by=studio.leader.user)
    exchange.accept(interest, by=studio.leader.user)

    told = Message.objects.filter(subject__contains="已与")
    assert {message.recipient for message in told} == {studio.leader.user, other.leader.user}
    assert [message for message in told if "021-" in message.body] == []


def test_answers_are_seen_by_both_studios_only(studio, other):
    answered(announced(studio), other)
    third = workbench.studio()

    counts = [Interest.objects.visible_to(one.leader.user).count() for one in (studio, other, third)]

    assert counts == [1, 1, 0]


def test_exchange_is_closed_to_people_without_a_studio(studio):
    announced(studio)

    assert Offer.objects.visible_to(accounts.user()).count() == 0


def test_need_meets_offer_and_says_why(studio, other):
    announced(studio)
    helping = announced(other, kind="offer", title="主轴热变形红外测量", field="红外测温")

    found = suggestions(studio, clock.today())

    assert [(one.offer, one.reasons) for one in found] == [
        (helping, ("对方能提供贵工作室求助的“主轴热变形”", "跨行业、领域相近：“主轴热变形”"))
    ]


def test_same_industry_is_a_reason_and_nothing_in_common_is_none(studio, other):
    neighbour = workbench.studio(specialty="齿轮磨削", industry="通用设备制造业")
    near = announced(neighbour, kind="event", title="齿轮磨削开放日", field="齿轮")
    announced(other, kind="event", title="薄壁焊接开放日", field="焊接")

    assert [(one.offer, one.reasons) for one in suggestions(studio, clock.today())] == [
        (near, ("同行业：通用设备制造业",))
    ]


def test_answered_offers_are_not_suggested_again(studio, other):
    offer = announced(other, title="主轴热变形研讨", field="主轴热变形")
    answered(offer, studio)

    assert suggestions(studio, clock.today()) == []


@pytest.mark.parametrize(
    ("one", "other_", "words"),
    [
        ("主轴热变形补偿", "机床热变形测量", "热变形"),
        ("质量技术创新", "技术创新项目", ""),
        ("焊接", "磨削", ""),
        ("", "磨削", ""),
    ],
)
def test_shared_words_leave_out_what_everybody_says(one, other_, words):
    assert shared(one, other_) == words

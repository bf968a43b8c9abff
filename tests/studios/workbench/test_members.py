"""The team: who is in it, what it looks like, and that each member was told and answered (WS24-04, WS24-05, G1)."""

from datetime import date

import pytest

from accounts.models import Invitation
from audit.record import history
from notifications.models import Message
from programmes import clock
from programmes.refusal import Refused
from studios.actions import members
from studios.facts import team
from studios.models import Member
from tests.factories import accounts, workbench

pytestmark = pytest.mark.django_db


def token_of(message):
    return message.url.rstrip("/").rsplit("/", 1)[1]


def told(member, by):
    members.tell(member, by=by)
    return token_of(Message.objects.get(code="studio-member"))


def test_member_is_taken_in_by_leader_and_clerk_only(studio, leader):
    made = [
        workbench.member(studio),
        members.add(studio, raw=workbench.MEMBER | {"name": "卫之远"}, by=workbench.clerk(studio)),
    ]

    assert [one.name for one in made] == ["丁禾川", "卫之远"]
    with pytest.raises(Refused, match="只有领衔人和所在单位经办"):
        members.add(studio, raw=workbench.MEMBER | {"name": "方既明"}, by=accounts.user())


def test_same_person_is_taken_in_once(studio):
    workbench.member(studio)

    with pytest.raises(Refused, match="丁禾川已经在成员里"):
        workbench.member(studio)


def test_workbook_is_all_or_nothing(studio, leader):
    rows = [workbench.MEMBER, workbench.MEMBER | {"name": "卫之远", "education": "99"}]

    with pytest.raises(Refused):
        members.add_many(studio, rows=rows, by=leader)
    assert Member.objects.count() == 0


def test_member_confirms_by_a_link_that_works_once(studio, leader):
    member = workbench.member(studio)
    token = told(member, leader)

    assert members.asked(token) == member
    assert token not in Member.objects.get(pk=member.pk).token_hash
    answered = members.answer(token, agrees=True)

    assert answered.confirmed_at is not None
    assert members.asked(token) is None
    with pytest.raises(Refused, match="已经用过或已过期"):
        members.answer(token, agrees=True)
    assert [event.verb for event in history(member)] == ["confirm", "tell", "join"]
    assert Message.objects.get(code="studio-member-answer").recipient == leader


def test_link_ends_after_thirty_days(studio, leader):
    token = told(workbench.member(studio), leader)

    with clock.at(date(2026, 6, 20)):
        assert members.asked(token) is None


def test_new_link_ends_the_old_one(studio, leader):
    member = workbench.member(studio)
    first = told(member, leader)
    members.tell(member, by=leader)

    assert members.asked(first) is None


def test_objection_needs_words_and_reaches_the_leader(studio, leader):
    member = workbench.member(studio)
    token = told(member, leader)
    with pytest.raises(Refused, match="请写明哪一处不对"):
        members.answer(token, agrees=False, objection=" ")

    members.answer(token, agrees=False, objection="学历应为硕士研究生")

    member.refresh_from_db()
    assert (member.confirmed_at, member.objection) == (None, "学历应为硕士研究生")
    assert "学历应为硕士研究生" in Message.objects.get(code="studio-member-answer").body


def test_change_of_what_was_confirmed_asks_again(studio, leader):
    member = workbench.member(studio)
    members.answer(told(member, leader), agrees=True)
    kept = {"name": member.name, "email": member.email}

    same = members.change(member, raw=workbench.MEMBER | kept | {"duty": "工艺改进"}, by=leader)
    other = members.change(member, raw=workbench.MEMBER | kept | {"department": "检测中心"}, by=leader)

    assert (same.confirmed_at is None, other.confirmed_at is None) == (False, True)
    assert history(member).first().details == {"fields": ["department", "duty"]}


def test_member_without_address_cannot_be_told(studio, leader):
    member = workbench.member(studio, email="")

    with pytest.raises(Refused, match="请先填写这位成员的邮箱"):
        members.tell(member, by=leader)


def test_account_is_opened_after_the_confirmation(studio, leader):
    member = workbench.member(studio)
    with pytest.raises(Refused, match="请等本人核对并确认"):
        members.open_account(member, by=leader)
    members.answer(told(member, leader), agrees=True)

    opened = members.open_account(member, by=leader)

    assert opened.user.email == member.email
    assert Invitation.objects.get().user == opened.user


def test_leaving_keeps_the_row_and_ends_the_seat(studio, leader):
    member = workbench.member(studio)
    member.user = accounts.user()
    member.save()
    with pytest.raises(Refused, match="离开日期应在加入日期和今天之间"):
        members.leave(member, left_on=date(2026, 5, 21), reason="调动", by=leader)

    members.leave(member, left_on=date(2026, 5, 19), reason="调动", by=leader)

    with pytest.raises(Refused, match="只有领衔人、成员"):
        workbench.entry(studio, by=member.user)
    assert [event.label for event in history(studio)] == ["成员离开：丁禾川", "成员加入：丁禾川"]


def test_joining_and_leaving_stand_in_the_ledger_of_development(studio, leader):
    member = workbench.member(studio)
    members.leave(member, left_on=date(2026, 5, 19), reason="调动", by=leader)

    lines = studio.entries.of_ledger("member").order_by("pk")

    assert [(one.kind, one.title, one.happened_on, one.is_late) for one in lines] == [
        ("join", "加入工作室", date(2026, 1, 15), True),
        ("leave", "离开工作室：调动", date(2026, 5, 19), False),
    ]
    assert [list(one.members.all()) for one in lines] == [[member], [member]]


@pytest.mark.parametrize(
    ("departments", "rules"),
    [
        ([], ["WS24-05"]),
        (["装配车间"], ["WS24-05"]),
        (["装配车间", "装配车间"], ["WS24-04"]),
        (["装配车间", "检测中心"], []),
    ],
)
def test_cautions_about_size_and_department(studio, departments, rules):
    team_ = [workbench.member(studio, f"成员{'一二三'[n]}", department=one) for n, one in enumerate(departments)]

    assert [one.rule for one in members.cautions(studio, team_)] == rules


def test_structures_count_the_team(studio):
    people = [
        workbench.member(studio, "丁禾川", birth_month="1995-05"),
        workbench.member(studio, "卫之远", birth_month="1990-06", education="31", department="检测中心"),
        workbench.member(studio, "方既明", birth_month="1966-01", major=""),
    ]

    found = {
        one.title: [(part.label, part.count, part.percent) for part in one.parts] for one in team.structures(people)
    }

    assert found == {
        "年龄": [("35 岁及以下", 2, 67), ("56 岁及以上", 1, 33)],
        "学历": [("大学本科", 2, 67), ("大学专科", 1, 33)],
        "专业": [("机械工程", 2, 67), ("未填写", 1, 33)],
        "部门": [("装配车间", 2, 67), ("检测中心", 1, 33)],
    }

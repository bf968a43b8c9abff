"""The list of industries that the association keeps, and the industry of a title (QC26-06)."""

import pytest

from accounts.states import Role
from audit.models import Event
from craftsmen import actions
from craftsmen.actions import industries
from craftsmen.models import Correction, Honour, TargetIndustry
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories.craftsmen import honour

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return accounts.member(Role.OFFICER)


def names(group):
    return list(TargetIndustry.objects.filter(group=group).values_list("name", flat=True))


def test_one_is_added_at_the_end_of_its_group_and_moves(officer):
    industries.add_industry(group="3", name=" 新能源汽车 ", by=officer)
    second = industries.add_industry(group="3", name="高端装备", by=officer)
    assert names("3") == ["新能源汽车", "高端装备"]

    industries.move_industry(second, up=True, by=officer)
    assert names("3") == ["高端装备", "新能源汽车"]
    industries.move_industry(TargetIndustry.objects.get(pk=second.pk), up=True, by=officer)
    assert names("3") == ["高端装备", "新能源汽车"]


def test_moving_works_where_positions_are_equal(officer):
    first, second = (TargetIndustry.objects.create(group="4", name=name) for name in ("未来健康", "未来空间"))

    industries.move_industry(first, up=False, by=officer)

    assert names("4") == [second.name, first.name]


def test_a_name_is_given_once_and_the_group_is_asked_for(officer):
    with pytest.raises(Refused) as refused:
        industries.add_industry(group="", name="集成电路", by=officer)

    assert [finding.field for finding in refused.value.findings] == ["group", "name"]


def test_a_new_name_is_recorded_with_the_former_one(officer):
    industry = TargetIndustry.objects.get(name="集成电路")
    industries.rename_industry(industry, name="集成电路产业", by=officer)

    assert Event.objects.get(verb="rename").note == "集成电路 → 集成电路产业"
    with pytest.raises(Refused, match="已有"):
        industries.rename_industry(industry, name="人工智能", by=officer)


def test_what_is_used_is_retired_and_never_deleted(officer):
    industry = TargetIndustry.objects.get(name="集成电路")
    held = honour()
    actions.set_industry(held, industry=industry, reason="", by=accounts.member(Role.OFFICER, held.organiser))
    with pytest.raises(Refused, match="只能停用"):
        industries.delete_industry(industry, by=officer)
    industries.retire_industry(industry, by=officer)

    assert Honour.objects.get().industry == TargetIndustry.objects.get(name="集成电路", is_active=False)
    assert industries.restore_industry(industry, by=officer).is_active is True


def test_what_nobody_uses_is_deleted(officer):
    industries.delete_industry(TargetIndustry.objects.get(name="人工智能"), by=officer)

    assert TargetIndustry.objects.filter(name="人工智能").count() == 0
    assert Event.objects.get(verb="delete").note == "人工智能"


@pytest.mark.parametrize("role", [Role.LEADER, Role.SUPERVISOR, Role.CLERK])
def test_only_officers_keep_the_list(role):
    user, industry = accounts.member(role), TargetIndustry.objects.get(name="集成电路")
    acts = [
        lambda: industries.add_industry(group="3", name="新材料", by=user),
        lambda: industries.rename_industry(industry, name="芯片", by=user),
        lambda: industries.move_industry(industry, up=True, by=user),
        lambda: industries.retire_industry(industry, by=user),
        lambda: industries.restore_industry(industry, by=user),
        lambda: industries.delete_industry(industry, by=user),
    ]
    for act in acts:
        with pytest.raises(Refused, match="只有主办单位的工作人员"):
            act()


def test_a_second_industry_of_a_title_is_a_correction_with_its_reason():
    held = honour()
    officer = accounts.member(Role.OFFICER, held.organiser)
    chips, medicine = (TargetIndustry.objects.get(name=name) for name in ("集成电路", "生物医药"))
    actions.set_industry(held, industry=chips, reason="", by=officer)
    assert Correction.objects.count() == 0
    with pytest.raises(Refused, match="理由"):
        actions.set_industry(held, industry=medicine, reason="", by=officer)

    actions.set_industry(held, industry=medicine, reason="按申报表核对", by=officer)

    assert str(Correction.objects.get()) == "产业方向：集成电路 → 生物医药"
    assert Honour.objects.get().industry == medicine


def test_strangers_and_the_craftsman_set_no_industry():
    held, chips = honour(), TargetIndustry.objects.get(name="集成电路")
    for user in (accounts.member(Role.OFFICER), accounts.member(Role.SUPERVISOR, held.organiser), accounts.user()):
        with pytest.raises(Refused, match="只有授予单位"):
            actions.set_industry(held, industry=chips, reason="", by=user)


def test_an_industry_out_of_use_is_not_given():
    held, chips = honour(), TargetIndustry.objects.get(name="集成电路")
    TargetIndustry.objects.filter(pk=chips.pk).update(is_active=False)
    officer = accounts.member(Role.OFFICER, held.organiser)

    with pytest.raises(Refused, match="使用中"):
        actions.set_industry(held, industry=TargetIndustry.objects.get(pk=chips.pk), reason="", by=officer)
    with pytest.raises(Refused, match="没有“集成电路”"):
        actions.correct(held, field="industry", after="集成电路", reason="按申报表核对", by=officer)

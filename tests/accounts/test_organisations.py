"""Organisations: codes, names, groups, who sees and who changes them."""

import pytest

from accounts import actions
from accounts.models import Organisation
from accounts.states import Role
from audit.record import history
from programmes.refusal import Refused
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.member(Role.OFFICER)


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91310101MA1X000040", "51310000MJ0000001N", "12310000MJ0000001P"]
)
def test_valid_codes_of_rules_15_2_are_accepted(officer, code):
    saved = actions.save_organisation(Organisation(name="某单位", credit_code=code.lower()), by=officer)
    assert saved.credit_code == code


def test_a_code_with_a_wrong_check_character_is_refused(officer):
    with pytest.raises(Refused) as refused:
        actions.save_organisation(Organisation(name="某单位", credit_code="91350100M000100Y44"), by=officer)
    assert [finding.field for finding in refused.value.findings] == ["credit_code"]


def test_the_same_code_twice_is_refused(officer):
    first = make.organisation()
    with pytest.raises(Refused) as refused:
        actions.save_organisation(Organisation(name="另一单位", credit_code=first.credit_code), by=officer)
    assert "已经登记" in str(refused.value)


def test_a_new_name_keeps_the_former_one_and_both_are_found(officer):
    subject = make.organisation("浦江旧名机械厂")
    actions.rename_organisation(subject, name="浦江新名机械有限公司", by=officer, source="准予变更登记通知书")
    assert [(one.name, one.source) for one in subject.former_names.all()] == [("浦江旧名机械厂", "准予变更登记通知书")]
    assert list(Organisation.objects.matching("旧名")) == [subject]
    assert list(Organisation.objects.matching("新名")) == [subject]
    assert history(subject)[0].details["fields"]["name"] == ["浦江旧名机械厂", "浦江新名机械有限公司"]


def test_saving_without_a_change_leaves_no_event(officer):
    subject = make.organisation()
    actions.save_organisation(subject, by=officer)
    assert list(history(subject)) == []


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.LEADER, Role.SUPERVISOR])
def test_others_than_officer_and_admin_may_not_change_the_register(role):
    with pytest.raises(Refused):
        actions.save_organisation(make.organisation(), by=make.member(role))


def test_same_group_reaches_over_all_levels_and_not_beyond():
    group = make.recommender("申浦集团有限公司")
    company = make.organisation(parent=group)
    branch = make.organisation(parent=company)
    stranger = make.organisation()
    assert branch.same_group(company)
    assert branch.same_group(group)
    assert group.same_group(branch)
    assert branch.same_group(branch)
    assert not branch.same_group(stranger)
    assert not stranger.same_group(make.organisation())
    assert not stranger.same_group(None)


def test_a_superior_that_is_no_group_does_not_make_its_subordinates_related():
    union = make.organisation("某区总工会", is_recommender=True)
    assert not make.organisation(parent=union).same_group(make.organisation(parent=union))


def test_becoming_a_group_reaches_the_subordinates():
    top = make.organisation()
    company = make.organisation(parent=top)
    branch = make.organisation(parent=company)
    top.is_group = True
    top.save()
    branch.refresh_from_db()
    company.refresh_from_db()
    assert (company.group_id, branch.group_id) == (top.pk, top.pk)
    top.is_group = False
    top.save()
    branch.refresh_from_db()
    assert branch.group_id is None


def test_an_organisation_below_itself_is_refused(officer):
    top = make.organisation()
    below = make.organisation(parent=make.organisation(parent=top))
    top.parent = below
    with pytest.raises(Refused) as refused:
        actions.save_organisation(top, by=officer)
    assert [finding.field for finding in refused.value.findings] == ["parent"]


def test_members_see_their_own_organisation_and_staff_see_all():
    own, other = make.organisation(), make.organisation()
    clerk = make.member(Role.CLERK, own)
    assert list(Organisation.objects.visible_to(clerk)) == [own]
    assert set(Organisation.objects.visible_to(make.member(Role.SUPERVISOR))) >= {own, other}
    assert list(Organisation.objects.visible_to(make.user())) == []


@pytest.mark.parametrize(
    ("kind", "capital", "expected"),
    [
        ("private", "3", True),
        ("foreign", "5", True),
        ("state", "1", False),
        ("institution", "3", False),
        ("mixed", "9", False),
    ],
)
def test_non_public_is_an_enterprise_with_private_or_outside_capital(kind, capital, expected):
    assert Organisation(kind=kind, controlling_capital=capital).is_non_public is expected

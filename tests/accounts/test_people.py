"""Accounts, roles, separation of duties, invitations, consents."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import actions
from accounts.models import Consent, Membership, User
from accounts.states import Role
from audit.record import history
from notifications.models import Message
from programmes import clock as portal_clock
from programmes.refusal import Refused
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.member(Role.OFFICER)


@pytest.fixture
def admin():
    return make.member(Role.ADMIN)


def test_holds_answers_from_one_query(django_assert_num_queries):
    place = make.organisation()
    clerk = User.objects.get(pk=make.member(Role.CLERK, place).pk)
    with django_assert_num_queries(1):
        assert clerk.holds(Role.CLERK, place.pk)
        assert clerk.holds((Role.HEAD, Role.CLERK))
        assert not clerk.holds(Role.HEAD, place.pk)
        assert not clerk.holds(Role.CLERK, place.pk + 1)
        assert clerk.organisation_ids() == {place.pk}


def test_an_empty_foreign_key_opens_nothing():
    assert not make.member(Role.CLERK).holds(Role.CLERK, None)


def test_roles_end_with_the_account_and_with_the_organisation():
    place = make.organisation()
    clerk = make.member(Role.CLERK, place)
    clerk.is_active = False
    assert not clerk.holds(Role.CLERK)
    place.is_active = False
    place.save()
    assert not User.objects.get(pk=make.member(Role.CLERK, place).pk).holds(Role.CLERK)


def test_an_account_is_made_once_per_address():
    first = actions.create_account(name="陆衡仲", email="Lu@Example.org")
    assert actions.create_account(name="别人", email="lu@example.org").pk == first.pk
    assert (first.name, first.email, first.username, first.has_usable_password()) == (
        "陆衡仲",
        "lu@example.org",
        "lu",
        False,
    )
    assert actions.create_account(name="陆二", email="lu@example.net").username == "lu2"


def test_a_bad_address_is_refused():
    with pytest.raises(Refused) as refused:
        actions.create_account(name="陆衡仲", email="not an address")
    assert refused.value.findings[0].field == "email"


def test_a_new_member_gets_an_invitation_by_mail(officer):
    place = make.organisation()
    added = actions.add_member(place, name="曹慎微", email="cao@example.org", role=Role.CLERK, by=officer)
    mail = Message.objects.get()
    assert (mail.address, mail.recipient, mail.code) == ("cao@example.org", None, "accounts.invitation")
    assert mail.url == f"/login/first-password/{added.user.invitations.get().token}/"
    assert history(place)[0].verb == "add_member"


def test_a_member_who_has_a_password_is_told_in_the_inbox(officer):
    known = make.user(password=make.PASSWORD)
    actions.add_member(make.organisation(), name="", email=known.email, role=Role.HEAD, by=officer)
    assert Message.objects.get().recipient == known


@pytest.mark.parametrize(("first", "second"), [(Role.CLERK, Role.HEAD), (Role.HEAD, Role.CLERK)])
def test_clerk_and_head_of_one_organisation_are_two_people(officer, first, second):
    place = make.organisation()
    held = make.member(first, place)
    with pytest.raises(Refused) as refused:
        actions.add_member(place, name="", email=held.email, role=second, by=officer)
    assert "经办准备，负责人确认" in str(refused.value)
    assert Membership.objects.filter(user=held).count() == 1


def test_clerk_here_may_be_head_elsewhere(officer):
    held = make.member(Role.CLERK)
    actions.add_member(make.organisation(), name="", email=held.email, role=Role.HEAD, by=officer)
    assert Membership.objects.filter(user=held).count() == 2


@pytest.mark.parametrize(
    ("held", "given"),
    [
        (Role.OFFICER, Role.LEADER),
        (Role.SUPERVISOR, Role.OFFICER),
        (Role.LEADER, Role.SUPERVISOR),
        (Role.ADMIN, Role.OFFICER),
        (Role.SUPERVISOR, Role.ADMIN),
    ],
)
def test_duties_of_an_organiser_stay_apart(admin, held, given):
    place = make.organiser()
    person = make.member(held, place)
    with pytest.raises(Refused):
        actions.add_member(place, name="", email=person.email, role=given, by=admin)


def test_staff_of_an_organiser_is_nobodys_clerk(officer):
    with pytest.raises(Refused):
        actions.add_member(make.organisation(), name="", email=officer.email, role=Role.CLERK, by=officer)


def test_a_unit_has_no_officers(officer):
    with pytest.raises(Refused) as refused:
        actions.add_member(make.organisation(), name="甲", email="a@example.org", role=Role.OFFICER, by=officer)
    assert refused.value.findings[0].field == "role"
    assert not User.objects.filter(email="a@example.org").exists()


def test_roles_of_an_organiser_are_given_by_the_administrator_only(officer, admin):
    place = make.organiser()
    with pytest.raises(Refused):
        actions.add_member(place, name="乙", email="b@example.org", role=Role.OFFICER, by=officer)
    assert actions.add_member(place, name="乙", email="b@example.org", role=Role.OFFICER, by=admin).pk


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.LEADER, Role.SUPERVISOR])
def test_others_may_not_add_members(role):
    with pytest.raises(Refused):
        actions.add_member(make.organisation(), name="甲", email="a@example.org", role=Role.CLERK, by=make.member(role))


def test_removing_a_role_needs_a_reason_and_keeps_the_person(officer):
    held = make.member(Role.CLERK)
    membership = held.memberships.get()
    with pytest.raises(Refused):
        actions.remove_member(membership, by=officer, note=" ")
    actions.remove_member(membership, by=officer, note="调离")
    assert User.objects.get(pk=held.pk).holds(Role.CLERK) is False
    assert history(membership.organisation)[0].note == "调离"


def test_an_invitation_is_used_once():
    user = make.user()
    invitation = actions.invite(user, by=None)
    actions.accept_invitation(invitation, password=make.PASSWORD)
    assert User.objects.get(pk=user.pk).check_password(make.PASSWORD)
    with pytest.raises(Refused):
        actions.accept_invitation(invitation, password="another long password 8")


def test_an_invitation_expires_and_a_newer_one_ends_it(clock):
    clock(portal_clock.now())
    user = make.user()
    first = actions.invite(user, by=None)
    second = actions.invite(user, by=None)
    first.refresh_from_db()
    assert (first.is_open, second.is_open) == (False, True)
    clock(portal_clock.now() + timedelta(days=14, seconds=1))
    with pytest.raises(Refused):
        actions.accept_invitation(second, password=make.PASSWORD)


@pytest.mark.parametrize("password", ["short", "123456789012345", "password1234", "aaaaaaaaaaaaaa", "person person12"])
def test_weak_first_passwords_are_refused(password):
    user = make.user(username="person person12")
    with pytest.raises(Refused) as refused:
        actions.accept_invitation(actions.invite(user, by=None), password=password)
    assert refused.value.findings[0].field == "password"


def test_a_consent_is_given_once_per_version_and_withdrawn_by_its_person_only():
    user = make.user()
    consent = actions.give_consent(user, kind="G1.1", version="2026-03", wording="一般处理")
    assert actions.give_consent(user, kind="G1.1", version="2026-03").pk == consent.pk
    assert list(Consent.objects.visible_to(AnonymousUser())) == []
    with pytest.raises(Refused):
        actions.withdraw_consent(consent, by=make.user())
    assert actions.withdraw_consent(consent, by=user).withdrawn_at is not None
    assert actions.give_consent(user, kind="G1.1", version="2026-03").pk != consent.pk


def test_an_account_is_stopped_with_a_reason_and_never_by_oneself(admin):
    user = make.user()
    with pytest.raises(Refused):
        actions.set_active(user, active=False, by=admin, note="")
    with pytest.raises(Refused):
        actions.set_active(admin, active=False, by=admin, note="离职")
    assert actions.set_active(user, active=False, by=admin, note="离职").is_active is False


def test_the_record_of_a_profile_names_fields_and_no_values():
    user = make.user()
    actions.update_profile(user, name=user.name, email=user.email, mobile="13900001234", text_size="large", by=user)
    event = history(user)[0]
    assert event.details == {"fields": ["mobile", "text_size"]}
    assert User.objects.get(pk=user.pk).mobile == "13900001234"

"""Invitation links: one use, fourteen days, and every dead link looks alike."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from nominations.actions import invitations
from nominations.models import Invitation, Nomination
from nominations.states import NominationState
from notifications import delivery
from notifications.models import Message
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories.accounts import PASSWORD
from tests.factories.nominations import clerk_of, head_of, nomination

pytestmark = pytest.mark.django_db
KIND = Invitation.Kind


def invite(row, kind=KIND.APPLICANT, email="luhengzhong@example.org", **fields):
    """The token of the mail that goes out."""
    given = {"name": "陆衡仲", "by": clerk_of(row.recommender)} | fields
    invitations.invite(row, kind=kind, email=email, **given)
    return re.search(r"/invitation/([^/\s]+)/", Message.objects.order_by("-pk").first().body).group(1)


def take(client, token, password=PASSWORD):
    return client.post(reverse("nominations:invitation", args=[token]), {"password": password, "repeat": password})


def test_the_applicant_gets_an_account_and_the_form(client):
    row = nomination(is_complete=False)

    response = take(client, invite(row))

    user = User.objects.get(email="luhengzhong@example.org")
    assert response.url == reverse("nominations:detail", args=[row.code])
    assert Nomination.objects.get(pk=row.pk).applicant == user
    assert client.get(reverse("nominations:form", args=[row.code])).status_code == 200


@pytest.mark.parametrize(("kind", "role"), [(KIND.EMPLOYER_CLERK, Role.CLERK), (KIND.EMPLOYER_HEAD, Role.HEAD)])
def test_people_of_the_employer_join_their_unit(client, kind, role):
    row = nomination(is_complete=False)

    take(client, invite(row, kind))

    user = User.objects.get(email="luhengzhong@example.org")
    assert [(m.organisation, m.role) for m in user.memberships.all()] == [(row.employer, role)]


def test_only_the_hash_of_a_token_is_kept():
    token = invite(nomination(is_complete=False))

    stored = Invitation.objects.values_list("token_hash", flat=True).get()
    assert stored == invitations.hash_of(token) != token


def test_used_expired_revoked_and_wrong_links_look_alike(client, clock):
    row, other = nomination(is_complete=False), nomination(is_complete=False)
    used = invite(row)
    take(client, used)
    client.logout()
    revoked = invite(other)
    live = invite(other)  # the same kind to the same address: the earlier one stops
    ends = Invitation.objects.order_by("-pk").first().expires_at

    def answer(token):
        response = client.get(reverse("nominations:invitation", args=[token]))
        return response.status_code, re.sub(r'nonce="[^"]*"|csrf[^>]*>', "", response.content.decode())

    dead = [answer(used), answer(revoked), answer("wrong")]
    clock(ends - dt.timedelta(seconds=1))
    assert answer(live)[0] == 200
    clock(ends)
    dead.append(answer(live))

    assert {status for status, _ in dead} == {410}
    assert len({body for _, body in dead}) == 1


def test_a_link_works_once():
    token = invite(nomination(is_complete=False))
    invitations.accept(token, password=PASSWORD)

    with pytest.raises(Refused):
        invitations.accept(token, password=PASSWORD)

    assert User.objects.filter(email="luhengzhong@example.org").count() == 1


def test_a_weak_or_mistyped_password_keeps_the_link(client):
    row = nomination(is_complete=False)
    token = invite(row)

    assert take(client, token, "123").status_code == 422
    response = client.post(
        reverse("nominations:invitation", args=[token]), {"password": PASSWORD, "repeat": PASSWORD + "x"}
    )

    assert response.status_code == 422
    assert Nomination.objects.get(pk=row.pk).applicant is None
    assert take(client, token).status_code == 302


def test_somebody_of_the_recommender_does_not_become_the_applicant():
    row = nomination(is_complete=False)
    token = invite(row)

    with pytest.raises(Refused):
        invitations.accept(token, user=head_of(row.recommender))

    assert Nomination.objects.get(pk=row.pk).applicant is None


def test_only_the_recommending_clerk_invites_and_only_while_filling():
    row = nomination(is_complete=False)
    for who in (head_of(row.recommender), clerk_of(row.employer), accounts.user()):
        with pytest.raises(Refused):
            invite(row, by=who)

    with pytest.raises(Refused):
        invite(nomination(state=NominationState.ENDORSING))


def test_a_second_applicant_is_not_invited():
    row = nomination(is_complete=False, applicant=accounts.user())

    with pytest.raises(Refused):
        invite(row)


@pytest.mark.parametrize(
    ("password", "repeat", "said"),
    [
        ("", "", [("password", "请设置密码。")]),
        (PASSWORD, PASSWORD + "x", [("repeat", "两次输入的密码不一致。")]),
        ("墨斗与矩尺", "墨斗与矩尺", [("password", "密码至少 12 位，可以是一句话。")]),
    ],
)
def test_a_password_that_will_not_do_is_refused_beside_its_box(client, password, repeat, said):
    token = invite(nomination(is_complete=False))

    answer = client.post(reverse("nominations:invitation", args=[token]), {"password": password, "repeat": repeat})

    assert answer.status_code == 422
    assert [(finding.field, finding.sentence) for finding in answer.context["errors"]] == said


def test_the_mail_names_the_link_once(mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    token = invite(nomination(is_complete=False))

    delivery.deliver()

    assert mailoutbox[0].body.count(token) == 1


def test_an_invitation_without_an_address_says_what_to_do(client):
    row = nomination(is_complete=False)
    client.force_login(clerk_of(row.recommender))

    errors = client.post(reverse("nominations:invite", args=[row.code]), {"email": "luheng"}).context["form"].errors

    assert errors == {
        "kind": ["请选择邀请谁。"],
        "name": ["请填写姓名。"],
        "email": ["邮箱地址不完整，请核对，例如 name@example.com。"],
    }

"""Sign-in: password, reset, two steps, limits, idle logout, the demo's one click."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts import actions
from accounts.models import User
from accounts.states import Role
from notifications.models import Message
from programmes import clock as portal_clock
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


def log_in(client, login, password=make.PASSWORD):
    return client.post("/login/", {"login": login, "password": password})


@pytest.mark.parametrize("by", ["username", "email"])
def test_user_name_or_mail_address_opens(client, by):
    user = make.user(password=make.PASSWORD)
    response = log_in(client, getattr(user, by))
    assert response["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_is_told_in_chinese_and_opens_nothing(client):
    user = make.user(password=make.PASSWORD)
    response = log_in(client, user.username, "wrong")
    assert "errsum" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_sixth_attempt_is_refused_even_with_the_right_password(client):
    user = make.user(password=make.PASSWORD)
    for _ in range(5):
        log_in(client, user.username, "wrong")
    response = log_in(client, user.username)
    assert "_auth_user_id" not in client.session
    assert "errsum" in response.content.decode()


def test_a_stopped_account_does_not_open(client):
    user = make.user(password=make.PASSWORD, is_active=False)
    log_in(client, user.username)
    assert "_auth_user_id" not in client.session


def test_signing_up_has_no_address(client):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    for path in ("/signup/", "/accounts/signup/", "/account/email/"):
        assert client.get(path).status_code == 404


def test_only_the_addresses_that_we_use_of_allauth_are_mounted():
    names = {pattern.name for pattern in get_resolver("accounts.urls").url_patterns if getattr(pattern, "name", None)}
    assert {name for name in names if "signup" in name or "email" in name or "webauthn" in name} == set()


def test_logging_out_needs_a_post(client):
    client.force_login(make.user())
    assert client.get("/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/logout/")
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_reset_by_a_mail_of_the_outbox(client):
    user = make.user(password=make.PASSWORD)
    assert client.post("/password/reset/", {"email": user.email})["Location"] == "/password/reset/sent/"
    mail = Message.objects.get()
    assert (mail.address, mail.recipient) == (user.email, None)
    path = re.search(r"http://testserver(/password/reset/\S+)", mail.body)[1]
    landed = client.get(path, follow=True)
    new = "a quite different pass 7"
    client.post(landed.request["PATH_INFO"], {"password1": new, "password2": new})
    assert User.objects.get(pk=user.pk).check_password(new)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client):
    assert client.post("/password/reset/", {"email": "nobody@example.org"})["Location"] == "/password/reset/sent/"
    assert not Message.objects.exists()


@pytest.mark.parametrize("new", ["short", "1234567890123", "qwerty123456"])
def test_a_weak_new_password_is_refused(client, new):
    user = make.user(password=make.PASSWORD)
    client.force_login(user)
    client.post("/account/password/", {"oldpassword": make.PASSWORD, "password1": new, "password2": new})
    assert User.objects.get(pk=user.pk).check_password(make.PASSWORD)


def test_the_first_password_is_set_by_link_and_signs_in(client):
    user = make.user()
    address = f"/login/first-password/{actions.invite(user, by=None).token}/"
    assert user.username in client.get(address).content.decode()
    refused = client.post(address, {"password": "short", "again": "short"})
    assert "errsum" in refused.content.decode()
    response = client.post(address, {"password": make.PASSWORD, "again": make.PASSWORD})
    assert response["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get(address).status_code == 410
    assert client.get("/login/first-password/unknown/").status_code == 404


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/"])
def test_nobody_is_sent_to_another_site_after_the_first_password(client, target):
    address = f"/login/first-password/{actions.invite(make.user(), by=None).token}/"
    response = client.post(f"{address}?next={target}", {"password": make.PASSWORD, "again": make.PASSWORD})
    assert response["Location"] == "/desk/"


def code_of(secret):
    _before, counter, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))


def test_with_two_steps_the_password_alone_does_not_open(client):
    user = make.user(password=make.PASSWORD)
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    assert log_in(client, user.username)["Location"] == "/login/code/"
    assert "_auth_user_id" not in client.session
    client.post("/login/code/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post("/login/code/", {"code": code_of(secret)})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_two_steps_are_switched_on_from_the_account_page(client):
    user = make.user(password=make.PASSWORD)
    log_in(client, user.username)
    assert client.get("/account/two-step/on/")["Location"].startswith("/account/confirm/")
    client.post("/account/confirm/", {"password": make.PASSWORD})
    page = client.get("/account/two-step/on/")
    secret = page.context["form"].secret
    client.post("/account/two-step/on/", {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert client.get("/account/two-step/codes/").status_code == 200


def test_staff_without_two_steps_are_nudged_and_others_are_not(client):
    client.force_login(make.member(Role.OFFICER))
    assert "建议开启两步验证" in client.get("/account/").content.decode()
    client.force_login(make.member(Role.CLERK))
    assert "建议开启两步验证" not in client.get("/account/").content.decode()


def test_an_unused_session_ends(client, clock):
    clock(portal_clock.now())
    client.force_login(make.user())
    assert client.get("/account/").status_code == 200
    clock(portal_clock.now() + timedelta(minutes=59))
    assert client.get("/account/").status_code == 200
    clock(portal_clock.now() + timedelta(minutes=61))
    assert client.get("/account/")["Location"].startswith("/login/")


def test_the_demo_lists_its_accounts_by_role_and_opens_with_one_click(client, settings):
    settings.DEMO = True
    place = make.organisation("申电检修有限公司")
    clerk = make.member(Role.CLERK, place, name="林岫", demo_role="推荐单位经办")
    make.member(Role.HEAD, name="没有标记的人")
    text = client.get("/login/").content.decode()
    assert re.search(r"推荐单位经办.*林岫.*申电检修有限公司", text, re.DOTALL)
    assert "没有标记的人" not in text
    response = client.post("/login/demo/", {"username": clerk.username})
    assert response["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(clerk.pk)


def test_outside_the_demo_there_is_no_such_way_in(client, settings):
    clerk = make.member(Role.CLERK, name="林岫", demo_role="推荐单位经办")
    settings.DEMO = False
    assert "林岫" not in client.get("/login/").content.decode()
    assert client.post("/login/demo/", {"username": clerk.username}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_demo_opens_only_listed_accounts_and_only_by_post(client, settings):
    settings.DEMO = True
    other = make.user(is_superuser=True, demo_role="x")
    assert client.post("/login/demo/", {"username": other.username}).status_code == 404
    assert client.post("/login/demo/", {"username": make.user().username}).status_code == 404
    assert client.get("/login/demo/").status_code == 405


def test_the_demo_login_is_protected_against_other_sites(settings):
    from django.test import Client

    settings.DEMO = True
    clerk = make.member(Role.CLERK, demo_role="x")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/login/demo/", {"username": clerk.username}).status_code == 403

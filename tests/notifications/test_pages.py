"""Inbox, message, outgoing mail of the demo, failures."""

import pytest
from django.urls import reverse

from accounts.states import Role
from notifications import tasks
from notifications.models import Delivery, Message
from notifications.states import Channel, DeliveryState
from tests.factories import accounts as make
from tests.factories import notifications as make_message

pytestmark = pytest.mark.django_db


def test_the_inbox_shows_own_messages_only(client):
    own, other = make.user(), make.user()
    make_message.message(own, subject="您的材料已收到")
    make_message.message(other, subject="别人的消息")
    client.force_login(own)
    text = client.get("/inbox/").content.decode()
    assert "您的材料已收到" in text
    assert "别人的消息" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_takes_the_same_queries_for_one_and_three(client, rows, bare_rail, django_assert_num_queries):
    user = make.user()
    for _ in range(rows):
        make_message.message(user)
    client.force_login(user)
    client.get("/inbox/")
    # session, user, posts (who works here as what, in the head of every desk), unread, number of messages, one page of them
    with django_assert_num_queries(6):
        client.get("/inbox/")


def test_opening_a_message_marks_it_read_and_a_strangers_is_not_there(client):
    user = make.user()
    message = make_message.message(user, body="第一行\n第二行")
    client.force_login(user)
    assert "第一行<br>第二行" in client.get(f"/inbox/{message.pk}/").content.decode()
    assert Message.objects.get().read_at is not None
    client.force_login(make.user())
    assert client.get(f"/inbox/{message.pk}/").status_code == 404


def test_all_read_is_a_post(client):
    user = make.user()
    make_message.message(user)
    client.force_login(user)
    assert client.get("/inbox/read-all/").status_code == 405
    assert client.post("/inbox/read-all/").status_code == 302
    assert Message.objects.visible_to(user).unread().count() == 0
    assert "没有未读消息" in client.get("/inbox/?show=unread").content.decode()


def test_the_public_is_sent_to_the_login_page(client):
    assert client.get("/inbox/")["Location"].startswith("/login/")


def test_outgoing_mail_exists_in_the_demo_only(client, outbox, settings):
    make_message.message(make.user(), subject="请补正材料", url="/desk/")
    tasks.sweep()
    (path,) = outbox.glob("*.eml")
    pages = ["/outgoing-mail/", f"/outgoing-mail/{path.stem}/"]
    settings.DEMO = False
    assert [client.get(page).status_code for page in pages] == [404, 404]
    settings.DEMO = True
    listed, shown = (client.get(page).content.decode() for page in pages)
    assert "请补正材料" in listed
    assert '<a href="http://testserver/desk/">http://testserver/desk/</a>' in shown


@pytest.mark.parametrize("name", ["..%2fsecret_key", "nothing-here", "0" * 40])
def test_no_other_file_is_shown_as_mail(client, outbox, settings, name):
    settings.DEMO = True
    assert client.get(f"/outgoing-mail/{name}/").status_code == 404


def failed_delivery():
    message = make_message.message(make.user(), subject="没有送到的消息")
    Delivery.objects.filter(message=message, channel=Channel.MAIL).update(
        state=DeliveryState.FAILED, error="x", attempts=6
    )
    return message.deliveries.get(channel=Channel.MAIL)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMIN])
def test_failures_are_shown_to_officer_and_admin_and_sent_again(client, role):
    row = failed_delivery()
    client.force_login(make.member(role))
    assert "没有送到的消息" in client.get("/desk/deliveries/").content.decode()
    client.post(f"/desk/deliveries/{row.pk}/resend/")
    row.refresh_from_db()
    assert (row.state, row.attempts) == (DeliveryState.PENDING, 0)


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.LEADER, Role.SUPERVISOR])
def test_failures_are_hidden_from_others(client, role):
    row = failed_delivery()
    client.force_login(make.member(role))
    assert client.get("/desk/deliveries/").status_code == 404
    assert client.post(f"/desk/deliveries/{row.pk}/resend/").status_code == 404
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED


@pytest.mark.parametrize("rows", [1, 3])
def test_failures_take_the_same_queries_for_one_and_three(client, rows, bare_rail, django_assert_num_queries):
    for _ in range(rows):
        failed_delivery()
    client.force_login(make.member(Role.ADMIN))
    address = reverse("notifications:failures")
    client.get(address)
    with django_assert_num_queries(6):
        client.get(address)

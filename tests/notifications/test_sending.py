"""Messages are rows of the caller's transaction, once per key."""

import pytest
from django.db import transaction

from notifications.actions import mark_all_read, send, send_mail_to
from notifications.models import Delivery, Message
from notifications.states import Channel, DeliveryState
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
TEXT = {"code": "test", "subject": "材料已收到", "body": "我们已收到材料。"}


def test_a_message_goes_to_inbox_and_mail():
    user = make.user()
    (message,) = send(to=user, key="a", **TEXT)
    found = {one.channel: one.state for one in message.deliveries.all()}
    assert found == {Channel.INBOX: DeliveryState.SENT, Channel.MAIL: DeliveryState.PENDING}


def test_the_same_key_to_the_same_person_is_one_message():
    first, second = make.user(), make.user()
    assert len(send(to=first, key="a", **TEXT)) == 1
    assert [message.recipient for message in send(to=[first, second, second], key="a", **TEXT)] == [second]
    assert send(to=[first, second], key="a", **TEXT) == []
    assert Message.objects.count() == 2
    assert Delivery.objects.count() == 4


def test_people_without_an_address_get_the_inbox_only():
    (message,) = send(to=make.user(email=""), key="a", **TEXT)
    assert [one.channel for one in message.deliveries.all()] == [Channel.INBOX]


def test_inactive_people_get_nothing():
    assert send(to=make.user(is_active=False), key="a", **TEXT) == []


def test_sms_only_when_asked_for_and_a_mobile_is_known():
    with_mobile, without = make.user(mobile="13900001234"), make.user()
    for message in send(to=[with_mobile, without], key="a", sms=True, **TEXT):
        has_sms = message.deliveries.filter(channel=Channel.SMS).exists()
        assert has_sms is (message.recipient == with_mobile)


def test_a_mail_to_an_address_is_once_per_key():
    assert len(send_mail_to("New@Example.org", key="a", **TEXT)) == 1
    assert send_mail_to("new@example.org", key="a", **TEXT) == []
    assert Message.objects.get().address == "new@example.org"


def test_about_names_the_subject():
    place = make.organisation()
    (message,) = send(to=make.user(), key="a", about=place, **TEXT)
    assert (message.about_type, message.about_id) == ("accounts.organisation", str(place.pk))


@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_failed_transaction_was_never_there():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send(to=make.user(), key="a", **TEXT)
        raise ZeroDivisionError
    assert not Message.objects.exists()


def test_a_person_sees_own_messages_only_and_marks_only_them_read():
    first, second = make.user(), make.user()
    send(to=[first, second], key="a", **TEXT)
    assert mark_all_read(first) == 1
    assert Message.objects.visible_to(first).unread().count() == 0
    assert Message.objects.visible_to(second).unread().count() == 1


def test_a_hundred_recipients_cost_few_queries(django_assert_max_num_queries):
    people = [make.user() for _ in range(100)]
    with django_assert_max_num_queries(10):
        assert len(send(to=people, key="a", **TEXT)) == 100

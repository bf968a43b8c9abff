"""Delivery: once, whatever is killed or run twice; retries; what is given up."""

import email
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from email.policy import default

import pytest
from django.conf import settings as django_settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, connections

from accounts.states import Role
from notifications import actions, delivery, tasks
from notifications.models import Delivery, Message
from notifications.states import Channel, DeliveryState
from programmes import clock as portal_clock
from programmes.clock import SHANGHAI
from programmes.refusal import Refused
from tests.factories import accounts as make
from tests.factories import notifications as make_message

START = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)


def mails(outbox):
    return sorted(path for path in outbox.iterdir() if not path.name.startswith("."))


def states():
    return sorted(Delivery.objects.filter(channel=Channel.MAIL).values_list("state", flat=True))


class Refusing(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("no mail server")


@pytest.mark.django_db
@pytest.mark.sqlite
def test_the_sweep_writes_each_mail_once(outbox):
    user = make.user("曹慎微")
    message = make_message.message(user, url="/desk/")
    assert (tasks.sweep(), tasks.sweep()) == (1, 0)
    (path,) = mails(outbox)
    mail = email.message_from_bytes(path.read_bytes(), policy=default)
    text = mail.get_content()
    assert (str(mail["To"]), str(mail["Subject"])) == (user.email, message.subject)
    assert mail["Message-ID"] == f"<{path.stem}@testserver>"
    assert "曹慎微，您好" in text
    assert "http://testserver/desk/" in text


@pytest.mark.django_db
def test_the_fast_path_delivers_its_messages_only(outbox):
    first, _second = (make_message.message(make.user()) for _ in range(2))
    assert tasks.deliver([first.pk]) == 1
    assert states() == [DeliveryState.PENDING, DeliveryState.SENT]


@pytest.mark.django_db
def test_killed_between_sending_and_marking_the_second_attempt_finds_the_file(outbox, clock):
    clock(START)
    make_message.message(make.user())
    (claimed,) = delivery.claim()
    delivery._hand_over(claimed, delivery.get_connection())
    assert tasks.sweep() == 0
    clock(START + delivery.LEASE + timedelta(seconds=1))
    assert tasks.sweep() == 1
    assert len(mails(outbox)) == 1
    assert states() == [DeliveryState.SENT]


@pytest.mark.django_db
def test_a_worker_whose_lease_lapsed_does_not_overwrite_the_next_ones_outcome(outbox, clock):
    clock(START)
    make_message.message(make.user())
    (slow,) = delivery.claim()
    clock(START + delivery.LEASE + timedelta(seconds=1))
    assert tasks.sweep() == 1
    delivery._mark_failed(slow, TimeoutError("too slow"))
    assert states() == [DeliveryState.SENT]


@pytest.mark.django_db
def test_retries_wait_longer_each_time_and_then_give_up(outbox, clock, settings):
    settings.EMAIL_BACKEND = "tests.notifications.test_delivery.Refusing"
    now = START
    clock(now)
    make_message.message(make.user())
    for number, minutes in enumerate(delivery.BACK_OFF_MINUTES, start=1):
        tasks.sweep()
        row = Delivery.objects.get(channel=Channel.MAIL)
        assert (row.state, row.attempts) == (DeliveryState.PENDING, number)
        assert row.not_before == now + timedelta(minutes=minutes)
        assert "no mail server" in row.error
        now += timedelta(minutes=minutes)
        clock(now)
    tasks.sweep()
    assert states() == [DeliveryState.FAILED]
    settings.EMAIL_BACKEND = "notifications.outbox.EmailBackend"
    assert tasks.sweep() == 0


@pytest.mark.django_db
def test_one_bad_message_does_not_stop_the_others(outbox, monkeypatch):
    bad, good = (make_message.message(make.user()) for _ in range(2))
    Message.objects.filter(pk=bad.pk).update(subject="两行\n标题")
    assert tasks.sweep() == 1
    assert good.deliveries.get(channel=Channel.MAIL).state == DeliveryState.SENT
    assert "BadHeaderError" in bad.deliveries.get(channel=Channel.MAIL).error


@pytest.mark.django_db
def test_when_the_clock_jumps_back_nothing_waits_for_ever(outbox, clock):
    clock(START)
    make_message.message(make.user())
    assert len(delivery.claim()) == 1
    clock(START - timedelta(days=30))
    assert tasks.sweep() == 1


@pytest.mark.django_db
def test_the_administrator_sends_again_and_nobody_else(outbox, clock, settings):
    message = make_message.message(make.user())
    row = message.deliveries.get(channel=Channel.MAIL)
    Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.FAILED, attempts=6, error="x")
    for role in (Role.CLERK, Role.HEAD, Role.LEADER, Role.SUPERVISOR):
        with pytest.raises(Refused):
            actions.resend(row, by=make.member(role))
    actions.resend(row, by=make.member(Role.ADMIN))
    assert tasks.sweep() == 1
    with pytest.raises(Refused):
        actions.resend(row, by=make.member(Role.ADMIN))


@pytest.mark.django_db
def test_short_messages_go_through_the_adapter_once(outbox, tmp_path, settings):
    settings.SMS_ADAPTER = "notifications.sms.FileAdapter"
    make_message.message(make.user(email="", mobile="13900001234"), subject="请补正材料", sms=True)
    assert (tasks.sweep(), tasks.sweep()) == (1, 0)
    (path,) = (tmp_path / "sms").iterdir()
    assert path.read_text().split("\n")[:2] == ["13900001234", "【选树工作平台】请补正材料"]


@pytest.mark.django_db(transaction=True)
def test_parallel_workers_on_postgresql_send_each_mail_once(outbox):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    for _ in range(40):
        make_message.message(make.user())
    counts = []

    def work():
        counts.append(tasks.sweep())
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == 40
    assert len(mails(outbox)) == 40
    assert set(states()) == {DeliveryState.SENT}


WORKER = """
import django, os, sys, time
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.OUTBOX_ROOT, settings.EMAIL_BACKEND = sys.argv[2], "notifications.outbox.EmailBackend"
settings.SITE_URL = "http://testserver"
from notifications import delivery, outbox
whole, count = outbox.write_once, 0
def slowly(path, content):
    global count
    done = whole(path, content)
    count += 1
    if count == 3:
        print("third mail written, not marked", flush=True)
        time.sleep(60)
    return done
outbox.write_once = slowly
delivery.deliver()
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_process_leaves_each_mail_exactly_once(outbox, clock):
    for _ in range(8):
        make_message.message(make.user())
    database = str(django_settings.DATABASES["default"]["NAME"])
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, database, str(outbox.parent)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{django_settings.BASE_DIR}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
    )
    try:
        assert worker.stdout.readline() == "third mail written, not marked\n"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
        worker.stdout.close()
    assert len(mails(outbox)) == 3
    assert states() == [DeliveryState.SENDING] * 6 + [DeliveryState.SENT] * 2
    clock(portal_clock.now() + delivery.LEASE + timedelta(minutes=1))
    assert tasks.sweep() == 6
    assert len(mails(outbox)) == 8
    assert states() == [DeliveryState.SENT] * 8
    written = [path.stat().st_mtime_ns for path in mails(outbox)]
    time.sleep(0.01)
    assert tasks.sweep() == 0
    assert [path.stat().st_mtime_ns for path in mails(outbox)] == written

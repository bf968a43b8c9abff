"""Reminders (issue §5): each once per person, subject and offset, whatever the clock and the workers do."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections

from notifications import reminders
from notifications.models import Delivery, Message
from notifications.reminders import Due, remind
from programmes import clock as portal_clock
from programmes.clock import SHANGHAI
from tests.factories import accounts as make

OFFSETS = (-30, -14, -7, -3, -1, 0, 1, 3)
ANCHOR = datetime(2026, 4, 12, 23, 59, 59, tzinfo=SHANGHAI)


@pytest.fixture
def sources(monkeypatch):
    """An empty registry; sources of other apps have their own tests."""
    registry = {}
    monkeypatch.setattr(reminders, "_sources", registry)
    return registry


@pytest.fixture
def deadline(sources, db):
    """One open deadline with two people; returns the list that the source yields, which tests may change."""
    people = [make.user("曹慎微"), make.user("于砚秋")]
    dues = [due(people)]
    reminders.source(lambda now: list(dues))
    return dues


def due(people, **fields):
    values = {
        "code": "season.deadline",
        "key": "season:1",
        "anchor_at": ANCHOR,
        "recipients": people,
        "subject": "2026 年度申报{when}",
        "body": "请在截止前提交。{when}。",
        "offsets_days": OFFSETS,
    }
    return Due(**values | fields)


def at(day, hour=9, minute=0, month=4):
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def run(moment):
    with portal_clock.at(moment):
        return remind(moment)


def offsets_sent(person=None):
    sent = Message.objects.filter(dropped_at__isnull=True)
    if person:
        sent = sent.filter(recipient=person)
    return sorted({int(key.rpartition(":")[2]) for key in sent.values_list("key", flat=True)})


def test_day_by_day_run_twice_each_offset_is_sent_once_to_each(deadline):
    days = [at(1, month=3) + timedelta(days=number) for number in range(60)]
    counts = [(run(day), run(day)) for day in days]
    assert sum(first for first, _ in counts) == len(OFFSETS) * 2
    assert sum(second for _, second in counts) == 0
    assert offsets_sent() == list(OFFSETS)
    fired = {day.date() for day, (first, _) in zip(days, counts, strict=True) if first}
    assert fired == {(ANCHOR + timedelta(days=offset)).date() for offset in OFFSETS}
    assert not Message.objects.filter(dropped_at__isnull=False).exists()


def test_nothing_before_nine_in_the_morning(deadline):
    assert run(at(13, 8, 59, month=3)) == 0
    assert run(at(13, 9, 0, month=3)) == 2


def test_the_words_name_the_real_distance(deadline):
    run(at(6))
    run(at(12, 10))
    run(at(15))
    subjects = list(Message.objects.filter(dropped_at=None).order_by("id").values_list("subject", flat=True))
    assert subjects[::2] == ["2026 年度申报还有 6 天", "2026 年度申报今天截止", "2026 年度申报已逾期 3 天"]


def test_of_missed_offsets_only_the_latest_is_sent_and_the_others_are_kept_as_dropped(deadline):
    assert run(at(9, 12)) == 2
    assert offsets_sent() == [-3]
    dropped = Message.objects.filter(dropped_at__isnull=False)
    assert sorted({int(key.rpartition(":")[2]) for key in dropped.values_list("key", flat=True)}) == [-30, -14, -7]
    assert not Delivery.objects.filter(message__in=dropped).exists()
    assert not Message.objects.visible_to(deadline[0].recipients[0]).filter(dropped_at__isnull=False).exists()


def test_after_the_deadline_nothing_but_overdue(deadline):
    assert run(at(13, 0, 30)) == 0
    assert offsets_sent() == []
    assert run(at(13, 9)) == 2
    assert offsets_sent() == [1]


def test_a_deadline_without_overdue_offsets_says_nothing_after_it(deadline):
    deadline[0] = due(deadline[0].recipients, offsets_days=(-7, -1, 0))
    assert run(at(20)) == 0
    assert offsets_sent() == []


def test_clock_jumping_forward_and_back_sends_nothing_twice(deadline):
    moments = [at(13, month=3), at(9), at(20, month=3), at(5), at(9), at(13), at(1, month=3), at(12, 10), at(9), at(20)]
    for moment in moments:
        run(moment)
    sent = Message.objects.filter(dropped_at__isnull=True)
    keys = list(sent.values_list("recipient_id", "key"))
    assert len(keys) == len(set(keys))
    assert offsets_sent() == [-30, -3, 1, 3]


def test_a_met_deadline_is_reminded_of_no_more(deadline):
    run(at(29, month=3))
    deadline.clear()
    assert run(at(5)) == 0


def test_a_moved_deadline_is_reminded_of_anew(deadline):
    assert run(at(5)) == 2
    deadline[0] = due(deadline[0].recipients, anchor_at=ANCHOR + timedelta(days=10))
    assert run(at(15)) == 2
    assert offsets_sent() == [-7]


def test_a_person_who_joins_late_gets_the_latest_only(deadline):
    run(at(9))
    late = make.user("秦以恒")
    deadline[0] = due([*deadline[0].recipients, late])
    assert run(at(10)) == 1
    assert offsets_sent(late) == [-3]


def test_offsets_from_before_the_subject_existed_are_not_caught_up(deadline):
    deadline[0] = due(deadline[0].recipients, since=at(7, 15))
    assert run(at(7, 16)) == 0
    assert run(at(9)) == 2
    assert offsets_sent() == [-3]


def test_a_morning_deadline_is_reminded_of_before_it():
    morning = due([], anchor_at=datetime(2026, 4, 12, 8, 30, tzinfo=SHANGHAI))
    assert morning.fires_at(0) == datetime(2026, 4, 12, tzinfo=SHANGHAI)
    assert due([]).fires_at(0) == datetime(2026, 4, 12, 9, tzinfo=SHANGHAI)


def test_a_run_killed_half_way_is_finished_by_the_next(sources, db):
    people = [make.user(f"第{number}人") for number in range(6)]
    dues = [due([person], key=f"nomination:{number}") for number, person in enumerate(people)]

    def half(now):
        yield from dues[:3]
        raise KeyboardInterrupt

    registered = reminders.source(half)
    original, reminders.BATCH = reminders.BATCH, 1
    try:
        with pytest.raises(KeyboardInterrupt):
            run(at(5))
    finally:
        reminders.BATCH = original
    assert Message.objects.filter(dropped_at=None).count() == 3
    sources.clear()
    reminders.source(lambda now: dues)
    assert registered is half
    assert run(at(5)) == 3
    assert Message.objects.filter(dropped_at=None).count() == 6


@pytest.mark.django_db(transaction=True)
def test_parallel_runs_on_postgresql_send_each_once(sources):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    people = [make.user(f"第{number}人") for number in range(30)]
    reminders.source(lambda now: [due([person], key=f"n:{person.pk}") for person in people])
    start = threading.Barrier(4)

    def work():
        start.wait()
        run(at(9, 12))
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sent = Message.objects.filter(dropped_at__isnull=True)
    assert sent.count() == 30
    assert Message.objects.filter(dropped_at__isnull=False).count() == 90
    assert Delivery.objects.count() == 60


def test_many_deadlines_are_checked_in_few_queries(sources, db, django_assert_max_num_queries):
    people = [make.user(f"第{number}人") for number in range(50)]
    reminders.source(lambda now: [due([person], key=f"n:{person.pk}") for person in people])
    run(at(9))
    with django_assert_max_num_queries(1 + 2 * 50):
        assert run(at(9, 10)) == 0


def test_a_source_moves_its_cursor_once_with_the_messages_of_the_batch(sources, db):
    seen = []
    people = [make.user(f"第{number}人") for number in range(3)]
    dues = [due([person], key=f"n:{person.pk}", after=lambda own, now: seen.append(len(own))) for person in people]
    dues[1:] = [due([person], key=f"n:{person.pk}", after=dues[0].after) for person in people[1:]]
    reminders.source(lambda now: dues)

    run(at(9))

    assert seen == [3]


def test_a_thousand_new_reminders_take_few_queries(sources, db, django_assert_max_num_queries):
    people = [make.user(f"第{number}人") for number in range(20)]
    reminders.source(lambda now: [due(people, key=f"n:{number}", since=at(8)) for number in range(50)])
    with django_assert_max_num_queries(12):
        assert run(at(9)) == 1000


@pytest.mark.django_db
def test_every_source_of_the_portal_can_be_asked():
    assert list(reminders.collect(at(9))) == []
    assert len(reminders._sources) >= 7

"""The one reading of time (COM-01)."""

from datetime import UTC, date, datetime

from programmes import clock


def test_clock_is_held_inside_the_block_only():
    with clock.at(datetime(2026, 4, 12, 16, 30, tzinfo=UTC)):
        assert clock.now().isoformat() == "2026-04-13T00:30:00+08:00"
        assert clock.today() == date(2026, 4, 13)
        with clock.at(date(2026, 1, 1)):
            assert clock.today() == date(2026, 1, 1)
        assert clock.today() == date(2026, 4, 13)
    assert clock.now().year != 1990
    assert clock.now().utcoffset().total_seconds() == 8 * 3600


def test_deadline_day_lasts_to_its_end():
    assert clock.end_of(date(2023, 4, 12)) < datetime(2023, 4, 13, tzinfo=clock.SHANGHAI)
    assert clock.end_of(date(2023, 4, 12)).isoformat() == "2023-04-12T23:59:59.999999+08:00"

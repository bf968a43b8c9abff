"""Working days of publicity and objections; a year that is not loaded is a refusal with its remedy (COM-04)."""

import datetime as dt

from accounts import calendar
from programmes.periods import CalendarMissing, publicity_end
from programmes.refusal import Refused

MINIMUM_WORKDAYS = 5


def period(publicity, starts_on: dt.date) -> tuple[dt.date, list[str]]:
    """Last day and counted days (ISO) of a publicity published on ``starts_on``, which is not counted (AMB-05).

    The latest holds of the working-day end, the season's length in natural days, and an explicit ``until``.
    """
    try:
        working = calendar.current()
        natural = publicity.season.parameter("publicity.calendar_days")
        ends_on = publicity_end(starts_on, publicity.workdays, working, calendar_days=natural)
        ends_on = max(ends_on, publicity.until or ends_on)
        span = [starts_on + dt.timedelta(days=step) for step in range(1, (ends_on - starts_on).days + 1)]
        return ends_on, [day.isoformat() for day in span if working.is_workday(day)]
    except CalendarMissing as missing:
        raise Refused.because(str(missing), rule="COM-04") from missing


def shortest_end(starts_on: dt.date) -> dt.date:
    """The earliest lawful last day: five working days (AMB-05)."""
    return publicity_end(starts_on, MINIMUM_WORKDAYS, calendar.current())


def after(day: dt.date, workdays: int) -> dt.date:
    """The ``workdays``-th working day after ``day``."""
    try:
        return calendar.current().add(day, workdays)
    except CalendarMissing as missing:
        raise Refused.because(str(missing), rule="COM-04") from missing

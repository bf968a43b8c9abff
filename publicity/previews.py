"""The public page of a list before it is published."""

from programmes import clock
from publicity import periods, reports


def preview(publicity) -> dict:
    """What the page would show if published now; raises ``Refused`` when the working calendar is not loaded (COM-04)."""
    publicity.starts_on, publicity.published_at = clock.today(), clock.now()
    publicity.ends_on, publicity.calendar_days = periods.period(publicity, publicity.starts_on)
    return reports.public_list(publicity)

"""Where a craftsman works now, as check-ins tell it; the unit at award on the honour never changes."""

from accounts.models import Organisation
from craftsmen.models import Employment
from craftsmen.states import DEPARTED, Presence


def follow(row) -> None:
    """Let the employments follow one answer: what the same row said before is taken back first."""
    _take_back(row)
    if row.presence not in DEPARTED:
        return
    _end_present(row)
    if row.presence == Presence.MOVED:
        employer = find_employer(row.note)
        Employment.objects.create(
            person=row.honour.person, employer=employer, unit=row.note, from_on=row.since_on, began_with=row
        )


def _take_back(row):
    Employment.objects.filter(began_with=row).delete()
    jobs = Employment.objects.filter(ended_with=row)
    jobs.filter(began_with=None, from_on=row.honour.granted_on).delete()
    jobs.update(until_on=None, ended_with=None)


def _end_present(row):
    """The present employment ends with this answer; the one at award gets its own line when there is none yet."""
    present = Employment.objects.select_for_update().filter(person=row.honour.person, until_on__isnull=True).first()
    if present is None:
        present = Employment(
            person=row.honour.person, employer_id=row.employer_id, unit=row.unit, from_on=row.honour.granted_on
        )
    present.until_on, present.ended_with = row.since_on, row
    present.save()


def find_employer(name: str) -> Organisation | None:
    """The active unit of the register with exactly this name; None when there is no such account."""
    return Organisation.objects.filter(name=name, is_active=True).order_by("pk").first()

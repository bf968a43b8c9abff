"""The yearly check-in opens: by an officer, or by itself on the programme's day (QC26-56)."""

import datetime as dt

from django.db import transaction

from accounts.models import Organisation
from audit.record import record
from craftsmen import permissions
from craftsmen.facts import care_terms
from craftsmen.models import CheckIn, CheckRow, Employment, Honour
from craftsmen.states import FINAL, HonourState
from programmes import clock
from programmes.refusal import Finding, Refused


@transaction.atomic
def open_checkin(organiser, programme_code, *, due_on, by) -> CheckIn:
    """Open this year's check-in by hand, from today to ``due_on``; one a year and programme."""
    today = clock.today()
    Organisation.objects.select_for_update().get(pk=organiser.pk)
    found = _findings(organiser, programme_code, due_on, today, by)
    if found:
        raise Refused(found)
    return _open(organiser, programme_code, year=today.year, opens_on=today, due_on=due_on, by=by)


def _findings(organiser, programme_code, due_on, today, by):
    found = []
    if not permissions.may_open_checkin(by, organiser):
        found.append(Finding("QC26-56", "只有主办单位的工作人员可以开启在岗情况核对。"))
    if programme_code not in care_terms():
        found.append(Finding("QC26-56", "请选择办法。", "programme_code"))
    elif CheckIn.objects.filter(organiser=organiser, programme_code=programme_code, year=today.year).exists():
        found.append(Finding("QC26-56", f"{today.year} 年度的核对已经开启。", "programme_code"))
    elif not _honours(organiser, programme_code).exists():
        found.append(Finding("QC26-56", "这个办法还没有有效的称号。", "programme_code"))
    if due_on is None or due_on <= today:
        found.append(Finding("QC26-56", "请填写今天以后的截止日期。", "due_on"))
    elif due_on.year > today.year + 1:
        found.append(Finding("QC26-56", "截止日期不能晚于明年年底。", "due_on"))
    return found


def open_due(*, today: dt.date) -> int:
    """Open every check-in whose window has come and that nobody opened; returns how many. Runs twice without harm."""
    count = 0
    for code, terms in care_terms().items():
        opens_on, due_on = terms.window(today.year)
        if opens_on <= today <= due_on:
            for organiser in _organisers(code, today.year):
                count += _open_by_itself(organiser, code, today.year, today, due_on)
    return count


def _organisers(programme_code, year):
    """Bodies with a valid title of the programme and no check-in of the year yet."""
    held = Honour.objects.valid().filter(programme_code=programme_code).values("organiser")
    done = CheckIn.objects.filter(programme_code=programme_code, year=year).values("organiser")
    return Organisation.objects.filter(pk__in=held).exclude(pk__in=done).order_by("pk")


@transaction.atomic
def _open_by_itself(organiser, code, year, today, due_on):
    Organisation.objects.select_for_update().get(pk=organiser.pk)
    if CheckIn.objects.filter(organiser=organiser, programme_code=code, year=year).exists():
        return False
    _open(organiser, code, year=year, opens_on=today, due_on=due_on, by=None)
    return True


def _honours(organiser, programme_code):
    return Honour.objects.valid().filter(organiser=organiser, programme_code=programme_code)


def _open(organiser, programme_code, *, year, opens_on, due_on, by):
    checkin = CheckIn.objects.create(
        organiser=organiser, programme_code=programme_code, year=year, opens_on=opens_on, due_on=due_on, opened_by=by
    )
    rows = list(_rows(checkin))
    CheckRow.objects.bulk_create(rows)
    note = f"{opens_on} 至 {due_on}，共 {len(rows)} 人"
    record(checkin, "open_checkin", by=by, label="开启在岗情况核对", note=note, rules=["QC26-56"])
    return checkin


def _rows(checkin):
    """A row for each valid title, asked of the present employer; nobody is asked about who retired or died."""
    honours = _honours(checkin.organiser_id, checkin.programme_code).select_related("person").order_by("pk")
    final = CheckRow.objects.latest_answers().filter(presence__in=FINAL, honour__state=HonourState.VALID)
    done = set(final.values_list("honour", flat=True))
    jobs = _jobs({honour.person_id for honour in honours})
    for honour in honours:
        if honour.pk in done:
            continue
        employer_id, unit = _asked(honour, jobs.get(honour.person_id, []))
        yield CheckRow(checkin=checkin, honour=honour, employer_id=employer_id, unit=unit)


def _jobs(people):
    found: dict[int, list[Employment]] = {}
    for job in Employment.objects.filter(person__in=people).order_by("-pk"):
        found.setdefault(job.person_id, []).append(job)
    return found


def _asked(honour, jobs):
    """(employer, unit): the present one; nobody's account for who left; the unit at award while nothing changed."""
    if not jobs:
        return honour.employer_id, honour.unit_at_award
    if jobs[0].until_on is None:
        return jobs[0].employer_id, jobs[0].unit
    return None, jobs[0].unit

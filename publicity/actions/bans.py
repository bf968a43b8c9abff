"""What follows from a revocation on the floors below its own: the ban (AMB-32), the announcement, what is still running."""

from django.db import transaction

from audit.record import record
from nominations.models import Nomination, Sanction
from nominations.states import UNDER_REVIEW, UNSENT
from programmes.periods import add_years
from programmes.refusal import Refused
from publicity import scanner
from publicity.models import Notice
from publicity.states import NoticeKind

BAN_YEARS = 3


@transaction.atomic
def follow(case, *, by) -> None:
    """Called in the transaction of the approval: sanction, cascade list, public notice (E14)."""
    if case.ban:
        apply_ban(case, by=by)
    case.cascade = _cascade(case)
    case.save(update_fields=["cascade"])
    if case.announce:
        _announce(case)


def apply_ban(case, *, by) -> Sanction:
    """Three years from the decision's date to the corresponding date, on the person (AMB-07, AMB-32)."""
    person = case.honour.person
    sanction = Sanction.objects.create(
        subject=Sanction.Subject.PERSON,
        person_key=person.id_key or "",
        person_name=person.name,
        decision_number=case.decision_number,
        facts=case.facts,
        rules=["AMB-32"],
        starts_on=case.decided_on,
        ends_on=add_years(case.decided_on, BAN_YEARS),
        decided_by=by,
    )
    record(sanction, "decide", by=by, label="决定禁报", note=case.decision_number, rules=["AMB-32"])
    return sanction


def _cascade(case) -> list[str]:
    """Nominations of the person that are still running; somebody has to look at them."""
    person = case.honour.person
    running = Nomination.objects.filter(person_key=person.id_key or "-", state__in=UNSENT | UNDER_REVIEW)
    return [f"在办申报 {code}" for code in running.values_list("code", flat=True)]


def _announce(case):
    """撤销公告 says state and date, and the text that staff wrote, scanned like every publication (E8)."""
    honour = case.honour
    number = honour.certificate.number if honour.certificate_id else ""
    body = case.announcement or f"根据{case.decision_number}，撤销证书 {number} 对应的“{honour.title}”称号。"
    found = scanner.scan_text(body, "撤销公告")
    if found:
        raise Refused.because(found[0].sentence, rule="E8", field="announcement")
    Notice.objects.create(
        kind=NoticeKind.REVOCATION, title=f"关于撤销“{honour.title}”称号的公告", body=body, revocation=case
    )

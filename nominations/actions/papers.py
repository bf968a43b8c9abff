"""Paper intake: the date, the code in the footer, sets counted against the print pack, what is missing (QC23-32, G5)."""

from django.db import transaction
from django.urls import reverse

from accounts import calendar
from accounts.models import User
from accounts.states import Role
from audit.record import record
from nominations import paperwork, permissions
from nominations.models import Batch, Nomination, Paper
from nominations.states import PaperState
from notifications.actions import send
from programmes import clock
from programmes.periods import CalendarMissing
from programmes.refusal import Finding, Refused

MOST_SETS = 99


@transaction.atomic
def receive(nomination, *, by, received_on, code="", copies=None, missing=(), posted_on=None, note="") -> Nomination:
    """Store what has come in so far; a second parcel overwrites the counts, the record keeps both.

    ``copies`` is {print pack code: sets so far}. The online time decides whether a nomination is in time; the postmark
    and the day of arrival are kept beside it (AMB-23). A code of another version is stored and shows as 核对码不符.
    """
    nomination = Nomination.objects.select_for_update(of=("self",)).select_related("season").get(pk=nomination.pk)
    if not permissions.may_review(by, nomination) or nomination.dispatched_at is None:
        raise Refused.because("只有主办单位的工作人员可以登记已报送申报的纸质材料。")
    code, copies = code.replace(" ", "").lower(), copies or {}
    found = _findings(nomination, received_on, posted_on, code, copies, missing)
    if found:
        raise Refused(found)
    values = {
        "received_on": received_on,
        "posted_on": posted_on,
        "code": code,
        "copies": copies,
        "missing": list(missing),
        "note": note.strip()[:300],
        "received_by": by,
        "changed_at": clock.now(),
    }
    paper, _made = Paper.objects.update_or_create(nomination=nomination, defaults=values)
    state = _store(nomination, paper)
    details = {"state": state, "code": code, "copies": copies, "missing": list(missing), "on": f"{received_on}"}
    record(
        nomination,
        "receive_paper",
        by=by,
        label=f"收到纸质材料：{state.label}",
        note="、".join([*paperwork.missing(nomination), *([note] if note else [])]),
        rules=["QC23-32", "AMB-23"],
        details=details,
    )
    return nomination


def _findings(nomination, received_on, posted_on, code, copies, missing) -> list[Finding]:
    found = []
    if received_on is None or received_on > clock.today():
        found.append(Finding("AMB-23", "请填写收到纸质材料的日期，不能晚于今天。", "received_on"))
    if posted_on and received_on and posted_on > received_on:
        found.append(Finding("AMB-23", "邮戳日期不能晚于收到日期。", "posted_on"))
    packs = nomination.season.print_pack(nomination.procedure)
    if not code and not _form_is_missing(packs, copies, missing):
        found.append(Finding("COM-08", "请填写申报表页脚的核对码；申报表本身没有收到的，请在缺件中勾选。", "code"))
    for pack in packs:
        if not 0 <= int(copies.get(pack.code) or 0) <= MOST_SETS:
            found.append(Finding("QC23-32", f"{pack.title}的份数请填 0 至 {MOST_SETS}。", f"copies-{pack.code}"))
    return found


def _form_is_missing(packs, copies, missing) -> bool:
    """The form itself, the first part of the first pack, has not come, so there is no footer to read."""
    first = packs[0]
    return not int(copies.get(first.code) or 0) or first.parts[0] in missing


def _store(nomination, paper) -> PaperState:
    state = paperwork.state_of(nomination, paper)
    Nomination.objects.filter(pk=nomination.pk).update(paper_state=state)
    nomination.paper_state = state
    return state


def compare_again(nomination) -> None:
    """After a correction: the paper that is there may now be of another version (COM-08)."""
    paper = Paper.objects.filter(nomination=nomination).first()
    if paper:
        _store(nomination, paper)


def is_late(nomination, paper) -> bool:
    """Whether postmark, or else arrival, lies after the working days that paper may follow (AMB-23); never a refusal."""
    workdays = nomination.season.values.get("paper.follow_workdays", 0)
    sent_on = nomination.dispatched_at.astimezone(clock.SHANGHAI).date()
    try:
        return (paper.posted_on or paper.received_on) > calendar.current().add(sent_on, workdays)
    except CalendarMissing:
        return False


@transaction.atomic
def issue_receipt(batch, *, by) -> Batch:
    """收件回执 (G5): tell the recommending unit what of its batch has come in on paper and what has not."""
    if not permissions.may_take_in(by, batch):
        raise Refused.because("只有主办单位的工作人员可以出具收件回执。")
    lines = paperwork.lines_of(batch)
    if not any(line.is_in for line in lines):
        raise Refused.because("这一批还没有登记收到任何纸质材料，登记后再出具回执。", rule="QC23-32")
    open_lines = [f"{line.name}：{line.words}" for line in lines if line.words]
    details = {line.code: line.state for line in lines}
    record(batch, "issue_paper_receipt", by=by, label="出具收件回执", rules=["QC23-32"], details=details)
    send(
        to=User.objects.filter(
            memberships__organisation=batch.recommender, memberships__role__in=(Role.CLERK, Role.HEAD)
        ).distinct(),
        code="paper-receipt",
        subject=f"已收到第 {batch.sequence} 批纸质材料"
        + (f"，{len(open_lines)} 人还有缺件" if open_lines else "，材料齐全"),
        body="\n".join(open_lines) or "材料齐全，没有缺件。",
        url=reverse("nominations:batch", args=[batch.pk]),
        key=f"paper-receipt:{batch.pk}:{clock.now().isoformat()}",
        about=batch,
    )
    return batch

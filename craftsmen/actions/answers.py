"""Answers of a check-in: a unit's for all its people at once, an officer's for what came by telephone or on paper."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from audit.record import record
from craftsmen import permissions
from craftsmen.actions import employments, telling
from craftsmen.models import CheckIn, CheckRow, Remark, StatusReview
from craftsmen.signals import departed
from craftsmen.states import DATED, DEPARTED, Channel, HonourState, Presence
from notifications.actions import send
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.text import normalise_line

#: What the note must say, and the sentence for who left it out.
NOTED = {
    Presence.ABSENT: "请写明离岗的原因。",
    Presence.MOVED: "请写明调往单位的全称。",
    Presence.OTHER: "请写明具体情况。",
}


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer as it was typed; ``presence`` "" is none."""

    presence: str = ""
    since_on: dt.date | None = None
    note: str = ""


@transaction.atomic
def answer(checkin, given: Mapping[int, Given], *, by) -> int:
    """Write what changed of the answers of a unit, all or nothing; returns how many changed.

    Keys are ids of rows. Raises ``Refused`` with every finding; fields are named ``<row id>-<field>``.
    """
    rows = _locked(CheckRow.objects.visible_to(by).filter(checkin=checkin, pk__in=given))
    wanted = [(row, _tidy(given[row.pk])) for row in rows]
    wanted = [(row, one) for row, one in wanted if one.presence or row.presence]
    is_newest = _is_newest(checkin)
    found = [
        Finding(finding.rule, f"{row.honour.name}：{finding.sentence}", f"{row.pk}-{finding.field}")
        for row, one in wanted
        for finding in _findings(row, one, by, is_newest)
    ]
    if found:
        raise Refused(found)
    return sum(_write(row, one, Channel.ONLINE, by) for row, one in wanted)


@transaction.atomic
def enter_answer(row, *, presence, since_on, note, channel, by) -> CheckRow:
    """Enter what was learnt by telephone or on paper, also where a unit has answered otherwise."""
    (row,) = _locked(CheckRow.objects.filter(pk=row.pk))
    one = _tidy(Given(presence=presence, since_on=since_on, note=note))
    found = _findings(row, one, by, _is_newest(row.checkin))
    if not permissions.may_enter_answer(by, row):
        found.insert(0, Finding("QC26-56", "只有主办单位的工作人员可以登记，本人的情况须由他人登记。"))
    if channel not in (Channel.PHONE, Channel.PAPER):
        found.append(Finding("QC26-56", "请选择电话核对或书面材料。", "channel"))
    if found:
        raise Refused(found)
    _write(row, one, channel, by)
    return row


@transaction.atomic
def object_to(row, *, text, by) -> Remark:
    """The craftsman says that an answer is wrong; unit and organiser are told, the answer stays until one of them looks."""
    (row,) = _locked(CheckRow.objects.filter(pk=row.pk))
    if not permissions.may_object_to_answer(by, row):
        raise Refused.because("只有本人可以提出异议。", rule="QC26-56")
    if row.answered_at is None or not _is_newest(row.checkin):
        raise Refused.because("只能对最近一次核对的填报提出异议。", rule="QC26-56", field="text")
    if len(text.strip()) < 4:
        raise Refused.because("请写明哪里与实际不符。", rule="QC26-56", field="text")
    remark = Remark.objects.create(row=row, text=text.strip(), by=by)
    row.disputed_at = remark.at
    row.save(update_fields=["disputed_at"])
    record(row.honour, "object", by=by, label="对在岗情况提出异议", rules=["QC26-56"], details={"remark": remark.pk})
    _tell_objection(row, remark)
    return remark


def _locked(rows):
    rows = rows.select_related("checkin", "honour__person").select_for_update(of=("self",))
    return list(rows.order_by("pk"))


def _tidy(given):
    """Only what the answer asks for is kept; who is 在岗 has no date."""
    dated = given.presence in DATED or given.presence == Presence.OTHER
    note = normalise_line(given.note)[:200]
    return Given(
        presence=given.presence,
        since_on=given.since_on if dated else None,
        note="" if given.presence in ("", Presence.PRESENT) else note,
    )


def _findings(row, one, by, is_newest):
    found = []
    if not permissions.may_answer(by, row):
        found.append(Finding("QC26-56", "您没有权限填报，本人的情况须由他人填报。"))
    if row.honour.state != HonourState.VALID:
        found.append(Finding("QC26-56", "称号已失效，不再核对。"))
    if not is_newest:
        found.append(Finding("QC26-56", "下一年度的核对已经开始，这一年的不再修改。"))
    if one.presence not in Presence.values:
        return [*found, Finding("QC26-56", "请选择在岗情况。", "presence")]
    if one.presence in DATED and one.since_on is None:
        found.append(Finding("QC26-57", f"请填写{Presence(one.presence).label}的日期。", "since_on"))
    elif one.since_on and one.since_on > clock.today() and one.presence != Presence.RETIRED:
        found.append(Finding("QC26-57", "日期不能晚于今天。", "since_on"))
    if one.presence in NOTED and not one.note:
        found.append(Finding("QC26-57", NOTED[Presence(one.presence)], "note"))
    return found


def _is_newest(checkin):
    return CheckIn.objects.newest().filter(pk=checkin.pk).exists()


def _write(row, one, channel, by):
    """True when something changed; a disputed answer that is given again counts as looked at."""
    before = (row.presence, row.since_on, row.note)
    if before == (one.presence, one.since_on, one.note) and row.disputed_at is None:
        return False
    row.presence, row.since_on, row.note = one.presence, one.since_on, one.note
    row.channel, row.answered_by, row.answered_at, row.disputed_at = channel, by, clock.now(), None
    row.save()
    _record(row, by)
    employments.follow(row)
    _tell_others(row, by)
    return True


def _record(row, by):
    since = f"{row.since_on} 起，" if row.since_on else ""
    record(
        row.honour,
        "check_in",
        by=by,
        label=f"{row.checkin.year} 年度核对：{row.get_presence_display()}",
        note=f"{since}{row.get_channel_display()}",
        rules=["QC26-56"],
        details={"row": row.pk, "presence": row.presence, "since_on": str(row.since_on or "")},
    )


def _tell_others(row, by):
    """Floors above hear of a departure; officers hear when somebody under review is no longer away."""
    if row.presence in DEPARTED:
        departed.send(CheckRow, person=row.honour.person, presence=row.presence, on=row.since_on, note=row.note, by=by)
    review = StatusReview.objects.opened().filter(honour=row.honour).first()
    if review is None or (row.presence == Presence.ABSENT and row.since_on == review.since_on):
        return
    send(
        to=telling.officers(row.checkin.organiser_id),
        code="status-review-changed",
        subject=f"{row.honour.name}的在岗情况有变化：{row.get_presence_display()}",
        body="单位或主办单位更新了在岗情况，请据此办理状态复核。",
        url=telling.review_page(review),
        key=f"status-review-changed:{review.pk}:{row.answered_at:%Y%m%d%H%M%S}",
        about=review,
    )


def _tell_objection(row, remark):
    for people, url in (
        (telling.unit_people(row.employer_id), telling.answers_page(row.checkin)),
        (telling.officers(row.checkin.organiser_id), telling.board_page(row.checkin)),
    ):
        send(
            to=people,
            code="checkin-objection",
            subject=f"{row.honour.name}对在岗情况的填报提出异议",
            body="请与本人核对后更正，或再次确认原来的填报。",
            url=url,
            key=f"checkin-objection:{remark.pk}",
            about=row,
        )

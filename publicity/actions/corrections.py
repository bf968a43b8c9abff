"""更正公告: the published list is never touched; a second officer publishes what is put right (E8)."""

from django.db import transaction

from audit.record import record
from audit.transitions import move
from programmes import clock
from programmes.refusal import Refused
from programmes.text import normalise
from publicity import pages, periods, permissions, scanner
from publicity.models import CorrectionNotice, Notice, Publicity
from publicity.states import NoticeKind, PublicityState


@transaction.atomic
def draft_correction(entry, *, field, after, reason, by, restarts_period=False) -> CorrectionNotice:
    """Draft the correction of one name or unit on a published list.

    By default the period runs on; it is counted anew where the organiser decides so (rules.md 10.5).
    """
    publicity = entry.publicity
    after = normalise(after).strip()
    before = entry.final_name if field == CorrectionNotice.Field.NAME else entry.final_unit
    _check(publicity, before, after, reason, by)
    correction = CorrectionNotice.objects.create(
        publicity=publicity,
        entry=entry,
        field=field,
        before=before,
        after=after,
        reason=reason.strip(),
        restarts_period=restarts_period,
        drafted_by=by,
    )
    record(publicity, "draft_correction", by=by, label="拟更正公告", note=str(correction))
    return correction


def _check(publicity, before, after, reason, by):
    if not permissions.may_correct(by, publicity):
        raise Refused.because("只有主办单位的工作人员可以拟更正公告。")
    if publicity.state not in (PublicityState.PUBLISHED, PublicityState.ENDED):
        raise Refused.because("只有已发布、还没有结论的公示可以更正。", rule="E8")
    if not after or after == before:
        raise Refused.because("请填写与原内容不同的更正内容。", rule="E8", field="after")
    if len(reason.strip()) < 4:
        raise Refused.because("请写明更正的原因。", rule="E8", field="reason")
    found = scanner.scan_text(f"{after}\n{reason}", "更正公告")
    if found:
        raise Refused.because(found[0].sentence, rule="E8", field="after")


@transaction.atomic
def publish_correction(correction, *, by) -> CorrectionNotice:
    """Publish; the entry keeps its published words and gains the corrected ones for certificate and register."""
    correction = move(correction, "publish", by=by, rules=["E8"], published_by=by)
    publicity = Publicity.objects.select_for_update().get(pk=correction.publicity_id)
    entry = correction.entry
    if correction.field == CorrectionNotice.Field.NAME:
        entry.corrected_name = correction.after
    else:
        entry.corrected_unit = correction.after
    entry.save(update_fields=["corrected_name", "corrected_unit"])
    if correction.restarts_period:
        publicity = _restart(publicity, by)
    record(publicity, "correct", by=by, label="发布更正公告", note=f"{correction}。{correction.reason}", rules=["E8"])
    Notice.objects.create(
        kind=NoticeKind.CORRECTION,
        title=f"{publicity.title}更正公告",
        body=f"{correction}。{correction.reason}",
        publicity=publicity,
        correction=correction,
    )
    pages.write_after_commit(publicity)
    return correction


def _restart(publicity, by):
    """Count the period anew from today; an ended publicity runs again."""
    if publicity.state == PublicityState.ENDED:
        publicity = move(publicity, "resume", by=by, rules=["E8"])
    publicity.until = publicity.ends_on
    publicity.ends_on, publicity.calendar_days = periods.period(publicity, clock.today())
    publicity.save(update_fields=["ends_on", "calendar_days"])
    return publicity

"""Saving answers one by one or together: locked optimistically, normalised, private ones sealed (COM-07, COM-11).

What is typed after the deadline is refused with the sentence and never stored: the browser keeps its copy and shows it
as 未提交. An answer with a mistake in it is stored as typed; mistakes only stand against submission.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.actions import give_consent, withdraw_consent
from accounts.models import Consent, Organisation
from audit.record import record
from nominations import excusing, facts, permissions, progress
from nominations.actions import deriving, starting
from nominations.models import Answer, Batch, BatchAnswer, Nomination
from nominations.states import BatchState, NominationState
from programmes import clock, validation
from programmes.answers import codes
from programmes.refusal import Finding, Refused

EMPLOYER, TRADE = "employer", "job_type"
NATURE, ADDRESS, POSTCODE = "unit_nature", "unit_address", "unit_postcode"


@dataclass(frozen=True)
class Change:
    """What somebody typed for one question, on top of which version (0: there was no answer)."""

    key: str
    value: Any
    version: int = 0


@dataclass(frozen=True)
class Conflict:
    """What stands in the database since somebody else, or another window, saved the same answer (COM-11)."""

    key: str
    value: Any
    version: int
    by: str
    at: dt.datetime


@dataclass
class Outcome:
    """What came of saving. ``versions`` and ``values`` are those now stored, ``errors`` the mistakes in them by key."""

    nomination: Any
    answers: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    errors: dict[str, list[Finding]] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)


def plain(answer: Answer | BatchAnswer):
    """The value of an answer, opened when it is private."""
    return json.loads(answer.sealed) if answer.sealed else answer.value


def refusal_to_fill(nomination, *, by) -> Finding | None:
    """Why nothing at all may be typed into this form now by this person; None when something may."""
    if not permissions.fills(by, nomination):
        return Finding("", "您没有权限填报这份申报。")
    if nomination.state == NominationState.DRAFT:
        return None if nomination.season.accepts(nomination.procedure) else _closed(nomination)
    if nomination.state == NominationState.EXPIRED:
        return _closed(nomination)
    if nomination.state != NominationState.RETURNED:
        return Finding("COM-08", f"申报已提交，当前为“{nomination.get_state_display()}”，不能修改。")
    return _correction_rests(nomination.open_correction)


def _correction_rests(correction) -> Finding | None:
    if correction is None or clock.now() > correction.due_at:
        return Finding("AMB-22", "补正期限已过，不能再修改。")
    if correction.is_out:
        return Finding("AMB-22", "补正已送单位重新确认，确认期间不能修改；确需修改的，请先在申报件上撤回。")
    return None


def _closed(nomination) -> Finding:
    season = nomination.season
    if season.opens_at and clock.now() < season.opens_at:
        return Finding("QC23-31", "申报还没有开始。")
    if nomination.procedure.rolling:
        return Finding("QC23-31", "本办法现在不受理申报。")
    day = f"{season.last_day:%-m 月 %-d 日} 24 时" if season.deadline_at else "截止时间"
    return Finding(
        "QC23-31", f"申报已于 {day}截止，未提交。已填写的内容仍为您保留，可以查看，不能再保存。", "deadline_at"
    )


def unlocked(nomination) -> frozenset[str] | None:
    """Keys of questions and materials that may change now: None for all, in a correction only what it names (AMB-22)."""
    if nomination.state == NominationState.DRAFT:
        return None
    correction = nomination.open_correction if nomination.state == NominationState.RETURNED else None
    return correction.targets - excusing.frozen_now(nomination) if correction else frozenset()


def is_unlocked(keys: frozenset[str] | None, key: str) -> bool:
    return keys is None or key in keys


def may_tick(nomination, by) -> bool:
    """A consent is personal: the applicant ticks it, or, while there is no account, whoever fills on paper's strength."""
    if nomination.applicant_id:
        return nomination.applicant_id == by.pk
    return permissions.fills(by, nomination)


@transaction.atomic
def begin(
    season, *, by, procedure=None, recommender=None, name="", employer=None, applicant=None, studio=None, trainee=None
) -> Nomination:
    """Start a nomination (``starting.start``) whose form already holds what is known: the name, the employer, the studio.

    ``name`` is the person's own (the leader's, for a studio); a studio's name follows from it by the programme's pattern.
    """
    nomination = starting.start(
        season, procedure=procedure, recommender=recommender, by=by, name=name, employer=employer, applicant=applicant,
        studio=studio, trainee=trainee,
    )  # fmt: skip
    sources = [_of_employer(nomination.employer), _of_person(nomination, name)]
    if studio or trainee:
        sources.append(facts.last_answers(nomination))
    if studio:
        sources.append(facts.answers_about(studio))
    if trainee:
        sources.append(facts.answers_about_trainee(nomination))
    return save(nomination, _first_changes(nomination.form, sources), by=by).nomination


def _first_changes(form, sources) -> list[Change]:
    """What is known at the beginning; a later source goes before an earlier one, where its value is among the options."""
    known: dict[str, Any] = {}
    for source in sources:
        known |= {q.key: source[q.key] for q in form.questions if source.get(q.key) and _is_offered(q, source[q.key])}
    return [Change(key, value) for key, value in known.items()]


def _is_offered(question, value) -> bool:
    if not question.options:
        return True
    chosen = codes({question.key: value}, question.key)
    return bool(chosen) and all(question.option(one) for one in chosen)


def _of_employer(employer) -> dict:
    if employer is None:
        return {}
    return {EMPLOYER: employer.pk, NATURE: employer.kind, ADDRESS: employer.address, POSTCODE: employer.postcode}


def _of_person(nomination, name) -> dict:
    procedure, terms = nomination.procedure, nomination.season.programme.studio
    known = {procedure.person_question: name}
    if name and terms and procedure.name_question != procedure.person_question:
        known[procedure.name_question] = terms.name_pattern.format(leader=name)
    return known


@transaction.atomic
def save(nomination: Nomination, changes: Iterable[Change], *, by) -> Outcome:
    """Store every change that is based on the present version; the others come back as conflicts, never overwritten.

    What the portal computes is never taken from outside and follows the answers it comes from. Raises ``Refused`` when the
    form is closed or a question is not among those a correction unlocks.
    """
    computed = {question.key for question in nomination.form.questions if question.derived}
    changes = [change for change in changes if change.key not in computed]
    locked = Nomination.objects.select_for_update(of=("self",)).select_related("season").get(pk=nomination.pk)
    _require_open(locked, changes, by)
    kept = {answer.key: answer for answer in locked.answers.select_related("changed_by")}
    outcome = Outcome(locked)
    written = [answer for change in changes if (answer := _take(locked, kept, change, outcome, by))]
    written += deriving.write(locked, kept, by=by)
    _write(Answer, written)
    _refresh(locked, kept, outcome, written)
    return outcome


@transaction.atomic
def save_summary(batch: Batch, changes: Iterable[Change], *, by) -> Outcome:
    """As ``save``, for the summary form of a batch that is still being put together (forms.md B2)."""
    changes = list(changes)
    locked = Batch.objects.select_for_update(of=("self",)).select_related("season", "recommender").get(pk=batch.pk)
    against = refusal_to_summarise(locked, by=by)
    if against:
        raise Refused([against])
    kept = {answer.key: answer for answer in locked.answers.select_related("changed_by")}
    outcome = Outcome(locked)
    written = [answer for change in changes if (answer := _take(locked, kept, change, outcome, by))]
    _write(BatchAnswer, written)
    outcome.answers = {key: plain(answer) for key, answer in kept.items()}
    outcome.versions = {key: answer.version for key, answer in kept.items()}
    _take_errors(outcome, measure(locked, outcome.answers, frozenset()))
    if written:
        locked.changed_at = clock.now()
        locked.save(update_fields=["progress", "completeness", "changed_at"])
    return outcome


def refusal_to_summarise(batch, *, by) -> Finding | None:
    """Why the summary form of ``batch`` may not be filled in by this person now; None when it may."""
    if batch.form is None or not permissions.may_arrange_batch(by, batch):
        return Finding("", "只有推荐单位的经办可以填写汇总表。")
    if batch.state != BatchState.DRAFT:
        return Finding("COM-08", "汇总表已经报送，不能再改。")
    return None if batch.season.accepts(batch.procedure) else Finding("QC23-31", "申报已经截止。")


def _require_open(nomination, changes, by):
    against = refusal_to_fill(nomination, by=by)
    if against:
        raise Refused([against])
    keys = unlocked(nomination)
    locked = [change.key for change in changes if not is_unlocked(keys, change.key)]
    if locked:
        raise Refused(Finding("AMB-22", "补正期间只能修改补正通知列明的项目。", key) for key in locked)


def _take(nomination, kept, change, outcome, by) -> Answer | None:
    """The answer to be written, or None when nothing changes or somebody else was faster."""
    old = kept.get(change.key)
    value = _normalised(nomination, change, by)
    if old and plain(old) == value:
        return None
    if old and old.version != change.version:
        outcome.conflicts[change.key] = Conflict(
            change.key, plain(old), old.version, str(old.changed_by or ""), old.changed_at
        )
        return None
    if old is None and progress.is_empty(value):
        return None
    answer = old or _new_answer(nomination, change.key)
    _fill(answer, value, private=_is_private(nomination, change.key))
    answer.version += 1
    answer.changed_at, answer.changed_by = clock.now(), by
    kept[change.key] = answer
    return answer


def _new_answer(filled, key):
    if isinstance(filled, Batch):
        return BatchAnswer(batch=filled, key=key, version=0)
    return Answer(nomination=filled, key=key, version=0)


def _is_private(nomination, key):
    return not key.startswith(facts.CONSENT) and nomination.form.question(key).private


def _fill(answer, value, *, private):
    """A private value goes into the sealed column only; nothing of it stays readable in the row."""
    answer.value = None if private else value
    answer.sealed = json.dumps(value, ensure_ascii=False) if private and not progress.is_empty(value) else ""


def _normalised(nomination, change, by):
    if change.key.startswith(facts.CONSENT):
        return _ticks(nomination, change, by)
    try:
        question = nomination.form.question(change.key)
    except KeyError:
        raise Refused.because("表中没有这一项。", field=change.key) from None
    return validation.clean(question, change.value)


def _ticks(nomination, change, by):
    """The stored form of a consent: its version, the ticks given now, and whether somebody ticked in the person's place."""
    if not may_tick(nomination, by):
        raise Refused.because("同意和承诺须由申报人本人登录后勾选。", field=change.key)
    code = change.key.removeprefix(facts.CONSENT)
    text = next((text for text in nomination.form.consents if text.code == code and text.given_by == "applicant"), None)
    if text is None:
        raise Refused.because("表中没有这一项。", field=change.key)
    ticks = [tick.code for tick in text.ticks if tick.code in set(change.value or ())]
    return {"version": text.version, "ticks": ticks, "on_behalf": nomination.applicant_id != by.pk}


def _write(model, written):
    model.objects.bulk_create([answer for answer in written if answer.pk is None])
    changed = [answer for answer in written if answer.pk is not None and answer.version > 1]
    model.objects.bulk_update(changed, ["value", "sealed", "version", "changed_at", "changed_by"])
    for answer in written:
        if answer.key.startswith(facts.CONSENT):
            _record_consent(answer)


def _record_consent(answer):
    """Keep each tick as a consent of the person (forms.md G1); ticks set in somebody's place go into the record only."""
    nomination, by = answer.nomination, answer.changed_by
    text = next(t for t in nomination.form.consents if facts.CONSENT + t.code == answer.key)
    given = set(answer.value["ticks"])
    details = {"text": text.code, "version": text.version, "ticks": sorted(given)}
    if answer.value["on_behalf"]:
        record(nomination, "tick_on_behalf", by=by, label=f"代申报人登记：{text.title}", details=details)
        return
    for tick in text.ticks:
        kind = f"{text.code}.{tick.code}"
        if tick.code in given:
            give_consent(by, kind=kind, version=text.version, wording=tick.label)
            continue
        for consent in Consent.objects.live().filter(user=by, kind=kind, version=text.version):
            withdraw_consent(consent, by=by)


def _refresh(nomination, kept, outcome, written):
    """Bring the columns of lists and the completeness up to date, and fill the outcome."""
    answers = {key: plain(a) for key, a in kept.items() if not key.startswith(facts.CONSENT)}
    outcome.answers = answers
    outcome.versions = {key: answer.version for key, answer in kept.items()}
    _take_errors(outcome, measure(nomination, answers, ticks_of(kept.values())))
    if not written:
        return
    _denormalise(nomination, answers, {answer.key for answer in written})
    nomination.changed_at = clock.now()
    nomination.save(
        update_fields=["name", "employer", "employer_name", "position_name", "progress", "completeness", "changed_at"]
    )


def _take_errors(outcome, found):
    for finding in found:
        if finding.field in outcome.answers and not progress.is_empty(outcome.answers[finding.field]):
            outcome.errors.setdefault(finding.field, []).append(finding)


def ticks_of(answers: Iterable[Answer]) -> frozenset[str]:
    """Codes of consents among the answers of one nomination."""
    return frozenset(tick for a in answers if a.key.startswith(facts.CONSENT) and a.value for tick in a.value["ticks"])


def measure(nomination, answers, ticks) -> list[Finding]:
    """Set progress and completeness of ``nomination`` (not saved) and return what the form itself finds. One query."""
    attachments = facts.attachments_of(nomination)
    found = validation.check_form(nomination.form, answers, attachments, parameters=nomination.season.values)
    sections = progress.measure(nomination.form, answers=answers, attachments=attachments, ticks=ticks, findings=found)
    nomination.progress, nomination.completeness = progress.as_rows(sections), progress.completeness(sections)
    return found


def _denormalise(nomination, answers, changed):
    procedure = nomination.procedure
    if procedure.name_question in changed:
        nomination.name = str(answers.get(procedure.name_question) or "")[:120]
    if EMPLOYER in changed:
        nomination.employer = Organisation.objects.filter(pk=answers.get(EMPLOYER) or 0, is_active=True).first()
        nomination.employer_name = nomination.employer.name[:120] if nomination.employer else ""
    if {procedure.post_question, TRADE} & changed:
        nomination.position_name = str(answers.get(procedure.post_question) or answers.get(TRADE) or "")[:60]


@transaction.atomic
def remeasure(filled):
    """Count completeness of a nomination or a batch again, after a file came or went."""
    kept = list(filled.answers.all())
    answers = {a.key: plain(a) for a in kept if not a.key.startswith(facts.CONSENT)}
    measure(filled, answers, ticks_of(kept))
    filled.changed_at = clock.now()
    filled.save(update_fields=["progress", "completeness", "changed_at"])
    return filled


def private_answers(nominations, key: str) -> dict:
    """Nomination id → plain value of one private answer, for a recorded export. One query."""
    rows = Answer.objects.filter(nomination__in=[nomination.pk for nomination in nominations], key=key)
    return {row.nomination_id: plain(row) for row in rows}


def unmask(nomination: Nomination, key: str, *, reason: str, by):
    """The plain value of one private answer, for a reason that goes into the record (architecture §4)."""
    question = next((q for q in nomination.form.questions if q.key == key and q.private), None)
    if question is None or not permissions.may_unmask(by, nomination):
        raise Refused.because("您不能查看这一项的完整内容。", field=key)
    if len(reason.strip()) < 4:
        raise Refused.because("请写明查看的原因（至少 4 个字）。", field="reason")
    record(
        nomination,
        "unmask",
        by=by,
        label=f"查看完整内容：{question.label}",
        note=reason.strip(),
        details={"question": key},
    )
    answer = nomination.answers.filter(key=key).first()
    return plain(answer) if answer else None

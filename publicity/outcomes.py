"""What a decision does to the register: one function for each outcome that a procedure names.

An outcome gets the nomination, what was decided, and who decided; it returns what came of it. Private answers are opened
here and nowhere shown. Everything happens in the caller's transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates import actions as certificates
from certificates.models import Certificate, Series
from craftsmen import actions as craftsmen
from craftsmen.models import Honour, Person
from cultivation.actions import forms as cultivation
from nominations import facts
from nominations.actions import cultivated
from programmes.identity import birth_of, gender_of
from programmes.refusal import Refused
from studios.actions import life, register
from studios.models import Studio

CONDITION = "cond_"
FACTS = "_facts"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What was decided: ``result`` is a code of the procedure ("" for a naming), ``number`` that of the document.

    ``series`` is set where the certificate is ours; ``name`` and ``unit`` are those of the published list after corrections.
    """

    decided_on: date
    number: str = ""
    result: str = ""
    is_granted: bool = True
    opinion: str = ""
    until: date | None = None
    series: Series | None = None
    external_certificate: str = ""
    name: str = ""
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of it; ``person`` is the craftsman, or the leader of the studio."""

    person: Person | None = None
    honour: Honour | None = None
    studio: Studio | None = None


Function = Callable[..., Outcome]
_functions: dict[str, Function] = {}


def outcome(function: Function) -> Function:
    """Register a function under its own name, which is the code that procedures use."""
    _functions[function.__name__] = function
    return function


def codes() -> frozenset[str]:
    """Every outcome that a procedure may name."""
    return frozenset(_functions)


def carry_out(nomination, ruling: Ruling, *, by) -> Outcome:
    """Do what the nomination's procedure names as its outcome; LookupError for a code that nobody registered."""
    return _functions[nomination.procedure.outcome](nomination, ruling, by=by)


# People


@outcome
def confer_craftsman(nomination, ruling: Ruling, *, by) -> Outcome:
    """The title for a person, with certificate and plaque of our own series (QC23-46)."""
    season = nomination.season
    answers = facts.answers_of(nomination)
    person = _person(answers, "id_no", ruling.name or nomination.name, by, user=nomination.applicant)
    certificate = _certificate(nomination, ruling, ruling.name or nomination.name, by)
    honour = craftsmen.confer(
        person,
        programme_code=season.programme_code,
        organiser=season.organiser,
        title=season.programme.honour_title,
        year=season.year,
        name=ruling.name or nomination.name,
        unit=ruling.unit or nomination.employer_name,
        employer=nomination.employer,
        work_field=nomination.position_name,
        granted_on=ruling.decided_on,
        decision_number=ruling.number,
        certificate=certificate,
        by=by,
    )
    _from_cultivation(nomination, honour, by)
    return Outcome(person=person, honour=honour)


def _from_cultivation(nomination, honour, by):
    """Who was cultivated for the title keeps its field of industry, and the cultivation has reached its end."""
    if nomination.trainee_id is None:
        return
    if nomination.trainee.industry_id and honour.industry_id is None:
        honour.industry_id = nomination.trainee.industry_id
        honour.save(update_fields=["industry"])
    cultivated.name(nomination, by=by)


def _person(answers, key, name, by, *, user=None) -> Person:
    """The person with this identity number, found or enrolled."""
    number = answers.get(key) or ""
    return craftsmen.enrol(
        name=name,
        id_number=number,
        gender=gender_of(number),
        birth_on=birth_of(number),
        mobile=answers.get("mobile") or "",
        user=user,
        by=by,
    )


def _certificate(nomination, ruling: Ruling, name, by) -> Certificate | None:
    if ruling.series is None:
        return None
    return certificates.issue(
        ruling.series,
        certificates.Holder(name=name, unit=ruling.unit or nomination.employer_name, user=nomination.applicant),
        decision_number=ruling.number,
        issued_on=ruling.decided_on,
        by=by,
    )


# Cultivation


@outcome
def adopt_cultivation_plan(nomination, ruling: Ruling, *, by) -> Outcome:
    """The plan, or a change of it, holds from now on (QC26-23)."""
    answers = _public(nomination)
    cultivation.adopt_plan(
        nomination.trainee,
        answers=answers,
        code=nomination.code,
        content_hash=nomination.content_hash,
        adopted_on=ruling.decided_on,
        reason=str(answers.get("change_reason") or ""),
        by=by,
    )
    return Outcome(person=nomination.trainee.person)


@outcome
def record_cultivation_evaluation(nomination, ruling: Ruling, *, by) -> Outcome:
    """The evaluation enters the file of the person (QC26-29, QC26-30)."""
    cultivation.record_evaluation(
        nomination.trainee,
        answers=_public(nomination),
        code=nomination.code,
        content_hash=nomination.content_hash,
        decided_on=ruling.decided_on,
        by=by,
    )
    return Outcome(person=nomination.trainee.person)


# Studios: into the register


@outcome
def name_studio(nomination, ruling: Ruling, *, by) -> Outcome:
    """A studio is named: it enters the register and works from now on (TS16-08, GS24-25)."""
    studio = _found(nomination, by, name=ruling.name)
    certificate = _certificate(nomination, ruling, studio.name, by)
    studio = life.name(
        studio,
        named_on=ruling.decided_on,
        decision_number=ruling.number,
        year=nomination.season.year,
        by=by,
        certificate=certificate,
        external_certificate=ruling.external_certificate,
    )
    return Outcome(person=studio.leader, studio=studio)


@outcome
def start_building(nomination, ruling: Ruling, *, by) -> Outcome:
    """The plan is approved: the studio enters the register and its building begins that day (WS24-20, WS24-21)."""
    if not ruling.is_granted:
        return Outcome()
    studio = _found(nomination, by)
    studio = life.start_building(
        studio,
        starts_on=ruling.decided_on,
        ends_on=ruling.until,
        answers=_public(nomination),
        content_hash=nomination.content_hash,
        by=by,
    )
    return Outcome(person=studio.leader, studio=studio)


def _found(nomination, by, *, name="") -> Studio:
    season, answers = nomination.season, facts.answers_of(nomination)
    procedure = nomination.procedure
    leader = _person(
        answers, procedure.key_question, answers.get(procedure.person_question) or "", by, user=nomination.applicant
    )
    return register.found(
        programme_code=season.programme_code,
        edition_code=season.edition_code,
        organiser=season.organiser,
        employer=nomination.employer,
        recommender=nomination.recommender,
        leader=leader,
        name=name or answers.get("ws_name") or nomination.name,
        specialty=answers.get("ws_specialty") or "",
        industry=_label(nomination, "industry", answers),
        founded_on=_day(answers.get("founded_on")),
        place={
            "address": answers.get("address") or answers.get("unit_address") or "",
            "kind": answers.get("place_kind") or "",
            "area_sqm": answers.get("ws_area"),
        },
        members=answers.get("members") or (),
        contact_name=answers.get("contact_name") or "",
        contact_phone=answers.get("contact_phone") or "",
        by=by,
    )


def _label(nomination, key, answers) -> str:
    """An answer in the words of its form: the register keeps words, not codes."""
    value = answers.get(key)
    code = value.get("code") if isinstance(value, dict) else value
    question = next((one for one in nomination.form.questions if one.key == key), None)
    option = question.option(code) if question and isinstance(code, str) else None
    return option.label if option else str(code or "")


def _day(text) -> date | None:
    """A date or the first day of a month as it was answered; None for anything else."""
    text = str(text or "")
    try:
        return date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError:
        return None


def _public(nomination) -> dict[str, Any]:
    """The answers without the private ones, as the workbench may show them."""
    private = {question.key for question in nomination.form.questions if question.private}
    return {key: value for key, value in facts.answers_of(nomination).items() if key not in private}


# Studios: their life


@outcome
def adjust_plan(nomination, ruling: Ruling, *, by) -> Outcome:
    """A further version of the plan of a studio that is being built (WS24-21)."""
    studio = _studio(nomination)
    if ruling.is_granted:
        answers = _public(nomination)
        reason = answers.get("change_reason") or answers.get("reason_text") or ruling.opinion
        life.adjust_plan(studio, answers=answers, content_hash=nomination.content_hash, reason=str(reason or ""), by=by)
    return Outcome(studio=studio)


@outcome
def record_assessment(nomination, ruling: Ruling, *, by) -> Outcome:
    """The unit's own yearly verdict enters the file and is acknowledged (WS24-17 to WS24-19): the result is the form's."""
    studio, answers = _studio(nomination), facts.answers_of(nomination)
    _same_as_asked(ruling, answers.get("result"), "考核结论由所在单位作出，主办单位只确认收悉。", "WS24-19")
    verdict = life.record_assessment(
        studio,
        year=int(answers.get("year") or ruling.decided_on.year),
        result=ruling.result,
        opinion=str(answers.get("opinion") or ruling.opinion),
        conditions=conditions_of(answers),
        figures=figures_of(nomination, answers),
        decided_on=ruling.decided_on,
        rectify_until=ruling.until or _day(answers.get("rectify_due")),
        by=by,
    )
    life.acknowledge(verdict, by=by)
    return Outcome(studio=_fresh(studio))


@outcome
def decide_acceptance(nomination, ruling: Ruling, *, by) -> Outcome:
    """验收: passed, to be looked at again, given more time, or failed (WS24-22)."""
    studio, answers = _studio(nomination), facts.answers_of(nomination)
    life.decide_acceptance(
        studio,
        result=ruling.result,
        opinion=ruling.opinion,
        conditions=conditions_of(answers),
        figures=figures_of(nomination, answers),
        decided_on=ruling.decided_on,
        until=ruling.until,
        by=by,
    )
    return Outcome(studio=_fresh(studio))


@outcome
def review_cycle(nomination, ruling: Ruling, *, by) -> Outcome:
    """周期审核: the title goes on, with praise or without, or ends (TS16-13 to TS16-15)."""
    studio, answers = _studio(nomination), facts.answers_of(nomination)
    life.review_cycle(
        studio,
        result=ruling.result,
        opinion=ruling.opinion,
        conditions=conditions_of(answers),
        figures=figures_of(nomination, answers),
        decided_on=ruling.decided_on,
        by=by,
    )
    return Outcome(studio=_fresh(studio))


@outcome
def change_studio(nomination, ruling: Ruling, *, by) -> Outcome:
    """管理变更 (GS24-42): a new leader, or out of the register with the title or without; refused, all stays as it was."""
    studio, answers = _studio(nomination), facts.answers_of(nomination)
    if not ruling.is_granted:
        return Outcome(studio=studio)
    _same_as_asked(ruling, answers.get("action"), "审定结果须与申请的变更一致；不同意时请选择不予通过。", "GS24-42")
    reason = str(answers.get("reason_text") or "") or _label(nomination, "reason", answers) or ruling.opinion
    if ruling.result == "leader_change":
        return _new_leader(nomination, studio, answers, reason, ruling, by)
    left = life.leave(
        studio,
        keep_title=ruling.result == "exit_keep",
        decided_on=ruling.decided_on,
        decision_number=ruling.number,
        reason=reason,
        by=by,
    )
    return Outcome(studio=left)


def _new_leader(nomination, studio, answers, reason, ruling, by):
    leader = _person(answers, "new_leader_id_no", answers.get("new_leader_name") or "", by)
    changed = life.change_leader(
        studio,
        new_leader=leader,
        new_name=str(answers.get("new_ws_name") or ""),
        changed_on=ruling.decided_on,
        decision_number=ruling.number,
        reason=reason,
        by=by,
    )
    return Outcome(person=leader, studio=changed)


def _same_as_asked(ruling, asked, sentence, rule):
    if asked and ruling.result != asked:
        raise Refused.because(sentence, rule=rule, field="result")


def _studio(nomination) -> Studio:
    if nomination.studio_id is None:
        raise Refused.because("这份申报没有对应的工作室，不能办结。", rule="GS24-40")
    return nomination.studio


def _fresh(studio) -> Studio:
    return Studio.objects.get(pk=studio.pk)


def conditions_of(answers) -> dict[str, dict[str, str]]:
    """The judged conditions of a form: code → {mark, facts}, from the answers ``cond_<code>`` and ``cond_<code>_facts``."""
    codes_ = [key for key in answers if key.startswith(CONDITION) and not key.endswith(FACTS)]
    return {
        key.removeprefix(CONDITION): {"mark": answers[key], "facts": str(answers.get(key + FACTS) or "")}
        for key in sorted(codes_)
    }


def figures_of(nomination, answers) -> dict[str, Any]:
    """The numbers that a form states, by key."""
    return {
        question.key: answers[question.key]
        for question in nomination.form.questions
        if not question.private and question.key in answers and question.kind in ("number", "money")
    }

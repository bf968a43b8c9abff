"""Checks over Facts that more than one programme makes; each programme gives them its own code, sentence and article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from programmes.answers import code
from programmes.facts import Facts, Moment, OpinionFacts, Tier
from programmes.periods import add_months
from programmes.refusal import Mark
from programmes.spec import Rule
from programmes.text import count_chars

M = Moment
#: When live eligibility is asked again (COM-18), when what was filed is looked at, and so on.
LIVE = frozenset({M.CREATE, M.SUBMIT, M.BATCH, M.FORMALITY, M.CORRECTION, M.APPROVAL, M.PUBLICITY, M.CONFERRAL})
FILED = frozenset({M.SUBMIT, M.ENDORSE, M.BATCH, M.FORMALITY, M.CORRECTION})
SENDING = frozenset({M.SUBMIT, M.BATCH})
ENTRY = frozenset({M.CREATE, M.SUBMIT, M.BATCH})
#: When the one place in a season is taken, or kept after a correction (COM-19).
PLACE = ENTRY | {M.CORRECTION}
SIGNED = frozenset({M.BATCH, M.FORMALITY})
NAMING = frozenset({M.PUBLICITY, M.CONFERRAL})

OPINION_SHORTEST, OPINION_LONGEST = 10, 500


def rule(
    name: str,
    sentence: str,
    article: str,
    holds: Callable[[Facts], bool],
    moments: frozenset[Moment],
    mark: Mark = Mark.HARD,
    field: str = "",
) -> Rule:
    """A rule on one or two lines: what it is called, what it says, where it stands, when it is asked, how heavy it is."""
    return Rule(code=name, sentence=sentence, article=article, holds=holds, moments=moments, mark=mark, field=field)


def answered(key: str, *allowed: str) -> Callable[[Facts], bool]:
    """Holds while `key` is unanswered (the form asks for it) or one of `allowed`."""
    return lambda facts: code(facts.answers, key) in ("", *allowed)


def day_of(text: object) -> date | None:
    """The date in an answer, or None."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def has_recommender(facts: Facts) -> bool:
    """A recommending unit is chosen (QC23-20)."""
    return facts.recommender is not None


def recommender_is_open(facts: Facts) -> bool:
    """The recommender is one that may recommend (QC23-21)."""
    return facts.recommender is None or facts.recommender.is_recommender


def recommends_another(facts: Facts) -> bool:
    """Employer and recommender differ, unless the unit is a group (AMB-34)."""
    employer, recommender = facts.employer, facts.recommender
    if employer is None or recommender is None or employer.id != recommender.id:
        return True
    return recommender.is_group


def is_recommended_in_writing(facts: Facts) -> bool:
    """The recommender agrees, in 10 to 500 字 (QC23-29)."""
    opinion = facts.opinion(Tier.RECOMMENDER)
    return opinion is not None and opinion.agrees and _is_long_enough(opinion)


def _is_long_enough(opinion: OpinionFacts) -> bool:
    return OPINION_SHORTEST <= count_chars(opinion.text) <= OPINION_LONGEST


def is_endorsed(facts: Facts) -> bool:
    """The employer agrees."""
    opinion = facts.opinion(Tier.EMPLOYER)
    return opinion is not None and opinion.agrees


def opinions_are_in_order(facts: Facts) -> bool:
    """Base date ≤ recommending date ≤ today (15.8); an undated opinion is out of order."""
    given = [facts.opinion(tier) for tier in (Tier.EMPLOYER, Tier.RECOMMENDER)]
    days = [opinion.dated_on for opinion in given if opinion is not None]
    dated = [day for day in days if day is not None]
    return len(dated) == len(days) and [*dated, facts.now.date()] == sorted([*dated, facts.now.date()])


def opinions_are_sealed(facts: Facts) -> bool:
    """Every opinion has its sealed scan, or the season takes a confirmation by account (QC23-38)."""
    if facts.parameters.get("opinion.system_confirmation"):
        return True
    return all(opinion.sealed for opinion in facts.opinions)


def signers_differ(facts: Facts) -> bool:
    """Two different people sign the two opinions (rules.md 15.8)."""
    employer, recommender = facts.opinion(Tier.EMPLOYER), facts.opinion(Tier.RECOMMENDER)
    if employer is None or recommender is None or employer.signed_by is None:
        return True
    return bool(employer.signed_by != recommender.signed_by)


def is_in_complete_batch(facts: Facts) -> bool:
    """It travels in a 推荐汇总 with rows and a sealed scan (QC23-30)."""
    batch = facts.batch
    return facts.in_batch and (batch is None or (batch.items > 0 and batch.sealed_scan and batch.same_rows))


def is_in_time(facts: Facts) -> bool:
    """The deadline is not past (COM-01)."""
    return facts.deadline_at is None or facts.now <= facts.deadline_at


def is_open(facts: Facts) -> bool:
    """Filing has begun."""
    return facts.opens_at is None or facts.now >= facts.opens_at


def checklist_is_clean(facts: Facts) -> bool:
    """No row of the 形式审查表 is missing or illegible (QC23-40)."""
    return all(result in ("ok", "not_needed") for result in facts.checklist.values())


def is_resolved(facts: Facts) -> bool:
    """Minutes signed, quorum kept, this person in the resolution; judged only where a meeting's record is handed over.

    Without it the closed stage 名单审定 stands for the meeting, and QC23-47 asks for that before publicity and naming.
    """
    meeting = facts.approval
    if meeting is None:
        return True
    numerator = int(facts.parameters.get("approval.quorum_numerator", 2))
    denominator = int(facts.parameters.get("approval.quorum_denominator", 3))
    is_quorate = meeting.expected > 0 and meeting.present * denominator >= meeting.expected * numerator
    is_candidate = meeting.resolved and (meeting.proposed or bool(meeting.reason_if_not_proposed.strip()))
    return meeting.minutes_signed and is_quorate and is_candidate


def is_published(facts: Facts) -> bool:
    """At least one address of the publicity is entered (QC23-45)."""
    return facts.publicity is not None and facts.publicity.channel_urls > 0


def publicity_is_long_enough(facts: Facts) -> bool:
    """The publicity lasts at least its working days (AMB-05)."""
    publicity = facts.publicity
    if publicity is None or publicity.starts_on is None or publicity.last_day is None:
        return False
    return publicity.earliest_last_day is None or publicity.last_day >= publicity.earliest_last_day


def calendar_is_loaded(facts: Facts) -> bool:
    """The working calendar covers the publicity (COM-04)."""
    return facts.publicity is None or facts.publicity.calendar_loaded


def publicity_is_over(facts: Facts) -> bool:
    """The last day of the publicity is past."""
    publicity = facts.publicity
    return publicity is not None and publicity.last_day is not None and facts.now.date() > publicity.last_day


def has_no_objection(facts: Facts) -> bool:
    """No objection is open or upheld."""
    publicity = facts.publicity
    return publicity is None or not (publicity.open_objections or publicity.upheld_objections)


def has_decision_number(facts: Facts) -> bool:
    """The decision has its number."""
    return bool(facts.decision_number.strip())


def disqualification_is_recorded(facts: Facts) -> bool:
    """A disqualification has facts, evidence, document and day (QC23-49)."""
    decision = facts.disqualification
    if decision is None or decision.decided_on is None:
        return False
    return bool(decision.finding.strip() and decision.document.strip() and decision.evidence)


def unit_ban_has_reason(facts: Facts) -> bool:
    """A ban on a unit has a reason of its own (AMB-06)."""
    decision = facts.disqualification
    if decision is None or not decision.subjects & {"employer", "recommender"}:
        return True
    return bool(decision.unit_reason.strip())


def person_is_free(facts: Facts) -> bool:
    """The person is under no ban (AMB-07)."""
    return not facts.banned("person")


def units_are_free(facts: Facts) -> bool:
    """Neither unit is under a ban (AMB-06)."""
    return not (facts.banned("employer") or facts.banned("recommender"))


def is_only_one(facts: Facts) -> bool:
    """No other live nomination holds the place (COM-19)."""
    return facts.live_elsewhere == 0


def has_consents(*needed: str) -> Callable[[Facts], bool]:
    """A condition: every one of these ticks is given."""
    return lambda facts: facts.consents >= set(needed)


def is_between(month: str, first: date, last: date) -> bool:
    """A month counts with its last day at the beginning of the window, with its first day at the end."""
    begin = day_of(f"{month}-01")
    if begin is None:
        return False
    return add_months(begin, 1) > first and begin <= last

"""Experts, stages and sheets for tests, made by the same actions as the pages.

``expert(**fields)``, ``season_in_review(...)``, ``in_written(count)`` → a stage 书面初评 that is open with ``count`` entries,
``declared(assignment)``, ``fill(assignment)``.
"""

import datetime as dt
from itertools import count

from nominations.models import Nomination, Season
from nominations.states import NominationState, PaperState, SeasonState, Tier
from programmes import clock
from programmes.spec import StageKind
from reviews import pledges
from reviews.actions import declaring, scoring, stages
from reviews.models import Entry, Expert, StageRun
from reviews.states import EntryState, StageState
from tests.factories import accounts, nominations

_numbers = count(1)
COMMENT = "缺陷定位方法有数据、有第三方评价，解决的是长期难题；带徒成效清楚，推广到兄弟单位有记录可查，建议入围答辩，当面核实效益数据的来源。"


def expert(name="", *, organisation=None, fields=("C",), mobile="", **values) -> Expert:
    """An active expert of a unit of its own, with an account."""
    number = next(_numbers)
    user = accounts.user(name or f"专家{number}")
    return Expert.objects.create(
        user=user,
        code=values.pop("code", f"E-{number:02d}"),
        name=user.name,
        organisation=organisation or accounts.organisation(),
        fields=list(fields),
        mobile=mobile,
        **values,
    )


def submitted(season=None, **fields) -> Nomination:
    """A dispatched nomination with its entry in 形式审查."""
    made = nominations.nomination(season, NominationState.SUBMITTED, signed=True, **fields)
    asked = [tick.code for text in made.form.consents if text.given_by == "employer" for tick in text.ticks]
    made.opinions.filter(tier=Tier.EMPLOYER).update(statements=asked)
    for tier, kind in ((Tier.EMPLOYER, "base_scan"), (Tier.RECOMMENDER, "rec_scan")):
        made.opinions.filter(tier=tier).update(scan=nominations.attach(made, kind))
    stages.enter_formality(made)
    return made


def bare_nomination(season, number, *, state=NominationState.IN_REVIEW, employer=None, recommender=None) -> Nomination:
    """A row without answers, for tests that need many and look at none of them."""
    recommender = recommender or accounts.recommender()
    employer = employer or accounts.organisation()
    return Nomination.objects.create(
        season=season,
        number=number,
        code=f"{season.year}-{number:04d}",
        name=f"申报人{number}",
        employer=employer,
        employer_name=employer.name,
        recommender=recommender,
        state=state,
        form_version=1,
        content_hash="0" * 64,
        dispatched_at=clock.now(),
        paper_state=PaperState.COMPLETE,
        created_by=nominations.clerk_of(recommender),
    )


def reviewing_season(**fields) -> Season:
    """A season whose filing has ended."""
    now = clock.now()
    values = {"opens_at": now - dt.timedelta(days=40), "deadline_at": now - dt.timedelta(days=1)}
    return nominations.season(SeasonState.REVIEWING, **values | fields)


def run(season, kind) -> StageRun:
    return stages.run_of(season, kind)


def in_written(entries=1, *, season=None, nominations_=None, **fields) -> StageRun:
    """书面初评, open, with that many entries; 形式审查 is closed and has selected them."""
    season = season or reviewing_season(**fields)
    formality = run(season, StageKind.FORMALITY)
    rows = nominations_ or [bare_nomination(season, number) for number in range(1, entries + 1)]
    for row in rows:
        Entry.objects.get_or_create(stage_run=formality, nomination=row)
    formality.entries.update(state=EntryState.SELECTED)
    StageRun.objects.filter(pk=formality.pk).update(state=StageState.CLOSED, closed_at=clock.now())
    written = run(season, StageKind.SCORING)
    due_on = clock.today() + dt.timedelta(days=14)
    return stages.open_stage(written, by=nominations.officer_of(season), due_on=due_on)


def declare(who, season):
    """Sign E15 without any recusal."""
    return declaring.declare(who, season, by=who.user, ticks=pledges.CODES, recused={})


def fill(assignment, share="0.8") -> None:
    """Write a complete sheet, every item at about ``share`` of its maximum on half points."""
    rubric = assignment.entry.stage_run.rubric
    changes = {
        criterion.code: str(round(float(criterion.maximum) * float(share) * 2) / 2) for criterion in rubric.criteria
    }
    changes |= {f"condition-{condition.code}": condition.options[0].code for condition in rubric.conditions}
    changes |= {"comment": COMMENT}
    if rubric.suggestions:
        changes["suggestion"] = rubric.suggestions[0].code
    scoring.save(assignment.pk, by=assignment.expert.user, changes=changes)

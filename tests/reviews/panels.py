"""A season in review with its staff, experts and scored entries, for the tests of what follows scoring."""

import datetime as dt
from decimal import Decimal
from itertools import count
from types import SimpleNamespace

from accounts.states import Role
from nominations.models import Nomination
from programmes import clock
from reviews.actions import progress, stages
from reviews.models import Assignment, Entry, Expert, Score, StageRun
from reviews.states import AssignmentState, EntryState, StageState
from tests.factories import accounts
from tests.factories import nominations as made

_codes = count(1)


def season(**overrides) -> SimpleNamespace:
    """A season in review with officer, leader and supervisor and the written stage open; ``overrides`` of parameters."""
    opened = clock.now() - dt.timedelta(days=60)
    one = made.season("reviewing", opens_at=opened, deadline_at=opened + dt.timedelta(days=30), overrides=overrides)
    staff = {role: accounts.member(role, one.organiser) for role in (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)}
    runs = {run.code: run for run in stages.prepare(one)}
    world = SimpleNamespace(
        season=one,
        recommender=accounts.recommender(),
        officer=staff[Role.OFFICER],
        leader=staff[Role.LEADER],
        supervisor=staff[Role.SUPERVISOR],
    )
    close(runs["formality"])
    world.run = open_run(world, "written")
    return world


def close(run) -> None:
    """Mark a stage as done without its entries' story."""
    StageRun.objects.filter(pk=run.pk).update(state=StageState.CLOSED, closed_at=clock.now())


def open_run(world, code) -> StageRun:
    """Open a stage by its action."""
    run = StageRun.objects.get(season=world.season, code=code)
    due = clock.today() + dt.timedelta(days=10) if code == "written" else None
    return stages.open_stage(run, by=world.officer, due_on=due)


def experts(number) -> list[Expert]:
    return [expert() for _ in range(number)]


def expert(name="顾衡") -> Expert:
    place = next(_codes)
    user = accounts.user(f"{name}{place}")
    return Expert.objects.create(
        user=user, code=f"Z{place:04d}", name=user.name, organisation_name=f"第{place}检测研究院", fields=["C"]
    )


def nomination(world, name="陆衡仲", *, state="in_review") -> Nomination:
    """A nomination in its row only, for what does not look at the form."""
    number = (world.season.nominations.count() or 0) + 1
    return Nomination.objects.create(
        season=world.season,
        number=number,
        code=f"{world.season.year}-{number:04d}",
        recommender=world.recommender,
        name=name,
        employer_name="浦江精密机械有限公司",
        state=state,
        dispatched_at=clock.now(),
        created_by=world.officer,
    )


def entry(world, scores, *, name="陆衡仲", run=None, by=None, of=None) -> Entry:
    """An entry with one submitted sheet for each total of ``scores``; ``by`` the experts, new ones when none are given."""
    run = run or world.run
    row = Entry.objects.create(
        stage_run=run,
        nomination=of or nomination(world, name),
        state=EntryState.SCORED if scores else EntryState.WAITING,
    )
    add_sheets(row, scores, by or experts(len(scores)))
    return fresh(row)


def fresh(row):
    """The row as it is stored now; protected states cannot be refreshed in place."""
    return type(row).objects.get(pk=row.pk)


def add_sheets(row, scores, by, **fields) -> list[Assignment]:
    values = {"state": AssignmentState.SUBMITTED, "source": "hand", "submitted_at": clock.now(), "no_conflict": True}
    sheets = Assignment.objects.bulk_create(
        Assignment(entry=row, expert=one, total=Decimal(str(total)), **values | fields)
        for one, total in zip(by, scores, strict=True)
    )
    progress.refresh([row.pk])
    return sheets


def points(sheet, **values) -> None:
    """Points of single criteria of a sheet."""
    Score.objects.bulk_create(
        Score(assignment=sheet, criterion=code, value=Decimal(str(value))) for code, value in values.items()
    )

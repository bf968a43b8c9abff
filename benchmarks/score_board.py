"""The pages of a scored stage at 100, 1,000 and 10,000 nominations, and the saving of a sheet, beside raw SQL.

    .venv/bin/python -m benchmarks.score_board

The application's part of a request alone: Django's client in one process, no web server. Rows are made in bulk; the file
that the expert reads was filled in, submitted and frozen by the actions of the pages.
"""

import datetime as dt
import json
from decimal import Decimal
from itertools import cycle
from types import SimpleNamespace

from benchmarks import place

SIZES = (100, 1_000, 10_000)
PAGE = 250
SHEETS = 3

BOARD = """SELECT e.id, n.code, n.name, n.employer_name, e.state, e.assigned_count, e.submitted_count, e.spread
FROM reviews_entry e JOIN nominations_nomination n ON n.id = e.nomination_id
WHERE e.stage_run_id = %s AND e.state <> 'removed' ORDER BY n.number LIMIT 250"""
DOSSIER = """SELECT e.id, n.code, n.name, e.rank, e.total, AVG(a.total), VAR_SAMP(a.total), COUNT(a.id)
FROM reviews_entry e JOIN nominations_nomination n ON n.id = e.nomination_id
LEFT JOIN reviews_assignment a ON a.entry_id = e.id AND a.state = 'submitted'
WHERE e.stage_run_id = %s GROUP BY e.id, n.id ORDER BY e.rank"""
UPSERT = """INSERT INTO reviews_score (assignment_id, criterion, value) SELECT %s, * FROM unnest(%s::text[], %s::numeric[])
ON CONFLICT (assignment_id, criterion) DO UPDATE SET value = EXCLUDED.value"""
SCORES = """INSERT INTO reviews_score (assignment_id, criterion, value)
SELECT a.id, c, 3.5 FROM reviews_assignment a JOIN reviews_entry e ON e.id = a.entry_id, unnest(%s::text[]) c
WHERE e.stage_run_id = %s AND a.state = 'submitted'"""


def main() -> None:
    place.introduce("Score board and sheet, application alone, PostgreSQL and Redis, ms (median)")
    with place.portal():
        worlds = {size: world(size) for size in SIZES}
        _sql("ANALYZE")
        rows = [row for size, one in worlds.items() for row in measure(size, one)]
        place.show(rows, heads=("nominations", "request", "ms", "CPU ms", "queries", "beside it", "ms", "ratio"))


def world(size: int) -> SimpleNamespace:
    """A season in 书面初评 with ``size`` entries, three submitted sheets each, ranked; one more entry is being read."""
    from reviews.actions import assigning, ranking
    from reviews.models import Assignment, Entry, StageRun
    from tests.factories import reviews as made
    from tests.reviews import panels

    one = panels.season()
    panel = [made.expert() for _ in range(12)]
    _fill(one, size, cycle(panel))
    rubric = StageRun.objects.get(pk=one.run.pk).rubric
    _sql(SCORES, [[criterion.code for criterion in rubric.criteria], one.run.pk])
    ranking.rank_stage(one.run, by=one.officer)
    one.read = _handed_in(one.season)
    Entry.objects.create(stage_run=one.run, nomination=one.read)
    reader = made.expert()
    one.assignment = assigning.assign_by_hand(Entry.objects.get(nomination=one.read), reader, by=one.officer)
    made.declare(reader, one.season)
    one.assignment = Assignment.objects.get(pk=one.assignment.pk)
    one.rubric, one.reader = rubric, reader.user
    made.fill(one.assignment)
    return one


def _handed_in(season):
    """A complete form that came in while the season was open."""
    from nominations.models import Season
    from programmes import clock
    from tests.factories import nominations

    rows = Season.objects.filter(pk=season.pk)
    rows.update(state="open", deadline_at=clock.now() + dt.timedelta(days=1))
    made = nominations.nomination(rows.get(), "in_review")
    rows.update(state="reviewing", deadline_at=season.deadline_at)
    return made


def _fill(one, size, panel) -> None:
    from programmes import clock
    from reviews.models import Assignment, Entry
    from tests.reviews import panels

    first = panels.nomination(one)
    shared = {
        "season": one.season,
        "recommender": one.recommender,
        "created_by": one.officer,
        "dispatched_at": clock.now(),
    }
    rows = [first, *type(first).objects.bulk_create(
        (
            type(first)(number=n, code=f"{one.season.year}-{n:05d}", name=f"陆衡{n:05d}", state="in_review",
                        employer_name=f"浦江第{n}精密机械有限公司", **shared)
            for n in range(2, size + 1)
        ),
        batch_size=1_000,
    )]  # fmt: skip
    entries = Entry.objects.bulk_create(
        (
            Entry(stage_run=one.run, nomination=row, state="scored", assigned_count=SHEETS, submitted_count=SHEETS)
            for row in rows
        ),
        batch_size=1_000,
    )
    Assignment.objects.bulk_create(
        (
            Assignment(entry=row, expert=next(panel), state="submitted", source="hand", submitted_at=clock.now(),
                       no_conflict=True, total=Decimal(600 + (row.pk * 7 + n * 13) % 350) / 10)
            for row in entries
            for n in range(SHEETS)
        ),
        batch_size=1_000,
    )  # fmt: skip


def measure(size, one):
    from django.test import Client

    officer, expert = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    officer.force_login(one.officer)
    expert.force_login(one.reader)
    versions = cycle((3, 4))
    board = f"/desk/reviews/{one.season.pk}/?size={PAGE}"
    sheet = f"/expert/{one.assignment.pk}/"
    criteria = one.rubric.criteria

    def save():
        points = next(versions)
        changes = {criterion.code: str(min(points, criterion.maximum)) for criterion in criteria}
        assert expert.post(sheet, changes | {"act": "save"}).status_code == 302

    def save_one():
        body = json.dumps({"criterion": criteria[0].code, "value": str(next(versions))})
        assert expert.post(f"{sheet}save/", body, content_type="application/json").status_code == 200

    def upsert():
        codes, points = [criterion.code for criterion in criteria], next(versions)
        _sql(UPSERT, [one.assignment.pk, codes, [points] * len(codes)])

    subjects = {
        f"board, {min(size + 1, PAGE)} rows": (_get(officer, board), "the same rows", lambda: _sql(BOARD, [one.run.pk])),
        "dossier, near the line": (
            _get(officer, f"/desk/reviews/{one.season.pk}/ranking/"), "all rows", lambda: _sql(DOSSIER, [one.run.pk])
        ),
        "sheet with its file": (_get(expert, sheet), "", None),
        f"save a sheet, {len(criteria)} scores": (save, "one upsert", upsert),
        "save one score": (save_one, "one upsert", upsert),
    }  # fmt: skip
    return list(_compared(size, subjects))


def _compared(size, subjects):
    calls = {name: call for name, (call, _beside, _limit) in subjects.items()}
    calls |= {f"{name}|": limit for name, (_call, _beside, limit) in subjects.items() if limit}
    taken = place.interleaved(calls, rounds=10, each=3)
    for name, (call, beside, _limit) in subjects.items():
        limit = taken.get(f"{name}|")
        ratio = taken[name] / limit if limit else ""
        yield f"{size:,}", name, taken[name], place.cpu(call), queries(call), beside, limit or "", ratio


def _get(client, address):
    def call():
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.headers.get("Location"))

    return call


def queries(call) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def _sql(statement, parameters=()):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


if __name__ == "__main__":
    main()

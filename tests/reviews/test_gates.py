"""The gate of the paper before a stage (QC23-32), unfilled indicators (AMB-01), priority between equals (AMB-20)."""

from decimal import Decimal

import pytest

from audit.transitions import why_not
from nominations.models import Nomination, RuleException
from nominations.states import PaperState
from programmes import clock
from programmes.refusal import Refused
from programmes.spec import StageKind
from reviews import unfilled
from reviews.actions import assigning, ranking, scoring, stages
from reviews.models import Assignment, Entry, StageRun
from reviews.states import EntryState, StageState
from tests.factories import accounts, nominations, reviews
from tests.reviews import panels

pytestmark = pytest.mark.django_db


def waiting(season):
    """书面初评 before it opens, two nominations selected by 形式审查, the second without its paper."""
    formality = reviews.run(season, StageKind.FORMALITY)
    rows = [reviews.bare_nomination(season, number) for number in (1, 2)]
    for row in rows:
        Entry.objects.create(stage_run=formality, nomination=row, state=EntryState.SELECTED)
    StageRun.objects.filter(pk=formality.pk).update(state=StageState.CLOSED, closed_at=clock.now())
    Nomination.objects.filter(pk=rows[1].pk).update(paper_state=PaperState.PARTIAL)
    return reviews.run(season, StageKind.SCORING), rows


def excuse(row, season):
    RuleException.objects.create(
        nomination=row, rule="QC23-32", reason="原件在政府部门验证。", requested_by=nominations.officer_of(season),
        approved_by=accounts.user(), approved_at=clock.now(),
    )  # fmt: skip


def test_a_stage_does_not_open_while_paper_is_missing_and_says_whose():
    season = reviews.reviewing_season()
    run, _rows = waiting(season)

    with pytest.raises(Refused) as refused:
        stages.open_stage(run, by=nominations.officer_of(season), due_on=clock.today())

    (finding,) = refused.value.findings
    assert (finding.rule, finding.sentence) == (
        "QC23-32",
        "纸质材料没有收齐，不能开始“书面初评”：申报人2（部分收到）。请登记收件，或在申报件上申请例外。",
    )


@pytest.mark.parametrize("gate", ["before_defence", "none"])
def test_a_season_that_asks_later_or_never_opens(gate):
    season = reviews.reviewing_season(overrides={"paper.gate": gate})
    run, _rows = waiting(season)

    assert stages.open_stage(run, by=nominations.officer_of(season), due_on=clock.today()).state == StageState.OPEN


def test_a_season_without_copies_asks_for_nothing():
    season = reviews.reviewing_season(overrides={"copies.application": 0, "copies.summary": 0})
    run, _rows = waiting(season)

    assert why_not(run, "open", by=nominations.officer_of(season)) == []


def test_an_approved_exception_lets_one_person_through():
    season = reviews.reviewing_season()
    run, rows = waiting(season)
    excuse(rows[1], season)

    assert stages.open_stage(run, by=nominations.officer_of(season), due_on=clock.today()).entries.count() == 2


def test_the_defence_waits_for_paper_where_the_season_says_so():
    world = panels.season(**{"paper.gate": "before_defence"})
    entry = panels.entry(world, [90, 90, 90], name="方既明")
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.SELECTED)
    Nomination.objects.filter(pk=entry.nomination_id).update(paper_state=PaperState.NONE)
    panels.close(world.run)

    with pytest.raises(Refused) as refused:
        panels.open_run(world, "defence")

    assert "方既明（未收）" in str(refused.value)


def test_nobody_is_assigned_to_what_has_the_wrong_paper():
    run = reviews.in_written(2)
    expert, officer = reviews.expert(), nominations.officer_of(run.season)
    first, second = run.entries.order_by("pk")
    Nomination.objects.filter(pk=second.nomination_id).update(paper_state=PaperState.MISMATCH)

    for attempt in (
        lambda: assigning.assign(run, by=officer),
        lambda: assigning.assign_by_hand(second, expert, by=officer),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert [finding.rule for finding in refused.value.findings] == ["QC23-32"]

    assert assigning.assign_by_hand(first, expert, by=officer).entry == first


# ——— unfilled indicators ———


def sheet(mode, edition, left):
    """An assignment whose entry leaves ``left`` unfilled, in a season of that edition."""
    season = reviews.reviewing_season(edition_code=edition, overrides={"conditions.unfilled": mode})
    run = reviews.in_written(1, season=season)
    Entry.objects.filter(stage_run=run).update(unfilled=left)
    who = reviews.expert()
    row = assigning.assign_by_hand(run.entries.get(), who, by=nominations.officer_of(season))
    reviews.declare(who, season)
    return Assignment.objects.get(pk=row.pk)


@pytest.mark.parametrize(("mode", "total"), [("zero", Decimal("80.0")), ("uncounted", Decimal("100.0"))])
def test_a_group_without_its_indicator_is_not_asked(mode, total):
    """R-2023: 领军作用 has 20 of the 100 points."""
    row = sheet(mode, "2023", ["leadership"])
    asked = unfilled.asked(row.entry)
    assert {group.code for group in asked.groups} == {"specialty", "skill", "contribution"}

    full = {criterion.code: f"{criterion.maximum:f}" for criterion in asked.criteria}
    saved = scoring.save(row.pk, by=row.expert.user, changes=full | {"leadership_1": "8"})

    assert (saved.total, saved.left) == (total, 0)
    assert not row.scores.filter(criterion__startswith="leadership").exists()


def test_a_converted_total_is_rounded_half_up_to_a_tenth():
    row = sheet("uncounted", "2023", ["skill"])  # 70 points are left

    saved = scoring.save(row.pk, by=row.expert.user, changes={"specialty_1": "10", "specialty_2": "0.5"})

    assert saved.total == Decimal("15.0")  # 10.5 × 100 / 70


def test_the_condition_of_an_unfilled_indicator_is_not_judged():
    row = sheet("zero", "2026", ["leadership"])

    fields = {finding.field for finding in scoring.findings(row)}

    assert "condition-specialty" in fields and "condition-leadership" not in fields
    assert len(unfilled.asked(row.entry).criteria) == len(row.entry.stage_run.rubric.criteria)


def test_the_sheet_says_what_was_left_out(client):
    row = sheet("uncounted", "2023", ["leadership"])
    client.force_login(row.expert.user)

    text = client.get(f"/expert/{row.pk}/").content.decode()

    assert "申报人没有填报，本届规定不计" in text and 'data-scale="1.25"' in text


def test_opening_reads_the_indicators_of_the_version_that_was_handed_in():
    made = nominations.nomination(state="submitted", teaching_ways={"codes": [], "texts": {}})
    made.answers.filter(key="teaching_ways").update(value={"codes": ["apprentices"], "texts": {}})

    assert unfilled.codes_by_nomination([made]) == {made.pk: ["leadership"]}


# ——— priority between equals ———


@pytest.mark.parametrize(("enabled", "ranks"), [(True, [2, 1]), (False, [1, 1])])
def test_priority_parts_equals_only_where_the_season_says_so(enabled, ranks):
    world = panels.season(**{"priority.breaks_ties": enabled})
    rows = [panels.entry(world, [90, 90, 90], name=name) for name in ("方既明", "叶知秋")]
    Nomination.objects.filter(pk=rows[1].nomination_id).update(
        priority_flags=["近三年为质量主管部门表彰团队的主要人员"]
    )

    ranking.rank_stage(world.run, by=world.officer)

    rows = [Entry.objects.get(pk=row.pk) for row in rows]
    assert [row.rank for row in rows] == ranks
    assert rows[1].tie_break == ("总分相同，按优先情形排序" if enabled else "各项相同，名次并列")

"""The score sheet: saved item by item, kept when impossible, submitted once, unlocked with a reason."""

from decimal import Decimal

import pytest

from nominations.models import Nomination
from programmes.refusal import Refused
from reviews.actions import assigning, scoring
from reviews.models import Assignment, Score, SheetRevision
from reviews.states import AssignmentState, EntryState
from tests.factories import nominations, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment():
    run = reviews.in_written(1)
    expert = reviews.expert()
    made = assigning.assign_by_hand(run.entries.get(), expert, by=nominations.officer_of(run.season))
    reviews.declare(expert, run.season)
    return Assignment.objects.get(pk=made.pk)


def criteria(assignment):
    return assignment.entry.stage_run.rubric.criteria


def save(assignment, **changes):
    return scoring.save(assignment.pk, by=assignment.expert.user, changes=changes)


def test_save_keeps_half_points_and_counts_what_is_left(assignment):
    first, second = criteria(assignment)[:2]

    saved = save(assignment, **{first.code: "7.5", second.code: "6"})

    assert (saved.total, saved.left) == (Decimal("13.5"), len(criteria(assignment)) - 2)
    assert Assignment.objects.get(pk=assignment.pk).state == AssignmentState.SCORING


@pytest.mark.parametrize("typed", ["75", "7.25", "-1", "八", "1e9", "NaN"])
def test_impossible_figure_is_kept_and_not_counted(assignment, typed):
    first = criteria(assignment)[0]
    save(assignment, **{first.code: "7"})

    saved = save(assignment, **{first.code: typed})

    assert (saved.total, saved.invalid) == (Decimal(0), {first.code: typed})
    assert Score.objects.filter(assignment=assignment).count() == 0


def test_full_width_digits_are_understood_and_empty_is_not_zero(assignment):
    first = criteria(assignment)[0]

    assert save(assignment, **{first.code: "７．５"}).total == Decimal("7.5")
    assert save(assignment, **{first.code: ""}).left == len(criteria(assignment))


def test_save_from_another_window_is_refused_with_what_is_stored(assignment):
    first = criteria(assignment)[0]
    version = save(assignment, **{first.code: "7"}).version
    save(assignment, **{first.code: "5"})

    with pytest.raises(scoring.Stale) as stale:
        scoring.save(assignment.pk, by=assignment.expert.user, changes={first.code: "6"}, version=version)

    assert stale.value.value == "5.0"


def test_repeated_request_is_no_conflict(assignment):
    first = criteria(assignment)[0]
    version = Assignment.objects.get(pk=assignment.pk).version
    save(assignment, comment="先写一句")

    save(assignment, **{first.code: "7.0"})
    saved = scoring.save(assignment.pk, by=assignment.expert.user, changes={first.code: "7.0"}, version=version)

    assert saved.total == Decimal("7.0")


def test_submit_names_everything_that_is_missing(assignment):
    with pytest.raises(Refused) as refused:
        scoring.submit(assignment.pk, by=assignment.expert.user)

    rubric = assignment.entry.stage_run.rubric
    assert len(refused.value.findings) == len(rubric.criteria) + len(rubric.conditions) + 2


def test_submit_locks_the_sheet_and_counts_it(assignment):
    reviews.fill(assignment)

    submitted = scoring.submit(assignment.pk, by=assignment.expert.user)

    assert submitted.state == AssignmentState.SUBMITTED
    assert (submitted.entry.submitted_count, submitted.entry.state) == (1, EntryState.SCORED)
    with pytest.raises(Refused, match="锁定"):
        save(assignment, comment="再改一句")


def test_submit_twice_changes_nothing(assignment):
    reviews.fill(assignment)
    first = scoring.submit(assignment.pk, by=assignment.expert.user)

    assert scoring.submit(assignment.pk, by=assignment.expert.user).submitted_at == first.submitted_at


def test_unlock_keeps_the_old_sheet_and_needs_a_reason(assignment):
    reviews.fill(assignment)
    scoring.submit(assignment.pk, by=assignment.expert.user)
    officer = nominations.officer_of(assignment.entry.stage_run.season)

    with pytest.raises(Refused, match="理由"):
        scoring.unlock(assignment, by=officer, reason=" ")
    scoring.unlock(assignment, by=officer, reason="专家发现一项填错行")

    kept = SheetRevision.objects.get(assignment=assignment)
    assert kept.sheet["comment"] == reviews.COMMENT
    assert Assignment.objects.get(pk=assignment.pk).entry.state == EntryState.SCORING


def test_expert_cannot_unlock_and_officer_cannot_score(assignment):
    reviews.fill(assignment)
    scoring.submit(assignment.pk, by=assignment.expert.user)
    officer = nominations.officer_of(assignment.entry.stage_run.season)

    with pytest.raises(Refused, match="没有权限"):
        scoring.unlock(assignment, by=assignment.expert.user, reason="想改")
    with pytest.raises(Assignment.DoesNotExist):
        scoring.save(assignment.pk, by=officer, changes={"comment": "代填"})


def test_withdrawn_nomination_closes_the_sheet(assignment):
    Nomination.objects.filter(pk=assignment.entry.nomination_id).update(state="withdrawn")

    with pytest.raises(Assignment.DoesNotExist):
        save(assignment, comment="还想写")


def test_save_takes_eight_queries(assignment, client, django_assert_num_queries):
    first, second = criteria(assignment)[:2]
    save(assignment, **{first.code: "7"})
    client.force_login(assignment.expert.user)
    address = f"/expert/{assignment.pk}/save/"
    client.get("/expert/")

    with django_assert_num_queries(8):
        answer = client.post(
            address, {"criterion": second.code, "value": "5.5", "version": 1}, content_type="application/json"
        )

    assert answer.json()["total"] == "12.5"


def test_form_takes_at_most_twelve_queries(assignment, client, django_assert_max_num_queries):
    client.force_login(assignment.expert.user)

    with django_assert_max_num_queries(12):
        assert client.get(f"/expert/{assignment.pk}/").status_code == 200


def test_saving_over_http_answers_stale_and_refused(assignment, client):
    first = criteria(assignment)[0]
    save(assignment, **{first.code: "7"})
    save(assignment, **{first.code: "5"})
    client.force_login(assignment.expert.user)
    address = f"/expert/{assignment.pk}/save/"

    stale = client.post(address, {"criterion": first.code, "value": "6", "version": 1}, content_type="application/json")
    broken = client.post(address, "[]", content_type="application/json")

    assert (stale.status_code, stale.json()["value"], broken.status_code) == (409, "5.0", 422)


def test_sheet_works_without_script(assignment, client):
    client.force_login(assignment.expert.user)
    first = criteria(assignment)[0]

    client.post(f"/expert/{assignment.pk}/", {"version": 0, first.code: "75", "comment": "第一稿", "act": "save"})

    page = client.get(f"/expert/{assignment.pk}/").content.decode()
    assert 'value="75"' in page
    assert "没有计入" in page
    assert Assignment.objects.get(pk=assignment.pk).comment == "第一稿"

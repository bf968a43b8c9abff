"""What touches both a cultivation and a nomination: opening a year, forms D2 and D5, recommending, going on (QC26 §8, §9)."""

from django.db import transaction

from audit.record import record
from audit.transitions import move
from cultivation import permissions
from cultivation.actions import cohorts, periods
from cultivation.models import Cohort, Trainee
from cultivation.states import TraineeState
from nominations import facts
from nominations.actions import answers
from nominations.models import Nomination, Season
from nominations.states import ANNOUNCED, ENDED, NominationState, SeasonState
from programmes import clock
from programmes.refusal import Finding, Refused


@transaction.atomic
def open_cultivation(season, *, by) -> Cohort:
    """Begin the cultivation of the season's year; the notice is the season's own (QC26-21)."""
    terms = season.edition.cultivation
    if terms is None:
        raise Refused.because("本办法没有培育程序。", rule="QC26-21")
    if season.state not in ANNOUNCED:
        raise Refused.because("请先发布培育认定工作通知，再开展培育。", rule="QC26-21")
    values = season.values
    return cohorts.open_year(
        programme_code=season.programme_code,
        edition_code=season.edition_code,
        year=season.year,
        organiser=season.organiser,
        notice_number=season.notice_number,
        parameters={key: values[key] for key in (terms.months_parameter, terms.hours_parameter)},
        basis="、".join(season.edition.basis),
        by=by,
    )


def season_of(trainee) -> Season | None:
    """The season under whose notice somebody is cultivated."""
    cohort = trainee.roster.cohort
    rows = Season.objects.announced().filter(programme_code=cohort.programme_code, year=cohort.year)
    return rows.select_related("organiser").first()


def begin_form(trainee, procedure_code, *, by) -> Nomination:
    """Begin a plan, a change of it or an evaluation from the page of the person."""
    season = season_of(trainee)
    if season is None:
        raise Refused.because("这个年度的通知已经取消，不能办理。", rule="QC26-21")
    procedure = season.edition.procedure(procedure_code)
    if not procedure.of_trainee:
        raise Refused.because("这份表不在培育中办理。")
    return answers.begin(season, procedure=procedure, by=by, name=trainee.person.name, trainee=trainee)


def recommendations(trainee):
    """Nominations for recognition that the cultivation led to, newest first."""
    rows = Nomination.objects.filter(trainee=trainee).select_related("season")
    codes = [procedure.code for procedure in trainee.roster.cohort.programme.latest.procedures if procedure.of_trainee]
    return rows.exclude(procedure_code__in=codes).order_by("-created_at")


@transaction.atomic
def recommend(trainee, season, *, by) -> Nomination:
    """择优推荐 (QC26-30): a nomination of the season, filled with what the cultivation knows, for the unit to complete."""
    rows = Trainee.objects.select_for_update(of=("self",)).select_related("person__user", "employer", "roster__cohort")
    trainee = rows.get(pk=trainee.pk)
    cohort = trainee.roster.cohort
    if season.programme_code != cohort.programme_code or not season.is_accepting:
        raise Refused.because("请选择正在受理申报的年度。", rule="QC26-30", field="season")
    moved = move(trainee, "recommend", by=by, rules=["QC26-30"])
    made = answers.begin(
        season,
        by=by,
        recommender=trainee.roster.unit,
        name=trainee.person.name,
        employer=trainee.employer,
        applicant=trainee.person.user,
    )
    Nomination.objects.filter(pk=made.pk).update(trainee=trainee, person=trainee.person)
    made = Nomination.objects.get(pk=made.pk)
    made = answers.save(made, _known(made, trainee), by=by).nomination
    record(moved, "recommended_as", by=by, label=f"推荐参加{season.title}，申报编号 {made.code}", rules=["QC26-30"])
    return made


def _known(nomination, trainee):
    """Changes that fill the form with what plan, file and register know; what the form does not ask is left."""
    known = {
        "id_no": trainee.person.id_number,
        "mobile": trainee.person.mobile,
        "position_name": trainee.post,
        "gender": trainee.person.gender,
    }
    given = {answer.key: answer.version for answer in nomination.answers.all()}
    asked = {question.key: question for question in nomination.form.questions}
    usable = {key: value for key, value in known.items() if value and key in asked}
    return [answers.Change(key, value, given.get(key, 0)) for key, value in usable.items()]


@transaction.atomic
def carry_over(trainee, *, ends_on, reason, by) -> Trainee:
    """继续培育 (QC26-31): the recommendation has ended without a title, or the evaluation leads no further this year.

    Refused while a nomination is under way, and while the person is banned.
    """
    found = []
    if recommendations(trainee).exclude(state__in=ENDED).exclude(state=NominationState.CONFERRED).exists():
        found.append(Finding("QC26-31", "本年度的申报还没有结果，不能转为继续培育。"))
    if _is_banned(trainee):
        found.append(Finding("QC26-31", "本人在禁报期内，不能继续培育。"))
    if found:
        raise Refused(found)
    return periods.carry_over(trainee, ends_on=ends_on, reason=reason, by=by)


def _is_banned(trainee) -> bool:
    bans = facts.bans_on_person(trainee.person.id_key or "")
    return any(ban.covers(clock.today()) for ban in bans)


@transaction.atomic
def name(nomination, *, by) -> None:
    """The person whom a cultivation led to the title is named: the cultivation has reached its end."""
    trainee = nomination.trainee
    if trainee is None:
        return
    trainee = Trainee.objects.get(pk=trainee.pk)
    if trainee.state == TraineeState.RECOMMENDED:
        move(trainee, "name_craftsman", by=by, rules=["QC26-47"])


def seasons_for(trainee) -> list[Season]:
    """Seasons of the programme that accept nominations now."""
    rows = Season.objects.filter(programme_code=trainee.roster.cohort.programme_code, state=SeasonState.OPEN)
    return [season for season in rows if season.is_accepting]


def may_begin(trainee, *, by) -> list[str]:
    """Codes of the forms about somebody that this person may begin now."""
    terms = trainee.roster.cohort.terms
    organising, employer = permissions.is_organising_clerk(by, trainee), permissions.is_employer_clerk(by, trainee)
    is_going = trainee.state in (TraineeState.CULTIVATING, TraineeState.SUSPENDED)
    found = []
    if organising and is_going:
        found.append(terms.plan_change if trainee.plan else terms.plan)
    if employer and trainee.state == TraineeState.EVALUATING:
        found.append(terms.evaluation)
    busy = set(Nomination.objects.under_way().filter(trainee=trainee).values_list("procedure_code", flat=True))
    return [code for code in found if code not in busy]

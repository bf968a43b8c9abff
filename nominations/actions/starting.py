"""Beginning a nomination: of which procedure, by whom, about which studio (QC23-20, QC23-21, GS24-20)."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from audit.record import record
from nominations import permissions
from nominations.actions import chain, receipts
from nominations.models import Nomination
from nominations.states import Tier
from programmes.facts import Moment
from programmes.refusal import Refused


@transaction.atomic
def start(
    season, *, by, procedure=None, recommender=None, name="", employer=None, applicant=None, studio=None, trainee=None
) -> Nomination:
    """Begin a nomination of one procedure of a season; by whom, the procedure declares (QC23-20, QC23-21, GS24-20).

    ``procedure`` defaults to the season's first. One about a studio of the register takes employer, recommender and leader
    from there, one about a trainee the organising unit, the employer and the person.
    """
    season = receipts.lock_year(season)
    procedure = procedure or season.edition.procedures[0]
    if not season.accepts(procedure):
        raise Refused.because("本届现在不接受申报。", rule="QC23-31")
    made = Nomination(season=season, procedure_code=procedure.code, created_by=by, studio=studio, trainee=trainee)
    made.recommender = _recommender(procedure, recommender or _known_recommender(made))
    made.employer = studio.employer if studio else (trainee.employer if trainee else employer)
    made.employer_name = made.employer.name[:120] if made.employer else ""
    made.applicant = applicant or _own_account(made, by)
    made.person = trainee.person if trainee else None
    made.name = (studio.name if studio else name)[:120]
    _require_starter(made, by)
    made.number = (season.nominations.aggregate(last=Max("number"))["last"] or 0) + 1
    made.code = receipts.code_of(season, made.number)
    _save_new(made)
    chain.refuse_blocking(made, Moment.CREATE)
    record(made, "start", by=by, label=f"新建{procedure.title}")
    return made


def _recommender(procedure, chosen):
    if not procedure.has_tier(Tier.RECOMMENDER):
        return None
    if chosen is None or not chosen.is_recommender or not chosen.is_active:
        raise Refused.because("该单位不在推荐单位名单中，请联系协会。", rule="QC23-21", field="recommender")
    return chosen


def _known_recommender(nomination):
    if nomination.trainee:
        return nomination.trainee.roster.unit
    return nomination.studio.recommender if nomination.studio else None


def _own_account(nomination, by):
    """The leader who begins it is its applicant; so is the leader of a studio, unless a change is about losing them.

    Of a cultivation it is the person's own account.
    """
    if nomination.trainee:
        return nomination.trainee.person.user
    if nomination.studio is None:
        return by if permissions.is_leader_to_be(by, nomination) else None
    leader = nomination.studio.leader.user
    return leader if leader and not nomination.studio.leader_events.filter(settled_on__isnull=True).exists() else None


def _require_starter(nomination, by):
    procedure = nomination.procedure
    if procedure.of_studio and nomination.studio is None:
        raise Refused.because("请选择工作室。", field="studio")
    if procedure.of_trainee and nomination.trainee is None:
        raise Refused.because("请选择培育对象。", field="trainee")
    if nomination.trainee and nomination.trainee.employer_id is None:
        raise Refused.because(
            "培育对象的工作单位还没有列入单位名录，请先联系协会登记。", rule="QC26-23", field="employer"
        )
    if not permissions.may_start(by, nomination):
        who = _starters(nomination)
        raise Refused.because(f"只有{who}可以新建{procedure.title}。", rule="QC23-20")
    _require_state(procedure, nomination.studio, "工作室", "studio")
    if procedure.of_trainee:
        _require_state(procedure, nomination.trainee, "培育对象", "trainee")


def _starters(nomination):
    procedure = nomination.procedure
    if procedure.started_by == Tier.RECOMMENDER:
        return f"{procedure.tier(Tier.RECOMMENDER).title if procedure.of_trainee else '推荐单位'}的经办"
    return f"{procedure.tier(Tier.EMPLOYER).title}的经办" if procedure.of_trainee else "所在单位的经办或领衔人"


def _require_state(procedure, subject, word, field):
    if subject and procedure.start_states and subject.state not in procedure.start_states:
        sentence = f"{word}当前为“{subject.get_state_display()}”，不能办理{procedure.title}。"
        raise Refused.because(sentence, field=field)


def _save_new(nomination):
    try:
        with transaction.atomic():
            nomination.save()
    except IntegrityError:
        title = nomination.procedure.title
        field, word = ("trainee", "这位培育对象") if nomination.trainee else ("studio", "这个工作室")
        raise Refused.because(f"{word}已有一份{title}正在办理，办结后才能再提出。", field=field) from None

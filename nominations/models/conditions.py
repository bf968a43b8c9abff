"""What must hold before a nomination moves on, each with the sentence that is said when it does not."""

from audit.transitions import because
from nominations.states import NominationState, Tier
from programmes import clock
from programmes.spec import StageKind


@because("申报已于截止时间结束，草稿仍为您保留。", rule="QC23-31", field="deadline_at")
def season_is_accepting(nomination):
    return nomination.season.accepts(nomination.procedure)


@because("申报还没有截止。", rule="QC23-31")
def deadline_has_passed(nomination):
    deadline = nomination.season.deadline_at
    return not nomination.procedure.rolling and deadline is not None and deadline < clock.now()


@because("本程序没有推荐单位这一级，签署后直接报送。", rule="§2.1")
def goes_to_recommender(nomination):
    return nomination.procedure.has_tier(Tier.RECOMMENDER)


@because("本程序还要由推荐单位签署意见。", rule="§2.1")
def ends_with_employer(nomination):
    return not nomination.procedure.has_tier(Tier.RECOMMENDER)


@because("本程序不编推荐汇总表，签署后直接报送。", rule="§2.1")
def is_batched(nomination):
    return nomination.procedure.batched


@because("本程序的申报件不单独报送。", rule="QC23-30")
def is_sent_alone(nomination):
    return not nomination.procedure.batched and not nomination.procedure.settled_by_chain


@because("本程序签署后还要由主办单位办理。", rule="§2.1")
def is_settled_by_chain(nomination):
    return nomination.procedure.settled_by_chain


@because("请先把申报件编入推荐汇总表。", rule="QC23-30")
def is_in_batch(nomination):
    return nomination.batch_id is not None


@because("申报件已编入汇总表，请先移出。", rule="QC23-30")
def is_not_in_batch(nomination):
    return nomination.batch_id is None


@because("补正期限已过。", rule="AMB-22")
def correction_is_running(nomination):
    correction = nomination.open_correction
    return correction is not None and clock.now() <= correction.due_at


@because("补正没有在等待基层单位重新确认。", rule="AMB-22")
def is_employers_turn(nomination):
    correction = nomination.open_correction
    return correction is not None and correction.due_tier == Tier.EMPLOYER


@because("补正没有在等待推荐单位重新确认。", rule="AMB-22")
def is_recommenders_turn(nomination):
    correction = nomination.open_correction
    return correction is not None and correction.due_tier == Tier.RECOMMENDER


@because("补正没有送单位重新确认。", rule="AMB-22")
def correction_is_out(nomination):
    correction = nomination.open_correction
    return correction is not None and correction.is_out


@because("命名之前须先公示。", rule="QC23-46")
def is_publicised_where_asked(nomination):
    """GS24 and AMB-12: where the programme declares no publicity, the approved list is named at once."""
    return nomination.state == NominationState.PUBLICISED or not nomination.procedure.has(StageKind.PUBLICITY)


@because("这份申报随全届名单一起评审，不单独办结。", rule="QC23-47")
def is_rolling(nomination):
    return nomination.procedure.rolling


@because("本届在别的平台评审，请登记外部结果。", rule="rules.md §1")
def is_decided_here(nomination):
    return nomination.season.decided_here


@because("本届在本平台评审，不能登记外部结果。", rule="rules.md §1")
def is_decided_elsewhere(nomination):
    return not nomination.season.decided_here

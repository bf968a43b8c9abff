"""Messages of the reviews. Never a score, never an expert's name to anyone but the association."""

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from nominations.actions.tell import APPLICANT, RECOMMENDER, about
from notifications.actions import send
from programmes import clock
from reviews.models import Expert
from reviews.states import PENDING_ASSIGNMENT


def officers(season):
    """Active officers of the season's organiser."""
    return User.objects.holding(Role.OFFICER, organisation=season.organiser_id)


def experts_of_assignments(stage_run, expert_ids):
    """Tell each expert how many files wait; one message per expert and call. Two queries and the outbox."""
    rows = Expert.objects.filter(pk__in=expert_ids).select_related("user").with_load(stage_run)
    due = f"{stage_run.due_at.astimezone(clock.SHANGHAI):%-m 月 %-d 日} 24 时前" if stage_run.due_at else "按通知的时间"
    for expert in rows:
        send(
            to=expert.user,
            code="assignment",
            subject=f"请参加{stage_run.season.title}{stage_run.title}",
            body=f"协会请您评审 {expert.load} 份申报，{due}完成。请先签署承诺与回避声明，再打开材料。",
            url=reverse("reviews:mine"),
            key=f"assignment:{stage_run.pk}:{expert.load}:{clock.now():%Y%m%d%H%M%S}",
            about=stage_run,
        )


def officers_of_recusal(assignment, note):
    nomination = assignment.entry.nomination
    send(
        to=officers(nomination.season),
        code="recusal",
        subject=f"专家 {assignment.expert.code} 回避 {nomination.code}，请改派",
        body=f"理由：{note}",
        url=reverse("reviews:assign-entry", args=[assignment.entry_id]),
        key=f"recusal:{assignment.pk}",
        about=assignment,
    )


def officers_of_doubt(assignment):
    nomination = assignment.entry.nomination
    send(
        to=officers(nomination.season),
        code="doubt",
        subject=f"{nomination.code} 的材料被标记存疑",
        body=f"专家 {assignment.expert.code}：{assignment.doubt_page}　{assignment.doubt_note}",
        url=reverse("reviews:assign-entry", args=[assignment.entry_id]),
        key=f"doubt:{assignment.pk}:{assignment.version}",
        about=assignment,
    )


def remind(stage_run, *, entries=None) -> int:
    """Ask every expert who still has sheets open to finish, once per expert and day; returns how many were asked."""
    pending = Q(assignments__entry__stage_run=stage_run, assignments__state__in=PENDING_ASSIGNMENT)
    if entries is not None:
        pending &= Q(assignments__entry__in=entries)
    told, waiting = 0, Expert.objects.filter(pending).annotate(open_count=Count("assignments"))
    for expert in waiting.select_related("user"):
        told += len(
            send(
                to=expert.user,
                code="assignment-reminder",
                subject=f"还有 {expert.open_count} 份申报等待您评审",
                body=f"{stage_run.season.title}{stage_run.title}，请尽快完成评分并提交。",
                url=reverse("reviews:mine"),
                key=f"assignment-reminder:{stage_run.pk}:{clock.today():%Y%m%d}",
                about=stage_run,
            )
        )
    return told


def expert_of_unlock(assignment, reason):
    nomination = assignment.entry.nomination
    send(
        to=assignment.expert.user,
        code="sheet-unlocked",
        subject=f"{nomination.code} 的评分表已解锁，请修改后重新提交",
        body=f"理由：{reason}",
        url=reverse("reviews:sheet", args=[assignment.pk]),
        key=f"sheet-unlocked:{assignment.pk}:{assignment.version}",
        about=assignment,
    )


def expert_of_answer(assignment):
    nomination = assignment.entry.nomination
    send(
        to=assignment.expert.user,
        code="doubt-answered",
        subject=f"{nomination.code} 的存疑已答复",
        body=assignment.doubt_answer,
        url=reverse("reviews:sheet", args=[assignment.pk]),
        key=f"doubt-answered:{assignment.pk}:{assignment.doubt_answered_at.isoformat()}",
        about=assignment,
    )


def candidate_of_defence(slot):
    """When and where the defence is, to the candidate and the recommending unit; nothing about scores."""
    session, nomination = slot.session, slot.entry.nomination
    starts_at = slot.starts_at.astimezone(clock.SHANGHAI)
    about(
        nomination,
        APPLICANT,
        RECOMMENDER,
        code="defence",
        subject=f"请{nomination.name}参加{nomination.season.title}会审答辩",
        body=f"{starts_at:%Y 年 %-m 月 %-d 日 %H:%M}，{session.place}，第 {slot.order_no} 位。"
        f"陈述 {session.talk_minutes} 分钟，问答 {session.question_minutes} 分钟。缺席视为放弃。",
        key=f"{session.pk}:{slot.starts_at.isoformat()}",
    )

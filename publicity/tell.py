"""Messages of publicity, objections and conferral. Rows in the caller's transaction; nothing here names an objector."""

from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from nominations.actions import tell
from notifications.actions import send
from programmes import clock

CONCERNED = (tell.APPLICANT, tell.EMPLOYER, tell.RECOMMENDER)


def staff(organisation_id, *roles):
    """Active users with one of ``roles`` in the organisation."""
    wanted = roles or (Role.OFFICER,)
    members = User.objects.filter(
        is_active=True, memberships__organisation=organisation_id, memberships__role__in=wanted
    )
    return list(members.distinct())


def day(value) -> str:
    return f"{value.month} 月 {value.day} 日"


def listed(publicity):
    """Everyone on the list, and their units, learn of the publication."""
    for entry in publicity.entries.select_related("nomination__season", "nomination__applicant"):
        tell.about(
            entry.nomination,
            *CONCERNED,
            code="publicity-published",
            subject=f"{entry.name}列入公示名单",
            body=f"{publicity.title}已发布，公示至 {day(publicity.ends_on)} 24 时。",
            key=f"publicity-{publicity.pk}",
        )


def ended(publicity):
    send(
        to=staff(publicity.season.organiser_id),
        code="publicity-ended",
        subject=f"{publicity.title}期满",
        body="公示期已满。请核对异议办理情况，作出公示结论。",
        url=reverse("publicity:detail", args=[publicity.pk]),
        key=f"publicity-ended-{publicity.pk}-{publicity.ends_on}",
        about=publicity,
    )


def objection_received(objection):
    send(
        to=staff(objection.publicity.season.organiser_id),
        code="objection-received",
        subject=f"收到异议 {objection.number}",
        body=f"请在 {day(objection.answer_due_on)}前答复是否受理。",
        url=reverse("publicity:objection", args=[objection.number]),
        key=f"objection-received-{objection.pk}",
        about=objection,
    )


def objection_accepted(objection):
    """The person concerned and the recommending unit are asked for their side."""
    nomination = objection.entry.nomination
    send(
        to=tell.people(nomination, tell.APPLICANT, tell.RECOMMENDER),
        code="objection-accepted",
        subject=f"请就异议 {objection.number} 作出说明",
        body=f"公示期间收到对{objection.entry.name}的异议，已经受理。核查事项：{objection.gist}\n"
        "被异议人请提交说明，推荐单位请提交协查意见。",
        url=reverse("publicity:objection-side", args=[objection.number]),
        key=f"objection-accepted-{objection.pk}",
        about=objection,
    )


def objection_concluded(objection):
    """告知被异议人 at once; the objector reads the answer on the receipt page, or is told by the handler."""
    nomination = objection.entry.nomination
    send(
        to=tell.people(nomination, tell.APPLICANT, tell.RECOMMENDER),
        code="objection-concluded",
        subject=f"异议 {objection.number} 已办结",
        body=f"结论：{objection.get_conclusion_display()}，{objection.get_effect_display()}。{objection.basis}",
        url=reverse("publicity:objection-side", args=[objection.number]),
        key=f"objection-concluded-{objection.pk}",
        about=objection,
    )
    objection.told_target_at = objection.told_objector_at = clock.now()
    objection.save(update_fields=["told_target_at", "told_objector_at"])
    return objection


def conferred(award):
    conferral, number = award.conferral, award.certificate_number
    title = conferral.season.programme.honour_title
    words = f"{conferral.decision_number}" + (f"，证书编号 {number}" if number else "")
    tail = "证书和铭牌的领取时间另行通知。" if award.certificate else ""
    tell.about(
        award.nomination,
        *CONCERNED,
        code="conferred",
        subject=f"{award.name}被命名为“{title}”",
        body=f"{words}。{tail}",
        key=f"conferral-{award.conferral_id}",
    )


def decided(decision):
    """Everybody concerned with a nomination that was decided on its own learns the result."""
    nomination = decision.nomination
    number = f"{decision.document_number}。" if decision.document_number else ""
    tell.about(
        nomination,
        *CONCERNED,
        code="nomination-decided",
        subject=f"{nomination.name}：{nomination.procedure.title}办理结果为“{decision.result_label}”",
        body=f"{number}{decision.opinion}".strip() or f"办理日期 {decision.decided_on}。",
        key=f"decision-{decision.pk}",
    )


def not_named(nomination):
    """A courteous notice of an outside result, never a score (COM-17)."""
    tell.about(
        nomination,
        *CONCERNED,
        code="nomination-not-selected",
        subject=f"{nomination.name}的申报本届未入选",
        body="感谢您的申报，欢迎继续参加以后年度的申报。",
        key="external",
    )

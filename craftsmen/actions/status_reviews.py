"""状态复核: an absence beyond the programme's months is looked at by people, and never revokes by itself (AMB-18)."""

import datetime as dt

from django.db import transaction

from audit.record import record
from audit.transitions import move
from craftsmen import permissions
from craftsmen.actions import revocations, telling
from craftsmen.models import CheckRow, Honour, StatusReview
from craftsmen.states import Channel, Ground, Presence, StatusReviewState
from notifications.actions import send
from programmes import clock
from programmes.refusal import Refused

LEAST_CONCLUSION = 10


def open_due(*, today: dt.date) -> int:
    """Open a review for every absence that has become too long; returns how many. Counted from the date that was answered."""
    rows = CheckRow.objects.away_unreviewed().select_related("checkin", "honour__person__user").order_by("pk")
    late = [row for row in rows if row.checkin.terms and row.checkin.terms.is_long(row.since_on, today)]
    return sum(_open(row) for row in late)


@transaction.atomic
def _open(row):
    Honour.objects.select_for_update().get(pk=row.honour_id)
    if not CheckRow.objects.away_unreviewed().filter(pk=row.pk).exists():
        return False
    review = StatusReview.objects.create(row=row, honour=row.honour, since_on=row.since_on)
    months = row.checkin.terms.absence_months
    note = f"自 {row.since_on} 起离岗，已超过 {months} 个月"
    record(review, "open_review", by=None, label="开启状态复核", note=note, rules=["QC26-57", "AMB-18"])
    _tell(review, note)
    return True


def _tell(review, note):
    row, honour = review.row, review.honour
    person = [honour.person.user] if honour.person.user_id else []
    words = {
        "officer": (
            telling.officers(honour.organiser_id),
            "请核实情况，听取本人说明后作出结论。",
            telling.review_page(review),
        ),
        "person": (person, "主办单位将核实情况，您可以在线说明。复核不影响称号的状态。", telling.review_page(review)),
        "unit": (
            telling.unit_people(row.employer_id),
            "如情况有变化，请及时更新填报。",
            telling.answers_page(row.checkin),
        ),
    }
    for part, (people, what, url) in words.items():
        send(
            to=people,
            code="status-review",
            subject=f"{honour.name}的“{honour.title}”称号进入状态复核",
            body=f"据 {row.checkin.year} 年度核对，{note}。{what}",
            url=url,
            key=f"status-review:{review.pk}:{part}",
            about=review,
        )


@transaction.atomic
def state_in_review(review, *, text, by) -> StatusReview:
    """Enter the person's own words, typed by the craftsman or, when they came on paper, by staff."""
    review = StatusReview.objects.select_for_update(of=("self",)).select_related("honour__person").get(pk=review.pk)
    if not permissions.may_state(by, review):
        raise Refused.because("只有本人或办理人员可以登记说明。")
    if review.state != StatusReviewState.OPENED:
        raise Refused.because("复核已经结束，不能再说明。", rule="QC26-57", field="text")
    if not text.strip():
        raise Refused.because("请填写说明内容。", rule="QC26-57", field="text")
    review.statement, review.statement_at = text.strip(), clock.now()
    review.save(update_fields=["statement", "statement_at"])
    record(review, "state", by=by, label="登记本人说明", rules=["QC26-57"])
    if by.pk == review.honour.person.user_id:
        _tell_statement(review)
    return review


def _tell_statement(review):
    send(
        to=telling.officers(review.honour.organiser_id),
        code="status-review-statement",
        subject=f"{review.honour.name}在状态复核中作了说明",
        body="请核实后作出结论。",
        url=telling.review_page(review),
        key=f"status-review-statement:{review.pk}:{review.statement_at:%Y%m%d%H%M%S}",
        about=review,
    )


@transaction.atomic
def dismiss(review, *, conclusion, by) -> StatusReview:
    """End a review without consequence, with the reason; a later answer that still says 离岗 is looked at anew."""
    _check_conclusion(conclusion, "conclusion")
    review = move(
        review,
        "dismiss",
        by=by,
        note=conclusion.strip(),
        rules=["AMB-18"],
        conclusion=conclusion.strip(),
        decided_by=by,
    )
    _tell_person(review, "经复核，您的称号状态不变。")
    return review


@transaction.atomic
def refer(review, *, facts, by) -> StatusReview:
    """Open a revocation case for 长期工作离岗 with these facts; statement, second approver and cascade are the case's own."""
    _check_conclusion(facts, "facts")
    review = StatusReview.objects.select_for_update(of=("self",)).select_related("honour").get(pk=review.pk)
    case = revocations.open_case(review.honour, ground=Ground.ABSENT, facts=facts, by=by)
    return move(
        review, "refer", by=by, rules=["QC26-57", "E14"], conclusion=facts.strip(), decided_by=by, revocation=case
    )


def _check_conclusion(text, field):
    if len(text.strip()) < LEAST_CONCLUSION:
        raise Refused.because("请写明依据和理由，至少 10 个字。", rule="AMB-18", field=field)


def evidence_of(review) -> str:
    """What the record says about the absence, as the first wording of a case's facts."""
    row = review.row
    source = f"{row.unit}由{row.answered_by.name}填报" if row.channel == Channel.ONLINE else row.get_channel_display()
    answered = row.answered_at.astimezone(clock.SHANGHAI).date()
    is_away = row.presence == Presence.ABSENT
    still = f"至 {clock.today()} 没有返岗的记录" if is_away else f"{answered} 改报“{row.get_presence_display()}”"
    parts = [
        f"{row.checkin.year} 年度在岗情况核对（{source}，{answered}）：{review.since_on} 起离岗，{still}。",
        f"填报的说明：{row.note}。" if row.note else "",
        f"本人说明：{review.statement}" if review.statement else "本人没有说明。",
    ]
    return "\n".join(part for part in parts if part)


def _tell_person(review, words):
    user = review.honour.person.user
    if user is None:
        return
    send(
        to=user,
        code="status-review-closed",
        subject="关于状态复核的结论",
        body=words,
        url=telling.review_page(review),
        key=f"status-review-closed:{review.pk}",
        about=review,
    )

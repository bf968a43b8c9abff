"""The exchange between studios (WS24-26): what is needed, offered or held, who answers, and that both are brought together."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse

from accounts.models import Membership, User
from accounts.states import Role
from audit.record import record
from notifications.actions import send
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.rows import check_row, clean_row
from programmes.studio_rows import OFFER
from studios import permissions
from studios.models import Interest, Offer, Studio

LONGEST_DAYS = 366


@transaction.atomic
def announce(studio, *, raw: Mapping, by) -> Offer:
    """Put a need, an offer or an event on the exchange; everybody who belongs to a studio can read it."""
    studio = _at_work(studio, by)
    values = clean_row(OFFER, raw)
    found = check_row(OFFER, values, rule="WS24-26")
    if not found:
        values["until_on"] = dt.date.fromisoformat(values["until_on"])
        last = clock.today() + dt.timedelta(days=LONGEST_DAYS)
        if not clock.today() <= values["until_on"] <= last:
            found.append(Finding("WS24-26", "有效期应在今天和一年之内。", "until_on"))
    if found:
        raise Refused(found)
    offer = Offer.objects.create(studio=studio, by=by, **values)
    record(studio, "announce", by=by, label=f"发布交流信息：{offer.title}", details={"offer": offer.pk})
    return offer


@transaction.atomic
def close(offer, *, by) -> Offer:
    """Take an offer off the exchange; answers that were given stay."""
    offer = Offer.objects.select_for_update(of=("self",)).select_related("studio").get(pk=offer.pk)
    _at_work(offer.studio, by)
    if offer.closed_at is None:
        offer.closed_at = clock.now()
        offer.save(update_fields=["closed_at"])
        record(offer.studio, "close_offer", by=by, label=f"结束交流信息：{offer.title}", details={"offer": offer.pk})
    return offer


@transaction.atomic
def answer(offer, *, studio, text: str, by) -> Interest:
    """Another studio answers an offer, once; who announced it is told."""
    studio = _at_work(studio, by)
    offer = Offer.objects.select_for_update(of=("self",)).select_related("studio__leader__user").get(pk=offer.pk)
    known = offer.interests.filter(studio=studio).first()
    if known:
        return known
    found = []
    if offer.studio_id == studio.pk:
        found.append(Finding("WS24-26", "不能响应本工作室发布的信息。"))
    if not offer.is_open(clock.today()):
        found.append(Finding("WS24-26", "这条信息已经结束。"))
    if len(text.strip()) < 4:
        found.append(Finding("WS24-26", "请写几句话，说明怎样对接。", "text"))
    if found:
        raise Refused(found)
    interest = Interest.objects.create(offer=offer, studio=studio, text=text.strip()[:300], by=by)
    details = {"offer": offer.pk, "interest": interest.pk}
    record(studio, "answer_offer", by=by, label=f"响应交流信息：{offer.title}", details=details)
    _tell(
        [offer.studio],
        interest,
        subject=f"{studio.name}响应了“{offer.title}”",
        body=f"留言：{interest.text}\n请查看后决定是否对接。",
        step="asked",
    )
    return interest


@transaction.atomic
def accept(interest, *, by) -> Interest:
    """The announcing studio accepts: both get a message with whom to speak to. A second call changes nothing."""
    interest = Interest.objects.select_for_update().get(pk=interest.pk)
    offer = Offer.objects.select_related("studio").get(pk=interest.offer_id)
    _at_work(offer.studio, by)
    if interest.accepted_at:
        return interest
    interest.accepted_at = clock.now()
    interest.save(update_fields=["accepted_at"])
    record(offer.studio, "accept_interest", by=by, label=f"对接：{offer.title}", details={"interest": interest.pk})
    both = [offer.studio, interest.studio]
    for one, other in (both, both[::-1]):
        _tell(
            [one],
            interest,
            subject=f"“{offer.title}”已与{other.name}对接",
            body=f"对方：{other.name}，{other.employer.name}。"
            f"联系人：{other.contact_name or other.leader.name}，电话见交流页面。\n请与对方商定时间和方式。",
            step=f"accepted:{one.pk}",
        )
    return interest


def _at_work(studio, by) -> Studio:
    studio = Studio.objects.select_for_update().get(pk=studio.pk)
    if not permissions.may_answer_offer(by, studio):
        raise Refused.because("只有在册工作室的领衔人和所在单位经办可以参加交流。", "WS24-26")
    return studio


def people_of(studio) -> list[User]:
    """Who speaks for a studio: the leader's account and the clerks of its unit."""
    clerks = Membership.objects.filter(organisation=studio.employer_id, role=Role.CLERK).select_related("user")
    leader = [studio.leader.user] if studio.leader.user else []
    return [*leader, *(row.user for row in clerks)]


def _tell(studios, interest, *, subject, body, step):
    for studio in studios:
        send(
            to=people_of(studio),
            code="studio-exchange",
            subject=subject,
            body=body,
            url=reverse("studios:offer", args=[interest.offer_id]),
            key=f"studio-exchange:{interest.pk}:{step}",
            about=studio,
        )

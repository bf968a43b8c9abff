"""Deadlines of the chain: filing (rules.md §13) and corrections; whoever holds the form is reminded."""

from collections import defaultdict

from django.urls import reverse

from accounts.models import Membership
from accounts.states import Role
from nominations.models import Correction, Nomination, Season
from nominations.states import AWAITED, UNSENT, NominationState, Tier
from notifications.reminders import Due, source

FILING, CORRECTION = "filing", "correction"
HOLDER = {
    NominationState.DRAFT: "请尽快填报并提交",
    NominationState.CONFIRMED: "请推荐单位编入汇总表并报送",
}


@source
def filing_deadlines(now):
    """One due per nomination of the field that is not dispatched, to those who hold it. Two queries per open season.

    What is accepted whenever it comes has no deadline and no reminder of one.
    """
    for season in Season.objects.open().filter(deadline_at__gte=now):
        codes = [procedure.code for procedure in season.edition.procedures if not procedure.rolling]
        rows = season.nominations.filter(state__in=UNSENT, procedure_code__in=codes).select_related(
            "applicant", "season"
        )
        members = members_of({row.recommender_id for row in rows} | {row.employer_id for row in rows} - {None})
        for row in rows:
            yield Due(
                code="filing-deadline",
                key=str(row.pk),
                anchor_at=season.deadline_at,
                recipients=_holders(row, members),
                subject=f"{season.title}申报{{when}}：{row.name or row.code}",
                body=f"{row.name or row.code}的申报还没有报送，{_whose_turn(row)}。截止后不能再提交。",
                url=reverse("nominations:detail", args=[row.code]),
                about=row,
                offsets_days=_offsets(season, FILING),
                since=row.created_at,
            )


@source
def correction_deadlines(now):
    """One due per open correction, to applicant, employer and recommender; it names whose turn it is (AMB-22)."""
    rows = Correction.objects.filter(
        handed_in_at__isnull=True, lapsed_at__isnull=True, due_at__gte=now, nomination__state=NominationState.RETURNED
    )
    rows = rows.select_related("nomination__season", "nomination__applicant", "nomination__recommender")
    rows = list(rows.prefetch_related("nomination__opinions"))
    members = members_of(
        {r.nomination.recommender_id for r in rows} | {r.nomination.employer_id for r in rows} - {None}
    )
    for row in rows:
        nomination = row.nomination
        yield Due(
            code="correction-deadline",
            key=str(row.pk),
            anchor_at=row.due_at,
            recipients=_everyone(nomination, members),
            subject=f"{nomination.name}的材料补正{{when}}",
            body=_what_is_left(row),
            url=reverse("nominations:detail", args=[nomination.code]),
            about=nomination,
            offsets_days=_offsets(nomination.season, CORRECTION),
            since=row.issued_at,
        )


def _what_is_left(correction):
    """What the correction waits for, in one sentence."""
    nomination = correction.nomination
    if correction.is_signed_again:
        return "意见已重新确认，还没有提交补正。逾期视为放弃，请尽快提交。"
    if not correction.is_out:
        return "逾期未补正视为放弃，请尽快补交。"
    units = {Tier.EMPLOYER: nomination.employer_name, Tier.RECOMMENDER: str(nomination.recommender or "")}
    unit, label = units[correction.due_tier], nomination.procedure.tier(correction.due_tier).opinion_label
    return f"补正改动了申报表，还在等待{unit}负责人重新确认{label}。逾期视为放弃，请尽快办理。"


def _whose_turn(nomination):
    tier = AWAITED.get(nomination.state)
    return f"请{nomination.procedure.tier(tier).title}尽快审核并签署意见" if tier else HOLDER[nomination.state]


def members_of(organisation_ids):
    """Organisation id → active clerks and heads. One query."""
    found = defaultdict(list)
    rows = Membership.objects.filter(
        organisation__in=organisation_ids, role__in=(Role.CLERK, Role.HEAD), user__is_active=True
    )
    for membership in rows.select_related("user"):
        found[membership.organisation_id].append(membership.user)
    return found


def _holders(nomination: Nomination, members):
    """Those who hold it now; ``members`` of no unit are nobody."""
    if nomination.state == NominationState.DRAFT:
        own = [nomination.applicant] if nomination.applicant else []
        return own + members[nomination.employer_id] + members[nomination.recommender_id]
    if nomination.state == NominationState.ENDORSING:
        return members[nomination.employer_id] + members[nomination.recommender_id]
    return members[nomination.recommender_id]


def _everyone(nomination: Nomination, members):
    own = [nomination.applicant] if nomination.applicant else []
    return own + members[nomination.employer_id] + members[nomination.recommender_id]


def _offsets(season, code):
    """Days from the deadline on which is reminded; none where the edition names no such reminder."""
    return next((rule.offsets_days for rule in season.edition.reminders if rule.code == code), ())

"""Which experts must not review which nominations, computed from what the portal knows (practice.md §4, forms.md E15)."""

import json
from collections import defaultdict

from accounts.privacy import blind_index
from nominations.models import Version
from reviews.models import Conflict, Expert
from reviews.states import ConflictSource, Ground


def computed(nominations, experts) -> list[Conflict]:
    """Unsaved conflicts: same person, employer, group, recommending unit, or phone. Four queries for any number."""
    nominations, experts = list(nominations), list(experts)
    memberships = _memberships(experts)
    phones = _phones(nominations)
    found = []
    for expert in experts:
        units = memberships[expert.user_id]
        mobile = blind_index(expert.mobile) if expert.mobile else ""
        for nomination in nominations:
            for ground, detail in _grounds(expert, nomination, units, mobile and mobile in phones[nomination.pk]):
                found.append(_row(expert, nomination, ground, detail))
    return found


def _row(expert, nomination, ground, detail):
    return Conflict(
        expert=expert, nomination=nomination, ground=ground, source=ConflictSource.COMPUTED, detail=detail[:300]
    )


def _grounds(expert, nomination, units, same_phone):
    """The grounds of one pair; ``units`` are ids of organisations in which the expert has a role."""
    if nomination.applicant_id and nomination.applicant_id == expert.user_id:
        yield Ground.SELF, nomination.name
    own, employer, recommender = expert.organisation, nomination.employer, nomination.recommender
    if _same_employer(expert, nomination, units):
        yield Ground.EMPLOYER, nomination.employer_name
    elif own and employer and own.same_group(employer):
        yield Ground.GROUP, employer.name
    if recommender and (recommender.pk in units or (own and own.same_group(recommender))):
        yield Ground.RECOMMENDER, recommender.name
    if same_phone:
        yield Ground.PHONE, ""


def _same_employer(expert, nomination, units):
    if nomination.employer_id and nomination.employer_id in {expert.organisation_id, *units}:
        return True
    name = "".join(expert.employer_name.split())
    return bool(name) and name == "".join(nomination.employer_name.split())


def _memberships(experts):
    units = defaultdict(set)
    rows = Expert.user.field.related_model.objects.filter(pk__in=[expert.user_id for expert in experts])
    for user, organisation in rows.values_list("pk", "memberships__organisation"):
        units[user].add(organisation)
    return units


def _phones(nominations):
    """Keyed hashes of the applicants' mobile numbers by nomination, from the frozen versions."""
    current = {(nomination.pk, nomination.form_version) for nomination in nominations}
    phones = defaultdict(set)
    for version in Version.objects.filter(nomination__in=[pk for pk, _number in current]).only(
        "nomination_id", "number", "private"
    ):
        if (version.nomination_id, version.number) in current and version.private:
            mobile = json.loads(version.private).get("mobile") or ""
            phones[version.nomination_id] |= {blind_index(mobile)} - {""}
    return phones


def blocked(stage_run) -> dict[tuple[int, int], str]:
    """(entry id, expert id) → the reason why this expert must not get this entry, standing conflicts only. One query."""
    rows = Conflict.objects.standing().filter(nomination__entries__stage_run=stage_run)
    found = defaultdict(list)
    for entry, expert, ground, detail in rows.values_list("nomination__entries__pk", "expert", "ground", "detail"):
        found[entry, expert].append(_words(ground, detail))
    return {pair: "；".join(reasons) for pair, reasons in found.items()}


def blocked_now(nomination, experts) -> dict[int, str]:
    """expert id → the reason that comparing them with ``nomination`` at this moment gives; nothing is stored."""
    found = defaultdict(list)
    for row in computed([nomination], experts):
        found[row.expert_id].append(_words(row.ground, row.detail))
    return {expert: "；".join(reasons) for expert, reasons in found.items()}


def _words(ground, detail):
    return f"{Ground(ground).label}（{detail}）" if detail else str(Ground(ground).label)

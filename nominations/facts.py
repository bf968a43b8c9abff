"""What the rules may look at, assembled read-only from the database; programmes decide, this module only collects."""

import hashlib
import json
from collections.abc import Mapping

from django.db.models import Q

from accounts.privacy import blind_index
from craftsmen.models import Honour
from craftsmen.queries import valid_honours
from nominations import printed
from nominations.models import Nomination, Sanction, Version
from nominations.states import Decision, NominationState, Tier
from programmes import clock, validation
from programmes.facts import (
    Attachment,
    BatchFacts,
    Facts,
    Moment,
    OpinionFacts,
    OrganisationFacts,
    SanctionFacts,
)
from programmes.refusal import Finding
from programmes.spec import Form, Question

CONSENT = "consent."


def answers_of(nomination: Nomination) -> dict:
    """Present answers by question key, private ones in plain text; only for actions and documents. One query."""
    return {
        answer.key: json.loads(answer.sealed) if answer.sealed else answer.value
        for answer in nomination.answers.all()
        if not answer.key.startswith(CONSENT)
    }


def consents_of(nomination: Nomination) -> frozenset[str]:
    """Codes of the ticks given on this nomination; an answer ``consent.<text code>`` is {version, ticks}."""
    given = [answer.value for answer in nomination.answers.all() if answer.key.startswith(CONSENT) and answer.value]
    employer = [code for opinion in nomination.live_opinions for code in opinion.statements]
    return frozenset(tick for value in given for tick in value["ticks"]) | frozenset(employer)


def material_list(nomination: Nomination) -> list[dict]:
    """Current materials as a version stores them, in a fixed order; sealed pages belong to the opinions, not to it."""
    sealed = {sealed_page(nomination.form, tier) for tier in Tier}
    rows = nomination.materials.current().exclude(kind__in=sealed).order_by("kind", "item", "pk")
    return [
        {"id": m.pk, "kind": m.kind, "item": m.item, "sha256": m.sha256, "name": m.original_name, "pages": m.pages}
        for m in rows
    ]


def sealed_page(form: Form, tier: str) -> str:
    """Kind of material that is the sealed page of one tier's opinion; "" where the form has none."""
    return next((kind.code for kind in form.materials if kind.provided_by == tier), "")


def version_in_hand(nomination: Nomination) -> Version | None:
    """The version that stands on paper now: in a correction what was put to the heads, else what was handed in last."""
    correction = nomination.open_correction if nomination.state == NominationState.RETURNED else None
    if correction and correction.version_id:
        return correction.version
    return nomination.versions.filter(number=nomination.form_version).first()


def is_as_frozen(nomination: Nomination, version: Version | None) -> bool:
    """Whether the answers are those of ``version``: not after a change in a draft sent back or in a correction."""
    return version is not None and _all_answers(version) == answers_of(nomination)


def _all_answers(version: Version) -> dict:
    return version.answers | json.loads(version.private or "{}")


def handed_in_answers(nomination: Nomination) -> dict:
    """All answers of the version that the organiser has, private ones in plain text; empty before the first one."""
    version = nomination.versions.filter(number=nomination.form_version).first()
    return _all_answers(version) if version else {}


def printed_changes(nomination: Nomination) -> list[Question]:
    """The printed cells in which the answers now differ from the version that the organiser has (AMB-22)."""
    return printed.changed(nomination.form, handed_in_answers(nomination), answers_of(nomination))


def tiers_to_sign(nomination: Nomination, correction) -> list[Tier]:
    """Who has to give an opinion again before ``correction`` can be handed in, in the order of the chain (AMB-22).

    Both when a printed cell changed; a tier whose sealed page is to be replaced, or whose opinion fell with a version that
    a head returned; and whoever signs after one of these, since dates never run backwards (QC23-38).
    """
    if printed_changes(nomination):
        return list(Tier)
    standing = {opinion.tier for opinion in nomination.live_opinions}
    wanted = [tier for tier in Tier if tier not in standing or sealed_page(nomination.form, tier) in correction.targets]
    return list(Tier)[list(Tier).index(wanted[0]) :] if wanted else []


def content_hash(answers: Mapping, materials: list[dict]) -> str:
    """SHA-256 over all answers and the hashes of all materials (COM-08)."""
    files = [[m["kind"], m["item"], m["sha256"]] for m in materials]
    text = json.dumps([dict(answers), files], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def build(nomination: Nomination, moment: Moment, **known) -> Facts:
    """Facts of one nomination at one moment. ``known`` overrides or adds what upper floors know (stages, publicity …)."""
    season, answers = nomination.season, answers_of(nomination)
    person_key = key_of(answers) or nomination.person_key
    collected = {
        "now": clock.now(),
        "moment": moment,
        "answers": answers,
        "attachments": attachments_of(nomination),
        "parameters": season.values,
        "reference_on": season.last_day if season.deadline_at else None,
        "deadline_at": season.deadline_at,
        "opens_at": season.opens_at,
        "employer": _organisation(nomination.employer),
        "recommender": _organisation(nomination.recommender),
        "opinions": tuple(_opinion(o) for o in nomination.live_opinions),
        "consents": consents_of(nomination),
        "exceptions": frozenset(one.rule for one in nomination.exceptions.all() if one.approved_at),
        "in_batch": nomination.batch_id is not None,
    }
    asked = {
        "sanctions": lambda: sanctions_on(nomination, person_key),
        "held_honours": lambda: valid_honours(person_key),
        "live_elsewhere": lambda: live_elsewhere(nomination, person_key),
        "batch": lambda: (
            _batch(nomination.batch, items=nomination.batch.nominations.count())
            if moment == Moment.BATCH and nomination.batch_id
            else None
        ),
    }
    collected |= {key: ask() for key, ask in asked.items() if key not in known}
    return Facts(**(collected | known))


def known_of_batch(batch, rows) -> dict[int, dict]:
    """What ``build`` asks per nomination, for all ``rows`` of a batch (``for_batch``) at once: two queries, however many rows."""
    keys = {row.pk: row.person_key for row in rows if row.person_key}
    held, batched = _held(keys.values()), _batch(batch, items=len(rows))
    bans = list(Sanction.objects.filter(_bans_of(rows, keys.values()), lifted_at__isnull=True))
    return {
        row.pk: {
            "sanctions": tuple(_ban(ban) for ban in bans if _concerns(ban, row)),
            "held_honours": held.get(row.person_key, frozenset()),
            "live_elsewhere": (row.places or 1) - 1,
            "batch": batched,
        }
        for row in rows
    }


def _bans_of(rows, keys):
    units = {row.employer_id for row in rows} | {row.recommender_id for row in rows}
    return Q(person_key__in=list(keys)) | Q(organisation__in=[unit for unit in units if unit])


def _concerns(ban, row):
    subjects = Sanction.Subject
    concerned = {
        subjects.PERSON: bool(row.person_key) and ban.person_key == row.person_key,
        subjects.EMPLOYER: ban.organisation_id == row.employer_id,
        subjects.RECOMMENDER: ban.organisation_id == row.recommender_id,
    }
    return concerned[ban.subject]


def _held(keys):
    pairs = Honour.objects.valid().filter(person__id_key__in=list(keys)).values_list("person__id_key", "honour_code")
    held: dict[str, frozenset[str]] = {}
    for key, code in pairs:
        held[key] = held.get(key, frozenset()) | {code}
    return held


def findings(nomination: Nomination, moment: Moment, **known) -> list[Finding]:
    """Everything the rules say about ``nomination`` at ``moment``, in the order of forms.md A1; empty when all is well.

    While the form or its proofs can still change (submission, the employer's seal, a correction) the form itself is checked
    as well: required, limits, cross-field, indicators, files (all at once).
    """
    facts = build(nomination, moment, **known)
    found = list(nomination.procedure.findings(facts))
    if moment in (Moment.SUBMIT, Moment.ENDORSE) or nomination.state == NominationState.RETURNED:
        form = nomination.form
        found = validation.check_form(form, facts.answers, facts.attachments, parameters=facts.parameters) + found
    return list(dict.fromkeys(found))


def attachments_of(nomination: Nomination) -> tuple[Attachment, ...]:
    """Current materials as the rules see them. One query."""
    return tuple(_attachment(material) for material in nomination.materials.all() if material.removed_at is None)


def key_of(answers: Mapping) -> str:
    """Keyed hash of the identity number in ``answers``; empty while there is none."""
    number = answers.get("id_no") or ""
    return blind_index(number) if number else ""


def sanctions_on(nomination: Nomination, person_key: str) -> tuple[SanctionFacts, ...]:
    """Bans of the person, the employer and the recommender (AMB-06), past ones included; the rules look at the day."""
    subjects = Sanction.Subject
    on_person = Q(subject=subjects.PERSON, person_key=person_key) if person_key else Q(pk__in=[])
    on_employer = Q(subject=subjects.EMPLOYER, organisation=nomination.employer_id)
    on_recommender = Q(subject=subjects.RECOMMENDER, organisation=nomination.recommender_id)
    rows = Sanction.objects.filter(on_person | on_employer | on_recommender, lifted_at__isnull=True)
    return tuple(_ban(row) for row in rows)


def _ban(row) -> SanctionFacts:
    return SanctionFacts(row.subject, row.starts_on, row.ends_on, row.decision_number)


def live_elsewhere(nomination: Nomination, person_key: str) -> int:
    """Other nominations that hold this person's place in the season (COM-19)."""
    if not person_key:
        return 0
    others = Nomination.objects.filter(season=nomination.season_id, person_key=person_key)
    return others.exclude(pk=nomination.pk).count()


def _attachment(material) -> Attachment:
    return Attachment(kind=material.kind, item=material.item, stamped_by_base=material.stamped, pages=material.pages)


def _organisation(organisation) -> OrganisationFacts | None:
    if organisation is None:
        return None
    return OrganisationFacts(
        id=organisation.pk,
        name=organisation.name,
        credit_code=organisation.credit_code,
        is_group=organisation.is_group,
        is_recommender=organisation.is_recommender,
        district=organisation.district,
    )


def _opinion(opinion) -> OpinionFacts:
    return OpinionFacts(
        tier=opinion.tier,
        agrees=opinion.decision == Decision.AGREE,
        text=opinion.text,
        signed_by=opinion.signer_id,
        dated_on=opinion.signed_on,
        sealed=opinion.scan_id is not None,
    )


def _batch(batch, *, items) -> BatchFacts:
    return BatchFacts(items=items, sealed_scan=bool(batch.scan), contact_named=bool(batch.contact_name))

"""What the rules may look at, assembled read-only from the database; programmes decide, this module only collects."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from django.db.models import Q

from accounts.privacy import blind_index
from craftsmen.models import Honour
from craftsmen.queries import valid_honours
from cultivation.facts import file, points
from cultivation.models import Trainee
from cultivation.queries import mentor_of
from nominations import printed
from nominations.models import Batch, Nomination, Sanction, Version
from nominations.states import Decision, NominationState, Tier
from programmes import clock, validation
from programmes.facts import (
    Attachment,
    BatchFacts,
    CultivationFacts,
    Facts,
    Moment,
    OpinionFacts,
    OrganisationFacts,
    SanctionFacts,
)
from programmes.refusal import Finding
from programmes.spec import Form, Question
from studios import reports as register
from studios.models import Studio
from studios.states import HOLDS_PLACE

CONSENT = "consent."


def answers_of(nomination: Nomination | Batch) -> dict:
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
    return [_material(m) for m in rows]


def file_list(batch: Batch) -> list[dict]:
    """Current files of a summary form, in a fixed order."""
    return [_material(m) for m in batch.materials.current().order_by("kind", "item", "pk")]


def _material(m) -> dict:
    row = {"id": m.pk, "kind": m.kind, "item": m.item, "sha256": m.sha256, "name": m.original_name, "pages": m.pages}
    said = {"variant": m.variant, "caption": m.caption, "seconds": m.seconds}
    return row | {key: value for key, value in said.items() if value}


def sealed_page(form: Form, tier: str) -> str:
    """Kind of material that is the sealed page of one tier's opinion; "" where the form has none."""
    return next((kind.code for kind in form.materials if kind.provided_by == tier), "")


def version_in_hand(nomination: Nomination) -> Version | None:
    """The version that stands on paper now: in a correction what was put to the heads, else what was handed in last."""
    correction = nomination.open_correction if nomination.state == NominationState.RETURNED else None
    if correction and correction.version_id:
        return correction.version
    return nomination.versions.filter(number=nomination.form_version).first()


def answers_about(studio: Studio) -> dict:
    """What the register already knows of a studio, by the keys under which forms about studios ask for it. Three queries."""
    place = studio.places.filter(until_on__isnull=True).first()
    members = studio.members.filter(left_on__isnull=True)
    known = {
        "ws_name": studio.name,
        "leader_name": studio.leader.name,
        "ws_specialty": studio.specialty,
        "industry": studio.industry,
        "contact_name": studio.contact_name,
        "contact_phone": studio.contact_phone,
        "founded_on": f"{studio.founded_on:%Y-%m-%d}" if studio.founded_on else "",
        "member_count": members.count(),
    }
    if place:
        known |= {"address": place.address, "ws_address": place.address, "place_kind": place.kind}
        known["ws_area"] = place.area_sqm
    return known


def last_answers(nomination: Nomination) -> dict:
    """The answers of the last decided form about the same studio or cultivation that this procedure starts from."""
    about = {"trainee": nomination.trainee} if nomination.trainee_id else {"studio": nomination.studio}
    rows = Nomination.objects.filter(**about, state=NominationState.CONFERRED).order_by("-created_at")
    last = rows.filter(procedure_code__in=nomination.procedure.copies_from).first()
    return handed_in_answers(last) if last else {}


def answers_about_trainee(nomination: Nomination) -> dict:
    """What a form about a cultivation begins with: who it is, and the points that follow from the records."""
    trainee, terms = nomination.trainee, nomination.season.edition.cultivation
    known = {"name": trainee.person.name, "post": trainee.post, "skill": trainee.skill}
    if nomination.procedure_code == terms.evaluation:
        known |= {terms.part(code).question: value for code, value in points.computed_points(trainee).items()}
    return {key: value for key, value in known.items() if value not in (None, "")}


def is_as_frozen(nomination: Nomination, version: Version | None) -> bool:
    """Whether the answers are those of ``version``: not after a change in a draft sent back or in a correction."""
    return version is not None and all_answers(version) == answers_of(nomination)


def all_answers(version: Version) -> dict:
    return version.answers | json.loads(version.private or "{}")


def handed_in_answers(nomination: Nomination) -> dict:
    """All answers of the version that the organiser has, private ones in plain text; empty before the first one."""
    version = nomination.versions.filter(number=nomination.form_version).first()
    return all_answers(version) if version else {}


def printed_changes(nomination: Nomination) -> list[Question]:
    """The printed cells in which the answers now differ from the version that the organiser has (AMB-22)."""
    return printed.changed(nomination.form, handed_in_answers(nomination), answers_of(nomination))


def tiers_to_sign(nomination: Nomination, correction) -> list[Tier]:
    """Who has to give an opinion again before ``correction`` can be handed in, in the order of the chain (AMB-22).

    All when a printed cell changed; a tier whose sealed page is to be replaced, or whose opinion fell with a version that
    a head returned; and whoever signs after one of these, since dates never run backwards (QC23-38).
    """
    chain = [Tier(tier) for tier in nomination.procedure.tiers]
    if printed_changes(nomination):
        return chain
    standing = {opinion.tier for opinion in nomination.live_opinions}
    wanted = [
        tier for tier in chain if tier not in standing or sealed_page(nomination.form, tier) in correction.targets
    ]
    return chain[chain.index(wanted[0]) :] if wanted else []


def excused_rules(nomination: Nomination) -> frozenset[str]:
    """Rules to which an exception was approved; uses prefetched rows."""
    return frozenset(one.rule for one in nomination.exceptions.all() if one.approved_at)


def content_hash(answers: Mapping, materials: list[dict]) -> str:
    """SHA-256 over all answers and the hashes of all materials (COM-08)."""
    said = ("variant", "caption")
    files = [[m["kind"], m["item"], m["sha256"], *(m[key] for key in said if m.get(key))] for m in materials]
    text = json.dumps([dict(answers), files], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def reference_on(nomination: Nomination) -> date | None:
    """The day on which ages and years are counted: the last day of filing, today for what is taken whenever it comes."""
    return clock.today() if nomination.procedure.rolling else nomination.season.last_day


def build(nomination: Nomination, moment: Moment, **known) -> Facts:
    """Facts of one nomination at one moment. ``known`` overrides or adds what upper floors know (stages, publicity …)."""
    season, answers, procedure = nomination.season, answers_of(nomination), nomination.procedure
    person_key = key_of(nomination, answers) or nomination.person_key
    collected = {
        "now": clock.now(),
        "moment": moment,
        "answers": answers,
        "attachments": attachments_of(nomination),
        "parameters": season.values,
        "reference_on": reference_on(nomination),
        "deadline_at": season.deadline_of(procedure),
        "opens_at": season.opens_at,
        "employer": _organisation(nomination.employer),
        "recommender": _organisation(nomination.recommender),
        "opinions": tuple(_opinion(o) for o in nomination.live_opinions),
        "consents": consents_of(nomination),
        "exceptions": excused_rules(nomination),
        "in_batch": nomination.batch_id is not None,
    }
    asked = {
        "sanctions": lambda: sanctions_on(nomination, person_key),
        "held_honours": lambda: valid_honours(person_key),
        "live_elsewhere": lambda: live_elsewhere(nomination, person_key),
        "batch": lambda: (
            batch_facts(nomination.batch, list(nomination.batch.nominations.select_related("employer")))
            if moment == Moment.BATCH and nomination.batch_id
            else None
        ),
    }
    asked |= _asked_of_studios(nomination, answers, person_key, moment) | _asked_of_cultivations(
        nomination, answers, person_key
    )
    collected |= {key: ask() for key, ask in asked.items() if key not in known}
    return Facts(**(collected | known))


def _asked_of_studios(nomination: Nomination, answers: Mapping, person_key: str, moment: Moment) -> dict:
    """What the register of studios knows: the studio itself, its like, and what its leader leads (AMB-25, GS24-06)."""
    if not nomination.is_about_studio:
        return {}
    studio, leads = nomination.studio, _Leads(nomination, person_key)
    successor_key = _successor_key(nomination.procedure, answers)
    is_being_sent = moment == Moment.SUBMIT
    return {
        "studio": lambda: register.studio_facts(studio) if studio else None,
        "studio_titles": lambda: _titles(nomination, answers, person_key),
        "leads_here": lambda: leads.counted[0],
        "leads_elsewhere": lambda: leads.counted[1],
        "services_on_record": lambda: register.services_of(person_key) if is_being_sent else {},
        "outcomes_on_record": lambda: register.outcomes_of(person_key) if is_being_sent else 0,
        "new_leader_key": lambda: successor_key,
        "new_leader_honours": lambda: valid_honours(successor_key) if successor_key else None,
    }


def _asked_of_cultivations(nomination: Nomination, answers: Mapping, person_key: str) -> dict:
    """The cultivation that a form is about, and for recognition whether one is finished (AMB-15)."""
    terms = nomination.season.edition.cultivation
    if terms is None:
        return {}
    if nomination.procedure.of_trainee:
        return {"cultivation": lambda: _cultivation(nomination, answers)}
    if not nomination.season.parameter(terms.required_parameter):
        return {}
    return {"is_cultivated": lambda: person_key in cultivated_among([person_key])}


def cultivated_among(keys) -> frozenset[str]:
    """Those of these keyed hashes whose cultivation is finished with a grade that passes (AMB-15). One query."""
    wanted = [key for key in keys if key]
    rows = Trainee.objects.finished().filter(person__id_key__in=wanted) if wanted else Trainee.objects.none()
    return frozenset(rows.values_list("person__id_key", flat=True))


def _cultivation(nomination: Nomination, answers: Mapping) -> CultivationFacts:
    trainee = nomination.trainee
    mentor = mentor_of(str(answers.get("mentor_certificate") or ""))
    evaluates = nomination.procedure_code == nomination.season.edition.cultivation.evaluation
    return CultivationFacts(
        state=trainee.state,
        person_key=trainee.person.id_key or "",
        starts_on=trainee.starts_on,
        ends_on=trainee.ends_on,
        has_plan=trainee.plan is not None,
        computed=points.computed_points(trainee) if evaluates else {},
        missing=file.missing(trainee) if evaluates else (),
        mentor_key=(mentor.id_key or "") if mentor else "",
        mentor_honours=valid_honours(mentor.id_key or "") if mentor else frozenset(),
    )


class _Leads:
    """Standing studios that the person leads beside this one: (in this programme, in others); counted once."""

    def __init__(self, nomination: Nomination, person_key: str):
        self.nomination, self.person_key = nomination, person_key

    @cached_property
    def counted(self) -> tuple[int, int]:
        led = register.led_by(self.person_key, self.nomination.season.programme_code)
        return _beside_own(self.nomination, self.person_key, led)


def _beside_own(nomination: Nomination, person_key: str, led: tuple[int, int]) -> tuple[int, int]:
    here, elsewhere = led
    studio = nomination.studio
    is_own = studio is not None and studio.state in HOLDS_PLACE and studio.leader.id_key == person_key
    return here - int(is_own), elsewhere


def _titles(nomination: Nomination, answers: Mapping, person_key: str):
    found = register.titles_like_each([_sought(nomination, answers, person_key)])[0]
    return _without_own(nomination, found)


def _sought(nomination: Nomination, answers: Mapping, person_key: str) -> register.Sought:
    leader_name = answers.get(nomination.procedure.person_question) or ""
    return register.Sought(nomination.name, person_key, leader_name, nomination.employer)


def _without_own(nomination: Nomination, titles):
    own = nomination.studio.name if nomination.studio else None
    return tuple(title for title in titles if title.name != own)


def _successor_key(procedure, answers: Mapping) -> str:
    """Keyed hash of the number of the person whom a change puts in; empty while none is typed (GS24-43)."""
    number = answers.get(procedure.successor_question) or ""
    return blind_index(number) if number else ""


def known_of_batch(batch, rows) -> dict[int, dict]:
    """What ``build`` asks per nomination, for all ``rows`` of a batch (``for_batch``) at once.

    Two queries at most, however many rows; one more where cultivation is asked for, of studios three more.
    """
    keys = {row.pk: row.person_key for row in rows if row.person_key}
    held = _held([row.person_key for row in rows if row.has_honour])
    batched = batch_facts(batch, rows)
    bans = list(Sanction.objects.filter(_bans_of(rows, keys.values()), lifted_at__isnull=True))
    studios, cultivated = _known_of_studios(rows), _cultivated_of(batch, keys.values())
    return {
        row.pk: {
            "sanctions": tuple(_ban(ban) for ban in bans if _concerns(ban, row)),
            "held_honours": held.get(row.person_key, frozenset()),
            "live_elsewhere": (row.places or 1) - 1,
            "is_cultivated": row.person_key in cultivated,
            "batch": batched,
        }
        | studios.get(row.pk, {})
        for row in rows
    }


def _cultivated_of(batch, keys) -> frozenset[str]:
    """Whose cultivation is finished, where the season asks for it."""
    terms = batch.season.edition.cultivation
    is_asked = terms is not None and batch.season.parameter(terms.required_parameter)
    return cultivated_among(keys) if is_asked else frozenset()


def _known_of_studios(rows) -> dict[int, dict]:
    """What the register of studios knows of the leaders and units of a batch; empty where persons are nominated."""
    if not rows[0].is_about_studio:
        return {}
    given = [(row, answers_of(row)) for row in rows]
    keys = {row.pk: key_of(row, answers) or row.person_key for row, answers in given}
    titles = register.titles_like_each([_sought(row, answers, keys[row.pk]) for row, answers in given])
    led = register.led_by_each(keys.values(), rows[0].season.programme_code)
    known = {}
    for row, alike in zip(rows, titles, strict=True):
        here, elsewhere = _beside_own(row, keys[row.pk], led.get(keys[row.pk], (0, 0)))
        known[row.pk] = {
            "studio_titles": _without_own(row, alike),
            "leads_here": here,
            "leads_elsewhere": elsewhere,
        }
    return known


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
    if not keys:
        return {}
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


def attachments_of(nomination: Nomination | Batch) -> tuple[Attachment, ...]:
    """Current materials as the rules see them. One query."""
    return tuple(_attachment(material) for material in nomination.materials.all() if material.removed_at is None)


def key_of(nomination: Nomination, answers: Mapping | None = None) -> str:
    """Keyed hash of the identity number of the person behind it; empty while there is none.

    Of a studio of the register that is its present leader; else what the form states.
    """
    procedure = nomination.procedure
    if procedure.of_studio:
        return (nomination.studio.leader.id_key or "") if nomination.studio else ""
    if procedure.of_trainee:
        return (nomination.trainee.person.id_key or "") if nomination.trainee else ""
    number = (answers_of(nomination) if answers is None else answers).get(procedure.key_question) or ""
    return blind_index(number) if number else ""


def place_of(nomination: Nomination) -> dict[str, str]:
    """What holds the nomination's one place from its submission on: the person (COM-19), or the studio's period."""
    answers, procedure = answers_of(nomination), nomination.procedure
    period = answers.get(procedure.period_question) if procedure.period_question else ""
    key = "" if procedure.of_studio or procedure.of_trainee else key_of(nomination, answers)
    return {"person_key": key, "period": str(period or "")[:20]}


def sanctions_on(nomination: Nomination, person_key: str) -> tuple[SanctionFacts, ...]:
    """Bans of the person, the employer and the recommender (AMB-06), past ones included; the rules look at the day."""
    subjects = Sanction.Subject
    on_person = Q(subject=subjects.PERSON, person_key=person_key) if person_key else Q(pk__in=[])
    on_employer = Q(subject=subjects.EMPLOYER, organisation__in=_given(nomination.employer_id))
    on_recommender = Q(subject=subjects.RECOMMENDER, organisation__in=_given(nomination.recommender_id))
    rows = Sanction.objects.filter(on_person | on_employer | on_recommender, lifted_at__isnull=True)
    return tuple(_ban(row) for row in rows)


def bans_on_person(person_key: str) -> tuple[SanctionFacts, ...]:
    """Bans of one person by keyed hash; none for an empty key."""
    if not person_key:
        return ()
    rows = Sanction.objects.filter(subject=Sanction.Subject.PERSON, person_key=person_key, lifted_at__isnull=True)
    return tuple(_ban(row) for row in rows)


def _given(key) -> list:
    """An empty key finds nothing."""
    return [key] if key else []


def _ban(row) -> SanctionFacts:
    return SanctionFacts(row.subject, row.starts_on, row.ends_on, row.decision_number)


def live_elsewhere(nomination: Nomination, person_key: str) -> int:
    """Other nominations that hold this person's place in this procedure of the season (COM-19)."""
    if not person_key:
        return 0
    others = Nomination.objects.filter(season=nomination.season_id, procedure_code=nomination.procedure_code)
    others = others.filter(person_key=person_key)
    return others.exclude(pk=nomination.pk).count()


def _attachment(material) -> Attachment:
    return Attachment(
        kind=material.kind,
        item=material.item,
        stamped_by_base=material.stamped,
        pages=material.pages,
        variant=material.variant,
        caption=material.caption,
        seconds=material.seconds,
    )


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


def batch_facts(batch: Batch, rows) -> BatchFacts:
    """A 推荐汇总 as the rules see it, from its ``rows`` (with their employers) and its summary form."""
    employers = [row.employer for row in rows]
    has_form = batch.form is not None
    files = {material.kind for material in batch.materials.all() if material.removed_at is None} if has_form else ()
    return BatchFacts(
        items=len(employers),
        sealed_scan=bool(batch.scan),
        contact_named=bool(batch.contact_name),
        non_public=len([one for one in employers if one and one.is_non_public]),
        is_district_union=batch.recommender.is_district_union,
        explanation=batch.explanation,
        explained_by_head=batch.explained_by_id is not None,
        answers=answers_of(batch) if has_form else {},
        files=frozenset(files),
    )


def listed(batch: Batch, rows) -> str:
    """Digest of what the printed summary says of ``rows``, in their order: a scan sealed before it changed is of another list.

    Where the summary is a form of its own (B2), its cells come from whole nominations, so their hashes are taken.
    """
    cells = [
        [row.code, row.content_hash] if batch.form else [row.code, *printed.summary_row(row, answers_of(row))]
        for row in rows
    ]
    own = content_hash(answers_of(batch), []) if batch.form else ""
    text = json.dumps([batch.contact_name, batch.contact_phone, own, cells], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

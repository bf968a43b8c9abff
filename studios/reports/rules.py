"""What other floors and the verbs ask about studios: read-only, plain values."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from accounts.models import Organisation
from craftsmen.models import Honour
from programmes import catalogue
from programmes.facts import StudioFacts, StudioTitle
from programmes.spec import LedgerSubject, Programme, Subject
from studios.models import LedgerEntry, OutsideTitle, Service, Studio
from studios.states import HOLDS_PLACE, StudioState


def programmes() -> tuple[Programme, ...]:
    """The programmes whose honour is a studio."""
    return tuple(one for one in catalogue.all() if one.subject is Subject.STUDIO and one.studio is not None)


def honour_codes(person) -> frozenset[str]:
    """Codes of the honours that a person holds with status 有效. One query."""
    return frozenset(Honour.objects.valid().filter(person=person).values_list("honour_code", flat=True))


def holds_leader_honour(programme: Programme, person) -> bool:
    """Whether ``person`` may lead a studio of the programme (WS24-03, GS24-01); always where none is asked."""
    wanted = programme.studio.leader_honour if programme.studio else ""
    return not wanted or wanted in honour_codes(person)


def studio_facts(studio: Studio) -> StudioFacts:
    """The studio as rules look at it; entries are counted since its last anniversary that matters. Five queries."""
    team = studio.members.filter(left_on__isnull=True)
    counted = team.aggregate(
        all=Count("pk"),
        front=Count("pk", filter=Q(is_front_line=True)),
        departments=Count("department", filter=~Q(department=""), distinct=True),
    )
    event = studio.leader_events.pending().first()
    return StudioFacts(
        name=studio.name,
        state=studio.state,
        leader_key=studio.leader.id_key or "",
        leader_honours=honour_codes(studio.leader),
        members=counted["all"],
        front_line_members=counted["front"],
        departments=counted["departments"],
        ledger_counts=ledger_counts(studio, since=counted_since(studio)),
        plan_progress=plan_progress(studio),
        building_ends_on=studio.building_ends_on,
        cycle_ends_on=studio.cycle_ends_on,
        named_on=studio.named_on,
        open_event=event.kind if event else "",
        event_on=event.happens_on if event else None,
    )


def counted_since(studio: Studio):
    """The first day of the period that the next decision looks at: this cycle, or the building period; None for all."""
    return studio.cycle_starts_on or studio.building_starts_on or studio.named_on


def ledger_counts(studio: Studio, *, since=None, until=None) -> dict[str, int]:
    """Standing entries by ledger code, every ledger of the programme named. One query."""
    entries = studio.entries.standing()
    if since:
        entries = entries.filter(happened_on__gte=since)
    if until:
        entries = entries.filter(happened_on__lte=until)
    found = dict(entries.values_list("ledger").annotate(count=Count("pk")).order_by())
    return {ledger.code: found.get(ledger.code, 0) for ledger in studio.terms.ledgers}


def plan_progress(studio: Studio) -> int | None:
    """Milestones of the latest plan that are done, in per cent; None without a plan or milestones."""
    plan = studio.plans.first()
    if plan is None:
        return None
    counted = plan.milestones.aggregate(all=Count("pk"), done=Count("done_on"))
    return counted["done"] * 100 // counted["all"] if counted["all"] else None


@dataclass(frozen=True)
class Sought:
    """Whose like the register is asked for: a studio by its name, its leader and its unit."""

    name: str
    leader_key: str
    leader_name: str
    employer: Organisation | None

    def like(self, row) -> str:
        """How ``row`` is alike: "record", "likeness", or empty."""
        known = bool(self.leader_key) and row.leader is not None and row.leader.id_key == self.leader_key
        if row.name == self.name or known:
            return "record"
        same_unit = self.employer is not None and row.employer_id == self.employer.pk
        return "likeness" if same_unit or self.leader_name in _leader_names(row) - {""} else ""


def titles_like(*, name, leader_key, leader_name, employer) -> tuple[StudioTitle, ...]:
    """Titles of the same studio, leader or unit that the register knows, its own and those from outside (GS24-06).

    ``match`` is "record" for the same name or the same identity number, "likeness" for the same unit or a leader of the
    same name. ``employer`` is an organisation or None. Two queries.
    """
    return titles_like_each([Sought(name, leader_key, leader_name, employer)])[0]


def titles_like_each(sought: Sequence[Sought]) -> list[tuple[StudioTitle, ...]]:
    """``titles_like`` for each of ``sought``, in their order. Two queries, however many."""
    alike = Q(name__in={one.name for one in sought} - {""})
    alike |= Q(leader__id_key__in={one.leader_key for one in sought} - {""})
    alike |= Q(employer__in={one.employer.pk for one in sought if one.employer})
    names = {one.leader_name for one in sought} - {""}
    own = Studio.objects.filter(alike | Q(leader__name__in=names), named_on__isnull=False)
    own = own.filter(state__in=HOLDS_PLACE | {StudioState.RETIRED})
    outside = OutsideTitle.objects.filter(alike | Q(leader_name__in=names), ended_on=None)
    rows = [(one.programme.honour, one) for one in own.select_related("leader")]
    rows += [(one.honour_code, one) for one in outside.select_related("leader")]
    return [
        tuple(
            StudioTitle(honour=honour, name=row.name, year=row.named_year, match=match)
            for honour, row in rows
            if (match := one.like(row))
        )
        for one in sought
    ]


def _leader_names(row) -> set[str]:
    """A studio has its leader's name; a title from outside states one."""
    return {row.leader.name} if isinstance(row, Studio) else {row.leader_name}


def led_by(person_key, programme_code) -> tuple[int, int]:
    """How many standing studios the person heads in this programme, and in others (AMB-25)."""
    return led_by_each({person_key}, programme_code).get(person_key, (0, 0))


def led_by_each(person_keys: Iterable[str], programme_code) -> dict[str, tuple[int, int]]:
    """``led_by`` of everybody who heads a standing studio. One query, none without keys."""
    keys = set(person_keys) - {""}
    if not keys:
        return {}
    led = Studio.objects.standing().filter(leader__id_key__in=keys).values_list("leader__id_key", "programme_code")
    counted = Counter((key, code == programme_code) for key, code in led)
    return {key: (counted[key, True], counted[key, False]) for key, _here in counted}


def services_of(person_key) -> dict[str, int]:
    """Services of a person that their hosts have confirmed, by level (B1 R14). One query, none without a key."""
    rows = Service.objects.confirmed().filter(person__id_key=person_key) if person_key else Service.objects.none()
    return dict(rows.values_list("level").annotate(count=Count("pk")).order_by())


def outcomes_of(person_key) -> int:
    """Standing outcomes in the ledgers of the studios that a person heads today. One query, none without a key."""
    if not person_key:
        return 0
    led = LedgerEntry.objects.standing().filter(
        studio__leader__id_key=person_key, studio__state__in=sorted(HOLDS_PLACE)
    )
    return led.filter(ledger__in=_outcome_ledgers()).count()


def _outcome_ledgers() -> set[str]:
    ledgers = (ledger for one in programmes() for ledger in one.studio.ledgers)  # type: ignore[union-attr]
    return {ledger.code for ledger in ledgers if ledger.subject == LedgerSubject.OUTCOME}


#: The day from which a studio owes its yearly duties.
STARTED = Coalesce("building_starts_on", "named_on", "founded_on")

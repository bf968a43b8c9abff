"""The organiser's board: studios counted by what describes them, those at risk, plan beside what was done."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery, Sum

from accounts.states import District
from programmes.periods import add_months, add_years
from programmes.spec import Counted
from studios import charts
from studios.measures import of_entries, total, wan
from studios.models import (
    BudgetLine,
    DutyItem,
    LeaderEvent,
    LedgerEntry,
    Milestone,
    Plan,
    Service,
    Spending,
    Studio,
    Target,
)
from studios.reports.rules import programmes
from studios.states import LIVE, StudioState

#: Statistics only; no rule looks at an age (QC23-04).
BANDS = ((35, "35 岁及以下"), (45, "36–45 岁"), (55, "46–55 岁"), (200, "56 岁及以上"))
UNKNOWN = "未登记"


def by_state(studios) -> list[charts.Bar]:
    """Studios per state in the order of life, states without any left out. One query."""
    found = dict(studios.values_list("state").annotate(count=Count("pk")).order_by())
    pairs = [(state, found[state]) for state in StudioState if state in found]
    urls = {str(state.label): f"state={state}" for state, _count in pairs}
    return charts.bars([(str(state.label), count) for state, count in pairs], urls=urls)


def by_district(studios) -> list[charts.Bar]:
    """Studios per district, most first. One query."""
    names = dict(District.choices)
    found = studios.values_list("district").annotate(count=Count("pk")).order_by("-count", "district")
    pairs = [(str(names.get(code, UNKNOWN)), count, code) for code, count in found]
    urls = {label: f"district={code}" for label, _count, code in pairs if code}
    return charts.bars([(label, count) for label, count, _code in pairs], urls=urls)


def by_industry(studios, most=12) -> list[charts.Bar]:
    """Studios per industry, most first, the rest together. One query."""
    found = list(studios.values_list("industry").annotate(count=Count("pk")).order_by("-count", "industry"))
    pairs = [(name or UNKNOWN, count) for name, count in found[:most]]
    rest = sum(count for _name, count in found[most:])
    urls = {name: f"industry={name}" for name, _count in found[:most] if name}
    return charts.bars([*pairs, *([("其他", rest)] if rest else [])], urls=urls)


def by_age(studios, today: dt.date) -> list[charts.Bar]:
    """Studios per age band of the leader on a day (forms.md: statistics only). One query."""
    births = studios.values_list("leader__birth_on", flat=True)
    counted = {label: 0 for _most, label in BANDS} | {UNKNOWN: 0}
    for born in births:
        counted[_band(born, today)] += 1
    return charts.bars([(label, count) for label, count in counted.items() if count or label != UNKNOWN])


def _band(born, today) -> str:
    if born is None:
        return UNKNOWN
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return next(label for most, label in BANDS if age <= most)


# Those at risk


@dataclass(frozen=True)
class Risk:
    """A studio that somebody should look at, and every reason for it."""

    studio: Studio
    reasons: list[str]
    last_entry_on: dt.date | None = None


def at_risk(studios, today: dt.date) -> list[Risk]:
    """Studios at work without an entry for the programme's months, near the leader's retirement, overdue, in 整改. One query."""
    rows = (
        studios.live()
        .select_related("leader", "employer")
        .annotate(
            last_entry_on=Subquery(_last_entry()),
            overdue=Subquery(_count(DutyItem.objects.overdue_on(today))),
            change_overdue=Exists(LeaderEvent.objects.pending().filter(studio=OuterRef("pk"), due_on__lt=today)),
            leaves_on=Subquery(_ahead(today)),
        )
        .order_by("-overdue", "programme_code", "number")
    )
    found = [Risk(row, _reasons(row, today), row.last_entry_on) for row in rows]
    return [risk for risk in found if risk.reasons]


def _last_entry():
    entries = LedgerEntry.objects.standing().filter(studio=OuterRef("pk")).order_by()
    return entries.values("studio").annotate(day=Max("happened_on")).values("day")


def _count(rows):
    return rows.filter(studio=OuterRef("pk")).order_by().values("studio").annotate(count=Count("pk")).values("count")


def _ahead(today):
    events = LeaderEvent.objects.pending().filter(studio=OuterRef("pk"), happens_on__gt=today)
    return events.order_by("happens_on").values("happens_on")[:1]


def _reasons(row, today) -> list[str]:
    found = []
    if row.overdue:
        found.append(f"{row.overdue} 项义务逾期")
    if row.change_overdue:
        found.append("管理变更逾期")
    if row.state == StudioState.RECTIFYING:
        found.append(f"整改中，期限 {row.rectify_until}" if row.rectify_until else "整改中")
    months = row.terms.idle_months
    began = row.building_starts_on or row.named_on or row.created_at.date()
    if (row.last_entry_on or began) < add_months(today, -months):
        found.append(f"{months} 个月没有台账记录")
    return found + _leaving(row, today)


def _leaving(row, today) -> list[str]:
    """That the leader's last day is known and near, or else that the leader has the programme's age."""
    terms, leader = row.terms, row.leader
    if row.leaves_on and row.leaves_on <= today + dt.timedelta(days=terms.leaving_days):
        return [f"领衔人 {row.leaves_on} 离任"]
    if leader.birth_on and leader.birth_on <= add_years(today, -terms.near_retirement_age):
        return [f"领衔人已满 {terms.near_retirement_age} 岁"]
    return []


# Plan and what was done


@dataclass(frozen=True)
class Promise:
    """A target up to the present plan year, and what the ledgers count since building began."""

    title: str
    unit: str
    wanted: Decimal
    value: Decimal

    @property
    def is_met(self) -> bool:
        return self.value >= self.wanted

    @property
    def words(self) -> str:
        return f"{self.title} {_plain(self.value)} / {_plain(self.wanted)} {self.unit}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


@dataclass(frozen=True)
class Progress:
    """A studio's plan in numbers: milestones, what was promised so far beside what the ledgers count, 万元."""

    studio: Studio
    done: int
    milestones: int
    expected: int
    entries: int
    benefit: Decimal
    budget: Decimal
    spent: Decimal
    targets: list["Promise"] = field(default_factory=list)

    @property
    def percent(self) -> int:
        return self.done * 100 // self.milestones if self.milestones else 0

    @property
    def is_behind(self) -> bool:
        """Fewer milestones than the time that has passed, or a promise that the ledgers do not bear out."""
        return (bool(self.milestones) and self.percent < self.expected) or not all(one.is_met for one in self.targets)


def progress(studios, today: dt.date) -> list[Progress]:
    """Studios with a plan whose building period runs or has run.

    Seven queries and one more for each programme, however many studios there are.
    """
    rows = list(
        studios.live()
        .filter(plans__isnull=False, building_starts_on__isnull=False)
        .distinct()
        .select_related("employer")
    )
    latest = dict(Plan.objects.filter(studio__in=rows).order_by("version").values_list("studio", "pk"))
    steps = _sums(
        Milestone.objects.filter(plan__in=latest.values()), "plan__studio", all=Count("pk"), done=Count("done_on")
    )
    entries = _sums(
        LedgerEntry.objects.standing().filter(studio__in=rows, happened_on__gte=F("studio__building_starts_on")),
        "studio", count=Count("pk"), benefit=Sum("benefit_wan"),
    )  # fmt: skip
    budget = _sums(BudgetLine.objects.filter(plan__in=latest.values()), "plan__studio", sum=Sum("amount_wan"))
    spent = _sums(Spending.objects.filter(studio__in=rows), "studio", sum=Sum("amount_wan"))
    promises = _promises(rows, latest, today)
    return [_progress(row, steps, entries, budget, spent, promises.get(row.pk, []), today) for row in rows]


def _promises(rows, latest, today) -> dict[int, list[Promise]]:
    """Studio → its targets of the plan years begun, those that something measures."""
    counted = _counted(rows)
    wanted: dict[int, dict[str, Promise]] = {}
    targets = Target.objects.filter(plan__in=latest.values()).select_related("plan").order_by("pk")
    began = {row.pk: row.building_starts_on for row in rows}
    for one in targets:
        studio, value = one.plan.studio_id, counted.get(one.plan.studio_id, {}).get(one.key)
        if value is None or add_years(began[studio], one.year - 1) > today:
            continue
        known = wanted.setdefault(studio, {}).get(one.key)
        amount = one.amount + (known.wanted if known else 0)
        wanted[studio][one.key] = Promise(one.title, one.unit, amount, Decimal(value))
    return {studio: list(found.values()) for studio, found in wanted.items()}


def _counted(rows) -> dict[int, dict[str, Decimal]]:
    """Studio → measure → what the ledgers hold since building began."""
    found: dict[int, dict[str, Decimal]] = {}
    for programme in programmes():
        own = [row for row in rows if row.programme_code == programme.code]
        measures = programme.studio.measures  # type: ignore[union-attr]
        if not own or not measures:
            continue
        since = {"studio__in": own, "happened_on__gte": F("studio__building_starts_on")}
        sums = {one.key: total(one) for one in of_entries(measures)}
        made = _sums(LedgerEntry.objects.standing().filter(**since), "studio", **sums)
        served = _sums(Service.objects.standing().filter(**since), "studio", count=Count("pk"))
        for row in own:
            entries = made.get(row.pk, {})
            services = served.get(row.pk, {}).get("count", 0)
            found[row.pk] = {
                one.key: services if one.counts == Counted.SERVICES else entries.get(one.key) or 0 for one in measures
            }
    return found


def _sums(rows, group, **totals) -> dict:
    return {one.pop(group): one for one in rows.order_by().values(group).annotate(**totals)}


def _progress(row, steps, entries, budget, spent, promises, today):
    own, made = steps.get(row.pk, {}), entries.get(row.pk, {})
    return Progress(
        studio=row,
        done=own.get("done", 0),
        milestones=own.get("all", 0),
        expected=expected_percent(row, today),
        entries=made.get("count", 0),
        benefit=wan(made.get("benefit")),
        budget=wan(budget.get(row.pk, {}).get("sum")),
        spent=wan(spent.get(row.pk, {}).get("sum")),
        targets=promises,
    )


def expected_percent(studio: Studio, today: dt.date) -> int:
    """How much of the building period has passed, 0–100."""
    span = (studio.building_ends_on - studio.building_starts_on).days or 1
    return min(max((today - studio.building_starts_on).days * 100 // span, 0), 100)


def due_counts(user_duties, today: dt.date) -> dict[str, int]:
    """What is due among these duties: overdue, open, within the coming thirty days. One query."""
    soon = today + dt.timedelta(days=30)
    return user_duties.pending().aggregate(
        overdue=Count("pk", filter=Q(due_on__lt=today)),
        open=Count("pk", filter=Q(opens_on__lte=today, due_on__gte=today)),
        soon=Count("pk", filter=Q(opens_on__gt=today, opens_on__lte=soon)),
    )


def live_count(studios) -> int:
    return studios.filter(state__in=LIVE).count()


def duty_titles(programme="") -> list[tuple[str, str]]:
    """(code, title) of the duties of one programme, or of all; each code once."""
    found = {
        duty.code: duty.title
        for one in programmes()
        for duty in one.studio.duties  # type: ignore[union-attr]
        if programme in ("", one.code)
    }
    return list(found.items())


def titles() -> list[tuple[str, str]]:
    """(code, title) of every studio programme."""
    return [(one.code, one.title) for one in programmes()]

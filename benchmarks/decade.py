"""Ten years of duties for 1,000 studios, day by day with the clock moved: every reminder once, every overdue state reached.

``python -m benchmarks.decade [--studios 1000] [--years 10]``. Each day does what the portal does: at five past midnight the
day's duties, at nine the reminders; at nine ten, on days with messages and on each first, once more, which must find nothing.
People fulfil, forget or are late by a fixed seed. Rows of studios and most fulfilments are written in bulk; a part of each goes through the verbs of the pages.
"""

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from benchmarks import place

START = date(2027, 1, 1)
LIMIT_SECONDS = 300
BY_VERB = 50  # one studio in fifty lives through the verbs of the pages
EMPLOYERS, UNIONS, OFFICERS = 200, 20, 3


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--studios", type=int, default=1000)
    asked.add_argument("--years", type=int, default=10)
    given = asked.parse_args()
    place.introduce(f"{given.studios} studios, {given.years} years")
    with place.portal():
        from tests.factories import studios as declared

        with declared.declared():
            decade = Decade(given.studios, given.years)
            decade.build()
            processor = time.process_time()
            seconds = decade.live()
            processor = time.process_time() - processor
            decade.check()
    print(f"\n{seconds:.0f} s, of which {processor:.0f} s of the application's processor; limit {LIMIT_SECONDS} s")
    if seconds > LIMIT_SECONDS:
        sys.exit("slower than the limit")


class Decade:
    """The studios, what people will do with each duty, and what was seen on each day."""

    def __init__(self, studios: int, years: int) -> None:
        self.count, self.days = studios, (START.replace(year=START.year + years) - START).days
        self.random = random.Random(20270101)
        self.planned: dict[date, list[int]] = defaultdict(list)
        self.overdue_seen: set[int] = set()
        self.overdue_events: set[int] = set()
        self.taken: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.worst = 0.0
        self.last_days: set[date] = set()
        self.told: dict[date, list[tuple[str, int]]] = defaultdict(list)
        self.expected: dict[str, set[int]] = {}
        self.last_item = self.sent = self.made = 0

    # Rows

    def build(self) -> None:
        from accounts.models import Membership, Organisation, User
        from craftsmen.models import Person
        from studios.models import LeaderTerm, Studio

        def bodies(kind, number):
            rows = [Organisation(name=f"{kind}{n}", credit_code=f"{kind[0]}{n:016d}") for n in range(number)]
            return Organisation.objects.bulk_create(rows)

        def people(number):
            at = User.objects.count()
            rows = [
                User(username=f"u{at + n}", name=f"人{at + n}", email=f"u{at + n}@example.org") for n in range(number)
            ]
            return User.objects.bulk_create(rows)

        self.organiser = bodies("主办", 1)[0]
        employers, unions = bodies("单位", EMPLOYERS), bodies("工会", UNIONS)
        places = [(one, role) for one in employers + unions for role in ("clerk", "head")]
        places += [(self.organiser, "officer")] * OFFICERS + [(self.organiser, "leader")]
        staff = people(len(places))
        Membership.objects.bulk_create(
            Membership(user=user, organisation=one, role=role) for user, (one, role) in zip(staff, places, strict=True)
        )
        self.head, self.officer = staff[-1], staff[-2]
        self.officers = {user.pk for user in staff[-1 - OFFICERS : -1]}
        self.staff: dict[int, set[int]] = defaultdict(set)
        for user, (one, _role) in zip(staff, places, strict=True):
            self.staff[one.pk].add(user.pk)
        leaders = Person.objects.bulk_create(Person(name=user.name, user=user) for user in people(self.count))
        rows = [self._studio(n, leaders[n], employers[n % EMPLOYERS], unions[n % UNIONS]) for n in range(self.count)]
        made = Studio.objects.bulk_create(rows)
        LeaderTerm.objects.bulk_create(LeaderTerm(studio=one, person=one.leader, from_on=START) for one in made)

    def _studio(self, number, leader, employer, union):
        from programmes.periods import add_years
        from studios.models import Studio
        from tests.factories.studios import BUILDS, CYCLES

        first = START + timedelta(days=self.random.randrange(1, 700))
        code = (BUILDS, CYCLES)[number % 2]
        fields = {"building_starts_on": first, "building_ends_on": add_years(first, 2), "state": "building"}
        if code == CYCLES:
            ends_on = add_years(first, 3)
            cycle = {"cycle_number": 1, "cycle_starts_on": first, "cycle_ends_on": ends_on}
            fields = {"named_on": first, "state": "operating"} | cycle
        return Studio(
            programme_code=code, edition_code=f"{code}-1", number=number, code=f"S-{number:05d}", name=f"工作室{number}",
            organiser=self.organiser, employer=employer, recommender=union, leader=leader, **fields,
        )  # fmt: skip

    # Days

    def live(self) -> float:
        began = time.perf_counter()
        for number in range(self.days):
            self._day(START + timedelta(days=number))
            if number % 365 == 364:
                print(f"year {number // 365 + 1}: {time.perf_counter() - began:.0f} s, {self.sent} messages")
                sys.stdout.flush()
        return time.perf_counter() - began

    def _day(self, day: date) -> None:
        from programmes import clock

        started = time.perf_counter()
        with clock.at(at(day, 0, 5)):
            self.made += self._timed("duties of the day", self._refresh)
        if self.made:
            self._plan_new()
        self._expect(day)
        with clock.at(at(day, 9, 0)):
            sent = self._timed("reminders of the day", self._remind)
        self.sent += sent
        if sent or day.day == 1:
            with clock.at(at(day, 9, 10)):
                again = self._timed("reminders again", self._remind)
            assert again == 0, f"{day}: {again} messages a second time"
        self.worst = max(self.worst, time.perf_counter() - started)
        with clock.at(at(day, 16, 0)):
            self._timed("what people do", lambda: self._people(day))

    def _timed(self, name, call):
        began = time.perf_counter()
        try:
            return call()
        finally:
            self.taken[name] += time.perf_counter() - began  # type: ignore[assignment]
            self.calls[name] += 1

    def _refresh(self):
        from studios.tasks import refresh_duties

        return refresh_duties()

    def _remind(self):
        from notifications.tasks import remind

        return remind()

    # People

    def _people(self, day: date) -> None:
        if self.made:
            self._plan_new()
        due = self.planned.pop(day, [])
        if due:
            self._fulfil(day, due)
        if day - timedelta(days=1) in self.last_days:
            self._look_at_overdue(day)
        if day.day == 10:
            self._leaders_go(day)
            self.made = 1  # a change of leader may have made rows

    def _note(self, kind: str, pk: int, days: list[str]) -> None:
        for day in map(date.fromisoformat, days):
            self.told[day].append((kind, pk))

    def _expect(self, day: date) -> None:
        """Who has to be told this morning, from the declared days and the state of the rows; the cursor is not asked."""
        from studios.models import DutyItem, LeaderEvent

        due = self.told.pop(day, [])
        if not due:
            return
        duties, events = ([pk for kind, pk in due if kind == wanted] for wanted in ("duty", "event"))
        for item in DutyItem.objects.pending().filter(pk__in=duties).select_related("studio__leader"):
            if item.studio.state in item.declared.owed_in:
                self.expected[key_of("studio-duty", item, day)] = self._people_of(item.studio, item.declared.audience)
        for event in LeaderEvent.objects.pending().filter(pk__in=events).select_related("studio__leader"):
            audience = event.studio.terms.leader_term.audience
            self.expected[key_of("studio-leader", event, day)] = self._people_of(event.studio, audience)

    def _people_of(self, studio, audience) -> set[int]:
        found = {
            "studio": {studio.leader.user_id} - {None},
            "employer": self.staff[studio.employer_id],
            "recommender": self.staff[studio.recommender_id],
            "organiser": self.officers,
        }
        return set().union(*(found[name] for name in audience))

    def _look_at_overdue(self, day: date) -> None:
        from studios.models import DutyItem, LeaderEvent

        yesterday = day - timedelta(days=1)
        late = DutyItem.objects.overdue_on(day).filter(due_on=yesterday)
        self.overdue_seen |= set(late.values_list("pk", flat=True))
        tasks = LeaderEvent.objects.pending().filter(due_on=yesterday)
        self.overdue_events |= set(tasks.values_list("pk", flat=True))

    def _plan_new(self) -> None:
        """Seven in ten on time, two late, one never."""
        from studios.models import DutyItem

        rows = DutyItem.objects.filter(pk__gt=self.last_item).order_by("pk")
        self.made = 0
        for pk, opens_on, due_on, remind_on in rows.values_list("pk", "opens_on", "due_on", "remind_on"):
            self.last_item, lot = pk, self.random.random()
            self.last_days.add(due_on)
            self._note("duty", pk, remind_on)
            if lot < 0.7:
                span = max((due_on - opens_on).days, 1)
                self.planned[opens_on + timedelta(days=self.random.randrange(span))].append(pk)
            elif lot < 0.9:
                self.planned[due_on + timedelta(days=self.random.randrange(5, 40))].append(pk)

    def _fulfil(self, day: date, pks: list[int]) -> None:
        from studios.models import DutyItem

        items = list(DutyItem.objects.pending().filter(pk__in=pks, done_on=None).select_related("studio__leader"))
        plain = [item for item in items if item.studio.number % BY_VERB or not self._by_verb(item, day)]
        for item in plain:
            self._renew(item)
        self.made += 1
        DutyItem.objects.filter(pk__in=[item.pk for item in plain]).update(
            done_on=day, done_note="已办理", next_reminder_on=None
        )

    def _by_verb(self, item, day: date) -> bool:
        """One in ten as the pages do it: confirmation, assessment, acceptance, cycle review."""
        from studios.actions import duties, life

        common = {"opinion": "符合要求。", "conditions": {}, "figures": {}, "decided_on": day, "by": self.head}
        if item.studio.state == "changing" and item.code != "check_in":
            return False
        if item.code == "assessment":
            life.record_assessment(item.studio, year=int(item.period), result="qualified", **common)
        elif item.code == "acceptance":
            life.decide_acceptance(item.studio, result="pass", **common)
        elif item.code == "review":
            life.review_cycle(item.studio, result="renewed", **common)
        else:
            duties.fulfil(item.studio, item.code, item.period, by=self.officer, note="已经核对")
        return True

    def _renew(self, item) -> None:
        """What the cycle review or the acceptance leaves in the row."""
        from programmes.periods import add_years
        from studios.models import Studio

        own = Studio.objects.filter(pk=item.studio_id)
        if item.code == "review":
            ends_on = item.studio.cycle_ends_on
            own.update(
                cycle_number=item.studio.cycle_number + 1, cycle_starts_on=ends_on, cycle_ends_on=add_years(ends_on, 3)
            )
        elif item.code == "acceptance" and item.studio.state == "building":
            own.update(state="operating")

    def _leaders_go(self, day: date) -> None:
        """Each month one leader's retirement is known ahead, one leaves, and one change in two is filed in time."""
        from craftsmen.models import Person
        from programmes import catalogue
        from studios.actions import events, life
        from studios.models import LeaderEvent, Studio

        busy = LeaderEvent.objects.pending().values("studio")
        live = list(Studio.objects.live().exclude(pk__in=busy).order_by("pk")[:50])
        self.random.shuffle(live)
        for studio, kind, ahead in zip(live, ("retired", "left"), (120, 0), strict=False):
            event = events.report(studio, kind=kind, happens_on=day + timedelta(days=ahead), by=self.officer)
            self.last_days.add(event.due_on)
            self._note("event", event.pk, [one for one in event.remind_on if one > day.isoformat()])
        due = LeaderEvent.objects.pending().filter(happens_on__lte=day - timedelta(days=20)).select_related("studio")
        for event in due.order_by("pk")[:1]:
            if catalogue.get(event.studio.programme_code).studio.leader_honour:
                life.leave(
                    event.studio, keep_title=True, decided_on=day, decision_number="", reason="领衔人退休", by=self.head
                )
                continue
            new = Person.objects.create(name=f"继任{event.pk}")
            life.change_leader(
                event.studio,
                new_leader=new,
                new_name="",
                changed_on=day,
                decision_number="",
                reason="领衔人退休",
                by=self.head,
            )

    # What must be true

    def check(self) -> None:
        self._check_reminders("studio-duty")
        self._check_reminders("studio-leader")
        self._check_overdue()
        self._check_periods()
        self._figures()

    def _check_reminders(self, code: str) -> None:
        """What was sent is what had to be sent: the same keys, each to the same people, each person once."""
        from notifications.models import Message

        found: dict[str, list[int]] = defaultdict(list)
        for key, person in Message.objects.filter(code=code, dropped_at=None).values_list("key", "recipient_id"):
            found[key].append(person)
        wanted = {key: people for key, people in self.expected.items() if key.startswith(f"remind:{code}:")}
        twice = [key for key, people in found.items() if len(people) != len(set(people))]
        assert twice == [], f"{code}: twice {twice[:3]}"
        missing = [key for key, people in wanted.items() if people - set(found.get(key, ()))]
        assert missing == [], f"{code}: {len(missing)} missing, {sorted(missing)[:3]}"
        extra = [key for key, people in found.items() if set(people) - wanted.get(key, set())]
        assert extra == [], f"{code}: {len(extra)} not wanted, {sorted(extra)[:3]}"
        print(
            f"{code}: {len(found)} reminders, {sum(map(len, found.values()))} messages, each once to each of its people"
        )

    def _check_overdue(self) -> None:
        from studios.models import DutyItem, LeaderEvent

        last = START + timedelta(days=self.days - 1)
        late = {
            item.pk
            for item in DutyItem.objects.all()
            if item.due_on < min(item.done_on or last, local(item.waived_at) if item.waived_at else last)
        }
        assert late <= self.overdue_seen, f"{len(late - self.overdue_seen)} duties were never seen overdue"
        events = {e.pk for e in LeaderEvent.objects.all() if e.due_on < (e.settled_on or last)}
        assert events <= self.overdue_events, f"{len(events - self.overdue_events)} changes were never seen overdue"
        print(
            f"overdue: {len(late)} duties and {len(events)} changes of leader, each seen on the day after its last day"
        )

    def _check_periods(self) -> None:
        """Every studio has every yearly duty of every year in which it was at work and owed it, from dates alone."""
        from programmes import duties as dates
        from studios.models import DutyItem, LeaderEvent, Studio

        have = set(DutyItem.objects.values_list("studio", "code", "period"))
        last, missing = START + timedelta(days=self.days - 1), []
        changes: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for event in LeaderEvent.objects.all():
            changes[event.studio_id].append((event.happens_on, event.settled_on or last))
        for studio in Studio.objects.all():
            began = studio.building_starts_on or studio.named_on
            ended = studio.ended_on or last
            for duty in (one for one in studio.terms.duties if one.is_yearly):
                for year in range(START.year, last.year + 1):
                    term = dates.yearly(duty, year)
                    owed = began <= term.opens_on and term.due_on < ended
                    if owed and "changing" not in duty.owed_in:  # 变更中 from before the year until after the last day
                        span = (date(year, 1, 1), term.due_on)
                        owed = not any(a <= span[0] and span[1] <= b for a, b in changes[studio.pk])
                    if owed and (studio.pk, duty.code, str(year)) not in have:
                        missing.append((studio.pk, duty.code, year))
        assert missing == [], f"{len(missing)} duties have no row: {missing[:3]}"
        print(f"duties: {len(have)} rows, none missing")

    def _figures(self) -> None:
        rows = [
            (name, self.calls[name], float(self.taken[name]), self.taken[name] / self.calls[name] * 1000)
            for name in self.taken
        ]
        place.show(
            [*rows, ("the longest day", 1, self.worst, self.worst * 1000)], heads=("each day", "calls", "s", "ms each")
        )


def at(day: date, hour: int, minute: int) -> datetime:
    from programmes import clock

    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.SHANGHAI)


def local(moment: datetime) -> date:
    from programmes import clock

    return moment.astimezone(clock.SHANGHAI).date()


def key_of(code: str, item, day: date) -> str:
    return f"remind:{code}:{item.pk}:{item.due_on:%Y%m%d}:{(day - item.due_on).days:+d}"


if __name__ == "__main__":
    main()

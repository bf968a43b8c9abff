"""Read-only assembly for the public pages and the staff's desk."""

import datetime as dt

from django.db.models import Count, Q, Subquery
from django.urls import reverse

from certificates.numbers import same_number
from craftsmen.models import Honour, Revocation
from nominations.models import Nomination, Sanction, Season
from nominations.openings import accepted
from nominations.states import UNDER_REVIEW, UNSENT
from programmes import catalogue, clock
from publicity import stages
from publicity.models import Conferral, Notice, Publicity
from reviews import subjects

WEEKDAYS = "一二三四五六日"
ROLL_LENGTH = 16
NEWS_LENGTH = 6
MOST_SEASONS = 40
MOST_RUNNING = 5


def is_number_used(number: str) -> bool:
    """Whether a document number is taken: by a naming, a notice, a disqualification or a revocation, whatever its brackets.

    Four queries over a handful of rows each.
    """
    wanted = same_number(number)
    others = (
        (Season, "notice_number"),
        (Sanction, "decision_number"),
        (Revocation, "decision_number"),
    )
    taken = (value for model, name in others for value in model.objects.values_list(name, flat=True) if value)
    return Conferral.objects.filter(number_key=wanted).exists() or any(same_number(value) == wanted for value in taken)


def days(publicity) -> list[dict]:
    """The counted working days for the strip, each done, now or later."""
    today = clock.today()
    dates = [dt.date.fromisoformat(text) for text in publicity.calendar_days]
    return [
        {
            "day": date.day,
            "month": date.month,
            "word": "今天" if date == today else f"周{WEEKDAYS[date.weekday()]}",
            "state": "done" if date < today else "now" if date == today else "",
        }
        for date in dates
    ]


def remaining(publicity) -> dict:
    """How many counted days are left, today included when it counts; ``over`` after 24:00 of the last one."""
    today = clock.today().isoformat()
    left = [day for day in publicity.calendar_days if day >= today]
    return {
        "count": len(left),
        "with_today": bool(left) and left[0] == today,
        "total": len(publicity.calendar_days),
        "index": len(publicity.calendar_days) - len(left) + 1,
        "over": not publicity.is_running,
    }


def public_list(publicity, *, query="") -> dict:
    """Everything the public page of a list shows. Four queries."""
    query = query.strip()
    entries = (
        publicity.entries.filter(Q(name__contains=query) | Q(leader__contains=query) | Q(unit__contains=query))
        if query
        else publicity.entries.all()
    )
    return {
        "publicity": publicity,
        "season": publicity.season,
        "entries": list(entries),
        "query": query,
        "days": days(publicity),
        "remaining": remaining(publicity),
        "corrections": [c for c in publicity.corrections.all() if c.published_at],
        "attachments": list(publicity.attachments.all()),
        "last_weekday": f"周{WEEKDAYS[publicity.ends_on.weekday()]}",
    }


def home() -> dict:
    """Everything the home page shows. Five queries, whatever the size of the register."""
    seasons = list(Season.objects.announced().select_related("organiser").order_by("-year", "-pk")[:MOST_SEASONS])
    lists = list(
        Publicity.objects.public()
        .select_related("season")
        .annotate(people=Count("entries"))
        .order_by("-published_at")[:MOST_RUNNING]
    )
    season, shown = _foremost(seasons, lists)
    offered = offers(seasons)
    accepting = _beside(season, shown, seasons)
    roll = newest_roll()
    return {
        "season": season,
        "accepting": accepting,
        "is_studio": season is not None and subjects.is_studio(season),
        "honour_title": catalogue.get(season.programme_code).honour_title if season else "",
        "publicity": shown,
        "days": days(shown) if shown else [],
        "remaining": remaining(shown) if shown else None,
        "others": [one for one in lists if one.is_running and one != shown],
        "offers": offered if any(one["season"] not in (season, accepting) for one in offered) else [],
        "steps": steps(season, shown),
        "roll": roll,
        "roll_year": roll[0].year if roll else None,
        "roll_first_year": roll[0].first_year if roll else None,
        "roll_total": roll[0].total if roll else 0,
        "news": news(seasons)[:NEWS_LENGTH],
    }


def _foremost(seasons, lists):
    """The season on top and its list: a running publicity leads, then the nearest deadline, then the newest season.

    What is accepted all the year round leads only where there is nothing else.
    """
    running = next((one for one in lists if one.is_running), None)
    if running:
        return running.season, running
    due = sorted((one for one in seasons if one.is_accepting and one.deadline_at), key=lambda one: one.deadline_at)
    season = next((one for one in (*due, *(one for one in seasons if not one.is_standing), *seasons)), None)
    return season, next((one for one in lists if one.season_id == season.pk), None) if season else None


def _beside(season, shown, seasons):
    """A season of the same programme that takes nominations while the list of another year is public."""
    if shown is None or not shown.is_running:
        return None
    same = (one for one in seasons if one.programme_code == season.programme_code and one != season)
    return next((one for one in same if one.is_accepting and one.deadline_at), None)


def offers(seasons) -> list[dict]:
    """What can be applied for now, the nearest deadline first: of each season the procedures that begin something new."""
    found: dict[int, dict] = {}
    for season, procedure in accepted(seasons):
        if not procedure.of_studio:
            row = found.setdefault(season.pk, {"season": season, "procedures": [], "until": None})
            row["procedures"].append(procedure)
            row["until"] = season.deadline_of(procedure) or row["until"]
    return sorted(found.values(), key=lambda row: (row["until"] is None, row["until"] or row["season"].opens_at))


def newest_roll():
    """Valid honours of the newest year in stroke order, each with the register's total and first year. One query."""
    valid = Honour.objects.valid()
    newest = valid.order_by("-year").values("year")[:1]
    first = valid.order_by("year").values("year")[:1]
    total = valid.order_by().values("state").annotate(n=Count("pk")).values("n")
    rows = valid.filter(year=Subquery(newest)).annotate(first_year=Subquery(first), total=Subquery(total))
    return list(rows.select_related("certificate").in_stroke_order()[:ROLL_LENGTH])


def news(seasons) -> list[dict]:
    """Notices of seasons and publications in one list, newest first. One query."""
    rows = [
        {"title": n.title, "url": n.get_absolute_url(), "at": n.published_at, "kind": n.get_kind_display()}
        for n in Notice.objects.all()[:50]
    ]
    rows += [
        {"title": notice_title(s), "url": season_url(s), "at": s.opens_at, "kind": "通知"}
        for s in seasons
        if s.opens_at and s.notice_text
    ]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def notice_title(season) -> str:
    title = season.title
    return title if title.startswith("关于") else f"关于开展{title}工作的通知"


def season_url(season) -> str:
    return reverse("publicity:season-notice", args=[season.pk])


def steps(season, publicity) -> list[dict]:
    """The season's stages for the tracker with the days on which they ran; nothing is known of what runs elsewhere."""
    if season is None or not season.decided_here or season.state not in ("reviewing", "concluded"):
        return []
    return stages.of_season(season, publicity)


def outside(seasons) -> list[Season]:
    """Those of ``seasons`` that are decided elsewhere and have nominations without a result, with ``left``. One query."""
    under_review = Q(nominations__state__in=UNDER_REVIEW)
    rows = seasons.filter(decided_here=False).annotate(left=Count("nominations", filter=under_review))
    return list(rows.filter(left__gt=0).order_by("-year", "-pk"))


def results(season) -> list[Nomination]:
    """Every nomination of a season's field that was sent, with its award: the named first, by the list. Two queries."""
    codes = [procedure.code for procedure in season.edition.procedures if not procedure.rolling]
    rows = Nomination.objects.filter(season=season, procedure_code__in=codes).exclude(state__in=UNSENT)
    rows = rows.exclude(state="expired").select_related(
        "season", "employer", "person", "award__conferral", "award__entry", "award__honour__certificate",
        "award__studio__certificate",
    )  # fmt: skip
    found = list(rows.order_by("number"))
    subjects.with_leaders(found)
    for row in found:
        row.given = getattr(row, "award", None)
    return sorted(found, key=lambda row: (row.given is None, row.given.position if row.given else 0, row.number))

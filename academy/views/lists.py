"""The list and the month calendar of activities, what one teaches, and the calendar to subscribe to."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from academy.actions import feeds
from academy.facts import weeks_of
from academy.forms import FilterForm
from academy.models import Activity, Feedback
from academy.permissions import may_plan
from academy.states import ActivityState
from academy.views.common import PAGE, enter, person_of
from programmes import clock

WHICH = {"": "即将举办", "mine": "我的", "past": "已举办", "run": "我们举办的", "all": "全部"}


def _wanted(request):
    """The form of the page, and the activities that it asks for."""
    form = FilterForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    rows = Activity.objects.visible_to(request.user).filtered(**values)
    return form, rows


@login_required
@require_safe
def index(request):
    """What is coming, with level, force and “mine” to choose by."""
    enter(request)
    form, rows = _wanted(request)
    show, now = request.GET.get("show", ""), clock.now()
    rows = rows.order_by("starts_at", "id")
    if show == "mine":
        person = person_of(request.user)
        rows = rows.enrolled_by(person) if person else rows.none()
    elif show == "past":
        rows = rows.filter(state__in=[ActivityState.HELD, ActivityState.CLOSED]).order_by("-starts_at", "-id")
    elif show == "run":
        rows = rows.run_by(request.user).order_by("-starts_at", "-id")
    elif show != "all":
        rows = rows.standing().filter(ends_at__gte=now)
    context = {
        "form": form,
        "page": Paginator(rows.for_list(), PAGE).get_page(request.GET.get("page")),
        "show": show,
        "which": WHICH,
        "may_plan": may_plan(request.user),
        "density": "compact",
    }
    return render(request, "academy/list.html", context)


def _month(text) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=clock.SHANGHAI).date()
    except ValueError:
        return clock.today().replace(day=1)


@login_required
@require_safe
def month(request):
    """A month of activities, day by day."""
    enter(request)
    form, rows = _wanted(request)
    first = _month(request.GET.get("month", ""))
    mine = request.GET.get("show") == "mine"
    if mine:
        person = person_of(request.user)
        rows = rows.enrolled_by(person) if person else rows.none()
    activities = list(rows.in_month(first))
    context = {
        "form": form,
        "weeks": weeks_of(first, activities),
        "count": len(activities),
        "first": first,
        "before": (first - dt.timedelta(days=1)).strftime("%Y-%m"),
        "after": (first + dt.timedelta(days=32)).strftime("%Y-%m"),
        "today": clock.today(),
        "mine": mine,
        "days": "一二三四五六日",
        "density": "compact",
    }
    return render(request, "academy/month.html", context)


@login_required
@require_safe
def teaching(request):
    """What one teaches: when, where, for how many, and what they said of it, without names."""
    enter(request)
    rows = Activity.objects.taught_by(request.user).for_list().order_by("-starts_at", "-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    said = Feedback.objects.filter(enrolment__activity__in=[one.pk for one in page.object_list])
    by_activity: dict[int, list] = {}
    for pk, score, text in said.values_list("enrolment__activity", "score", "text"):
        by_activity.setdefault(pk, []).append((score, text))
    context = {"page": page, "rows": [(one, by_activity.get(one.pk, [])) for one in page.object_list]}
    return render(request, "academy/teaching.html", context | {"density": "compact"})


@login_required
@require_safe
@never_cache
def subscribe(request):
    """The address of the own calendar, and how to put it into a phone."""
    enter(request)
    key = feeds.key_of(request.user)
    address = settings.SITE_URL.rstrip("/") + reverse("academy:feed", args=[key.token])
    context = {"address": address, "webcal": "webcal" + address[address.index(":") :], "key": key}
    return render(request, "academy/subscribe.html", context | {"density": "normal"})


@login_required
@require_POST
def renew(request):
    """Another address for the own calendar."""
    enter(request)
    feeds.renew(request.user, by=request.user)
    messages.success(request, "已换成新地址，旧地址从现在起打不开。请在日历里重新订阅。")
    return redirect("academy:subscribe")


@require_safe
def feed(request, token):
    """The calendar itself, for whoever knows the address."""
    owner = feeds.owner_of(token)
    if owner is None:
        raise Http404
    response = HttpResponse(feeds.calendar_of(owner), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="academy.ics"'
    response["Cache-Control"] = "private, max-age=300"
    return response

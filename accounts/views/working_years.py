"""The working calendar: years, days of a draft, confirmation (COM-04)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions, forms
from accounts.models import WorkingYear
from accounts.permissions import may_confirm_calendar, may_load_calendar, may_see_calendar
from accounts.views.refusals import refuse_into
from audit.record import history
from programmes import clock
from programmes.refusal import Refused


@login_required
def working_years(request):
    if not may_see_calendar(request.user):
        raise Http404
    form = forms.LoadYearForm(request.POST or None, initial={"year": clock.today().year + 1})
    if request.method == "POST" and form.is_valid():
        if not may_load_calendar(request.user):
            raise Http404
        try:
            loaded = actions.load_year(form.cleaned_data["year"], by=request.user)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, _("草稿已载入，请由系统管理员逐日核对。"))
            return redirect("accounts:working-year", loaded.year)
    counts = {
        "off_count": Count("days", filter=Q(days__is_workday=False)),
        "work_count": Count("days", filter=Q(days__is_workday=True)),
    }
    years = (
        WorkingYear.objects.visible_to(request.user).select_related("confirmed_by").annotate(**counts).order_by("-year")
    )
    context = {"years": years, "form": form, "may_load": may_load_calendar(request.user), "today": clock.today()}
    return render(request, "accounts/working_years.html", context)


def _year(request, year) -> WorkingYear:
    return get_object_or_404(WorkingYear.objects.visible_to(request.user).select_related("confirmed_by"), year=year)


@login_required
def working_year(request, year):
    return _show(request, _year(request, year))


def _show(request, shown, *, day_form=None, confirm_form=None):
    context = {
        "year": shown,
        "days": shown.days.all(),
        "events": history(shown)[:20],
        "day_form": day_form or forms.DayForm(),
        "confirm_form": confirm_form or forms.ConfirmYearForm(initial={"source_document": shown.source_document}),
        "may_load": may_load_calendar(request.user),
        "may_confirm": may_confirm_calendar(request.user),
    }
    return render(request, "accounts/working_year.html", context)


@login_required
@require_POST
def working_year_day(request, year):
    shown, form = _year(request, year), forms.DayForm(request.POST)
    if not may_load_calendar(request.user):
        raise Http404
    if form.is_valid():
        try:
            actions.save_day(shown, **form.cleaned_data, by=request.user)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, _("日期已修改。"))
            return redirect("accounts:working-year", shown.year)
    return _show(request, shown, day_form=form)


@login_required
@require_POST
def working_year_confirm(request, year):
    shown, form = _year(request, year), forms.ConfirmYearForm(request.POST)
    if not may_confirm_calendar(request.user):
        raise Http404
    if form.is_valid():
        try:
            actions.confirm_year(shown, **form.cleaned_data, by=request.user)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, _("%(year)s 年已核对启用。") % {"year": shown.year})
            return redirect("accounts:working-year", shown.year)
    return _show(request, shown, confirm_form=form)


@login_required
@require_POST
def working_year_reopen(request, year):
    shown = _year(request, year)
    if not may_confirm_calendar(request.user):
        raise Http404
    try:
        actions.reopen_year(shown, note=request.POST.get("note", ""), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已退回草稿，这一年暂不参与工作日计算。"))
    return redirect("accounts:working-year", shown.year)

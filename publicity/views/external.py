"""The result list of a season, and entering what was decided on another platform: by ticking, or from a workbook."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.views.refusals import refuse_into
from documents.files import hand_out_workbook
from nominations.models import Season
from programmes import clock
from programmes.refusal import Refused
from publicity import actions, forms, imports, permissions, reports
from publicity.actions import external as acting
from publicity.models import Award, Conferral
from publicity.resources import TITLES, blank_rows
from reviews import quotas, subjects

KEPT = "publicity.results"


def _season(request, pk):
    """A season of an organisation in which this person is staff, with a field to have results."""
    season = get_object_or_404(Season.objects.run_by(request.user).select_related("organiser"), pk=pk)
    if not acting.fields_of(season):
        raise Http404
    return season


def _entering(request, pk):
    season = _season(request, pk)
    if season.decided_here or not permissions.may_confer(request.user, season):
        raise Http404
    return season


@login_required
@require_safe
def results(request, season_pk):
    """Who was named and who was not, with certificate numbers; decided here or elsewhere."""
    season = _season(request, season_pk)
    rows = reports.results(season)
    waiting = [
        row for row in rows if row.given is None and row.state not in ("not_selected", "disqualified", "withdrawn")
    ]
    context = {
        "season": season,
        "rows": rows,
        "named": sum(row.given is not None for row in rows),
        "left": len(waiting),
        "most": quotas.most(season, acting.fields_of(season)[0]),
        "counted": subjects.counted(season),
        "is_studio": subjects.is_studio(season),
        "may_enter": not season.decided_here and permissions.may_confer(request.user, season) and bool(waiting),
        "conferrals": Conferral.objects.filter(season=season),
        "density": "compact",
    }
    return render(request, "publicity/results.html", context)


@login_required
@require_safe
def export(request, season_pk):
    """The result list as a workbook."""
    season = _season(request, season_pk)
    titles = ["序号", "申报编号", "名称", "领衔人", "单位", "结果", "证书编号", "文号"]
    rows = [
        [
            str(place),
            row.code,
            row.name,
            row.leader,
            row.employer_name,
            row.state_label,
            row.given.certificate_number if row.given else "",
            row.given.conferral.decision_number if row.given else "",
        ]
        for place, row in enumerate(reports.results(season), 1)
    ]
    return hand_out_workbook(f"{season.year}年度结果名单 {clock.today():%Y-%m-%d}.xlsx", ("结果名单", titles, rows))


@login_required
def enter(request, season_pk):
    """Tick per nomination: named or not, the certificate number of its issuer; with the document's number, date and scan."""
    season = _entering(request, season_pk)
    rows = list(acting.waiting(season))
    form = forms.ResultsForm(request.POST or None, request.FILES or None)
    lines = _lines(request.POST, rows)
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter(season, lines, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, f"已登记 {len(lines)} 份申报的外部结果，有关各方会收到通知。")
            return redirect("publicity:results", season.pk)
    return _page(request, season, rows, form, lines)


def _page(request, season, rows, form, lines, **more):
    subjects.with_leaders(rows)
    for row in rows:
        line = lines.get(row.pk)
        row.typed_result, row.typed_certificate = (line.result, line.certificate) if line else ("", "")
    procedure = acting.fields_of(season)[0]
    context = {
        "season": season,
        "rows": rows,
        "form": form,
        "findings": form.errors,
        "choices": list(acting.RESULTS.items()),
        "counted": subjects.counted(season),
        "is_studio": subjects.is_studio(season),
        "most": quotas.most(season, procedure),
        "named": Award.objects.filter(conferral__season=season).count(),
        "columns": list(TITLES.values()),
        "density": "compact",
    } | more
    return render(request, "publicity/external.html", context, status=422 if form.errors else 200)


def _lines(post, rows):
    """What was ticked: ``result-<id>`` and ``certificate-<id>``; a row without a result is left for later."""
    return {
        row.pk: acting.Line(post[f"result-{row.pk}"], post.get(f"certificate-{row.pk}", "").strip()[:60])
        for row in rows
        if post.get(f"result-{row.pk}")
    }


@login_required
@require_POST
def look(request, season_pk):
    """Step one of the workbook: what it would do, with every error by row."""
    season = _entering(request, season_pk)
    form = forms.ResultsFileForm(request.POST, request.FILES)
    file = request.FILES.get("file")
    if file is None:
        form.add_error("file", "请选择工作簿。")
        return _looked(request, season, form, None)
    name = imports.keep(file)
    try:
        preview, lines = imports.preview(name, season)
    except Refused as refused:
        refuse_into(form, refused)
        return _looked(request, season, form, None)
    if not preview.errors:
        request.session[KEPT] = {"name": name, "season": season.pk}
    named = sum(line.result == acting.NAMED for line in lines.values())
    return _looked(request, season, forms.ResultsForm(), preview, named=named)


def _looked(request, season, form, preview, **more):
    context = {"season": season, "form": form, "preview": preview, "findings": form.errors, "density": "compact"}
    context |= {"counted": subjects.counted(season), "columns": list(TITLES.values())} | more
    return render(request, "publicity/external_import.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def run(request, season_pk):
    """Step two: enter what was looked at, all or nothing."""
    season = _entering(request, season_pk)
    kept = request.session.get(KEPT)
    if kept is None or kept["season"] != season.pk:
        messages.error(request, "请先选择工作簿。")
        return redirect("publicity:external", season.pk)
    form = forms.ResultsForm(request.POST, request.FILES)
    form.is_valid()
    try:
        imports.run(kept["name"], season, by=request.user, **form.cleaned_data)
    except Refused as refused:
        refuse_into(form, refused)
        preview, lines = imports.preview(kept["name"], season)
        named = sum(line.result == acting.NAMED for line in lines.values())
        return _looked(request, season, form, preview, named=named)
    request.session.pop(KEPT)
    imports.forget(kept["name"])
    messages.success(request, "外部结果已登记，有关各方会收到通知。")
    return redirect("publicity:results", season.pk)


@login_required
@require_safe
def template(request, season_pk):
    """A workbook with a row for each nomination that waits for its result."""
    season = _entering(request, season_pk)
    titles, rows = blank_rows(season)
    return hand_out_workbook(f"{season.year}年度外部结果.xlsx", ("外部结果", titles, rows))

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.views.refusals import refuse_into
from audit.record import history
from certificates import actions, permissions
from certificates.documents import (
    batch_of,
    plaque_file_of,
    plaque_workbook,
    plaques_of,
    request_batch,
    request_plaque,
    request_plaques,
)
from certificates.forms import CustodyForm, PlaqueForm, ReissueForm
from certificates.models import Certificate, Series
from certificates.states import Item
from documents.files import download as send_file
from programmes.refusal import Refused

PAGE = 50
REISSUE_ID, PLAQUE_ID = "reissue_%s", "plaque_%s"  # both forms stand on one page and ask for a reason
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def series_list(request):
    """Years with their certificates."""
    if not request.user.organisation_ids("officer", "leader", "supervisor"):
        raise Http404
    rows = Series.objects.visible_to(request.user).with_counts()
    return render(request, "certificates/series_list.html", {"rows": rows, "density": "compact"})


def find_series(request, pk):
    return get_object_or_404(Series.objects.visible_to(request.user).select_related("organiser"), pk=pk)


@login_required
def series_page(request, pk):
    """Certificates of one year with progress, custody and downloads."""
    series = find_series(request, pk)
    query = request.GET.get("q", "").strip()
    rows = series.certificates.visible_to(request.user).for_list()
    if query:
        rows = rows.filter(holder_name__icontains=query) | rows.filter(number__icontains=query)
    context = {
        "series": series,
        "rows": [_row(certificate) for certificate in rows],
        "query": query,
        "may_render": permissions.may_render(request.user, series),
        "plaques": plaques_of(series),
        "density": "compact",
        **_progress(series),
    }
    return render(request, "certificates/series.html", context)


def _row(certificate):
    return {
        "certificate": certificate,
        "paper": certificate.last_step(Item.CERTIFICATE),
        "plaque": certificate.last_step(Item.PLAQUE),
    }


def _progress(series):
    document = batch_of(series)
    missing = series.certificates.valid().unrendered().count()
    return {"document": document, "missing": missing, "running": document and document.state in ("queued", "running")}


@login_required
def progress(request, pk):
    """The progress fragment, asked for every two seconds while the job runs."""
    series = find_series(request, pk)
    context = {"series": series, "may_render": permissions.may_render(request.user, series), **_progress(series)}
    return render(request, "certificates/progress.html", context)


@login_required
@require_POST
def render_all(request, pk):
    """Print what has no file yet, and pack the year's files anew."""
    series = find_series(request, pk)
    if not permissions.may_render(request.user, series):
        raise Http404
    request_batch(series, by=request.user)
    messages.success(request, "已开始生成证书，完成后可以在本页下载。")
    return redirect("certificates:series", pk)


@login_required
@require_POST
def render_plaques(request, pk):
    """The maker's order: list and one PDF per plaque."""
    series = find_series(request, pk)
    if not permissions.may_render(request.user, series):
        raise Http404
    request_plaques(series, by=request.user)
    messages.success(request, "已开始生成铭牌文件，完成后可以在本页下载。")
    return redirect("certificates:series", pk)


@login_required
def plaque_list(request, pk):
    """The maker's list of plaques (E12)."""
    series = find_series(request, pk)
    response = HttpResponse(plaque_workbook(series), content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="plaques-{series.year}.xlsx"'
    return response


def find_certificate(request, code):
    rows = Certificate.objects.visible_to(request.user).select_related("series__organiser", "plaque")
    return get_object_or_404(rows, machine_code=code)


@login_required
def detail(request, code):
    """One certificate with its custody log and, for staff, what can be done."""
    certificate = find_certificate(request, code)
    if not permissions.may_watch(request.user, certificate):
        raise Http404
    return _detail(request, certificate)


def _detail(request, certificate, *, custody_form=None, reissue_form=None, plaque_form=None):
    bound = (custody_form, reissue_form, plaque_form)
    context = {
        "certificate": certificate,
        "entries": certificate.custody.select_related("entered_by"),
        "recall": certificate.to_recall(),
        "custody_form": custody_form or CustodyForm(certificate=certificate),
        "reissue_form": reissue_form or ReissueForm(auto_id=REISSUE_ID),
        "plaque_form": plaque_form or PlaqueForm(auto_id=PLAQUE_ID),
        "plaque_file": plaque_file_of(certificate),
        "may_render": permissions.may_render(request.user, certificate),
        "may_keep": permissions.may_keep_custody(request.user, certificate),
        "may_reissue": permissions.may_reissue(request.user, certificate) and certificate.is_valid,
        "events": history(certificate)[:50],
        "density": "compact",
    }
    status = 422 if any(form is not None and form.errors for form in bound) else 200
    return render(request, "certificates/detail.html", context, status=status)


@login_required
@require_POST
def custody(request, code):
    """Enter one step of the custody log."""
    certificate = find_certificate(request, code)
    form = CustodyForm(request.POST, certificate=certificate)
    if not permissions.may_keep_custody(request.user, certificate):
        raise Http404
    if form.is_valid():
        try:
            actions.enter_custody(certificate, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
    if form.errors:
        return _detail(request, certificate, custody_form=form)
    messages.success(request, "已登记。")
    return redirect("certificates:detail", code)


@login_required
@require_POST
def reissue(request, code):
    """补发: the old code is dead at once."""
    certificate, form = find_certificate(request, code), ReissueForm(request.POST, auto_id=REISSUE_ID)
    if not permissions.may_keep_custody(request.user, certificate):
        raise Http404
    if form.is_valid():
        try:
            actions.reissue(certificate, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
    if form.errors:
        return _detail(request, certificate, reissue_form=form)
    messages.success(request, "已补发，原二维码已失效。请重新生成证书文件。")
    return redirect("certificates:detail", code)


@login_required
@require_POST
def plaque_file(request, code):
    """E12: the maker's PDF of one plaque."""
    certificate = find_certificate(request, code)
    if not permissions.may_render(request.user, certificate):
        raise Http404
    request_plaque(certificate, by=request.user)
    messages.success(request, "铭牌文件正在生成。")
    return redirect("certificates:detail", code)


@login_required
@require_POST
def replace_plaque(request, code):
    """补制铭牌: the next number, after the former plaque is back."""
    certificate, form = find_certificate(request, code), PlaqueForm(request.POST, auto_id=PLAQUE_ID)
    if not permissions.may_keep_custody(request.user, certificate):
        raise Http404
    if form.is_valid():
        try:
            plaque = actions.replace_plaque(certificate, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
    if form.errors:
        return _detail(request, certificate, plaque_form=form)
    messages.success(request, f"新铭牌编号 {plaque.number}，请生成铭牌文件并登记制作。")
    return redirect("certificates:detail", code)


@login_required
def download(request, code):
    """The printed file, for staff and for its holder."""
    certificate = find_certificate(request, code)
    if not certificate.file:
        raise Http404
    return send_file(
        certificate.file, f"{certificate.number} {certificate.holder_name}.pdf", content_type="application/pdf"
    )

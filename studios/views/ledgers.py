"""Ledgers over HTTP: lists, the entry form of phone and desk, one entry, its files, workbook and print."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from audit.record import history
from documents import files as downloads
from documents.files import hand_out_workbook
from programmes import clock, ledgers
from programmes.refusal import Refused
from programmes.rows import clean_row
from programmes.spec import LedgerSubject
from studios import documents, permissions
from studios.actions import files
from studios.actions import ledgers as actions
from studios.facts import figures
from studios.forms.rows import fields
from studios.models import LedgerEntry, StudioFile
from studios.states import FilePurpose
from studios.views.pages import find_studio, find_to, number_of, refused_json, show, uploads_of, wants_json

PAGE = 50
STATES = {"late": "补记", "ended": "更正和作废"}


def _ledger(studio, code):
    try:
        return studio.terms.ledger(code)
    except KeyError:
        raise Http404 from None


@login_required
@require_safe
def index(request, code):
    """The first ledger of the studio."""
    studio = find_studio(request, code)
    return redirect("studios:ledger", studio.code, studio.terms.ledgers[0].code)


@login_required
@require_safe
def ledger(request, code, ledger):
    """One ledger: filters, totals, 50 lines a page."""
    studio = find_studio(request, code)
    chosen = _ledger(studio, ledger)
    rows = _filtered(studio.entries.of_ledger(chosen.code), request.GET)
    totals, pages = figures.ledger_totals(rows.order_by()), Paginator(rows.for_list(), PAGE)
    pages.count = totals["all"]
    context = {
        "ledger": chosen,
        "page": pages.get_page(request.GET.get("page")),
        "totals": totals,
        "years": studio.entries.of_ledger(chosen.code).dates("happened_on", "year", order="DESC"),
        "states": STATES,
        "chosen": {name: request.GET.get(name, "") for name in ("year", "kind", "state", "q")},
        "is_outcome": chosen.subject == LedgerSubject.OUTCOME,
        "documents": documents.of_studio(studio, documents.LEDGER, most=2, ledger=chosen.code),
    }
    return show(request, studio, "ledgers", "ledger", context)


def _filtered(rows, wanted):
    rows = rows.matching(wanted.get("q", ""))
    if year := number_of(wanted.get("year", "")):
        rows = rows.in_year(year)
    if kind := wanted.get("kind"):
        rows = rows.filter(kind=kind)
    if wanted.get("state") == "late":
        return rows.filter(is_late=True)
    return rows.exclude(pk__in=rows.standing().values("pk")) if wanted.get("state") == "ended" else rows


@login_required
@never_cache
def new(request, code, ledger):
    """Add an entry: by form, or by the script of the phone with JSON ``{url}`` or ``{findings}``."""
    studio = find_to(permissions.may_keep, request, code)
    chosen = _ledger(studio, ledger)
    values = {"happened_on": clock.today().isoformat(), "kind": request.GET.get("kind", "")}
    if request.method != "POST":
        return _form(request, studio, chosen, values)
    key = _key(request.POST.get("client_key", ""))
    try:
        made = actions.keep(studio, ledger=chosen.code, client_key=key, by=request.user, **_posted(request))
    except Refused as refused:
        return _refused(request, studio, chosen, refused)
    messages.success(request, f"已登记：{made.title}。{'所属季度已锁定，记为补记。' if made.is_late else ''}")
    address = reverse("studios:ledger", args=[studio.code, chosen.code])
    return JsonResponse({"url": address}) if wants_json(request) else redirect(address)


def _key(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _posted(request):
    return {
        "raw": request.POST,
        "members": request.POST.getlist("members"),
        "uploads": uploads_of(request, FilePurpose.PHOTO, FilePurpose.BASIS, FilePurpose.PAPER),
    }


def _refused(request, studio, chosen, refused, **context):
    if wants_json(request):
        return refused_json(refused)
    values = clean_row(ledgers.columns_of(chosen), request.POST)
    return _form(request, studio, chosen, values, refused.findings, status=422, **context)


def _form(request, studio, chosen, values, findings=(), *, status=200, entry=None, mode="new", reason=""):
    ticked = set(request.POST.getlist("members"))
    if entry is not None and request.method != "POST":
        ticked = {str(member.pk) for member in entry.members.all()}
    people = [member for member in studio.members.all() if member.left_on is None or str(member.pk) in ticked]
    context = {
        "ledger": chosen,
        "entry": entry,
        "mode": mode,
        "fields": fields(ledgers.columns_of(chosen), values, findings),
        "findings": findings,
        "people": [(member, str(member.pk) in ticked) for member in people],
        "errors": {finding.field: finding.sentence for finding in findings},
        "is_outcome": chosen.subject == LedgerSubject.OUTCOME,
        "client_key": _key(request.POST.get("client_key", "")) or uuid.uuid4(),
        "reason": reason,
        "lock_days": studio.terms.ledger_lock_days,
        "density": "normal",
    }
    return show(request, studio, "ledgers", "entry_form", context, status=status)


def find_entry(request, pk) -> LedgerEntry:
    rows = LedgerEntry.objects.visible_to(request.user)
    people = ("studio__employer", "studio__leader", "studio__organiser", "created_by", "replaced_by", "replaces")
    return get_object_or_404(rows.select_related(*people), pk=pk)


def _find_to_keep(request, pk):
    entry = find_entry(request, pk)
    if not permissions.may_keep(request.user, entry.studio):
        raise Http404
    return entry


@login_required
@require_safe
def entry(request, pk):
    """One entry with its files, what became of it, and the record of it."""
    return _entry(request, find_entry(request, pk))


def _entry(request, entry, *, findings=(), status=200):
    studio, user = entry.studio, request.user
    chosen = _ledger(studio, entry.ledger)
    against = actions.refusal_to_change(entry, today=clock.today())
    is_outcome = chosen.subject == LedgerSubject.OUTCOME
    context = {
        "entry": entry,
        "ledger": chosen,
        "rows": list(zip(documents.headers(chosen), documents.cells(chosen, entry), strict=True)),
        "files": entry.files.current(),
        "against": against,
        "is_locked": entry.is_locked(clock.today()),
        "targets": studio.terms.priority_targets if is_outcome else (),
        "proofs": entry.proofs.all() if is_outcome else (),
        "may_issue": permissions.may_issue_proof(user, studio),
        "findings": findings,
        "events": history(entry)[:20],
    }
    return show(request, studio, "ledgers", "entry", context, status=status)


@login_required
@never_cache
def edit(request, pk):
    """Change an entry in place while its quarter is open."""
    entry = _find_to_keep(request, pk)
    chosen = _ledger(entry.studio, entry.ledger)
    against = actions.refusal_to_change(entry, today=clock.today())
    if against:
        messages.error(request, against.sentence)
        return redirect("studios:entry", entry.pk)
    if request.method != "POST":
        return _form(request, entry.studio, chosen, entry.values, entry=entry, mode="edit")
    try:
        actions.change(entry, by=request.user, **_posted(request))
    except Refused as refused:
        return _refused(request, entry.studio, chosen, refused, entry=entry, mode="edit")
    messages.success(request, "修改已保存。")
    return redirect("studios:entry", entry.pk)


@login_required
@never_cache
def correct(request, pk):
    """Put a locked entry right by a new one."""
    entry = _find_to_keep(request, pk)
    chosen = _ledger(entry.studio, entry.ledger)
    if not entry.is_standing or not entry.is_locked(clock.today()):
        return redirect("studios:entry", entry.pk)
    if request.method != "POST":
        return _form(request, entry.studio, chosen, entry.values, entry=entry, mode="correct")
    reason = request.POST.get("reason", "")
    try:
        made = actions.correct(entry, reason=reason, by=request.user, **_posted(request))
    except Refused as refused:
        return _refused(request, entry.studio, chosen, refused, entry=entry, mode="correct", reason=reason)
    messages.success(request, "更正记录已登记，原记录保留，不再计入。")
    return redirect("studios:entry", made.pk)


@login_required
@require_POST
def void(request, pk):
    """Strike an entry with its reason."""
    entry = _find_to_keep(request, pk)
    try:
        actions.void(entry, reason=request.POST.get("note", ""), by=request.user)
    except Refused as refused:
        return _entry(request, find_entry(request, pk), findings=refused.findings, status=422)
    messages.success(request, "记录已作废，内容仍可查看。")
    return redirect("studios:entry", pk)


def _find_file(request, pk) -> StudioFile:
    rows = StudioFile.objects.visible_to(request.user).current()
    return get_object_or_404(rows.select_related("entry__studio", "service__studio", "service__person"), pk=pk)


@login_required
@require_GET
def file(request, pk):
    """A photo or paper: downloaded, or with ``?inline`` in the size of a screen."""
    row = _find_file(request, pk)
    if "inline" in request.GET and row.preview:
        return downloads.download(row.preview, row.original_name, content_type="image/jpeg", inline=True)
    name = row.original_name if "." in row.original_name else f"{row.original_name}.{row.file.name.rpartition('.')[2]}"
    return downloads.download(row.file, name, content_type=row.content_type, inline="inline" in request.GET)


@login_required
@require_POST
def file_remove(request, pk):
    """Take a file away from what may still change."""
    row = _find_file(request, pk)
    owner = row.entry or row.service
    may = permissions.may_keep_service if row.service_id else permissions.may_keep
    if owner is None or not may(request.user, owner):
        raise Http404
    try:
        files.remove(row, by=request.user, today=clock.today())
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
    else:
        messages.success(request, "文件已移除。")
    return redirect("studios:service" if row.service_id else "studios:entry", owner.pk)


@login_required
@require_GET
def export(request, code, ledger):
    """The ledger as listed, as a workbook; every cell is text."""
    studio = find_studio(request, code)
    chosen, year = _ledger(studio, ledger), number_of(request.GET.get("year", ""))
    rows = [documents.cells(chosen, row) for row in documents.entries_of(studio, chosen, year)]
    name = f"{studio.name} {chosen.title}{f' {year}年' if year else ''} {clock.today():%Y-%m-%d}.xlsx"
    return hand_out_workbook(name, (chosen.title, documents.headers(chosen), rows))


@login_required
@require_POST
def print_ledger(request, code, ledger):
    """Ask for the print of a ledger (F4)."""
    studio = find_studio(request, code)
    chosen, year = _ledger(studio, ledger), number_of(request.POST.get("year", ""))
    documents.request(documents.LEDGER, studio, by=request.user, ledger=chosen.code, year=year)
    query = f"?year={year}" if year else ""
    return redirect(f"{reverse('studios:ledger', args=[studio.code, chosen.code])}{query}#documents")

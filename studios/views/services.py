"""助企行 over HTTP: of a studio, of a craftsman alone, and the page on which the host answers (F6)."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.views.parts import part_or_page
from audit.record import history
from craftsmen.models import Person
from documents import files as downloads
from documents.files import hand_out_workbook
from documents.models import Document
from programmes import clock
from programmes.refusal import Refused
from programmes.rows import clean_row
from programmes.studio_rows import SERVICE
from studios import documents, permissions
from studios.actions import services as actions
from studios.facts.figures import service_levels
from studios.forms.rows import fields
from studios.models import Service
from studios.states import FilePurpose, ServiceLevel
from studios.views.pages import find_studio, find_to, number_of, refused_json, show, uploads_of, wants_json

PAGE = 50


@login_required
@require_safe
def index(request, code):
    """The services of a studio with counts by level and year."""
    studio = find_studio(request, code)
    context = _listed(request, studio.services.all())
    context["documents"] = documents.of_studio(studio, documents.SERVICES, most=2)
    return show(request, studio, "services", "services", context)


def _listed(request, rows):
    year = number_of(request.GET.get("year", ""))
    chosen = rows.in_year(year) if year else rows
    levels = service_levels(rows.order_by())
    return {
        "page": Paginator(chosen.for_list(), PAGE).get_page(request.GET.get("page")),
        "year": year,
        "levels": [
            (one, [counts.get(level, 0) for level in ServiceLevel.values], sum(counts.values()))
            for one, counts in levels.items()
        ],
        "level_labels": ServiceLevel.labels,
    }


@login_required
@require_safe
def own(request):
    """The services that a craftsman records without a studio."""
    person = _person(request)
    context = _listed(request, person.services.filter(studio=None)) | {"person": person, "density": "normal"}
    return render(request, "studios/services_own.html", context)


@login_required
@require_safe
def of_person(request, pk):
    """A fragment for the page of a craftsman: the services with their counts, for staff of the honour's organiser; a page
    of its own where no script has asked for it."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    rows = person.services.filter(pk__in=Service.objects.visible_to(request.user).values("pk"))
    context = _listed(request, rows) | {"person": person}
    return part_or_page(
        request, part="studios/services_of_person.html", page="studios/services_of_person_page.html", context=context
    )


def _person(request) -> Person:
    """The entry of the register that belongs to this account; else 404."""
    return get_object_or_404(Person, user=request.user)


@login_required
@never_cache
def new(request, code):
    """Record a service of a studio."""
    studio = find_to(permissions.may_keep, request, code)
    back = reverse("studios:services", args=[studio.code])
    return _new(request, studio, studio.leader, back)


@login_required
@never_cache
def new_own(request):
    """Record a service of one's own."""
    return _new(request, None, _person(request), reverse("studios:services-own"))


def _new(request, studio, person, back):
    if request.method != "POST":
        return _form(request, studio, {"happened_on": clock.today().isoformat()}, back=back)
    try:
        made = actions.keep(
            studio=studio,
            person=person,
            raw=request.POST,
            uploads=uploads_of(request, FilePurpose.PHOTO),
            client_key=_key(request),
            by=request.user,
        )
    except Refused as refused:
        if wants_json(request):
            return refused_json(refused)
        return _form(request, studio, clean_row(SERVICE, request.POST), refused.findings, back=back)
    messages.success(request, f"已登记对{made.host}的服务。请对方确认后，这条记录就不能再改。")
    address = reverse("studios:service", args=[made.pk])
    return JsonResponse({"url": address}) if wants_json(request) else redirect(address)


def _key(request):
    try:
        return uuid.UUID(request.POST.get("client_key", ""))
    except ValueError:
        return None


def _form(request, studio, values, findings=(), *, back, service=None):
    context = {
        "fields": fields(SERVICE, values, findings),
        "findings": findings,
        "errors": {finding.field: finding.sentence for finding in findings},
        "service": service,
        "client_key": _key(request) or uuid.uuid4(),
        "back": back,
        "density": "normal",
    }
    status = 422 if findings else 200
    if studio is None:
        return render(request, "studios/service_form.html", context | {"studio": None}, status=status)
    return show(request, studio, "services", "service_form", context, status=status)


def _find(request, pk) -> Service:
    rows = Service.objects.visible_to(request.user).select_related(
        "studio__employer", "studio__leader", "studio__organiser", "person", "created_by"
    )
    return get_object_or_404(rows, pk=pk)


def _find_to_keep(request, pk) -> Service:
    service = _find(request, pk)
    if not permissions.may_keep_service(request.user, service):
        raise Http404
    return service


@login_required
@require_safe
def service(request, pk):
    """One service with its photos and the host's answer."""
    return _service(request, _find(request, pk))


def _service(request, service, findings=()):
    context = {
        "service": service,
        "rows": documents.service_rows(service),
        "files": service.files.current(),
        "may_keep": permissions.may_keep_service(request.user, service),
        "findings": findings,
        "events": history(service)[:20],
        "documents": Document.objects.for_subject(service)[:2],
        "density": "normal",
    }
    status = 422 if findings else 200
    if service.studio is None:
        return render(request, "studios/service.html", context | {"studio": None}, status=status)
    return show(request, service.studio, "services", "service", context, status=status)


@login_required
@never_cache
def edit(request, pk):
    """Change a record that the host has not confirmed."""
    service = _find_to_keep(request, pk)
    if not service.is_open:
        messages.error(request, "对方已经确认或记录已作废，不能再修改。")
        return redirect("studios:service", pk)
    back = reverse("studios:service", args=[pk])
    if request.method != "POST":
        return _form(request, service.studio, service.values, back=back, service=service)
    try:
        actions.change(service, raw=request.POST, uploads=uploads_of(request, FilePurpose.PHOTO), by=request.user)
    except Refused as refused:
        values = clean_row(SERVICE, request.POST)
        return _form(request, service.studio, values, refused.findings, back=back, service=service)
    messages.success(request, "修改已保存。")
    return redirect("studios:service", pk)


@login_required
@require_POST
def ask(request, pk):
    """Mail the host the link."""
    service = _find_to_keep(request, pk)
    try:
        actions.ask_host(service, by=request.user)
    except Refused as refused:
        return _service(request, _find(request, pk), refused.findings)
    messages.success(request, "确认链接已发给对方，30 天内有效。")
    return redirect("studios:service", pk)


@login_required
@require_POST
def void(request, pk):
    """Strike a record with its reason."""
    service = _find_to_keep(request, pk)
    try:
        actions.void(service, reason=request.POST.get("note", ""), by=request.user)
    except Refused as refused:
        return _service(request, _find(request, pk), refused.findings)
    messages.success(request, "记录已作废，内容仍可查看。")
    return redirect("studios:service", pk)


@login_required
@require_POST
def print_one(request, pk):
    """Ask for the paper of one service (F6)."""
    service = _find(request, pk)
    documents.request(documents.SERVICE_RECORD, service, by=request.user)
    return redirect(f"{reverse('studios:service', args=[pk])}#documents")


@login_required
@require_POST
def print_list(request, code):
    """Ask for the list of a studio's services."""
    studio = find_studio(request, code)
    year = number_of(request.POST.get("year", ""))
    documents.request(documents.SERVICES, studio, by=request.user, year=year)
    return redirect(f"{reverse('studios:services', args=[studio.code])}#documents")


@login_required
@require_safe
def export(request, code):
    """The services as a workbook, without addresses."""
    studio = find_studio(request, code)
    rows = [documents.service_cells(row) for row in studio.services.for_list().order_by("happened_on", "pk")]
    filename = f"{studio.name} 助企行活动记录 {clock.today():%Y-%m-%d}.xlsx"
    return hand_out_workbook(filename, ("助企行活动记录", documents.SERVICE_TITLES, rows))


@never_cache
def link(request, token):
    """What was recorded about a service, for its host: confirm it with a name, or say what is wrong."""
    service = actions.asked(token)
    if service is None:
        return render(request, "studios/link_over.html", status=404)
    context = {
        "service": service,
        "rows": documents.service_rows(service),
        "photos": [file for file in service.files.all() if file.preview and not file.removed_at],
        "token": token,
        "typed": {"name": request.POST.get("name", ""), "note": request.POST.get("note", "")},
        "findings": (),
    }
    if request.method != "POST":
        return render(request, "studios/service_link.html", context)
    agrees = request.POST.get("act") == "confirm"
    try:
        actions.answer(token, agrees=agrees, **context["typed"])
    except Refused as refused:
        return render(request, "studios/service_link.html", context | {"findings": refused.findings}, status=422)
    return render(request, "studios/link_done.html", {"studio": service.studio, "agrees": agrees, "about": "service"})


@never_cache
@require_safe
def link_file(request, token, pk):
    """A photo of the service that a host is asked about, in the size of a screen."""
    service = actions.asked(token)
    photo = service and service.files.current().filter(pk=pk).exclude(preview="").first()
    if not photo:
        raise Http404
    return downloads.download(photo.preview, photo.original_name, content_type="image/jpeg", inline=True)

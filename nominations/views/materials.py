"""Files of a nomination over HTTP: upload, replace, remove, mark as stamped, look at, download."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from documents import files
from nominations import permissions
from nominations.actions import materials
from nominations.models import Material, Nomination
from programmes.refusal import Refused

FILE = "file."


def find_to_fill(request, code):
    """The nomination if this person is one of those who fill it, in whatever state; else 404. One query."""
    rows = Nomination.objects.visible_to(request.user).select_related("season__organiser", "recommender")
    nomination = get_object_or_404(rows, code=code)
    if not permissions.fills(request.user, nomination):
        raise Http404
    return nomination


def find_material(request, pk):
    rows = Material.objects.visible_to(request.user).select_related("nomination__season")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_POST
@never_cache
def upload(request, code):
    """One or more files for one kind and item. Without script back to the form; with it JSON ``{sentence}`` on refusal."""
    nomination = find_to_fill(request, code)
    kind, item = request.POST.get("kind", ""), request.POST.get("item", "")
    found = store_files(
        request, nomination, kind, item, request.FILES.getlist("file"), request.POST.get("replaces", "")
    )
    if found and "json" in request.headers.get("Accept", ""):
        return JsonResponse({"sentence": "；".join(finding.sentence for finding in found)}, status=422)
    for finding in found:
        messages.error(request, finding.sentence)
    return redirect(f"{reverse('nominations:form', args=[code])}#m-{kind}{f'-{item}' if item else ''}")


def store_files(request, nomination, kind, item, uploads, replaces=""):
    """Store what came; the findings of those files that were refused."""
    old = nomination.materials.current().filter(pk=replaces).first() if replaces.isdecimal() else None
    stamped = request.POST.get(f"stamped:{kind}:{item}") == "yes"
    found = []
    for one in uploads:
        try:
            materials.store(
                nomination, kind=kind, item=item, upload=one, by=request.user, stamped=stamped, replaces=old
            )
        except Refused as refused:
            found += refused.findings
        old = None
    return found


def store_posted(request, nomination):
    """Files chosen on a form page that was posted as a whole: inputs ``file:<kind>:<item>``. Findings of those refused."""
    found = []
    for name in request.FILES:
        prefix, _, slot = name.partition(":")
        kind, _, item = slot.partition(":")
        if prefix == "file":
            found += store_files(request, nomination, kind, item, request.FILES.getlist(name))
    return found


def describe_one(request, filled, key, value):
    """Save one part of what a file shows: ``file.<id>.variant`` or ``file.<id>.caption``; the other part stays."""
    _file, _, rest = key.partition(".")
    number, _, part = rest.partition(".")
    material = get_object_or_404(filled.materials.current(), pk=number if number.isdecimal() else 0)
    said = {"variant": material.variant, "caption": material.caption}
    if part not in said:
        raise Http404
    materials.describe(material, by=request.user, **said | {part: value})


def describe_posted(request, filled):
    """Everything that a page posted as a whole says of its files. Findings of what was refused."""
    found = []
    for name in request.POST:
        if name.startswith(FILE):
            try:
                describe_one(request, filled, name, request.POST[name])
            except Refused as refused:
                found += refused.findings
    return found


@login_required
@never_cache
def remove(request, pk):
    """Ask, then take the file out; it stays in history."""
    material = find_material(request, pk)
    nomination = find_to_fill(request, material.nomination.code)
    if request.method == "POST":
        try:
            materials.remove(material, by=request.user)
        except Refused as refused:
            messages.error(request, refused.findings[0].sentence)
        else:
            messages.success(request, "文件已移除。")
        return redirect(f"{reverse('nominations:form', args=[nomination.code])}#m-{material.kind}")
    kind = nomination.form.material(material.kind)
    return render(
        request, "nominations/material_remove.html", {"material": material, "kind": kind, "nomination": nomination}
    )


@login_required
@require_POST
@never_cache
def stamp(request, pk):
    """Mark a proof as bearing the base unit's seal, or not."""
    material = find_material(request, pk)
    if not permissions.may_stamp(request.user, material.nomination):
        raise Http404
    try:
        materials.set_stamped(material, stamped=request.POST.get("stamped") == "yes", by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
    else:
        messages.success(request, "盖章情况已记录。")
    fills = permissions.fills(request.user, material.nomination)
    page = "nominations:form" if fills and request.POST.get("back") == "form" else "nominations:detail"
    return redirect(f"{reverse(page, args=[material.nomination.code])}#m-{material.kind}")


def material_response(material, *, inline=False, wanted="") -> HttpResponse:
    """The bytes of a material under its Chinese name, of a film the part that is ``wanted`` (its Range header).

    The caller has checked that the person may see it.
    """
    name = materials.download_name(material)
    return files.download(material.file, name, content_type=material.mime, inline=inline, wanted=wanted)


def _opened(request, pk):
    """The material to be shown; a copy of an identity card only to those who need it, and on record."""
    material = find_material(request, pk)
    nomination = material.nomination
    if nomination.form.material(material.kind).private:
        if not permissions.may_see_identity(request.user, nomination):
            raise Http404
        materials.record_identity_opened(nomination, by=request.user)
    return material


@login_required
@require_GET
def file(request, pk):
    """Download, or look at it in the browser with ``?inline``."""
    wanted = request.headers.get("Range", "")
    return material_response(_opened(request, pk), inline="inline" in request.GET, wanted=wanted)


@login_required
@require_GET
def preview(request, pk):
    """A picture in the size of a screen; a PDF as it is."""
    material = _opened(request, pk)
    if not material.preview:
        return material_response(material, inline=True)
    return files.download(material.preview, materials.download_name(material), content_type="image/jpeg", inline=True)


@login_required
@require_GET
def id_sheet(request, code):
    """Both sides of the identity card on one A4 page (QC23-25)."""
    rows = Nomination.objects.visible_to(request.user).select_related("season")
    nomination = get_object_or_404(rows, code=code)
    content = materials.id_sheet(nomination) if permissions.may_see_identity(request.user, nomination) else None
    if content is None:
        raise Http404
    materials.record_identity_opened(nomination, by=request.user)
    name = f"{nomination.code} {nomination.name} 身份证正反面.pdf"
    headers = {
        "Content-Disposition": content_disposition_header("inline" not in request.GET, name),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)

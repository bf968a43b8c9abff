"""The public page of a list: handed out as a file; the application writes it when the file is missing or of yesterday."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from publicity import pages, reports
from publicity.models import Attachment, Publicity
from publicity.states import PUBLIC

CACHE = "public, max-age=60"
DOWNLOADS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@require_safe
def index(request):
    """The newest list, or the notices when nothing was ever published."""
    newest = Publicity.objects.public().order_by("-published_at").values_list("pk", flat=True).first()
    return redirect("publicity:list", newest) if newest else redirect("publicity:notices")


@require_safe
def list_page(request, pk):
    """Serve the written page with ETag and content coding, without a query; a search in the list is answered live."""
    if request.GET.get("q", "").strip():
        return _search(request, pk)
    path = pages.path_of(pk)
    if not pages.is_current(path):
        path = pages.write_list(pk)
    if path is None:
        raise Http404
    return serve(request, path)


def serve(request, path):
    """A file as 200 or 304, in the best coding the client takes."""
    chosen, coding = pages.encoded(path, request.headers.get("Accept-Encoding", ""))
    etag, modified = pages.validators(chosen, coding)
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(chosen.read_bytes(), content_type="text/html; charset=utf-8")
        response["Last-Modified"] = modified
        if coding:
            response["Content-Encoding"] = coding
    response["ETag"] = etag
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = CACHE
    return response


def _search(request, pk):
    rows = Publicity.objects.public().select_related("season__organiser")
    publicity = get_object_or_404(rows, pk=pk)
    context = reports.public_list(publicity, query=request.GET["q"][:60])
    response = render(request, "publicity/list.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def attachment(request, pk, attachment_pk):
    """A scanned attachment of a published list, always as a download."""
    found = get_object_or_404(Attachment, pk=attachment_pk, publicity_id=pk, publicity__state__in=PUBLIC)
    kind = DOWNLOADS.get(found.name.rsplit(".", 1)[-1].lower(), "text/plain; charset=utf-8")
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = CACHE
    return response

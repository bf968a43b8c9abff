"""Download and progress of generated files; what is hidden does not exist (404)."""

import mimetypes

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from documents import files, jobs
from documents.models import Document, DocumentState


@login_required
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The finished file, under its Chinese name."""
    document = _visible_or_404(request, pk)
    if document.state != DocumentState.DONE:
        raise Http404
    content_type = mimetypes.guess_type(document.filename)[0] or "application/octet-stream"
    inline = content_type == "application/pdf" and "inline" in request.GET
    return files.download(document.file, document.filename, content_type=content_type, inline=inline)


@login_required
@require_GET
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress fragment; it asks again by itself until the file is there."""
    return render(request, "documents/_status.html", {"document": _visible_or_404(request, pk)})


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed document again."""
    document = _visible_or_404(request, pk)
    jobs.retry(document)
    return redirect("documents:status", pk)


def _visible_or_404(request: HttpRequest, pk: int) -> Document:
    document = Document.objects.filter(pk=pk).first()
    if document is None or not _may_see(request.user, document):
        raise Http404
    return document


def _may_see(user, document: Document) -> bool:
    try:
        return jobs.kind(document.kind).visible(user, document)
    except LookupError:
        return False

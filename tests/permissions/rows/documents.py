"""Who reaches a generated file: whoever the check of its kind lets in, here the person who asked for it."""

from documents import jobs
from documents.jobs import Built
from documents.models import Document, DocumentState
from tests.permissions.matrix import Row

KIND = "tests.permissions"


@jobs.builder(KIND, "试样", visible=lambda user, document: document.requested_by_id == user.pk)
def build(document):
    return Built(b"%PDF-1.7 sample", "试样.pdf", 1)


def finished(world):
    document = jobs.request(KIND, subject=world.applicant, by=world.applicant)
    jobs.run(document.pk)
    return [document.pk]


def failed(world):
    document = jobs.request(KIND, subject=world.applicant, by=world.applicant)
    Document.objects.filter(pk=document.pk).update(state=DocumentState.FAILED)
    return [document.pk]


ROWS = [
    Row("documents:download", finished, allowed="applicant"),
    Row("documents:status", finished, allowed="applicant"),
    Row("documents:retry", failed, allowed="applicant", method="post"),
]

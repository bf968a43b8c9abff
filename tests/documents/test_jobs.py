"""Generated files: asked for once, built once, whatever happens to the worker; opened only by whoever may see them."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from documents import jobs, tasks
from documents.fonts import MissingGlyph
from documents.jobs import Built
from documents.models import Document, DocumentState
from programmes import clock
from tests.factories.accounts import organisation, user

pytestmark = pytest.mark.django_db
KIND = "tests.paper"


@pytest.fixture
def paper(monkeypatch):
    """A kind whose builder is given by the test; only the person who asked may see the file."""
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))

    def register(build):
        return jobs.builder(KIND, "试样", visible=lambda person, document: document.requested_by_id == person.pk)(build)

    return register


def make(document):
    return Built(b"%PDF-1.7 sample", "申报表（于砚秋）.pdf", 3, {"version": 2})


def stored(document):
    with document.file.open() as file:
        return file.read()


def asked(**options):
    return jobs.request(KIND, subject=organisation(), by=options.pop("by", None) or user(), **options)


def test_request_records_a_row_and_queues_after_the_commit(paper, django_capture_on_commit_callbacks):
    paper(make)
    with django_capture_on_commit_callbacks() as waiting:
        document = asked(parameters={"code": "x"})

    assert (document.state, document.title, document.parameters) == (DocumentState.QUEUED, "试样", {"code": "x"})
    assert len(waiting) == 1


def test_same_key_gives_the_same_row(paper):
    paper(make)
    person = user()
    first = asked(by=person, key="batch-7")

    assert asked(by=person, key="batch-7").pk == first.pk
    assert asked(by=person).pk != asked(by=person).pk


def test_build_keeps_file_hash_pages_and_name(paper):
    paper(make)
    document = asked()

    assert jobs.run(document.pk) is True
    document.refresh_from_db()
    assert (document.state, document.filename, document.pages) == (DocumentState.DONE, "申报表（于砚秋）.pdf", 3)
    assert document.sha256 == "b5d4c2daa152f53c02621a70601b11dc5b4aecbda1cc3f5962bc5f7f491bad40"
    assert stored(document) == b"%PDF-1.7 sample"
    assert document.parameters["details"] == {"version": 2}


def test_second_delivery_of_the_task_builds_nothing(paper):
    built = []
    paper(lambda document: built.append(document.pk) or make(document))
    document = asked()

    assert [tasks.build(document.pk), tasks.build(document.pk)] == [True, False]
    assert built == [document.pk]


def test_killed_worker_is_followed_by_another_with_one_result(paper):
    paper(make)
    document = asked()
    assert jobs._claim(document.pk) is not None  # this worker dies here

    assert jobs.run(document.pk) is False
    assert jobs.unfinished() == []
    with clock.at(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        assert jobs.unfinished() == [document.pk]
        assert jobs.run(document.pk) is True
    assert len(storages["private"].listdir("documents")[1]) == 1


def test_slow_worker_that_lost_its_lease_leaves_no_second_result(paper):
    def slow(document):
        if document.attempts == 1:
            with clock.at(clock.now() + jobs.LEASE + timedelta(seconds=1)):
                assert jobs.run(document.pk) is True
        return Built(f"attempt {document.attempts}".encode(), "结果.pdf")

    paper(slow)
    document = asked()

    assert jobs.run(document.pk) is False
    document.refresh_from_db()
    assert stored(document) == b"attempt 2"
    assert len(storages["private"].listdir("documents")[1]) == 1


def test_refusal_fails_at_once_with_its_sentence(paper):
    def missing(document):
        raise MissingGlyph("\U000323af")

    paper(missing)
    document = asked()

    jobs.run(document.pk)
    document.refresh_from_db()
    assert (document.state, document.attempts) == (DocumentState.FAILED, 1)
    assert "U+323AF" in document.error


def test_accident_is_tried_three_times_then_retried_on_request(paper):
    def broken(document):
        raise RuntimeError("disk full: /var/secret")

    paper(broken)
    document = asked(key="one")

    for _attempt in range(5):
        jobs.run(document.pk)
    document.refresh_from_db()
    assert (document.state, document.attempts) == (DocumentState.FAILED, jobs.MOST_ATTEMPTS)
    assert "secret" not in document.error
    paper(make)
    jobs.retry(document)
    assert jobs.run(document.pk) is True


def test_worker_that_dies_each_time_ends_as_failed(paper):
    paper(make)
    document = asked()
    moment = clock.now()

    for attempt in range(jobs.MOST_ATTEMPTS + 1):
        with clock.at(moment + (jobs.LEASE + timedelta(seconds=1)) * attempt):
            jobs._claim(document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.FAILED


def test_progress_is_kept_while_the_lease_is_held(paper):
    seen = []

    def long(document):
        jobs.progress(document, 25, 150)
        seen.append(tuple(Document.objects.values_list("done_count", "total_count").get(pk=document.pk)))
        return make(document)

    paper(long)
    jobs.run(asked().pk)

    assert seen == [(25, 150)]


def test_kind_without_builder_is_an_error():
    with pytest.raises(LookupError):
        jobs.request("tests.unknown", subject=organisation())


def test_download_has_the_chinese_name_and_no_sniffing(paper, client):
    paper(make)
    person = user()
    document = asked(by=person)
    jobs.run(document.pk)
    client.force_login(person)

    response = client.get(reverse("documents:download", args=[document.pk]))

    assert b"".join(response.streaming_content) == b"%PDF-1.7 sample"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%94%B3")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_behind_nginx_the_file_is_handed_over_by_name(paper, client, settings):
    settings.ACCEL_PREFIX = "/private-files/"
    paper(make)
    person = user()
    document = asked(by=person)
    jobs.run(document.pk)
    client.force_login(person)

    response = client.get(reverse("documents:download", args=[document.pk]))

    assert response["X-Accel-Redirect"].startswith("/private-files/documents/")
    assert response.content == b""


@pytest.mark.parametrize(("name", "method"), [("download", "get"), ("status", "get"), ("retry", "post")])
def test_document_of_another_does_not_exist(paper, client, name, method):
    paper(make)
    document = asked()
    jobs.run(document.pk)
    address = reverse(f"documents:{name}", args=[document.pk])

    assert getattr(client, method)(address).status_code == 302
    client.force_login(user())
    assert getattr(client, method)(address).status_code == 404
    assert getattr(client, method)(reverse(f"documents:{name}", args=[0])).status_code == 404


def test_unfinished_file_cannot_be_downloaded_and_its_status_asks_again(paper, client):
    paper(make)
    person = user()
    document = asked(by=person)
    client.force_login(person)
    address = reverse("documents:status", args=[document.pk])

    assert client.get(reverse("documents:download", args=[document.pk])).status_code == 404
    assert f'hx-get="{address}"' in client.get(address).content.decode()
    jobs.run(document.pk)
    finished = client.get(address).content.decode()
    assert "hx-get" not in finished
    assert "申报表（于砚秋）.pdf" in finished

"""The batch of certificates: printed once each, whatever happens to the worker."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.db import connection

from accounts.states import Role
from certificates import actions
from certificates.documents import chinese_date, print_all, request_batch
from certificates.models import Certificate, Custody
from documents import jobs
from documents.models import Document
from documents.tasks import sweep
from programmes import clock as portal_clock
from tests.factories import accounts
from tests.factories.certificates import certificate, series

ROOT = Path(__file__).resolve().parents[2]
WORKER = "import django; django.setup(); from documents import jobs; jobs.run({pk})"


@pytest.fixture
def leader(db):
    return accounts.member(Role.LEADER)


def issued(count, leader):
    of = series(
        leader.organisations.first() if hasattr(leader, "organisations") else leader.memberships.get().organisation
    )
    return of, [certificate(of, name=f"沈墨规{place}", by=leader) for place in range(count)]


def text_of(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 1
        return document.pages[0].Contents.read_bytes() if document.pages[0].get("/Contents") else b""


def test_a_batch_prints_each_certificate_and_packs_them(leader):
    of, made = issued(3, leader)
    document = request_batch(of, by=leader)
    assert jobs.run(document.pk)
    document.refresh_from_db()
    assert (document.state, document.done_count, document.total_count) == ("done", 3, 3)
    with document.file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert archive.namelist() == [f"{c.number} {c.holder_name}.pdf" for c in made]
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
    assert Custody.objects.filter(step="made", item="certificate").count() == 3


def test_a_reissued_certificate_alone_is_printed_again(leader):
    of, made = issued(2, leader)
    jobs.run(request_batch(of, by=leader).pk)
    before = {c.pk: c.file_sha256 for c in Certificate.objects.all()}
    actions.reissue(made[0], by=leader, reason="原件遗失，本人申请")
    jobs.run(request_batch(of, by=leader).pk)
    after = {c.pk: c.file_sha256 for c in Certificate.objects.all()}
    assert after[made[0].pk] not in ("", before[made[0].pk])
    assert after[made[1].pk] == before[made[1].pk]


def test_a_missing_glyph_fails_the_job_and_names_the_character(leader):
    of = series(leader.memberships.get().organisation)
    certificate(of, name="沈\U0010fffd规", by=leader)
    document = request_batch(of, by=leader)
    for _ in range(3):
        jobs.run(document.pk)
    document.refresh_from_db()
    assert document.state == "failed"
    assert "10FFFD" in document.error.upper()
    assert not Certificate.objects.exclude(file="").exists()


def test_two_prints_of_one_certificate_are_alike_but_for_nothing(leader):
    _, made = issued(1, leader)
    loaded = Certificate.objects.select_related("series__organiser").get(pk=made[0].pk)
    first, second = print_all([loaded]), print_all([loaded])
    assert len(first[0]) == len(second[0])


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-05-09", "二〇二六年五月九日"),
        ("2026-10-20", "二〇二六年十月二十日"),
        ("2026-12-31", "二〇二六年十二月三十一日"),
    ],
)
def test_dates_in_chinese_numerals(day, words):
    from datetime import date

    assert chinese_date(date.fromisoformat(day)) == words


def database_url() -> str:
    """The test database, for a process of its own."""
    return os.environ["DATABASE_URL"].replace("/portal?", f"/{connection.settings_dict['NAME']}?")


def start_worker(document, folder):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "DATA_FOLDER": str(folder),
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": settings.FIELD_KEYS,
        "SITE_URL": settings.SITE_URL or "http://127.0.0.1:8000",
    }
    return subprocess.Popen([sys.executable, "-c", WORKER.format(pk=document.pk)], cwd=ROOT, env=environment)


def wait_until_some(worker, wanted):
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if Certificate.objects.exclude(file="").count() >= wanted:
            return
        assert worker.poll() is None, "the worker ended before it could be killed"
        time.sleep(0.01)
    raise AssertionError("the worker printed nothing in 90 s")


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="two processes write: the server database only")
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_each_certificate_exactly_once(tmp_path):
    leader = accounts.member(Role.LEADER)
    of, _ = issued(80, leader)
    document = request_batch(of, by=leader)
    worker = start_worker(document, tmp_path)
    try:
        wait_until_some(worker, 5)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    printed = dict(Certificate.objects.exclude(file="").values_list("pk", "file_sha256"))
    assert 0 < len(printed) < 80
    with portal_clock.at(portal_clock.now() + jobs.LEASE + timedelta(minutes=1)):
        sweep()
        jobs.run(document.pk)
    document = Document.objects.get(pk=document.pk)
    rows = list(Certificate.objects.all())
    assert (document.state, document.done_count) == ("done", 80)
    assert len({c.file.name for c in rows if c.file}) == 80
    assert all(dict(printed)[c.pk] == c.file_sha256 for c in rows if c.pk in printed)
    assert Custody.objects.filter(step="made").count() == 80
    with document.file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist()) == 80

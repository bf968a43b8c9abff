"""The production stack as processes: PostgreSQL, Redis, a Celery worker and the web server."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from audit.models import Seal
from audit.record import record
from tests.servers import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
QUEUE = "import django; django.setup(); from audit.tasks import seal_daily; seal_daily.delay()"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("PORTAL_TEST_PG" not in os.environ, reason="the SQLite pass has no production stack"),
]


@pytest.fixture
def production(redis_url, tmp_path):
    """The environment of a process on this test's database; ends what was started in it."""
    database = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgres:///{database['HOST']}/{database['NAME']}?user=postgres",
        "DATABASE_POOL": "true",
        "REDIS_URL": redis_url,
        "SITE_URL": "https://portal.example.cn",
        "BEHIND_PROXY": "true",
        "DATA_FOLDER": str(tmp_path),
    }
    running = []

    def start(*command):
        with (tmp_path / "log").open("ab") as log:
            whole = [sys.executable, *command]
            running.append(subprocess.Popen(whole, cwd=ROOT, env=environment, stderr=log, stdout=log))

    yield start
    for process in running:
        process.terminate()
    for process in running:
        process.wait(20)


def wait_until(condition, *, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def test_task_goes_through_redis_to_a_worker(production):
    record(User.objects.create_user("clerk"), "create", by=None)
    production("-m", "celery", "-A", "config", "worker", "--loglevel", "WARNING", "-c", "1")
    production("-c", QUEUE)
    wait_until(Seal.objects.exists)
    assert Seal.objects.get().count == 1


def test_web_server_answers_behind_a_proxy_that_speaks_https(production):
    port = free_port()
    production("-m", "granian", "--interface", "wsgi", "--port", str(port), "config.wsgi:application")
    wait_for(port, seconds=30)
    headers = {"Host": "portal.example.cn", "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers=headers)
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"

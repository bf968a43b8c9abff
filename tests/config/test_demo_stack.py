"""The demo as it is served: SQLite, a broker made of files, web server, worker and clock as processes of their own."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.servers import ENVIRONMENT, free_port

ROOT = Path(__file__).resolve().parents[2]
QUEUE = "import django; django.setup(); from audit.tasks import seal_daily; seal_daily.delay()"

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the demo never touches a server's database"),
]


def environment(data):
    """What ``./portal demo`` hands its processes, and nothing of this test run."""
    inherited = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    mine = {"DEMO": "1", "DATA_FOLDER": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return inherited | mine


def python(*arguments, data):
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(data), capture_output=True, text=True, check=False)


def count(data, table, where="1"):
    with closing(sqlite3.connect(f"file:{data}/portal.sqlite3?mode=ro", uri=True)) as database:
        return database.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]


def wait_until(condition, *, seconds):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """A folder that was set up as the first start does it."""
    data = tmp_path_factory.mktemp("demo")
    done = python("manage.py", "prepare_demo", data=data)
    assert (done.returncode, done.stderr) == (0, "")
    return data


def test_first_start_seeds_the_season_of_2023_and_an_open_one(seeded):
    assert count(seeded, "nominations_season", "year = 2023 AND state = 'concluded'") == 1
    assert count(seeded, "nominations_season", "state = 'open'") == 1
    assert count(seeded, "nominations_nomination", "state = 'conferred'") == count(seeded, "craftsmen_honour") == 3
    assert count(seeded, "accounts_organisation", "is_recommender") == 9
    assert count(seeded, "reviews_expert") == 12


def test_seeded_record_is_whole(seeded):
    done = python("manage.py", "verify_record", data=seeded)
    assert (done.returncode, done.stderr) == (0, "")
    events = count(seeded, "audit_event")
    assert events > 100
    assert done.stdout.startswith(f"whole: {events} events")


def test_marker_says_that_seasons_are_still_to_come(seeded):
    assert (seeded / "seeding").exists()


@pytest.fixture
def demo(seeded):
    """The served demo, told that all its seasons are there; ended as Ctrl-C does it."""
    (seeded / "seeding").unlink(missing_ok=True)
    port = free_port()
    command = [sys.executable, "-m", "config.demo", "--port", str(port), "--data", str(seeded)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(seeded), stdout=subprocess.PIPE, text=True)
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Ready after"):
            break
    try:
        assert re.search(rf"Ready after \d+ s: http://127\.0\.0\.1:{port}/ ", "".join(said)), "".join(said)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0


def test_demo_serves_its_pages_and_its_worker_does_what_is_queued(demo, seeded):
    with urllib.request.urlopen(f"{demo}/") as home:
        assert (home.status, "上海质量工匠" in home.read().decode()) == (200, True)
    with urllib.request.urlopen(f"{demo}/login/") as login:
        assert "演示账号" in login.read().decode()
    before = count(seeded, "audit_seal")
    assert python("-c", QUEUE, data=seeded).returncode == 0
    wait_until(lambda: count(seeded, "audit_seal") > before, seconds=60)
    for log in ("web-server", "worker", "clock"):
        text = (seeded / "log" / f"{log}.log").read_text()
        assert "Traceback" not in text
        assert "No hostname was supplied" not in text


def test_data_of_another_version_say_how_to_go_on(seeded, tmp_path):
    shutil.copytree(seeded, tmp_path / "older")
    with closing(sqlite3.connect(tmp_path / "older" / "portal.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'craftsmen'")

    done = python("manage.py", "prepare_demo", data=tmp_path / "older")

    assert done.returncode == 1
    assert "was made by another version of the portal" in done.stderr
    assert "./portal demo --reset" in done.stderr
    assert "Traceback" not in done.stderr

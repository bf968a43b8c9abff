"""Fixtures that every app's tests may use."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.apps import AppConfig, apps
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from programmes import clock as portal_clock
from tests.servers import redis_server

# The record, the way of a nomination, papers and messages: what the demo does most.
ALSO_ON_SQLITE = (
    "tests/audit/",
    "tests/documents/test_jobs.py",
    "tests/nominations/test_batches.py",
    "tests/nominations/test_chain.py",
    "tests/notifications/test_delivery.py",
)
TAKE_LONG = ("tests/permissions/", "tests/flows/", "tests/e2e/", "tests/config/test_demo")


def pytest_configure() -> None:
    """Plain static files and a cheap password hash; everything else is as in production."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django_settings.STORAGES["staticfiles"] = plain
    storages.backends["staticfiles"] = plain  # a copy of the setting, taken when the models were loaded
    own = Path(django_settings.VAR) / f"cache-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    django_settings.CACHES["default"]["LOCATION"] = own  # two processes would empty each other's counters


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.nodeid.startswith(ALSO_ON_SQLITE):
        item.add_marker("sqlite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first, so that both workers end at the same time (``--no-loadscope-reorder``)."""
    items.sort(key=lambda item: not item.nodeid.startswith(TAKE_LONG))


#: App → the migration that wrote rows and the model of those rows.
WRITTEN = {
    "accounts": ("0002_working_years", "WorkingYear", "load"),
    "craftsmen": ("0002_target_industries", "TargetIndustry", "fill"),
}


@receiver(post_migrate)
def _rows_again(sender: AppConfig, **kwargs: Any) -> None:
    """A test with real transactions ends by emptying all tables; the rows that a migration wrote come back here."""
    migration, model, write = WRITTEN.get(sender.label, ("", "", ""))
    if migration and not sender.get_model(model).objects.exists():
        getattr(import_module(f"{sender.label}.migrations.{migration}"), write)(apps, None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Before the test database is dropped: end the sessions that killed processes and open browser lines left in it."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            _end_other_sessions()


def _end_other_sessions() -> None:
    others = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT state, query FROM pg_stat_activity WHERE {others}")
        for state, query in cursor.fetchall():
            print(f"a session was left in the test database, {state}: {query[:200]}", file=sys.stderr)
        cursor.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")


@pytest.fixture
def clock() -> Iterator[Callable[[datetime | date], datetime]]:
    """Hold the clock of the portal: ``clock(date(2026, 3, 1))``, again to move it."""
    with ExitStack() as held:
        yield lambda moment: held.enter_context(portal_clock.at(moment))


def _move(storage: FileSystemStorage, folder: Path) -> None:
    storage._location = folder
    for name in ("base_location", "location"):
        storage.__dict__.pop(name, None)


@pytest.fixture(autouse=True)
def private_storage(tmp_path: Path) -> Iterator[Path]:
    """The folder of the private files, empty for each test (fields hold the storage object, so it is moved)."""
    before = {name: storages[name].location for name in ("private", "default")}
    for name in before:
        _move(storages[name], tmp_path / name)
    yield tmp_path / "private"
    for name, location in before.items():
        _move(storages[name], Path(location))


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """No rate limit or counter of one test reaches the next."""
    yield
    cache.clear()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a real Redis that this run started."""
    with redis_server() as url:
        yield url


@pytest.fixture
def celery_eager() -> Iterator[None]:
    """Run each task where it is queued, and raise what it raises."""
    current_app.loader.import_default_modules()  # a task asked for by its name must be known, as it is to a worker
    before = current_app.conf.task_always_eager, current_app.conf.task_eager_propagates
    current_app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    current_app.conf.update(task_always_eager=before[0], task_eager_propagates=before[1])


@pytest.fixture
def trial_programmes() -> Iterator[None]:
    """The two small programmes of ``tests/factories/trial_studios.py`` are in the catalogue."""
    from tests.factories import trial_studios

    undo = trial_studios.registered()
    yield
    undo()

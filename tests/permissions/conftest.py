"""The world of the matrix: once per worker, never committed."""

import logging

import pytest
from django.core.cache import cache
from django.core.files.storage import storages

from tests.conftest import _move
from tests.permissions.world import standing


@pytest.fixture(scope="session")
def world_files(tmp_path_factory):
    return tmp_path_factory.mktemp("world")


@pytest.fixture(scope="module", autouse=True)
def _files_of_the_world(world_files):
    """Private and public files live in one folder as long as the world stands."""
    from django.conf import settings

    before = {name: storages[name].location for name in ("private", "default")}
    published, log = settings.PUBLISHED_ROOT, logging.getLogger("django.request")
    log.disabled = True  # some three thousand refusals are what is wanted
    settings.PUBLISHED_ROOT = world_files / "published"
    for name in before:
        _move(storages[name], world_files / name)
    yield
    log.disabled = False
    settings.PUBLISHED_ROOT = published
    for name, location in before.items():
        _move(storages[name], location)


@pytest.fixture(autouse=True)
def private_storage(world_files):
    """Instead of an empty folder for each test."""
    return world_files / "private"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, _files_of_the_world):
    with django_db_blocker.unblock(), standing() as made:
        yield made
        cache.clear()


@pytest.fixture
def _django_db_helper():
    """No transaction of its own for each test: the world's is open, and a row makes its own savepoints."""

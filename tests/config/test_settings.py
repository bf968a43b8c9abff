"""What a browser is told, and what the worker is told."""

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_answer_carries_the_strict_policy(client):
    response = client.get("/healthz")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["Permissions-Policy"].startswith("camera=()")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.sqlite
@pytest.mark.django_db
def test_healthz_answers_when_the_database_does(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": "ok"})


@pytest.mark.sqlite
@pytest.mark.django_db
def test_database_is_the_one_of_the_stack():
    expected = "sqlite" if settings.EMBEDDED else "postgresql"
    assert connection.vendor == expected
    if expected == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)


def test_every_task_of_the_timetable_exists():
    current_app.loader.import_default_modules()
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert wanted - set(current_app.tasks) == set()

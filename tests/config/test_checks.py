"""A start with production settings and an unsafe value is refused, and the answer says what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.checks import machine_is_complete, production_is_safe

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "EMBEDDED": False,
    "DEBUG": False,
    "DEMO": False,
    "SECRET_KEY": "s" * 64,
    "SITE_URL": "https://portal.example.cn",
    "HTTPS": True,
    "ALLOWED_HOSTS": ["portal.example.cn"],
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
}


@pytest.fixture
def production(settings):
    for name, value in SAFE.items():
        if name != "DATABASES":
            setattr(settings, name, value)
    return settings


def ids(found):
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DEBUG", True, ["portal.E001"]),
        ("DEMO", True, ["portal.E002"]),
        ("SECRET_KEY", "unsafe-no-secret-key-was-given", ["portal.E003"]),
        ("SECRET_KEY", "short", ["portal.E003"]),
        ("FIELD_KEYS", "", ["portal.E004"]),
        ("FIELD_KEYS", "k1:c2hvcnQ=", ["portal.E005"]),
        ("FIELD_KEYS", "k1:dGVzdC1rZXktb25lLS0tMzItYnl0ZXMtbG9uZy0hISE=", ["portal.E006"]),
        ("SITE_URL", "", ["portal.E007"]),
        ("HTTPS", False, ["portal.E008"]),
        ("ALLOWED_HOSTS", ["*"], ["portal.E009"]),
        ("REDIS_URL", "", ["portal.E011"]),
        ("EMAIL_BACKEND", "notifications.outbox.EmailBackend", ["portal.E012"]),
    ],
)
def test_unsafe_value_is_refused_with_its_own_error(production, name, value, expected):
    setattr(production, name, value)
    assert ids(production_is_safe()) == expected
    assert all(message.hint for message in production_is_safe())


def test_safe_values_pass(production):
    assert production_is_safe() == []


def test_embedded_parts_are_not_held_to_production(production):
    production.EMBEDDED = True
    production.DEBUG = True
    assert production_is_safe() == []


def test_font_folder_that_is_not_there_is_named(settings, tmp_path):
    settings.FONT_DIR = str(tmp_path / "none")
    assert ids(machine_is_complete()) == ["portal.E014"]


@pytest.mark.slow
@pytest.mark.parametrize("command", [["check"], ["migrate", "--plan"]])
def test_start_with_production_settings_and_nothing_else_is_refused(command, tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DATA_FOLDER": str(tmp_path)}
    environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "portal.E003" in done.stderr
    assert "Set SECRET_KEY to the output of" in done.stderr
    assert "portal.E007" in done.stderr
    assert "portal.E008" not in done.stderr

import pytest

from accounts import navigation


@pytest.fixture
def outbox(settings, tmp_path):
    """The file back end of the demo, with a folder of its own; returns the folder of the mails."""
    settings.OUTBOX_ROOT = tmp_path
    settings.EMAIL_BACKEND = "notifications.outbox.EmailBackend"
    settings.SITE_URL = "http://testserver"
    folder = tmp_path / "outbox"
    folder.mkdir()
    return folder


@pytest.fixture
def bare_rail(monkeypatch):
    """No links of other apps in the rail, whose counts are queries of their own (at most three, see test_pages)."""
    monkeypatch.setattr(navigation, "_entries", {})

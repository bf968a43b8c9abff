import pytest


@pytest.fixture
def outbox(settings, tmp_path):
    """The file back end of the demo, with a folder of its own; returns the folder of the mails."""
    settings.OUTBOX_ROOT = tmp_path
    settings.EMAIL_BACKEND = "notifications.outbox.EmailBackend"
    settings.SITE_URL = "http://testserver"
    folder = tmp_path / "outbox"
    folder.mkdir()
    return folder

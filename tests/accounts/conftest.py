import pytest

from accounts import navigation


@pytest.fixture
def bare_rail(monkeypatch):
    """No links of other apps in the rail, whose counts are queries of their own (at most three, see test_pages)."""
    monkeypatch.setattr(navigation, "_entries", {})

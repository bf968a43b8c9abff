"""The ways in, seen by a browser."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("path", ["/", "/login/"])
def test_public_page_is_accessible_and_keeps_its_own_policy(page, site, accessible, path):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith(site) else complaints.append(request.url))
    answer = page.goto(f"{site}{path}")
    assert answer.status == 200
    accessible(page)
    assert complaints == []

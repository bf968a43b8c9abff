"""The public reads, verifies a certificate and objects with its name; no page asks anybody else for anything."""

import pytest
from playwright.sync_api import expect

from tests.factories import accounts, certificates, publicity

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def published(db):
    desk = publicity.Desk(accounts.organiser("浦东质量促进会"))
    return publicity.published(desk)


def test_public_pages(page, site, accessible, complaints, published):
    page.on("request", lambda request: None if request.url.startswith(site) else complaints.append(request.url))
    paths = [
        "/",
        "/login/",
        "/notices/",
        f"/notices/seasons/{published.season_id}/",
        "/publicity/",
        "/register/",
        "/verify/",
    ]
    for path in (*paths, f"/publicity/{published.pk}/", f"/publicity/{published.pk}/objection/"):
        assert page.goto(f"{site}{path}").status == 200, path
        accessible(page)
    page.goto(f"{site}/publicity/{published.pk}/")
    for entry in published.entries.all():
        expect(page.get_by_text(entry.name).first).to_be_visible()


def test_certificate_is_verified(page, site, accessible, db):
    certificate = certificates.certificate()
    page.goto(f"{site}/verify/{certificate.token}")
    expect(page.get_by_role("heading", name="有效")).to_be_visible()
    accessible(page)
    page.goto(f"{site}/verify/")
    page.locator("input[name=no]").fill(certificate.number)
    page.locator("input[name=name]").fill("不是本人")
    page.get_by_role("button", name="查验").click()
    expect(page.get_by_role("heading", name="没有查到")).to_be_visible()
    accessible(page)


def test_objection_with_a_name(page, site, accessible, published):
    page.goto(f"{site}/publicity/{published.pk}/objection/")
    page.get_by_role("button", name="提交异议").click()
    summary = page.locator(".errsum")
    expect(summary).to_be_focused()
    accessible(page)
    page.locator("select[name=entry]").select_option(index=1)
    page.locator("input[name=kind][value=person]").check()
    page.locator("input[name=name]").fill("严正")
    page.locator("input[name=contact]").fill("021-0000 0001")
    page.locator("select[name=ground]").select_option(index=1)
    page.locator("textarea[name=facts]").fill(publicity.OBJECTION["facts"])
    page.get_by_role("button", name="提交异议").click()
    page.wait_for_url("**/receipts/**")
    expect(page.get_by_text(published.objections.get().number).first).to_be_visible()
    accessible(page)

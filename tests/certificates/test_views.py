import io
import zipfile

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.states import Role
from audit.record import history
from certificates import actions
from certificates.models import Certificate
from documents import jobs
from documents.models import Document
from tests.factories import accounts
from tests.factories.certificates import certificate, series

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def officer(client):
    made = accounts.member(Role.OFFICER)
    client.force_login(made)
    return made


@pytest.fixture
def year(officer):
    return series(officer.memberships.get().organisation)


def queries(client, address) -> int:
    """How many queries the page takes once the rail's counts are known (they are kept for a moment)."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_of_years_takes_the_same_queries_with_one_row_and_three(client, officer):
    counts = []
    for place in range(3):
        certificate(series(officer.memberships.get().organisation, year=2023 + place))
        counts.append(queries(client, reverse("certificates:series-list")))
    assert counts[0] == counts[2] <= MOST_QUERIES


def test_the_certificates_of_a_year_take_the_same_queries_with_one_row_and_three(client, year, officer):
    counts = []
    for _ in range(3):
        actions.enter_custody(certificate(year), item="certificate", step="made", by=officer)
        counts.append(queries(client, reverse("certificates:series", args=[year.pk])))
    assert counts[0] == counts[2] <= MOST_QUERIES


def test_a_stranger_finds_nothing(client, year):
    made = certificate(year)
    for user in (accounts.member(Role.OFFICER), accounts.member(Role.CLERK), accounts.user()):
        client.force_login(user)
        for name, argument in (
            ("series", year.pk),
            ("detail", made.machine_code),
            ("plaques", year.pk),
            ("download", made.machine_code),
        ):
            assert client.get(reverse(f"certificates:{name}", args=[argument])).status_code == 404


def test_nobody_signed_in_is_sent_to_the_login(client, year):
    client.logout()
    response = client.get(reverse("certificates:series", args=[year.pk]))
    assert response.status_code == 302
    assert "/login/" in response.url


def test_the_holder_downloads_the_own_file_and_no_other(client, year):
    holder = accounts.user()
    mine, other = certificate(year, user=holder), certificate(year)
    for made in (mine, other):
        actions.keep_rendered(made, b"%PDF-1.7", sha256="0" * 64)
    client.force_login(holder)
    response = client.get(reverse("certificates:download", args=[mine.machine_code]))
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client.get(reverse("certificates:download", args=[other.machine_code])).status_code == 404
    assert client.get(reverse("certificates:detail", args=[mine.machine_code])).status_code == 404


def test_the_makers_list_holds_text_only(client, year):
    certificate(year, name="=1+1")
    response = client.get(reverse("certificates:plaques", args=[year.pk]))
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[2]][1:4] == ["沪质工匠〔2026〕001号-P1", "=1+1", "上海质量工匠"]
    assert {cell.data_type for cell in sheet[2]} == {"s"}


def test_custody_is_entered_and_refusals_come_back_with_the_form(client, year):
    made = certificate(year)
    address = reverse("certificates:custody", args=[made.machine_code])
    refused = client.post(address, {"item": "certificate", "step": "received", "person_name": ""})
    assert refused.status_code == 422
    assert "请先登记“发放”" in refused.content.decode()
    assert client.post(address, {"item": "certificate", "step": "made"}).status_code == 302
    assert made.custody.get().step == "made"


def test_reissue_through_the_page(client, year):
    made = certificate(year)
    address = reverse("certificates:reissue", args=[made.machine_code])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "原件遗失，登报声明"}).status_code == 302
    assert Certificate.objects.get(pk=made.pk).reissues == 1


def test_the_supervisor_looks_and_does_nothing(client, year):
    made = certificate(year)
    client.force_login(accounts.member(Role.SUPERVISOR, year.organiser))
    page = client.get(reverse("certificates:detail", args=[made.machine_code])).content.decode()
    assert "保存登记" not in page
    assert client.post(reverse("certificates:render", args=[year.pk])).status_code == 404
    response = client.post(
        reverse("certificates:custody", args=[made.machine_code]), {"item": "plaque", "step": "made"}
    )
    assert response.status_code == 404
    assert not made.custody.exists()


def test_printing_is_a_job_and_the_fragment_shows_it(client, year):
    certificate(year)
    assert client.post(reverse("certificates:render", args=[year.pk])).status_code == 302
    assert Document.objects.get().kind == "certificates.batch"
    fragment = client.get(reverse("certificates:progress", args=[year.pk])).content.decode()
    assert "hx-get" in fragment


def test_the_plaques_of_a_year_are_packed_with_their_list(client, year):
    made = certificate(year)
    client.post(reverse("certificates:plaques-render", args=[year.pk]))
    document = Document.objects.get(kind="certificates.plaques")
    jobs.run(document.pk)

    page = client.get(reverse("certificates:series", args=[year.pk])).content.decode()

    assert "2026年度铭牌（1 块）.zip" in page
    with Document.objects.get(pk=document.pk).file.open("rb") as file, zipfile.ZipFile(file) as packed:
        assert sorted(packed.namelist()) == sorted(["铭牌制作清单.xlsx", f"{made.number}-P1 陆尺度.pdf"])
        plaque = packed.read(f"{made.number}-P1 陆尺度.pdf")
    with pikepdf.open(io.BytesIO(plaque)) as printed:
        width, height = (float(side) / 72 * 25.4 for side in printed.pages[0].MediaBox[2:])
        assert (round(width), round(height), len(printed.pages)) == (600, 400, 1)
        assert len(printed.pages[0].get_images()) == 0


def test_one_plaque_is_printed_from_its_certificate(client, year):
    made = certificate(year)
    address = reverse("certificates:detail", args=[made.machine_code])
    for _ in range(2):
        client.post(reverse("certificates:plaque-file", args=[made.machine_code]))
    document = Document.objects.get(kind="certificates.plaque")
    jobs.run(document.pk)

    assert f"{made.number}-P1 铭牌.pdf" in client.get(address).content.decode()
    assert client.get(reverse("documents:download", args=[document.pk])).status_code == 200


def test_the_holder_does_not_get_the_file_of_the_maker(client, year, officer):
    holder = accounts.user()
    made = certificate(year, user=holder)
    client.post(reverse("certificates:plaque-file", args=[made.machine_code]))
    document = Document.objects.get(kind="certificates.plaque")
    jobs.run(document.pk)
    client.force_login(holder)

    assert client.get(reverse("documents:download", args=[document.pk])).status_code == 404


def test_a_plaque_is_replaced_once_the_former_one_is_back(client, year, officer):
    made = certificate(year)
    address = reverse("certificates:plaque-replace", args=[made.machine_code])
    for step in ("made", "issued"):
        actions.enter_custody(made, item="plaque", step=step, by=officer)

    refused = client.post(address, {"reason": "领衔人单位更名"})
    assert refused.status_code == 422
    assert "请先登记收回" in refused.content.decode()

    actions.enter_custody(made, item="plaque", step="recalled", by=officer)
    assert client.post(address, {"reason": "领衔人单位更名"}).status_code == 302
    made.plaque.refresh_from_db()
    assert (made.plaque.number, made.plaque.sequence) == (f"{made.number}-P2", 2)
    assert actions.enter_custody(made, item="plaque", step="made", by=officer).issue == 1


def test_a_lost_plaque_is_replaced_at_once_with_its_reason(client, year, officer):
    made = certificate(year)
    address = reverse("certificates:plaque-replace", args=[made.machine_code])
    for step in ("made", "issued"):
        actions.enter_custody(made, item="plaque", step=step, by=officer)

    assert client.post(address, {"reason": "", "is_lost": "on"}).status_code == 422
    assert client.post(address, {"reason": "搬迁时遗失", "is_lost": "on"}).status_code == 302
    assert "原铭牌不能收回" in history(made)[0].note

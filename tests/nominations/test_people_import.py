"""The recommender's list of people by workbook: looked at first, every error placed, all rows or none."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.states import Role
from audit.record import history
from documents.workbooks import write_workbook
from nominations.models import Nomination
from nominations.states import SeasonState
from nominations.views.people import COLUMNS
from tests.factories import accounts
from tests.factories.nominations import clerk_of, nomination, season

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(db):
    return season()


@pytest.fixture
def group(db):
    return accounts.recommender()


@pytest.fixture
def employer(db):
    return accounts.organisation("浦江精密机械有限公司")


@pytest.fixture
def clerk(client, group):
    client.force_login(clerk_of(group))
    return client


def look(client, year, group, rows, headers=COLUMNS):
    file = SimpleUploadedFile("名单.xlsx", write_workbook([("名单", headers, rows)]))
    values = {"season": year.pk, "recommender": group.pk, "file": file}
    return client.post(reverse("nominations:people-import"), values)


def run(client):
    return client.post(reverse("nominations:people-import-run"))


def errors(response):
    return [(row, column) for row, column, _ in response.context["preview"].errors]


def test_looking_writes_nothing_and_running_makes_drafts(clerk, year, group, employer):
    rows = [["陆衡仲", employer.name, "高压试验"], ["买买提•艾力江", employer.credit_code, ""]]

    seen = look(clerk, year, group, rows).context["preview"]
    assert (seen.rows, seen.errors, Nomination.objects.count()) == (2, [], 0)
    assert run(clerk).url == reverse("nominations:list")

    made = list(Nomination.objects.order_by("number").values_list("name", "employer", "recommender", "state"))
    assert made == [
        ("陆衡仲", employer.pk, group.pk, "draft"),
        ("买买提·艾力江", employer.pk, group.pk, "draft"),  # COM-07: U+00B7
    ]
    assert [event.verb for event in history(year)] == ["import_people"]
    assert [event.verb for event in history(Nomination.objects.first())][-1] == "start"


def test_every_error_is_placed_and_nothing_is_written(clerk, year, group, employer):
    rows = [
        ["陆衡仲", employer.name, ""],
        ["", employer.name, ""],
        ["顾言舟", "没有登记的单位", ""],
        ["陆衡仲", employer.name, "重复"],
    ]

    found = errors(look(clerk, year, group, rows))
    response = run(clerk)

    assert [row for row, _ in found][:2] == [3, 4]
    assert response.url == reverse("nominations:people-import")
    assert Nomination.objects.count() == 0


def test_somebody_who_is_there_already_is_an_error(clerk, year, group, employer):
    nomination(year, recommender=group, employer=employer, name="陆衡仲")

    look(clerk, year, group, [["陆衡仲", employer.name, ""]])
    run(clerk)

    assert Nomination.objects.count() == 1


def test_a_sheet_without_the_columns_says_which(clerk, year, group):
    response = look(clerk, year, group, [["陆衡仲"]], headers=["名字"])

    assert "姓名、工作单位" in str(response.context["preview"].errors)


def test_running_twice_imports_once(clerk, year, group, employer):
    look(clerk, year, group, [["陆衡仲", employer.name, ""]])

    run(clerk)
    assert run(clerk).url == reverse("nominations:people-import")

    assert Nomination.objects.count() == 1


def test_a_workbook_with_nobody_in_it_is_refused(clerk, year, group):
    response = look(clerk, year, group, [])

    assert response.status_code == 422
    assert response.context["form"].errors["file"] == ["工作簿里只有列名，请从第二行起填写。"]
    assert "写入 0 行" not in response.content.decode()


def test_another_recommender_cannot_be_chosen(clerk, year, employer):
    response = look(clerk, year, accounts.recommender(), [["陆衡仲", employer.name, ""]])

    assert response.status_code == 422


def test_a_season_that_is_not_open_cannot_be_chosen(clerk, group, employer):
    assert look(clerk, season(SeasonState.DRAFT), group, [["陆衡仲", employer.name, ""]]).status_code == 422


@pytest.mark.parametrize("role", [Role.HEAD, Role.OFFICER, Role.ADMIN])
def test_others_do_not_reach_the_page(client, group, role):
    client.force_login(accounts.member(role, group))

    assert client.get(reverse("nominations:people-import")).status_code == 404


def test_the_export_has_text_cells_only_and_nothing_private(clerk, year, group, employer):
    made = nomination(year, recommender=group, employer=employer, name="=1+1", id_no="11010519491231002X")

    body = clerk.get(reverse("nominations:export")).content

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet if made.code in row] == [made.code]
    assert "11010519491231002X" not in str(sheet) and "13900000001" not in str(sheet)

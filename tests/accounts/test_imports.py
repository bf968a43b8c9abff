"""Organisations by workbook: looked at first, every error placed, all rows or none, safe on the way out."""

import io
import time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Organisation, OrganisationName
from accounts.states import Role
from audit.record import history
from documents.workbooks import write_workbook
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
HEADERS = ["单位名称", "统一社会信用代码", "单位性质", "所在区", "邮政编码", "上级单位代码", "集团", "推荐单位"]


def sheet(rows, headers=HEADERS):
    return SimpleUploadedFile("名录.xlsx", write_workbook([("单位", headers, rows)]))


def row(number, name="", **changed):
    values = dict(
        zip(
            HEADERS,
            [name or f"浦江第{number}厂", make.credit_code(number), "国有企业", "徐汇区", "200030"],
            strict=False,
        )
    )
    return [(values | changed).get(title, "") for title in HEADERS]


@pytest.fixture
def officer(client):
    user = make.member(Role.OFFICER)
    client.force_login(user)
    return user


def look(client, file):
    return client.post(reverse("accounts:organisations-import"), {"file": file})


def write(client):
    return client.post(reverse("accounts:organisations-import-run"))


def test_looking_writes_nothing_and_writing_writes_all(client, officer):
    before = Organisation.objects.count()
    preview = look(client, sheet([row(50001), row(50002, 推荐单位="是")])).context["preview"]
    assert (preview.rows, preview.created, preview.changed, preview.errors) == (2, 2, 0, [])
    assert Organisation.objects.count() == before
    write(client)
    first = Organisation.objects.get(credit_code=make.credit_code(50001))
    assert (first.kind, first.district, first.postcode, first.is_recommender) == ("state", "310104", "200030", False)
    assert Organisation.objects.get(credit_code=make.credit_code(50002)).is_recommender
    assert history(officer)[0].details == {"file": "名录.xlsx", "created": 2, "changed": 0}


def test_every_error_is_shown_with_row_and_column_and_nothing_is_written(client, officer):
    before = Organisation.objects.count()
    rows = [
        row(50001),
        row(50002, 单位性质="外星企业"),
        row(50003, 统一社会信用代码="91310101MA1X500039"),
        row(50001),
        row(50005, 邮政编码="20003"),
        row(50006, 上级单位代码="91350100M000100Y43"),
        row(50007, 统一社会信用代码=""),
        row(50008, 单位名称=""),
        row(50009, 集团="也许"),
    ]
    preview = look(client, sheet(rows)).context["preview"]
    places = [(number, column) for number, column, _sentence in preview.errors]
    assert places == [
        (3, "单位性质"),
        (4, "统一社会信用代码"),
        (5, ""),
        (6, "邮政编码"),
        (7, "上级单位代码"),
        (8, "统一社会信用代码"),
        (9, "单位名称"),
        (10, "集团"),
    ]
    write(client)
    assert Organisation.objects.count() == before


def test_rows_that_became_wrong_after_the_look_write_nothing(client, officer):
    parent = make.organisation()
    look(client, sheet([row(50001), row(50002, 上级单位代码=parent.credit_code)]))
    parent.delete()
    before = Organisation.objects.count()
    response = client.post(reverse("accounts:organisations-import-run"), follow=True)
    assert "没有写入任何内容" in response.content.decode()
    assert Organisation.objects.count() == before


def test_known_organisations_are_changed_and_keep_what_has_no_column(client, officer):
    known = make.organisation("浦江旧厂", address="漕宝路 1 号", kind="private")
    other = [known.credit_code, "浦江新厂"]
    look(client, sheet([other], headers=["统一社会信用代码", "单位名称"]))
    write(client)
    known.refresh_from_db()
    assert (known.name, known.address, known.kind) == ("浦江新厂", "漕宝路 1 号", "private")
    assert list(OrganisationName.objects.values_list("name", "source")) == [("浦江旧厂", "名录导入")]


def test_an_imported_superior_gives_its_group(client, officer):
    group = make.recommender()
    look(client, sheet([row(50001, 上级单位代码=group.credit_code)]))
    write(client)
    assert Organisation.objects.get(credit_code=make.credit_code(50001)).same_group(group)


@pytest.mark.parametrize("content", [b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused(client, officer, content):
    text = look(client, SimpleUploadedFile("a.xlsx", content)).content.decode()
    assert "errsum" in text


def test_missing_columns_are_named(client, officer):
    preview = look(client, sheet([["甲"]], headers=["单位名称"])).context["preview"]
    assert "统一社会信用代码" in preview.errors[0][2]


def test_writing_without_looking_is_sent_back(client, officer):
    assert write(client)["Location"] == "/desk/organisations/import/"


def test_the_export_is_text_and_comes_back_in(client, officer):
    make.organisation('=HYPERLINK("http://evil.example")', postcode="020030")
    content = client.get(reverse("accounts:organisations-export")).content
    cells = [
        cell for line in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in line if cell.value
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    table = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert "020030" in {value for line in table for value in line}
    preview = look(client, SimpleUploadedFile("名录.xlsx", content)).context["preview"]
    assert preview.errors == []
    assert preview.created == 0


def test_the_template_has_the_columns_that_the_import_reads(client, officer):
    content = client.get(reverse("accounts:organisations-template")).content
    table = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert set(HEADERS) <= set(table[0])


@pytest.mark.slow
def test_five_thousand_rows_are_written_at_a_thousand_a_second_or_more(client, officer, django_assert_max_num_queries):
    rows = [row(number) for number in range(60000, 65000)]
    look(client, sheet(rows))
    started = time.perf_counter()
    with django_assert_max_num_queries(60):
        write(client)
    assert Organisation.objects.filter(name__startswith="浦江第6").count() == 5000
    assert time.perf_counter() - started < 5

"""The pool of experts: by hand, by workbook, out of the pool; phones sealed, exports without private columns."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from openpyxl import load_workbook

from accounts.models import User
from accounts.states import Role
from documents.workbooks import write_workbook
from programmes.refusal import Refused
from reviews.actions import assigning, experts
from reviews.models import Expert
from tests.factories import accounts, nominations, reviews

pytestmark = pytest.mark.django_db
HEADERS = ["姓名", "邮箱", "所在单位", "职称职务", "手机号码", "专业领域"]


@pytest.fixture
def officer():
    return accounts.member(Role.OFFICER)


def workbook(*rows):
    return SimpleUploadedFile("专家.xlsx", write_workbook([("专家", HEADERS, rows)]))


def row(
    name="欧阳砚",
    email="yan@example.org",
    unit="浦江精密研究所",
    title="正高级工程师",
    mobile="13900001111",
    fields="制造业",
):
    return [name, email, unit, title, mobile, fields]


def test_add_makes_an_account_a_code_and_an_invitation(officer):
    made = experts.add(by=officer, name="买买提•艾力", email="m@example.org", organisation_name="浦江精密研究所")

    assert (made.name, made.code, made.user.invitations.count()) == ("买买提·艾力", "E-01", 1)


def test_mobile_is_sealed_in_the_database(officer):
    made = experts.add(by=officer, name="欧阳砚", email="y@example.org", organisation_name="某所", mobile="13900001111")

    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM reviews_expert WHERE id = %s", [made.pk])
        assert "13900001111" not in cursor.fetchone()[0]
    assert Expert.objects.get(pk=made.pk).mobile == "13900001111"


def test_add_names_everything_that_is_wrong(officer):
    with pytest.raises(Refused) as refused:
        experts.add(by=officer, name="砚", email="x", mobile="12")

    assert {finding.field for finding in refused.value.findings} == {"name", "email", "mobile", "organisation"}


def test_only_officers_keep_the_pool():
    for user in (accounts.member(Role.LEADER), accounts.member(Role.SUPERVISOR), accounts.member(Role.CLERK)):
        with pytest.raises(Refused, match="工作人员"):
            experts.add(by=user, name="欧阳砚", email="y@example.org", organisation_name="某所")


def test_expert_with_open_sheets_stays_in_the_pool():
    run = reviews.in_written(1)
    officer, expert = nominations.officer_of(run.season), reviews.expert()
    assigning.assign_by_hand(run.entries.get(), expert, by=officer)

    with pytest.raises(Refused, match="1 份未提交"):
        experts.set_active(expert, by=officer, active=False, note="调离")


def test_import_previews_then_writes(client, officer):
    known = accounts.organisation("浦江精密研究所")
    client.force_login(officer)

    page = client.post("/desk/experts/import/", {"file": workbook(row(), row("林岫", "xiu@example.org", "外地单位"))})
    assert "检查通过，共 2 行" in page.content.decode()
    assert Expert.objects.count() == 0

    client.post("/desk/experts/import/run/")

    made = Expert.objects.get(name="欧阳砚")
    assert (made.organisation, made.fields, made.mobile) == (known, ["C"], "13900001111")
    assert Expert.objects.get(name="林岫").organisation_name == "外地单位"


def test_import_with_errors_names_row_and_column_and_writes_nothing(client, officer):
    client.force_login(officer)
    rows = [row(), row("", "bad", "", mobile="1", fields="航海"), row("林岫", "yan@example.org")]

    page = client.post("/desk/experts/import/", {"file": workbook(*rows)}).content.decode()

    for words in ("第 3 行", "邮箱与第 2 行重复", "请填写姓名", "不是国民经济行业门类"):
        assert words in page
    client.post("/desk/experts/import/run/")
    assert (Expert.objects.count(), User.objects.filter(email="yan@example.org").count()) == (0, 0)


def test_import_updates_by_mail_address(client, officer):
    made = experts.add(by=officer, name="欧阳砚", email="yan@example.org", organisation_name="某所")
    client.force_login(officer)

    client.post("/desk/experts/import/", {"file": workbook(row(title="首席专家"))})
    client.post("/desk/experts/import/run/")

    assert (Expert.objects.get().pk, Expert.objects.get().title) == (made.pk, "首席专家")


def test_export_holds_no_phone_and_no_mail(client, officer):
    experts.add(by=officer, name="=1+1欧阳", email="yan@example.org", organisation_name="某所", mobile="13900001111")
    client.force_login(officer)

    sheet = load_workbook(io.BytesIO(client.get("/desk/experts/export/").content)).active
    cells = [str(cell.value) for line in sheet.iter_rows() for cell in line]

    assert "E-01" in cells
    assert not any("13900001111" in cell or "@" in cell for cell in cells)
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value} == {"s"}


def test_form_adds_and_changes(client, officer):
    client.force_login(officer)
    values = {"name": "欧阳砚", "email": "yan@example.org", "organisation_name": "某所", "fields": ["C", "I"]}

    client.post("/desk/experts/new/", values)
    made = Expert.objects.get()
    client.post(f"/desk/experts/{made.pk}/edit/", values | {"title": "首席专家"})

    assert (Expert.objects.get().title, Expert.objects.get().fields) == ("首席专家", ["C", "I"])


@pytest.mark.parametrize("count", [1, 3])
def test_register_takes_at_most_ten_queries(client, officer, count, django_assert_max_num_queries):
    for _ in range(count):
        reviews.expert()
    client.force_login(officer)
    client.get("/desk/experts/")

    with django_assert_max_num_queries(10):
        assert client.get("/desk/experts/").status_code == 200

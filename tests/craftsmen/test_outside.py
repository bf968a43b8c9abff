"""Titles of former years and of other bodies: entered with evidence, counted by rules, ended by their giver."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.states import Role
from audit.record import history
from craftsmen import actions
from craftsmen.models import Honour, Person
from craftsmen.queries import valid_honours
from craftsmen.signals import ended
from documents.workbooks import write_workbook
from programmes import honours
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories.craftsmen import ID_NUMBERS, honour, person
from tests.factories.nominations import PDF

pytestmark = pytest.mark.django_db
HEADERS = ["姓名", "身份证号码", "荣誉", "年度", "证书编号", "颁发单位", "授予日期", "授予时单位"]


@pytest.fixture
def officer(client):
    made = accounts.member(Role.OFFICER, accounts.organiser("上海市质量协会"))
    client.force_login(made)
    return made


@pytest.fixture
def organiser(officer):
    return officer.memberships.get().organisation


def typed(**fields):
    return {
        "honour_code": "municipal_craftsman",
        "name": "买买提•艾力",
        "id_number": ID_NUMBERS[0],
        "year": "2022",
        "granted_on": "2022-11-30",
        "unit": "申岚精密机械有限公司",
        "number": "沪工匠2022-031",
    } | fields


def evidence(content=PDF):
    return SimpleUploadedFile("证书.pdf", content)


def post(client, **fields):
    return client.post(reverse("craftsmen:honour-new"), typed(**fields))


def entered(organiser, officer, **fields):
    given = typed(year=2022, granted_on=date(2022, 11, 30), **fields)
    return actions.record_honour(organiser=organiser, by=officer, evidence=evidence(), **given)


def test_a_title_from_outside_is_entered_with_its_evidence(client, officer, organiser):
    assert post(client, evidence=evidence()).status_code == 302
    made = Honour.objects.get()
    assert (made.title, made.issuer, made.source, made.name) == ("上海工匠", "上海市总工会", "outside", "买买提·艾力")
    assert made.person.gender == "1"
    assert valid_honours(made.person.id_key) == {"municipal_craftsman"}
    assert history(made).first().label == "登记荣誉"
    shown = client.get(reverse("craftsmen:evidence", args=[made.pk]))
    assert (shown["Content-Type"], b"".join(shown.streaming_content)) == ("application/pdf", PDF)


@pytest.mark.parametrize(("unit", "is_known"), [("申岚精密机械有限公司", True), ("申岚精密机械", False)])
def test_a_unit_that_is_known_here_is_the_employer_at_award(officer, organiser, unit, is_known):
    employer = accounts.organisation("申岚精密机械有限公司")

    made = actions.record_honour(
        organiser=organiser, honour_code="municipal_craftsman", name="陆尺度", id_number=ID_NUMBERS[0], year=2022,
        granted_on=date(2022, 11, 30), unit=unit, by=officer, evidence=evidence(),
    )  # fmt: skip

    assert (made.employer, made.unit_at_award) == (employer if is_known else None, unit)


def test_every_mistake_is_said_at_once_and_nothing_typed_is_lost(client, officer):
    response = post(client, name="", id_number="310101197702290046", granted_on="2999-01-01", year="1900")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "id_number", "granted_on", "year", "evidence"}
    assert 'value="310101197702290046"' in response.content.decode()
    assert not Person.objects.exists()


def test_evidence_that_is_no_document_is_refused(client, officer):
    response = post(client, evidence=evidence(b"<html>not a certificate</html>"))
    assert response.status_code == 422
    assert "只接受" in response.content.decode()
    assert not Honour.objects.exists()


def test_the_same_title_is_entered_once(client, officer, organiser):
    entered(organiser, officer)
    assert "已持有有效的“上海工匠”" in post(client, evidence=evidence()).content.decode()
    assert Honour.objects.count() == 1


def test_a_title_of_a_former_year_counts_as_the_programmes_own(officer, organiser):
    made = entered(organiser, officer, honour_code="quality-craftsman")
    assert (made.source, made.programme_code, made.title) == ("legacy", "quality-craftsman", "上海质量工匠")


def test_only_the_organisers_own_titles_are_offered():
    other = accounts.organiser("上海市另一家协会")
    assert set(actions.outside.kinds(other)) == {kind.code for kind in honours.outside(honours.Subject.PERSON)}


def test_a_title_from_outside_is_not_in_the_public_register(client, officer, organiser):
    entered(organiser, officer)
    assert list(Honour.objects.published()) == []


def test_staff_of_no_organiser_cannot_enter(officer, organiser):
    clerk = accounts.member(Role.CLERK)
    with pytest.raises(Refused, match="只有主办单位"):
        entered(organiser, clerk)


def test_the_end_of_a_title_is_entered_and_told_to_who_listens(client, organiser, officer):
    made, heard = entered(organiser, officer), []

    def listen(sender, honour, **kwargs):
        heard.append(honour.pk)

    ended.connect(listen)
    leader = accounts.member(Role.LEADER, organiser)
    client.force_login(leader)
    page = reverse("craftsmen:honour-end", args=[made.pk])
    assert client.post(page, {"kind": "revoke", "reason": ""}).status_code == 422
    client.post(page, {"kind": "revoke", "reason": "沪工总〔2026〕8号"})
    assert Honour.objects.get().state == "revoked"
    assert heard == [made.pk]
    assert valid_honours(made.person.id_key) == frozenset()
    ended.disconnect(listen)


def test_a_title_given_here_is_ended_by_its_own_procedure(officer):
    made = honour(person())
    with pytest.raises(Refused, match="撤销程序"):
        actions.end_outside(made, kind="revoke", reason="沪工总〔2026〕8号", by=officer)


def sheet(*rows):
    return SimpleUploadedFile("名单.xlsx", write_workbook([("名单", HEADERS, rows)]))


def test_a_workbook_is_looked_at_then_written_whole(client, officer):
    rows = [
        ["丁禾川", ID_NUMBERS[0], "上海工匠", "2021", "", "", "2021-12-01", "浦江第一厂"],
        ["王砚舟", ID_NUMBERS[1], "上海质量工匠", "2023", "沪质工匠〔2023〕009号", "", "2023-11-20", "浦江第二厂"],
    ]
    preview = client.post(reverse("craftsmen:honours-import"), {"file": sheet(*rows)}).context["preview"]
    assert (preview.rows, preview.errors) == (2, [])
    assert not Honour.objects.exists()
    client.post(reverse("craftsmen:honours-import-run"))
    assert sorted(Honour.objects.values_list("name", "source")) == [("丁禾川", "outside"), ("王砚舟", "legacy")]


def test_every_bad_cell_of_a_workbook_is_named_and_nothing_is_written(client, officer):
    rows = [
        ["丁禾川", "123", "上海工匠", "2021", "", "", "2021-12-01", ""],
        ["王砚舟", ID_NUMBERS[1], "劳动模范", "二〇二三", "", "", "2023-11", ""],
        ["方既明", ID_NUMBERS[2], "上海工匠", "2021", "", "", "2021-12-01", ""],
        ["方既明", ID_NUMBERS[2], "上海工匠", "2021", "", "", "2021-12-01", ""],
    ]
    preview = client.post(reverse("craftsmen:honours-import"), {"file": sheet(*rows)}).context["preview"]
    assert [(row, column) for row, column, _ in preview.errors] == [
        (2, "身份证号码"),
        (3, "年度"),
        (3, "授予日期"),
        (3, "荣誉"),
        (5, "荣誉"),
    ]
    client.post(reverse("craftsmen:honours-import-run"))
    assert not Honour.objects.exists()


def test_a_workbook_may_name_the_industry_of_each_title(client, officer):
    headers = [*HEADERS, "产业方向"]
    row = ["丁禾川", ID_NUMBERS[0], "上海质量工匠", "2023", "", "", "2023-11-20", "浦江第一厂"]

    def look(industry):
        book = write_workbook([("名单", headers, [[*row, industry]])])
        answer = client.post(reverse("craftsmen:honours-import"), {"file": SimpleUploadedFile("名单.xlsx", book)})
        return [(column, number) for number, column, _ in answer.context["preview"].errors]

    assert look("炼丹") == [("产业方向", 2)]
    assert look("集成电路") == []
    client.post(reverse("craftsmen:honours-import-run"))
    assert Honour.objects.get().industry.name == "集成电路"


@pytest.mark.parametrize("code", ["municipal_craftsman", "quality-craftsman", "unheard"])
def test_an_honour_has_words(code):
    words = {"municipal_craftsman": "上海工匠", "quality-craftsman": "上海质量工匠"}
    assert honours.title_of(code) == words.get(code, code)

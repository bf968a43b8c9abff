"""A season that is decided elsewhere (rules.md §1): no review and no naming here, only its result is entered."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from audit.models import Event
from craftsmen.models import Honour
from documents.workbooks import write_workbook
from notifications.models import Message
from programmes import clock as portal_clock
from programmes.refusal import Refused
from publicity import actions
from publicity.actions.external import Line
from publicity.models import Award, Conferral
from publicity.resources import TITLES
from reviews.models import StageRun
from studios.models import Studio
from tests.factories import trial_studios as made
from tests.factories.nominations import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial_programmes")]
NUMBER = "沪总〔2026〕31号"


@pytest.fixture
def place(trial_programmes):
    one = made.world(decided_here=False)
    one.rows = [made.sent(one, leader=leader) for leader in ("王砚舟", "丁禾川", "方既明")]
    return one


def posted(**values):
    return {"decision_number": NUMBER, "decided_on": portal_clock.today().isoformat()} | values


def page_of(place, name="external"):
    return reverse(f"publicity:{name}", args=[place.season.pk])


def enter(place, lines, **fields):
    values = {"decision_number": NUMBER, "decided_on": portal_clock.today(), "by": place.leader} | fields
    return actions.enter(place.season, lines, **values)


def test_nothing_is_reviewed_or_named_here(place, client):
    assert not StageRun.objects.filter(season=place.season).exists()
    client.force_login(place.leader)
    board = client.get(reverse("reviews:board", args=[place.season.pk])).content.decode()
    assert page_of(place, "results") in board
    assert "开始受理核对" not in board
    assert client.get(reverse("publicity:confer-season", args=[place.season.pk])).status_code == 404
    desk = client.get(reverse("publicity:desk")).content.decode()
    assert "等待外部结果" in desk
    assert page_of(place, "results") in desk


def test_results_are_ticked_with_number_date_and_scan(place, client):
    client.force_login(place.leader)
    first, second, _third = place.rows
    sent = posted(document=SimpleUploadedFile("a.pdf", PDF)) | {
        f"result-{first.pk}": "named", f"certificate-{first.pk}": "沪工匠室 2026-017", f"result-{second.pk}": "not_named",
    }  # fmt: skip
    answer = client.post(page_of(place), sent)
    assert answer.url == page_of(place, "results")
    studio = Studio.objects.get()
    assert (studio.name, studio.external_certificate, studio.certificate, studio.decision_number) == (
        "王砚舟创新工作室", "沪工匠室 2026-017", None, NUMBER,
    )  # fmt: skip
    assert [made.fresh(row).state for row in place.rows] == ["conferred", "not_selected", "submitted"]
    conferral = Conferral.objects.get()
    assert (conferral.is_external, conferral.batch, bool(conferral.document)) == (True, None, True)
    assert Award.objects.get().certificate_number == "沪工匠室 2026-017"
    page = client.get(page_of(place, "results")).content.decode()
    assert "沪工匠室 2026-017" in page
    assert "还有 1 份没有结果" in page
    assert Message.objects.filter(code="conferred", recipient=place.clerk).count() == 1
    assert Message.objects.filter(code="nomination-not-selected", recipient=place.clerk).count() == 1
    assert Event.objects.filter(verb="enter_results").get().note == f"{NUMBER}，命名 1，未命名 1"
    assert Event.objects.filter(verb="take_result").get().label == "登记外部结果：通过"
    assert client.get(reverse("publicity:conferral", args=[conferral.pk])).status_code == 200
    assert client.get(reverse("publicity:conferral-scan", args=[conferral.pk])).status_code == 200


def test_the_rest_of_the_same_document_is_entered_later(place):
    first, second, _third = place.rows
    enter(place, {first.pk: Line("named")})
    enter(place, {second.pk: Line("named")})
    assert (Conferral.objects.count(), Award.objects.count()) == (1, 2)


def test_one_name_too_many_is_refused_until_the_list_is_right(place, client):
    """GS24-25: two places here; the third name of a list is refused and nothing is entered."""
    client.force_login(place.leader)
    named = {f"result-{row.pk}": "named" for row in place.rows}
    answer = client.post(page_of(place), posted() | named)
    assert answer.status_code == 422
    assert "本届命名不超过 2 个，名单上有 3 个" in answer.content.decode()
    assert not Studio.objects.exists()
    client.post(page_of(place), posted() | named | {f"result-{place.rows[2].pk}": "not_named"})
    assert Studio.objects.count() == 2


def test_everything_that_is_wrong_is_said_at_once(place, client):
    client.force_login(place.leader)
    first, second, _third = place.rows
    tomorrow = (portal_clock.today() + timedelta(days=1)).isoformat()
    sent = {f"result-{first.pk}": "named", f"certificate-{first.pk}": "A1"}
    sent |= {f"result-{second.pk}": "not_named", f"certificate-{second.pk}": "A2"}
    page = client.post(page_of(place), sent | {"decision_number": "", "decided_on": tomorrow}).content.decode()
    for words in ("请填写命名文件的文号", "不能晚于今天", "没有命名，不能填写证书编号"):
        assert words in page
    assert 'value="A1"' in page


def test_a_leader_without_the_honour_is_not_entered(place):
    Honour.objects.filter(pk=place.rows[0].honour.pk).update(state="revoked")
    with pytest.raises(Refused, match="王砚舟创新工作室：领衔人须持有有效的"):
        enter(place, {place.rows[0].pk: Line("named")})


def test_only_the_leader_enters_and_only_where_decided_elsewhere(place, client):
    for user in (place.officer, place.supervisor):
        client.force_login(user)
        assert client.get(page_of(place, "results")).status_code == 200
        assert client.get(page_of(place)).status_code == 404
        with pytest.raises(Refused, match="负责人登记"):
            enter(place, {place.rows[0].pk: Line("named")}, by=user)
    here = made.world(made.PUBLIC)
    client.force_login(here.leader)
    assert client.get(page_of(here)).status_code == 404


def workbook(rows):
    content = write_workbook([("外部结果", list(TITLES.values()), rows)])
    return SimpleUploadedFile("结果.xlsx", content)


def test_a_workbook_is_looked_at_first_and_then_entered_whole(place, client):
    client.force_login(place.leader)
    template = client.get(page_of(place, "external-template"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(template.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet[1:]] == [row.code for row in place.rows]
    first, second, _third = place.rows
    rows = [[first.code, first.name, "命名", "沪工匠室 2026-017", ""], [second.code, "", "未命名", "", ""]]
    page = client.post(page_of(place, "external-look"), {"file": workbook(rows)}).content.decode()
    assert "检查通过，共 2 行，命名 1 个" in page
    assert not Award.objects.exists()
    page = client.post(page_of(place, "external-run"), {"decision_number": "", "decided_on": ""}).content.decode()
    assert "请填写命名文件的文号" in page
    client.post(page_of(place, "external-run"), posted())
    assert [made.fresh(row).state for row in place.rows] == ["conferred", "not_selected", "submitted"]


def test_a_bad_row_names_its_column_and_nothing_is_entered(place, client):
    client.force_login(place.leader)
    first, second, _third = place.rows
    rows = [
        [first.code, "别的工作室", "也许", "", ""],
        ["2026-9999", "", "命名", "", ""],
        [second.code, "", "未命名", "A2", ""],
    ]
    answer = client.post(page_of(place, "external-look"), {"file": workbook(rows)})
    page = answer.content.decode()
    for words in ("应填“命名”或“未命名”", "不一致", "没有等待结果的申报“2026-9999”", "没有命名的不能填写证书编号"):
        assert words in page
    client.post(page_of(place, "external-run"), posted())
    assert not Award.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_result_list(place, client, django_assert_num_queries, count):
    enter(place, {row.pk: Line("not_named") for row in place.rows[:count]})
    client.force_login(place.officer)
    client.get(page_of(place, "results"))
    with django_assert_num_queries(8):
        client.get(page_of(place, "results"))

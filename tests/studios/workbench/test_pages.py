"""The workbench over HTTP: reached from the rail, literal query counts, refusals beside their fields, links without account."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts import calendar
from accounts.states import Role
from documents.workbooks import write_workbook
from notifications.models import Message
from programmes.studio_rows import MEMBER
from studios.actions import exchange, members, plans, proofs, services
from studios.models import LedgerEntry, Member, Service, Spending
from tests.factories import accounts, craftsmen, workbench

pytestmark = pytest.mark.django_db
QUERIES = {
    "mine": 9,
    "ledger": 15,
    "members": 11,
    "services": 14,
    "proofs": 12,
    "proofs-received": 7,
    "services-own": 12,
    "exchange": 15,
}
#: No lists: the home with what is due and counted, the whole plan with its targets, money and notes.
WHOLES = {"workbench": 17, "plan": 19}
three_or_one = pytest.mark.parametrize("count", [1, 3])


def page(name, *arguments):
    return reverse(f"studios:{name}", args=arguments)


@pytest.fixture
def ask(client, django_assert_num_queries):
    calendar.current()  # its days are read once per process

    def asked(user, name, *arguments):
        client.force_login(user)
        client.get(reverse("healthz"))
        with django_assert_num_queries((QUERIES | WHOLES)[name]):
            response = client.get(page(name, *arguments))
        assert response.status_code == 200
        return response.content.decode()

    return asked


def test_no_page_asks_more_than_fifteen_times():
    assert {name: number for name, number in QUERIES.items() if number > 15} == {}


@three_or_one
def test_list_of_own_studios(ask, count):
    employer = accounts.organisation()
    rows = [workbench.studio(employer=employer) for _ in range(count + 1)]

    text = ask(workbench.clerk(rows[0]), "mine")

    assert [row.name for row in rows if row.name not in text] == []


@three_or_one
def test_home(ask, studio, leader, count):
    workbench.plan(studio)
    for number in range(count):
        member = workbench.member(studio, f"成员{'一二三'[number]}")
        workbench.entry(studio, title=f"第 {number} 次", members=[member], uploads={"photo": [workbench.photo()]})

    text = ask(leader, "workbench", studio.code)

    assert text.count('<th scope="row">') >= count


@three_or_one
def test_ledger(ask, studio, leader, count):
    for number in range(count):
        member = workbench.member(studio, f"成员{'一二三'[number]}")
        workbench.entry(studio, title=f"第 {number} 次", members=[member], uploads={"photo": [workbench.photo()]})

    text = ask(leader, "ledger", studio.code, "activity")

    assert f'合计 <b class="num">{count}</b> 条，参加 <b class="num">{count * 14}</b> 人次' in text


@three_or_one
def test_members(ask, studio, leader, count):
    for number in range(count):
        workbench.member(studio, f"成员{'一二三'[number]}")

    assert ask(leader, "members", studio.code).count("发送核对链接") == count


@three_or_one
def test_services(ask, studio, leader, count):
    for _ in range(count):
        workbench.service(studio)

    assert ask(leader, "services", studio.code).count("青禾食品有限公司") == count


@three_or_one
def test_plan(ask, studio, leader, count):
    made = workbench.plan(studio)
    for milestone in made.milestones.all()[:count]:
        entry = workbench.entry(studio)
        plans.finish(milestone, entries=[entry.pk], done_on=workbench.TODAY, by=leader)
        spent = {"spent_on": "2026-05-10", "item": "材料", "amount_wan": "3", "note": "采购传感器"}
        plans.spend(studio, raw=spent, by=leader)

    assert ask(leader, "plan", studio.code).count(">查看<span") == count


@three_or_one
def test_proofs(ask, studio, leader, count):
    for _ in range(count):
        proofs.issue(workbench.entry(studio, "outcome"), target="technology", by=leader)

    assert ask(leader, "proofs", studio.code).count("导轨磨损复现试验台") == count


@three_or_one
def test_received_proofs(ask, studio, leader, count):
    for _ in range(count):
        proofs.issue(workbench.entry(studio, "outcome"), target="technology", by=leader)

    assert ask(accounts.member(Role.OFFICER, studio.organiser), "proofs-received").count("登记使用") >= count


@three_or_one
def test_own_services(ask, count):
    person = craftsmen.person("方既明", user=accounts.user("方既明"))
    craftsmen.honour(person)
    for _ in range(count):
        workbench.service(None, person=person)

    assert ask(person.user, "services-own").count("青禾食品有限公司") == count


@three_or_one
def test_exchange(ask, studio, leader, count):
    for _ in range(count):
        other = workbench.studio()
        raw = {
            "kind": "need",
            "title": "求主轴热变形测量",
            "field": "热变形",
            "text": "在线测量。",
            "until_on": "2026-09-30",
        }
        exchange.announce(other, raw=raw, by=other.leader.user)

    assert ask(leader, "exchange").count('<p class="hint">求助课题') == count


def test_rail_leads_a_leader_to_the_only_studio(client, studio, leader):
    client.force_login(leader)

    rail = client.get(reverse("accounts:desk"), follow=True)

    assert rail.redirect_chain[-1] == (page("workbench", studio.code), 302)
    assert "我的工作室" in rail.content.decode()


def test_person_without_studio_finds_no_link_and_an_empty_page(client):
    client.force_login(accounts.user())

    text = client.get(page("mine")).content.decode()

    assert "还没有您参加的工作室" in text
    assert 'href="/desk/exchange/"' not in text


def test_entry_form_has_every_column_of_the_ledger(client, studio, leader):
    client.force_login(leader)

    text = client.get(page("entry-new", studio.code, "outcome")).content.decode()

    wanted = ["happened_on", "kind", "title", "summary", "benefit_wan", "level", "conversion", "ip_owner", "award"]
    assert [key for key in wanted if f'name="{key}"' not in text] == []


def test_posted_entry_is_kept_with_its_photo(client, studio, leader):
    client.force_login(leader)

    answer = client.post(page("entry-new", studio.code, "activity"), workbench.ACTIVITY | {"photo": workbench.photo()})

    assert answer.url == page("ledger", studio.code, "activity")
    assert LedgerEntry.objects.get().files.count() == 1


def test_script_gets_the_address_once_for_the_same_key(client, studio, leader):
    client.force_login(leader)
    posted = workbench.ACTIVITY | {"client_key": "7a1d7c64-3b1c-4a6e-9a52-0d2f1a5f1c11"}
    answers = [
        client.post(page("entry-new", studio.code, "activity"), posted, headers={"Accept": "application/json"})
        for _ in range(2)
    ]

    assert [one.json() for one in answers] == [{"url": page("ledger", studio.code, "activity")}] * 2
    assert LedgerEntry.objects.count() == 1


def test_script_gets_every_finding_with_its_field(client, studio, leader):
    client.force_login(leader)

    answer = client.post(page("entry-new", studio.code, "activity"), {}, headers={"Accept": "application/json"})

    assert (answer.status_code, [one["field"] for one in answer.json()["findings"]]) == (
        422,
        ["happened_on", "kind", "title"],
    )


def test_refused_entry_keeps_what_was_typed(client, studio, leader):
    client.force_login(leader)

    answer = client.post(page("entry-new", studio.code, "activity"), workbench.ACTIVITY | {"title": "长" * 61})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#title">主题：超出 1 字，请压缩到 60 字以内</a>' in text
    assert "长" * 61 in text
    assert "与三家单位交流补偿算法。" in text


def test_ledger_filters_by_year_kind_and_words(client, studio, leader):
    workbench.entry(studio, title="甲事项")
    workbench.entry(studio, title="乙事项", kind="training")
    workbench.entry(studio, title="丙事项", happened_on="2025-11-02")
    client.force_login(leader)

    found = {
        query: [word for word in ("甲事项", "乙事项", "丙事项") if word in client.get(f"{page('ledger', studio.code, 'activity')}?{query}").content.decode()]
        for query in ("year=2026", "kind=training", "q=丙", "state=late", "state=ended", "year=abc")
    }  # fmt: skip

    assert found == {
        "year=2026": ["甲事项", "乙事项"],
        "kind=training": ["乙事项"],
        "q=丙": ["丙事项"],
        "state=late": ["丙事项"],
        "state=ended": [],
        "year=abc": ["甲事项", "乙事项", "丙事项"],
    }


def test_file_is_handed_out_to_those_around_the_studio_only(client, studio, leader):
    file = workbench.entry(studio, uploads={"photo": [workbench.photo()]}).files.get()
    statuses = []
    for user in (leader, accounts.user()):
        client.force_login(user)
        answer = client.get(page("file", file.pk) + "?inline")
        statuses.append(answer.status_code)
        if answer.streaming:
            b"".join(answer.streaming_content)

    assert statuses == [200, 404]


def test_workbook_of_members_is_looked_at_then_written(client, studio, leader):
    client.force_login(leader)
    titles = [column.label for column in MEMBER]
    row = ["卫之远", "女", "1992-08", "大学本科", "材料", "技师", "检测中心", "检验员", "检测", "是", "2026-02-01", ""]
    file = SimpleUploadedFile("成员.xlsx", write_workbook([("成员", titles, [row])]))

    looked = client.post(page("members-import", studio.code), {"file": file})
    count = Member.objects.count()
    client.post(page("members-import-run", studio.code))

    assert "检查通过，共 1 人" in looked.content.decode()
    assert (count, Member.objects.get().department, Member.objects.get().gender) == (0, "检测中心", "2")


def test_workbook_with_a_mistake_names_row_and_column(client, studio, leader):
    client.force_login(leader)
    titles = [column.label for column in MEMBER]
    row = ["卫之远", "女", "1992-13", "学士", "", "技师", "检测中心", "检验员", "检测", "", "2026-02-01", ""]
    file = SimpleUploadedFile("成员.xlsx", write_workbook([("成员", titles, [row])]))

    text = client.post(page("members-import", studio.code), {"file": file}).content.decode()

    assert "学历不在可选范围：学士。" in text
    assert "写入 1 人" not in text


def test_template_of_members_lists_the_choices(client, studio, leader):
    client.force_login(leader)

    book = load_workbook(io.BytesIO(client.get(page("members-template", studio.code)).content))

    assert [cell.value for cell in book.active[2]][:4] == ["姓名*", "性别*", "出生年月*", "学历*"]


def test_member_answers_without_an_account(client, studio, leader):
    members.tell(workbench.member(studio), by=leader)
    address = Message.objects.get(code="studio-member").url.removeprefix("http://testserver")

    shown = client.get(address).content.decode()
    refused = client.post(address, {"act": "object", "objection": ""})
    done = client.post(address, {"act": "confirm"})
    again = client.get(address)

    assert "丁禾川，您好" in shown
    assert (refused.status_code, done.status_code, again.status_code) == (422, 200, 404)
    assert Member.objects.get().confirmed_at is not None


def test_host_confirms_without_an_account_and_sees_the_photo(client, studio, leader):
    service = workbench.service(studio, uploads={"photo": [workbench.photo()]})
    services.ask_host(service, by=leader)
    address = Message.objects.get(code="studio-service").url.removeprefix("http://testserver")

    text = client.get(address).content.decode()
    photo = client.get(f"{address}files/{service.files.get().pk}/")
    done = client.post(address, {"act": "confirm", "name": "盛言"})

    assert "host@example.org" not in text
    assert (photo.status_code, b"".join(photo.streaming_content)[:2]) == (200, b"\xff\xd8")
    assert (done.status_code, Service.objects.get().confirmed_by) == (200, "盛言")


def test_spending_over_budget_says_so_on_the_page(client, studio, leader):
    workbench.plan(studio)
    client.force_login(leader)
    spent = {"spent_on": "2026-05-10", "item": "材料", "amount_wan": "6", "note": "采购传感器"}

    text = client.post(page("spend", studio.code), spent, follow=True).content.decode()

    assert "超出 0.50 万元" in text
    assert Spending.objects.count() == 1


def test_reader_sees_ledgers_without_buttons_to_write(client, studio):
    workbench.entry(studio)
    client.force_login(accounts.member(Role.SUPERVISOR, studio.organiser))

    text = client.get(page("ledger", studio.code, "activity")).content.decode()

    assert "主轴热变形补偿跨单位交流" in text
    assert page("entry-new", studio.code, "activity") not in text

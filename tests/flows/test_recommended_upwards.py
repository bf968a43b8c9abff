"""From the figures to 上海工匠: two are chosen, one refuses, one agrees and is revoked, one is named (QC26-52 to QC26-54)."""

import zipfile
from datetime import date

import pytest

from accounts.states import Role
from craftsmen.actions import cancel
from craftsmen.models import Honour
from documents.models import Document
from notifications.models import Message
from pathways.models import Nominee, Round
from programmes import clock as portal_clock
from tests.factories import accounts, pathways, workbench
from tests.flows.company import at, told
from tests.flows.driver import Person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAMES = ("丁一舟", "于秋水", "王砚之")


@pytest.fixture
def company(clock):
    clock(at("2026-06-15 10:00"))
    organiser = accounts.organiser("上海市质量协会")
    officer, leader, supervisor = (
        accounts.member(role, organiser) for role in (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
    )
    people = [pathways.craftsman(name, organiser=organiser, year=2023 + place) for place, name in enumerate(NAMES)]
    with workbench.declared():
        workbench.studio(leader=people[2], organiser=organiser)
        with portal_clock.at(date(2026, 5, 8)):
            service = workbench.service(None, person=people[2], happened_on="2026-05-06")
        type(service).objects.filter(pk=service.pk).update(confirmed_at=portal_clock.now(), confirmed_by="周正")
        yield organiser, officer, leader, supervisor, people


def test_one_refuses_one_is_revoked_and_one_is_named(clock, celery_eager, company):
    _organiser, officer, leader, supervisor, (refusing, ending, naming) = company
    desk = signed_in(officer)
    open_round(desk)
    for person in (refusing, ending, naming):
        choose_and_ask(desk, person)
    refuse_in_the_own_account(refusing)
    agree_over_the_link(ending)
    agree_over_the_link(naming)
    desk.open(round_page("pack/")).says("已同意的 2 人", "于秋水", "王砚之").says("不在这一批里：丁一舟（本人不同意）")
    cancel(Honour.objects.get(person=ending), reason="本人放弃称号", by=leader)
    assert Nominee.objects.get(person=ending).state == "lapsed"
    assert told(officer, "于秋水因称号失效退出推荐")
    pack(desk, supervisor)
    clock(at("2026-11-20 09:00"))
    record_naming(desk, naming)
    shows_on_every_page(desk, supervisor, naming)


def round_page(more=""):
    return f"/desk/upwards/{Round.objects.get().pk}/{more}"


def open_round(desk):
    shown = desk.open("/desk/").follow("上海工匠推荐").says("还没有开启推荐")
    shown = shown.follow("开启年度推荐").press("开启", year="2026")
    shown.says("2026 年度上海工匠培育对象推荐", "纳入全市“”人才培育")
    shown.follow("填写名称").press("保存名称", scheme="海上匠才").says("纳入全市“海上匠才”人才培育")
    listed = desk.open(round_page()).follow("选定人选").says("共 3 人", "两项兼备", "没有优先情形")
    names = [one.text_content() for one in listed.tree.xpath("//tbody//th/a")]
    assert names == ["王砚之", "丁一舟", "于秋水"]


def choose_and_ask(desk, person):
    shown = desk.open(round_page("candidates/")).follow(f"选定{person.name}")
    shown.press("选定为人选", reason="很好", expect=422).says("请写明推荐理由")
    shown = shown.press("选定为人选", reason=pathways.REASON).says(f"已选定{person.name}")
    shown.press("发送同意书").says("待本人同意", "上海市总工会", "海上匠才")


def refuse_in_the_own_account(person):
    shown = signed_in(person.user).open("/desk/path/").says("请决定是否同意报送")
    shown = shown.follow("查看报送内容并答复").says("不提供身份证号码")
    shown.press("不同意报送", note="暂不考虑").says("本人不同意", "暂不考虑")
    assert Nominee.objects.get(person=person).consent is None
    shown = signed_in(person.user).open("/desk/path/").follow("2026 年度上海工匠培育对象推荐")
    shown = shown.press("重新答复").says("待本人同意", "同意报送")
    shown.press("不同意报送", note="暂不考虑").says("本人不同意")


def agree_over_the_link(person):
    mail = Message.objects.get(code="upwards-ask", address=person.user.email)
    visitor = Person()
    path = "/" + mail.url.split("/", 3)[3]
    visitor.open(path).says(person.name, "上海市总工会").press("同意报送").says("您已同意报送")
    visitor.open(path, expect=404).says("这个链接不能使用")


def pack(desk, supervisor):
    shown = desk.open(round_page("pack/")).says("已同意的 1 人", "王砚之")
    shown.press("生成材料包", reason="", expect=422).says("请写明这次报送的用途")
    shown = shown.press("生成材料包", reason="沪质协〔2026〕30号报送").says("第 1 批", "沪质协〔2026〕30号报送")
    document = Document.objects.get(kind="pathways.pack")
    assert document.state == "done"
    with zipfile.ZipFile(document.file.open("rb")) as archive:
        assert archive.namelist() == ["人选名单.xlsx", "01 王砚之 推荐简表.pdf", "校验清单.txt"]
    signed_in(supervisor).hidden(f"/documents/{document.pk}/")
    signed_in(supervisor).open(round_page()).hides("已报送的材料", "下载")


def record_naming(desk, person):
    shown = desk.open(round_page()).follow(person.name).follow("登记结果")
    shown = shown.press("登记", expect=422).says("请选择命名或未命名", "请填写文号", "请上传公布结果的文件扫描件")
    typed = {
        "is_named": "yes",
        "decision_number": "沪工总〔2026〕88号",
        "decided_on": "2026-11-18",
        "scan": pathways.scan(),
    }
    shown.press("登记", typed).says("已命名", "沪工总〔2026〕88号", "查看扫描件")


def shows_on_every_page(desk, supervisor, person):
    own = signed_in(person.user).open("/desk/path/")
    assert "上海工匠：有效 2026-11-18" in own.tree.xpath("string(//*[@id='path-d'])")
    own.hides("欢迎建立")
    fragment = desk.open(f"/desk/path/people/{person.pk}/")
    assert fragment.tree.xpath("count(//*[name()='circle'][@class='held'])") == 2
    assert told(person.user, "您已被命名为“上海工匠”")
    figures = signed_in(supervisor).open("/desk/").follow("2030 目标").follow("上海工匠")
    figures.says("口径待协会明确", "1／ 约 10 人", "还差 9 人")

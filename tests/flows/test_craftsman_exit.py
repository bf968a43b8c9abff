"""Exit by 第十四条 (QC26-56, QC26-57, AMB-18).

Check-in, a leave of absence, six months pass, review, statement, revocation by two people; the studio loses its leader.
"""

import pytest
from django.urls import reverse

from config.celery import app
from craftsmen.models import CheckIn, CheckRow, Revocation, StatusReview
from studios.models import LeaderEvent
from tests.factories import care, workbench
from tests.flows.company import at, told
from tests.flows.driver import Person, signed_in
from tests.publicity import calendar2026

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LEADER, RETIRING, STAYING = "丁砚耕", "卫澄澜", "穆知微"
SINCE = "2026-09-01"
DECISION = "沪质协〔2027〕16号"


@pytest.fixture
def company(clock):
    clock(at("2026-10-20 10:00"))
    calendar2026.load(2025, 2027)
    made = care.place(LEADER, RETIRING, STAYING)
    about = {"organiser": made.organiser, "programme_code": "quality-studio", "edition_code": "2024"}
    made.studios = [
        workbench.studio(leader=honour.person, employer=made.employer, **about) for honour in made.honours[:2]
    ]
    return made


def night(clock, day):
    """The tasks of a day as the clock starts them: soon after midnight, then the reminders of nine o'clock."""
    clock(at(f"{day} 00:20"))
    app.tasks["craftsmen.tasks.care_of_the_day"]()
    clock(at(f"{day} 09:00"))
    app.tasks["notifications.tasks.remind"]()


def test_a_craftsman_leaves_by_the_yearly_check_in(clock, celery_eager, company):
    absent, retiring, _staying = company.honours
    night(clock, "2026-10-31")
    assert CheckIn.objects.count() == 0
    night(clock, "2026-11-01")
    answer_as_clerk(company)
    propose_another_leader(company, retiring)
    object_and_confirm(company, absent)
    watch_the_board(company)
    night(clock, "2027-03-01")
    assert StatusReview.objects.count() == 0
    night(clock, "2027-03-02")
    explain(absent)
    case = refer(company)
    revoke(clock, company, case)
    shows_everywhere(company, absent)


def answer_as_clerk(company):
    clerk = signed_in(company.clerk)
    assert told(company.clerk, "2026 年度上海质量工匠在岗情况核对还有 29 天")
    shown = clerk.open("/desk/").follow("在岗情况核对").follow("2026 年度上海质量工匠在岗情况核对")
    shown.says("还有 3 人没有填报", "不需要负责人确认")
    away, retired = (care.row_of(honour).pk for honour in company.honours[:2])
    typed = {f"{away}-presence": "absent", f"{away}-since_on": SINCE, f"{retired}-presence": "retired"}
    refused = shown.press("其余都在岗，保存", typed, expect=422)
    assert refused.mistakes() == [f"{LEADER}：请写明离岗的原因。", f"{RETIRING}：请填写退休的日期。"]
    assert refused.text_of(f"{away}-since_on") == SINCE
    typed = {f"{away}-note": "赴外地企业任职", f"{retired}-since_on": "2026-10-31"}
    refused.press("其余都在岗，保存", typed).says("3 人有更新", "本单位已填完")
    answers = CheckRow.objects.order_by("honour__pk").values_list("presence", flat=True)
    assert list(answers) == ["absent", "retired", "present"]


def propose_another_leader(company, retiring):
    """Retirement by check-in opens nothing in the studio; organiser and unit are told and report it with one look."""
    studio = company.studios[1]
    assert (LeaderEvent.objects.count(), type(studio).objects.get(pk=studio.pk).state) == (0, "building")
    officer = signed_in(company.officer)
    assert told(company.officer, f"{studio.name}：年度核对填报领衔人退休，请核实")
    shown = officer.open(f"/desk/studios/{studio.code}/leader/", {"kind": "retired", "happens_on": "2026-10-31"})
    shown.press("报告").says("退休（2026-10-31）")
    assert LeaderEvent.objects.get(studio=studio).kind == "retired"


def object_and_confirm(company, absent):
    own = signed_in(absent.person.user)
    shown = (
        own.open("/desk/path/").follow("查看我的全部称号").follow("查看").says("我的在岗情况", "离岗", "赴外地企业任职")
    )
    shown.hides("联系记录").press("提交异议", text="我仍在本单位承担带教任务。").says("有异议，待核对")
    officer = signed_in(company.officer)
    assert told(company.officer, f"{LEADER}对在岗情况的填报提出异议")
    shown = officer.open("/desk/").follow("在岗情况核对").follow("2026 年度上海质量工匠在岗情况核对")
    shown = shown.follow(LEADER).says("我仍在本单位承担带教任务。")
    shown.press("登记联系", expect=422).says("请选择联系方式", "请填写联系对象", "请填写联系内容")
    shown = shown.press(
        "登记联系", held_on="2026-11-01", kind="phone", with_whom="所在单位人事部", text="确认已长期外派，带教已停。"
    ).says("联系记录已保存", "带教已停")
    shown = shown.follow("登记在岗情况").says("本人异议")
    shown.press("登记", channel="phone").says("本人有异议", "3 / 3 人")
    assert care.row_of(absent).disputed_at is None


def watch_the_board(company):
    shown = signed_in(company.supervisor).open("/desk/checkins/").follow("2026 年度上海质量工匠在岗情况核对")
    shown.says("已填报 3 / 3 人", "2027-03-02 起超过 6 个月").hides("登记在岗情况")
    assert not shown.can("登记")
    head = signed_in(company.head)
    head.hidden(f"/desk/checkins/{CheckIn.objects.get().pk}/")
    head.open(f"/desk/checkins/{CheckIn.objects.get().pk}/answers/").says(LEADER, "电话核对")


def explain(absent):
    review = StatusReview.objects.get()
    own = signed_in(absent.person.user)
    assert told(absent.person.user, f"{LEADER}的“上海质量工匠”称号进入状态复核")
    page = own.open(f"/desk/status-reviews/{review.pk}/").says("复核期间称号仍然有效")
    page.hides("转入撤销程序", "结束复核")
    page.press("提交说明", text="已决定留在外地企业，不再返岗。").says("说明已登记", "不再返岗")


def refer(company):
    officer = signed_in(company.officer)
    shown = officer.open("/desk/").follow("状态复核").follow(LEADER).says("不再返岗", "赴外地企业任职")
    shown.press("结束复核", conclusion="可以", expect=422).says("至少 10 个字")
    assert SINCE in shown.text_of("facts")
    shown = shown.press("立案").says("已立案", "长期工作离岗", "不再返岗", "由状态复核转入")
    assert StatusReview.objects.get().state == "referred"
    return Revocation.objects.get()


def revoke(clock, company, case):
    page = f"/desk/honours/revocations/{case.pk}/"
    officer = signed_in(company.officer)
    officer.open(page).press("告知本人").says("陈述申辩期")
    signed_in(case.honour.person.user).open(page).press("提交陈述", text="没有异议。").says("没有异议。")
    officer.open(page).press("提交审核意见", text="事实清楚，本人没有异议，建议撤销。").says("等待另一位负责人批准")
    assert not officer.open(page).can("批准撤销")
    clock(at("2027-03-10 10:00"))
    shown = signed_in(company.leader).open(page)
    shown.press("批准撤销", decision_number=DECISION, decided_on="2027-03-10").says("称号已撤销", DECISION)


def shows_everywhere(company, absent):
    absent.certificate.refresh_from_db()
    Person().open(reverse("publicity:verify", args=[absent.certificate.token])).says("已撤销")
    event = LeaderEvent.objects.get(studio=company.studios[0])
    assert (event.kind, event.studio.state) == ("revoked", "changing")
    signed_in(company.officer).open(f"/desk/status-reviews/{StatusReview.objects.get().pk}/").says(
        "已转撤销程序", "查看撤销案件：已撤销"
    )

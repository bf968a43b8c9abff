"""A studio of the quality craftsmen from its plan to acceptance, to another leader, and one that is revoked (issue 3)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.states import Role
from craftsmen import actions as craftsmen
from craftsmen.models import Honour
from fixtures.demo.cast import People, Unit
from nominations.models import Nomination, Season
from reviews.models import Assignment, Expert, Visit
from studios.actions import duties
from studios.models import DutyItem, LeaderEvent, Studio
from tests.factories import accounts
from tests.factories.craftsmen import ID_NUMBERS
from tests.factories.nominations import PDF
from tests.flows.company import (
    PLACE,
    Company,
    at,
    fill_by_script,
    fresh,
    sign,
    upload_everything,
    verbs,
    warnings_ticked,
)
from tests.flows.driver import Person, signed_in
from tests.flows.reviewing import declare, pass_formality, score
from tests.nominations.test_materials import picture
from tests.publicity import calendar2026

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LEADER, SUCCESSOR = "顾毫厘", "欧阳衡"
NAME = f"{LEADER}上海质量工匠创新工作室"
PROJECT = "主轴热变形在线补偿"


def test_a_studio_from_plan_to_acceptance_and_a_new_leader(clock, celery_eager):
    clock(at("2026-03-01 10:00"))
    company = gather()
    season = open_standing_season(company)
    register_craftsman(company, LEADER, ID_NUMBERS[0])
    plan_without_title_is_refused(clock, company)
    studio = build(clock, company, LEADER, ID_NUMBERS[0])
    keep_ledgers(clock, company, studio)
    assess(clock, company, studio, year=2026, result="qualified")
    accept(clock, company, season, studio)
    replace_leader(clock, company, studio)


def test_a_failed_assessment_ends_in_revocation(clock, celery_eager):
    clock(at("2026-03-01 10:00"))
    company = gather()
    open_standing_season(company)
    register_craftsman(company, LEADER, ID_NUMBERS[0])
    studio = build(clock, company, LEADER, ID_NUMBERS[0])
    keep_ledgers(clock, company, studio)
    assess(clock, company, studio, year=2026, result="rectify")
    assert fresh(studio).state == "rectifying"
    assess(clock, company, studio, year=2027, result="revoke")
    ended = fresh(studio)
    assert (ended.state, ended.ended_on.year) == ("revoked", 2027)
    assert not DutyItem.objects.pending().filter(studio=studio).exists()
    Person().open("/studios/").hides(NAME)


def test_a_revoked_leader_makes_the_studio_leave(clock, celery_eager):
    clock(at("2026-03-01 10:00"))
    company = gather()
    open_standing_season(company)
    honour = register_craftsman(company, LEADER, ID_NUMBERS[0])
    studio = build(clock, company, LEADER, ID_NUMBERS[0])
    clock(at("2026-09-01 10:00"))
    craftsmen.cancel(honour, reason="本人放弃称号", by=company.leader)
    event = LeaderEvent.objects.get(studio=studio)
    assert (event.kind, fresh(studio).state) == ("revoked", "changing")
    change(
        clock,
        company,
        studio,
        {"reason": "other", "reason_text": "领衔人放弃称号。", "action": "exit_remove"},
        "exit_remove",
    )
    assert fresh(studio).state == "removed"
    assert fresh(event).settled_on is not None


# who takes part


def gather() -> Company:
    calendar2026.load(2025, 2027, 2028, 2029)
    organiser = accounts.organiser("上海市质量协会")
    staff = {"officer": Role.OFFICER, "second": Role.OFFICER, "leader": Role.LEADER, "supervisor": Role.SUPERVISOR}
    held = {name: accounts.member(role, organiser) for name, role in staff.items()}
    works = accounts.organisation("申岚精密机械有限公司", **PLACE)
    clerk, head = (accounts.member(role, works, name=f"申岚{role.label}") for role in (Role.CLERK, Role.HEAD))
    unit = Unit(works, clerk=clerk, head=head)
    return Company(organiser, group=unit, employers=[unit], people=People(43), **held)


def open_standing_season(company: Company) -> Season:
    """A season without a deadline: plans are taken whenever they come."""
    shown = signed_in(company.officer).open("/desk/seasons/new/")
    options = shown.tree.xpath("//select[@name='programme']/option/@value")
    chosen = next(one for one in options if one.startswith("quality-studio/"))
    shown = shown.press("建立年度", programme=chosen, year="2026")
    season = Season.objects.get(programme_code="quality-studio")
    typed = {
        "notice_number": "沪质协〔2026〕21号",
        "notice_text": "常年受理上海质量工匠创新工作室的建设申报。",
        "contact": "协会秘书处　021-0000 0000",
        "opens_on": "2026-03-01",
    }
    shown.press("保存设置", typed).press("发布并开放").says("申报中")
    return season


def register_craftsman(company: Company, name: str, number: str, *, day: str = "2025-12-01") -> Honour:
    """The officer enters the title of a former year with its evidence."""
    shown = signed_in(company.officer).open("/desk/honours/new/")
    typed = {
        "honour_code": "quality-craftsman",
        "name": name,
        "id_number": number,
        "year": day[:4],
        "granted_on": day,
        "unit": "申岚精密机械有限公司",
        "evidence": SimpleUploadedFile("证书.pdf", PDF),
    }
    shown.press("登记", typed).says("上海质量工匠")
    return Honour.objects.get(name=name)


# the plan


def numbered(answers: dict[str, Any]) -> dict[str, Any]:
    """Rows of tables with the numbers that the script gives them."""

    def rows(value):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [{"row": str(place), **row} for place, row in enumerate(value, 1)]
        return value

    return {key: rows(value) for key, value in answers.items()}


def submit(clerk: Person, case: Nomination) -> None:
    """Every warning read and confirmed; a lost leader needs no further hand."""
    shown = clerk.open(f"/desk/nominations/{case.code}/form/check/")
    shown.press(f"提交{case.procedure.title}", warnings_ticked(shown))


def begin(company: Company, procedure: str, **typed: Any) -> Nomination:
    clerk = signed_in(company.employers[0].clerk)
    shown = clerk.open("/desk/nominations/new/", {"procedure": procedure} | typed.pop("query", {}))
    shown.press("新建并填写", typed)
    return Nomination.objects.filter(procedure_code=procedure).order_by("-pk")[0]


def plan_answers(name: str, number: str) -> dict[str, Any]:
    people = [("丁禾川", "1", "检验部"), ("王砚舟", "2", "工艺部"), ("买买提·艾力", "1", "设备部")]
    members = [
        {"name": who, "gender": sex, "birth_month": "1990-05", "education": "21", "major": "机械", "title_or_skill": "高级技师",
         "department": place, "post": "技师", "duty": "测量与攻关"}
        for who, sex, place in people
    ]  # fmt: skip
    milestones = [{"project": PROJECT, "quarter": str(n), "output": f"第{n}季度样机与报告"} for n in (1, 3, 5, 8)]
    return {
        "ws_name": f"{name}上海质量工匠创新工作室",
        "unit_nature": "private",
        "industry": {"code": "C", "text": "精密机械"},
        "address": "上海市匠心路 100 号 3 号厂房",
        "place_kind": "own",
        "ws_area": 120,
        "founded_on": "2025-06-01",
        "contact_name": "林岫",
        "contact_phone": "021-00000000",
        "guided_by": "department",
        "guided_name": "技术质量部",
        "leader_name": name,
        "leader_id_no": number,
        "leader_year": 2025,
        "leader_certificate": "沪质工匠〔2025〕001号",
        "leader_post": "磨工班组长",
        "skill_level": "senior_technician",
        "title_level": "none",
        "leader_specialty": "超精密磨削与在线测量，主持多项质量攻关。",
        "ws_specialty": "超精密磨削",
        "leader_honours_none": True,
        "members": members,
        "not_a_department": True,
        "projects_now": [{"name": PROJECT, "source": "公司", "from_month": "2025-01", "to_month": "", "recognised_by": "市质协"}],
        "outcomes_now": [{"name": "在线测量装置", "month": "2025-10", "effect": "废品率由千分之五降到千分之一", "benefit": ""}],
        "rules_now": "例会、经费、成果管理制度。",
        "goal": "两年内解决主轴热变形补偿难题，形成可推广的操作法。",
        "targets": [{"key": "outcomes", "unit": "项", "year": 1, "amount": "2.00"}],
        "projects": [
            {"name": PROJECT, "kind": "quality", "difficulty": "hard", "problem": "连续运转两小时后轴向漂移。",
             "approach": "用鱼骨图和试验设计找出主因。", "result": "补偿后漂移小于两微米。", "owner": name, "recognised_by": "市质协"}
        ],
        "trainings": [{"name": "测量系统分析", "quarter": "2", "people": 30}],
        "exchange_plan": "每季度与同行业工作室交流一次。",
        "rule_kinds": ["assessment", "meeting"],
        "ledgers_ready": True,
        "milestones": milestones,
        "benefit": "减少停机和废品，年节约六十万元，可推广到同类设备。",
        "property": "成果归单位所有，署名按贡献排序。",
        "consent.privacy": ["general", "publication", "members"],
        "consent.truth": ["truth"],
    }  # fmt: skip


def plan_without_title_is_refused(clock, company):
    """Somebody who holds no title cannot lead (WS24-03): the check page says so and keeps the form."""
    clock(at("2026-03-02 09:00"))
    case = begin(company, "plan", name="李守中")
    clerk = signed_in(company.employers[0].clerk)
    fill_by_script(clerk, case.code, numbered(plan_answers("李守中", ID_NUMBERS[1])))
    upload_everything(clerk, case)
    clerk.open(f"/desk/nominations/{case.code}/form/check/").says("领衔人须是称号有效的“上海质量工匠”")
    assert fresh(case).state == "draft"


def build(clock, company, name, number) -> Studio:
    clock(at("2026-03-05 09:00"))
    case = begin(company, "plan", name=name)
    clerk = signed_in(company.employers[0].clerk)
    fill_by_script(clerk, case.code, numbered(plan_answers(name, number)))
    upload_everything(clerk, case)
    submit(clerk, case)
    assert fresh(case).state == "endorsing"
    sign(signed_in(company.employers[0].head), case.code, on="2026-03-05", unit="申岚")
    assert fresh(case).state == "submitted"
    clock(at("2026-03-16 09:00"))
    pass_formality(company, case.code)
    decide(company, case, "start", "2026-03-16", number="沪质协〔2026〕25号")
    studio = Studio.objects.get(programme_code="quality-studio")
    assert (studio.state, studio.name, studio.members.count()) == ("building", f"{name}上海质量工匠创新工作室", 3)
    assert (studio.building_starts_on.isoformat(), studio.building_ends_on.isoformat()) == ("2026-03-16", "2028-03-16")
    assert studio.plans.get().milestones.count() == 4
    clerk.open(f"/desk/studios/{studio.code}/").says(name, PROJECT, "建设")
    Person().open("/studios/").says(studio.name)
    return studio


def decide(company, case, result, day, *, number="", **typed):
    shown = signed_in(company.leader).open(f"/desk/cases/{case.code}/")
    shown = shown.follow("作出决定")
    shown.press("决定", {"result": result, "decided_on": day, "document_number": number} | typed)
    assert fresh(case).state == "conferred", shown.person.open(f"/desk/cases/{case.code}/")


# at work


def keep_ledgers(clock, company, studio):
    """The clerk keeps all three ledgers; an amount without its basis is refused (WS24-08)."""
    clerk = signed_in(company.employers[0].clerk)
    clock(at("2026-05-20 16:00"))
    base = f"/desk/workbench/{studio.code}/ledgers/"
    activity = {"happened_on": "2026-05-18", "kind": "tackling", "title": "热变形试验", "summary": "完成三组温升试验。"}
    clerk.open(f"{base}activity/new/").press("登记", activity)
    outcome = {
        "happened_on": "2026-05-19",
        "kind": "quality",
        "title": "补偿算法",
        "summary": "漂移降到两微米。",
        "benefit_wan": "12",
    }
    conversion = {"conversion": "applied"}
    clerk.open(f"{base}outcome/new/").press("登记", outcome | conversion, expect=422).says("依据")
    clerk.open(f"{base}outcome/new/").press("登记", outcome | conversion | {"benefit_wan": ""})
    member = {"happened_on": "2026-05-20", "kind": "skill", "title": "丁禾川晋升高级技师"}
    who = str(studio.members.get(name="丁禾川").pk)
    clerk.open(f"{base}member/new/").press("登记", member | {"members": who})
    assert sorted(studio.entries.values_list("ledger", flat=True)) == ["activity", "member", "outcome"]


def judged(**changed) -> dict[str, Any]:
    found = {}
    for code in ("leader", "team", "project", "outcome", "place"):
        found |= {f"cond_{code}": changed.get(code, "ok"), f"cond_{code}_facts": "经查阅台账和现场核对，情况属实。"}
    return found


def assess(clock, company, studio, *, year, result):
    clock(at(f"{year}-12-05 09:00"))
    duties.refresh(today=at(f"{year}-12-05 09:00").date())
    clerk = signed_in(company.employers[0].clerk)
    case = begin(company, "assessment", query={"studio": studio.pk})
    answers = judged(**({} if result == "qualified" else {"place": "no"}))
    answers |= {"year": year, "opinion": "场所调整后须重新布置，完善制度。", "result": "qualified"}
    fill_by_script(clerk, case.code, answers)
    if result != "qualified":
        clerk.open(f"/desk/nominations/{case.code}/form/check/").says("不能定为合格")
        more = {"rectify_due": f"{year + 1}-03-01"} if result == "rectify" else {}
        fill_by_script(clerk, case.code, {"result": result} | more)
    submit(clerk, case)
    sign(signed_in(company.employers[0].head), case.code, on=f"{year}-12-05", unit="申岚")
    clock(at(f"{year}-12-20 09:00"))
    pass_formality(company, case.code)
    decide(company, case, result, f"{year}-12-20")
    verdict = studio.verdicts.get(period=str(year))
    assert (verdict.result, verdict.acknowledged_at is not None) == (result, True)
    duty = DutyItem.objects.filter(studio=studio, code="assessment", period=str(year)).first()
    assert duty is None or duty.done_on is not None or duty.waived_at is not None


# acceptance


def accept(clock, company, season, studio):
    clerk = signed_in(company.employers[0].clerk)
    clock(at("2028-01-17 09:00"))
    case = begin(company, "acceptance", query={"studio": studio.pk})
    fill_by_script(clerk, case.code, judged() | {"self_report": "两年建设完成了计划的各项任务。"})
    submit(clerk, case)
    sign(signed_in(company.employers[0].head), case.code, on="2028-01-17", unit="申岚")
    clock(at("2028-01-20 09:00"))
    pass_formality(company, case.code)
    experts = [make_expert(n) for n in range(3)]
    visit_on_site(clock, company, case, experts[0])
    score_by_three(clock, company, season, case, experts)
    clock(at("2028-02-20 09:00"))
    decide(company, case, "pass", "2028-02-20", number="沪质协〔2028〕6号", opinion="五项条件符合，通过验收。")
    assert fresh(studio).state == "operating"
    assert studio.verdicts.get(procedure_code="acceptance").result == "pass"


def make_expert(number: int) -> Expert:
    user: User = accounts.user(f"专家{'甲乙丙'[number]}")
    place = accounts.organisation(f"第{number}测量研究院")
    return Expert.objects.create(user=user, code=f"Z{number:03d}", organisation=place, fields=["C"])


def visit_on_site(clock, company, case, expert):
    """The visit is planned, recorded by the visitor, kept by the organiser."""
    officer, page = signed_in(company.officer), f"/desk/cases/{case.code}/"
    officer.open(page).follow("开始现场考评").press("开始并锁定参数")
    shown = officer.open(page).follow("走访安排")
    entry = shown.tree.xpath("//input[@name='entries']/@value")[0]
    shown.press("安排所选走访", entries=entry, planned_on="2028-01-25", visitors=str(expert.user.pk))
    clock(at("2028-01-25 15:00"))
    visit = Visit.objects.get()
    shown = signed_in(expert.user).open(f"/visits/{visit.pk}/")
    marks = dict.fromkeys(dict.fromkeys(shown.tree.xpath("//input[starts-with(@name, 'result-')]/@name")), "met")
    typed = {"happened_on": "2028-01-25", "people": "领衔人、部门负责人", "summary": "现场运行正常，台账齐全。"}
    shown.press("提交走访情况", typed | marks, expect=422).says("请至少拍一张现场照片")
    shown.press("提交走访情况", typed | marks, photos=SimpleUploadedFile("现场.jpg", picture()))
    assert fresh(visit).state == "recorded"
    shown = _keeper(company, page, "走访安排")
    shown.press(f"保留：{case.name}", at="conclude")
    _keeper(company, page, "走访安排").press("结束现场考评")


def _keeper(company, page, link):
    return signed_in(company.leader).open(page).follow(link)


def score_by_three(clock, company, season, case, experts):
    """Three experts give points; the mean stands beside the decision."""
    officer, page = signed_in(company.officer), f"/desk/cases/{case.code}/"
    officer.open(page).follow("开始专家评分").press("开始并锁定参数", due_on="2028-02-10")
    officer.open(page).follow("专家与分派").press("自动分派")
    rows = Assignment.objects.filter(entry__nomination=case)
    assert rows.count() == len(experts)
    for row in rows.select_related("expert__user", "entry__stage_run__season", "entry__nomination"):
        person = declare(row.expert, season)
        score(person, row, 0.8).says("已提交")
    clock(at("2028-02-12 09:00"))
    run = rows[0].entry.stage_run
    board = f"/desk/reviews/{season.pk}/ranking/"
    shown = signed_in(company.leader).open(board, {"stage": run.slug})
    shown.press("计算名次")
    officer.open(board, {"stage": run.slug}).press("结束专家评分")
    assert fresh(run).state == "closed"


# another leader


def replace_leader(clock, company, studio):
    """欧阳衡 holds no title at first: refused; then the studio bears his name, and its history the former one."""
    clock(at("2028-06-01 09:00"))
    clerk = signed_in(company.employers[0].clerk)
    shown = clerk.open(f"/desk/studios/{studio.code}/leader/")
    shown.press("报告", kind="retired", happens_on="2028-06-01", note="到龄退休。")
    assert fresh(studio).state == "changing"
    wanted = {
        "reason": "retired", "action": "leader_change", "new_leader_name": SUCCESSOR, "new_leader_id_no": ID_NUMBERS[2],
        "new_leader_honour": "上海质量工匠", "new_ws_name": f"{SUCCESSOR}上海质量工匠创新工作室",
    }  # fmt: skip
    case = change(clock, company, studio, wanted, "", refused="新领衔人须持有有效的“上海质量工匠”称号")
    register_craftsman(company, SUCCESSOR, ID_NUMBERS[2], day="2027-12-01")
    finish_change(clock, company, case, "leader_change")
    changed = fresh(studio)
    assert (changed.state, changed.leader.name, changed.name) == ("operating", SUCCESSOR, wanted["new_ws_name"])
    assert [former.name for former in changed.former_names.all()] == [NAME]
    assert [term.person.name for term in changed.leader_terms.all()] == [SUCCESSOR, LEADER]
    assert "finish_change" in verbs(changed)


def change(clock, company, studio, wanted, result, *, refused=""):
    clerk = signed_in(company.employers[0].clerk)
    case = begin(company, "change", query={"studio": studio.pk})
    day = fresh(studio).leader_events.first().happens_on.isoformat()
    answers = {"member_count": 4, "ws_address": "上海市匠心路 100 号", "event_on": day} | wanted
    shown = fill_by_script(clerk, case.code, answers)
    upload_everything(clerk, case)
    shown = clerk.open(f"/desk/nominations/{case.code}/form/check/")
    if refused:
        shown.says(refused)
        assert fresh(case).state == "draft"
        return case
    finish_change(clock, company, case, result)
    return case


def finish_change(clock, company, case, result):
    clerk, day = signed_in(company.employers[0].clerk), case.created_at.date().isoformat()
    submit(clerk, case)
    sign(signed_in(company.employers[0].head), case.code, on=day, unit="申岚")
    pass_formality(company, case.code)
    decide(company, case, result, day, number="沪质协〔2028〕19号")

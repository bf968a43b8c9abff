"""A technicians' studio from its application to the name, through one cycle that is renewed and one that ends the title (TS16)."""

from typing import Any

import pytest

from accounts.states import Role
from certificates.models import Certificate
from fixtures.demo.applications import Applicant, scan
from fixtures.demo.cast import People, Unit
from nominations.actions import seasons
from nominations.models import Batch, Nomination, Season
from publicity.tasks import end_periods
from reviews.models import Assignment
from studios.actions import duties
from studios.models import DutyItem, Studio
from tests.factories import accounts
from tests.flows import naming, reviewing, studios
from tests.flows.company import PLACE, Company, at, fill_by_script, fresh, open_season, told
from tests.flows.driver import Person, signed_in
from tests.publicity import calendar2026

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SMALL = {"p-awards-intended": "1", "p-experts-written": "3"}
TOO_FEW = "团队原则上须有 3 人以上（含领衔人）；不足的由主办单位登记例外。"
NO_LEDGERS = "日常活动台账和创新成果台账都须有记录，请先补登台账。"
TOO_EARLY = "周期审核在期满前 180 天内进行，现在还没有到。"


def test_a_studio_through_naming_and_two_cycles(clock, celery_eager):
    clock(at("2026-03-01 10:00"))
    company = gather()
    season = open_season(company, programme="technician-studio", **SMALL)
    leader, case = file(clock, company)
    review(clock, company, season, case)
    studio = publish_and_name(clock, company, season, case, leader)
    cycle_is_not_reviewed_early(clock, company, studio)
    renew(clock, company, studio)
    end_the_title(clock, company, studio)


def gather() -> Company:
    """市职工技术协会, one union of an industry, one unit."""
    calendar2026.load(2025, 2027, 2028, 2029, 2030, 2031, 2032)
    organiser = accounts.organiser("上海市职工技术协会")
    staff = {"officer": Role.OFFICER, "second": Role.OFFICER, "leader": Role.LEADER, "supervisor": Role.SUPERVISOR}
    held = {name: accounts.member(role, organiser) for name, role in staff.items()}
    union = _unit(accounts.recommender("机电产业工会"), "机电")
    works = _unit(accounts.organisation("申岚精密机械有限公司", parent=union.organisation, **PLACE), "申岚")
    return Company(organiser, group=union, employers=[works], people=People(53), **held)


def _unit(organisation, name):
    clerk, head = (accounts.member(role, organisation, name=f"{name}{role.label}") for role in (Role.CLERK, Role.HEAD))
    return Unit(organisation, clerk=clerk, head=head)


# form C1


def _member(name, place):
    return {"name": name, "age": 36, "education": "31", "title_or_skill": "技师", "job_type": "装配钳工", "work_years": 14,
            "department": place, "front_line": "yes"}  # fmt: skip


MEMBERS = [_member("丁禾川", "工艺部"), _member("王砚舟", "设备部"), _member("买买提·艾力", "检验部")]
INTRO = "工作室由一线技师组成，围绕精密装配中的热变形开展攻关，形成操作法并在同行业推广。"


def answers(leader: Applicant, employer: Unit, **changed: Any) -> dict[str, Any]:
    """Every cell of C1 as the unit's clerk fills it."""
    found = {
        "ws_name": f"{leader.name}技师创新工作室",
        "ws_specialty": "精密装配与在线检测",
        "employer": employer.organisation.pk,
        "system_name": "机电产业工会",
        "unit_address": "上海市匠心路 100 号",
        "ws_area": 120,
        "unit_nature": "state",
        "alliance": "no",
        "patent_invention": 0,
        "patent_utility": 0,
        "patent_design": 0,
        "founded_on": "2023-05-10",
        "place_kind": "own",
        "place": "独立工作间两间，设有讨论区和样机区。",
        "equipment": "三坐标测量机一台，激光干涉仪一套。",
        "contact_name": "林岫",
        "contact_phone": "021-00000000",
        "leader_name": leader.name,
        "leader_id_no": leader.id_number,
        "gender": "1" if leader.male else "2",
        "education": "31",
        "post": "班组长",
        "leader_phone": leader.mobile,
        "job_type": "装配钳工",
        "work_years": 15,
        "skill_level": "senior_technician",
        "title_level": "none",
        "front_line": "yes",
        "leader_honours_none": True,
        "members": MEMBERS,
        "ws_intro": (INTRO * 30)[:790] + "。",
        "ws_honours_none": True,
        "funded_name": "主轴热变形在线补偿",
        "funded_year": 2025,
        "funded_no": "JG2025-018",
        "funded_amount": "5",
        "activities": [{"date": "2025-10-20", "name": "“五小”成果发布", "effect": "征集建议二十三条，采纳九条"}],
        "ledger_daily_ready": True,
        "ledger_outcome_ready": True,
        "consent.privacy": ["general", "publication", "members"],
        "consent.truth": ["truth"],
    }
    return found | changed


def file(clock, company: Company) -> tuple[Applicant, Nomination]:
    """A team of two is refused, of four it is handed in; two opinions in order; dispatched with its 推荐汇总."""
    clock(at("2026-03-03 09:00"))
    leader, employer = company.next_applicant(), company.employers[0]
    clerk = signed_in(employer.clerk)
    union = str(company.group.organisation.pk)
    case = studios.begin(clerk, "nomination", name=leader.name, recommender=union)
    studios.fill(clerk, case.code, answers(leader, employer, members=MEMBERS[:1]))
    studios.attach(clerk, case)
    shown = clerk.open(f"/desk/nominations/{case.code}/form/check/")
    shown.says("须由主办单位批准例外后才能提交", TOO_FEW)
    assert not shown.can("提交申报")
    fill_by_script(clerk, case.code, {"members": [{"row": str(n), **row} for n, row in enumerate(MEMBERS, 1)]})
    studios.hand_in(clerk, case)
    clock(at("2026-03-06 15:00"))
    studios.sign_in_order(case, employer, company.group, on="2026-03-06")
    clock(at("2026-04-08 10:00"))
    dispatch(company)
    assert fresh(case).state == "submitted"
    clock(at("2026-04-11 00:01"))
    assert seasons.close_due() == 1
    return leader, fresh(case)


def dispatch(company: Company) -> None:
    clerk, head = signed_in(company.group.clerk), signed_in(company.group.head)
    clerk.open("/desk/batches/").press("打开汇总表").press("编入汇总表").says("汇总表内 1 个")
    page = f"/desk/batches/{Batch.objects.get().pk}/"
    typed = {"contact_name": "林岫", "contact_phone": "021-00000000", "scan": scan("汇总表", "机电产业工会")}
    clerk.open(page).press("保存", typed)
    head.open(page).press(f"报送{company.organiser.name}").says("已报送", "回执编号")


# the review


def review(clock, company: Company, season: Season, case: Nomination) -> None:
    """审核, 评审 by three experts with their panel, 审定: no defence stands between (TS16 §6)."""
    clock(at("2026-04-13 10:00"))
    reviewing.pass_formality(company, case.code)
    signed_in(company.officer).open(f"/desk/reviews/{season.pk}/", {"stage": "formality"}).press("结束审核")
    reviewing.add_experts(company, ["专家甲", "专家乙", "专家丙", "专家丁"], near="系统内专家")
    clock(at("2026-04-20 09:00"))
    reviewing.open_stage(company, season, "written", due_on="2026-04-29")
    signed_in(company.officer).open(f"/desk/reviews/{season.pk}/written/assign/").press("自动分派").says(
        "已分派 3 人次"
    )
    assert not Assignment.objects.filter(expert__organisation=company.group.organisation).exists()
    reviewing.score_all(season, "written", {case.code: 0.86})
    clock(at("2026-04-30 15:00"))
    reviewing.hold_consensus(company, season, "written", place="技协三楼", held_at="2026-04-30T10:00")
    clock(at("2026-05-08 15:00"))
    reviewing.open_stage(company, season, "approval")
    reviewing.hold_meeting(company, season, held_at="2026-05-08T10:00", day="2026-05-08")
    assert fresh(case).state == "candidate"


def publish_and_name(clock, company: Company, season: Season, case: Nomination, leader: Applicant) -> Studio:
    clock(at("2026-05-11 10:00"))
    listed = naming.publish(company, season)
    naming.public_page_keeps_secrets(listed, [leader.id_number, leader.mobile])
    clock(at("2026-05-25 09:00"))
    end_periods()
    naming.confer(company, fresh(listed), number="沪工技协〔2026〕12号", day="2026-05-25")
    studio = Studio.objects.get()
    assert (studio.state, studio.name, studio.leader.name) == ("operating", case.name, leader.name)
    assert (studio.cycle_number, str(studio.cycle_ends_on)) == (1, "2029-05-25")
    assert told(company.employers[0].clerk, "命名")
    Person().open("/studios/").says(studio.name, "运行")
    naming.verified(Certificate.objects.get(), "有效")
    return studio


# cycles


def keep_ledgers(company: Company, studio: Studio, day: str) -> None:
    clerk = signed_in(company.employers[0].clerk)
    base = f"/desk/workbench/{studio.code}/ledgers/"
    activity = {"happened_on": day, "kind": "tackling", "title": "热变形试验", "summary": "完成三组温升试验。"}
    clerk.open(f"{base}activity/new/").press("登记", activity)
    outcome = {
        "happened_on": day,
        "kind": "quality",
        "title": "补偿算法",
        "summary": "漂移降到两微米。",
        "conversion": "applied",
    }
    clerk.open(f"{base}outcome/new/").press("登记", outcome)


def cycle_answers(conclusion: str, **grades: str) -> dict[str, Any]:
    found: dict[str, Any] = {"self_report": "三年来按计划开展攻关和带教，台账齐全。", "conclusion": conclusion}
    for key in ("org_sound", "activity_normal", "rules_complete", "outcome_notable"):
        found |= {key: grades.get(key, "good"), f"{key}_note": "经查阅台账和现场核对，情况属实。"}
    return found


def cycle_is_not_reviewed_early(clock, company: Company, studio: Studio) -> None:
    """Not before 180 days ahead of the end; from there on the duty is open and people have been told (TS16-13)."""
    clock(at("2028-03-01 09:00"))
    clerk = signed_in(company.employers[0].clerk)
    shown = clerk.open("/desk/nominations/new/", {"procedure": "cycle_review", "studio": studio.pk})
    shown.press("新建并填写", expect=422).says(TOO_EARLY)
    assert not Nomination.objects.filter(procedure_code="cycle_review").exists()


def cycle(clock, company: Company, studio: Studio, *, day: str, result: str, number: str, **grades: str) -> Nomination:
    """C2 by the unit's clerk, two opinions, the formal check, the decision of 技协 (TS16-13 to TS16-15)."""
    clock(at(f"{day} 09:00"))
    duties.refresh(today=at(f"{day} 09:00").date())
    assert DutyItem.objects.pending().filter(studio=studio, code="cycle_review").count() == 1
    clerk = signed_in(company.employers[0].clerk)
    case = studios.begin(clerk, "cycle_review", studio=studio)
    studios.fill(clerk, case.code, cycle_answers(result, **grades))
    if not studio.entries.filter(happened_on__gte=fresh(studio).cycle_starts_on).exists():
        assert NO_LEDGERS in studios.mistakes(clerk, case)
        keep_ledgers(company, studio, day)
    studios.hand_in(clerk, case)
    studios.sign_in_order(case, company.employers[0], company.group, on=day)
    reviewing.pass_formality(company, case.code)
    studios.decide(company, case, result, day, number=number, opinion="经审核，意见如上。")
    duty = DutyItem.objects.filter(studio=studio, code="cycle_review").order_by("pk").first()
    assert duty.done_on is not None
    return case


def renew(clock, company: Company, studio: Studio) -> None:
    """The first cycle ends well: the title goes on for three years, the certificate stays."""
    cycle(clock, company, studio, day="2029-03-12", result="renewed", number="沪工技协〔2029〕5号")
    renewed = fresh(studio)
    assert (renewed.state, renewed.cycle_number) == ("operating", 2)
    assert (str(renewed.cycle_starts_on), str(renewed.cycle_ends_on)) == ("2029-05-25", "2032-05-25")
    assert studio.verdicts.get().result == "renewed"
    signed_in(company.officer).open(f"/desk/studios/{studio.code}/").says("第 2 周期至 2032-05-25", "合格续期")


def end_the_title(clock, company: Company, studio: Studio) -> None:
    """The second does not: the title ends, nothing is owed any more, the public sees it at once."""
    cycle(
        clock,
        company,
        studio,
        day="2032-03-08",
        result="not_kept",
        number="沪工技协〔2032〕6号",
        activity_normal="poor",
    )
    ended = fresh(studio)
    assert (ended.state, str(ended.ended_on)) == ("not_kept", "2032-03-08")
    assert [one.result for one in studio.verdicts.all()] == ["not_kept", "renewed"]
    assert not DutyItem.objects.pending().filter(studio=studio).exists()
    Person().open("/studios/").hides(studio.name)
    Person().hidden(f"/studios/{studio.code}/")
    signed_in(company.employers[0].clerk).hidden(f"/desk/workbench/{studio.code}/ledgers/activity/new/")
    assert told(company.employers[0].clerk, "不再保留")

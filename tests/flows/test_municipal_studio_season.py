"""One season of the municipal studios, from a craftsman's title to names in the register, then each of the three changes (GS24)."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from accounts.states import Role
from certificates.models import Certificate
from documents.models import Document
from fixtures.demo.applications import Applicant, sample, scan
from fixtures.demo.cast import People, Unit
from nominations.actions import seasons
from nominations.models import Batch, Nomination
from publicity.models import Conferral
from reviews.models import Assignment, Entry, Visit
from studios.models import OutsideTitle, Studio
from tests.factories import accounts
from tests.flows import reviewing, studios
from tests.flows.company import PLACE, Company, at, fill_by_script, fresh, open_season, told, verbs
from tests.flows.driver import Person, signed_in
from tests.publicity import calendar2026

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SMALL = {
    "p-awards-intended": "4",
    "p-shortlist-ratio": "1",
    "p-experts-written": "3",
    "p-gs-name_cap": "3",
}
PHOTOS = {"work": 2, "team": 1, "product": 2}
NO_TITLE = "领衔人必须是“上海工匠”，名册中没有查到有效的称号；请核对号码，或请主办单位登记后再提交。"
MODEL_STUDIO = "已是“上海市劳模创新工作室”的不再参加。"
SHARE = "区总工会推荐的工作室中，非公企业应不少于 30%；不足的请写明说明，由负责人确认后可以报送。"
NO_SUCCESSOR = "新领衔人须持有有效的“上海工匠”称号；称号还没有登记的，请先由主办单位登记。"


@dataclass
class Field:
    """Four studios that are filed, with the unit and the leader of each, in the order of their codes."""

    cases: list[Nomination] = field(default_factory=list)
    leaders: list[Applicant] = field(default_factory=list)

    @property
    def named(self) -> list[Nomination]:
        return self.cases[:3]


def test_season_from_title_to_register_and_the_three_changes(clock, celery_eager):
    clock(at("2026-03-01 10:00"))
    company = gather()
    season = open_season(company, programme="municipal-studio", **SMALL)
    filed = Field()
    _file(clock, company, filed)
    _refuse_at_the_desk(clock, company)
    _dispatch(clock, company, filed)
    _formality(clock, company, season, filed)
    _written(clock, company, season, filed)
    _defence(clock, company, season, filed)
    _visit(clock, company, season, filed)
    _meet(clock, company, season, filed)
    _name(clock, company, season, filed)
    changed, kept, removed = (Studio.objects.get(name=case.name) for case in filed.named)
    _change_leader(clock, company, changed)
    _leave(clock, company, kept, "exit_keep", "2026-10-12")
    _leave(clock, company, removed, "exit_remove", "2026-10-19")
    _register_shows(changed, kept, removed)


# who takes part


def gather() -> Company:
    """市总工会, one federation of a district, its units in state hands."""
    calendar2026.load(2025, 2027)
    organiser = accounts.organiser("上海市总工会")
    staff = {"officer": Role.OFFICER, "second": Role.OFFICER, "leader": Role.LEADER, "supervisor": Role.SUPERVISOR}
    held = {name: accounts.member(role, organiser) for name, role in staff.items()}
    union = _unit(accounts.recommender("浦江区总工会", is_district_union=True), "区总")
    names = ("申岚精密机械有限公司", "汇浦电力工程有限公司", "临港铁路机务有限公司", "吴淞仪表制造有限公司")
    employers = [
        _unit(
            accounts.organisation(name, parent=union.organisation, kind="state", controlling_capital="1", **PLACE),
            name[:2],
        )
        for name in names
    ]
    return Company(organiser, group=union, employers=employers, people=People(47), **held)


def _unit(organisation, name):
    clerk, head = (accounts.member(role, organisation, name=f"{name}{role.label}") for role in (Role.CLERK, Role.HEAD))
    return Unit(organisation, clerk=clerk, head=head)


def register_craftsman(company: Company, leader: Applicant, employer: Unit) -> None:
    studios.register_honour(
        company, leader.name, leader.id_number, code="municipal_craftsman", title="上海工匠", day="2023-12-20",
        unit=employer.organisation.name,
    )  # fmt: skip


# form B1


def _about(text: str, length: int) -> str:
    return (text * (length // len(text) + 1))[: length - 1] + "。"


def answers(leader: Applicant, employer: Unit, **changed: Any) -> dict[str, Any]:
    """Every cell of B1 as the unit's clerk fills it."""
    members = [
        {"name": name, "age": age, "education": "21", "title_or_skill": "高级技师", "job_type": "装配钳工", "work_years": age - 22,
         "department": place, "front_line": "yes"}
        for name, age, place in (("丁禾川", 41, "工艺部"), ("王砚舟", 36, "设备部"), ("买买提·艾力", 33, "检验部"))
    ]  # fmt: skip
    found = {
        "ws_name": f"{leader.name}创新工作室",
        "ws_specialty": "精密装配与在线检测",
        "employer": employer.organisation.pk,
        "system_name": "浦江区总工会",
        "unit_address": "上海市匠心路 100 号",
        "ws_area": 120,
        "unit_nature": "state",
        "alliance": "no",
        "patent_invention": 0,
        "patent_utility": 0,
        "patent_design": 0,
        "founded_on": "2023-05-10",
        "place_kind": "own",
        "contact_name": "林岫",
        "contact_phone": "021-00000000",
        "beyond_departments": "yes",
        "has_skill_master_title": "no",
        "named_at_bureau_level": "yes",
        "pioneer_industry": "other",
        "park_kind": "industrial",
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
        "hukou_type": "unified",
        "hukou_place": "local",
        "leader_honours": [{"month": "2023-12", "name": "上海工匠", "level": "city", "issuer": "上海市总工会"}],
        "willing_service": True,
        "service_city": 1,
        "service_bureau": 2,
        "service_firm": 6,
        "members": members,
        "ws_intro": _about("工作室由一线工人组成，围绕精密装配中的热变形开展攻关，形成操作法并在同行业推广。", 790),
        "ws_honours_none": True,
        "outcomes": [
            {
                "name": "在线测量装置",
                "kind": "innovation",
                "applied_on": "2025-03",
                "effect": "废品率由千分之五降到千分之一",
            }
        ],
        "award_level_max": "none",
        "project_name": "主轴热变形在线补偿",
        "project_type": {"code": "machinery"},
        "project_stage": "growth",
        "project_intro": _about("项目针对主轴连续运转后的轴向漂移，用试验设计找出主因并在线补偿。", 490),
        "project_start": "2024-06-01",
        "project_end": "2026-12-31",
        "related_to_main": "yes",
        "budget_year": 2026,
        "budget_amount": "30",
        "consent.privacy": ["general", "publication", "members"],
        "consent.truth": ["truth"],
    }
    return found | changed


def _begun(company: Company, leader: Applicant, employer: Unit) -> Nomination:
    union = company.group.organisation
    return studios.begin(signed_in(employer.clerk), "nomination", name=leader.name, recommender=str(union.pk))


def _file(clock, company, filed):
    """Each from its own unit; the first names a title of 劳模创新工作室 in its list until the check page refuses it."""
    clock(at("2026-03-03 09:00"))
    for place, employer in enumerate(company.employers):
        leader, clerk = company.next_applicant(), signed_in(employer.clerk)
        register_craftsman(company, leader, employer)
        case = _begun(company, leader, employer)
        studios.fill(clerk, case.code, answers(leader, employer))
        studios.attach(clerk, case, photos=PHOTOS)
        if place == 0:
            _own_list_is_read(clerk, case)
        filed.cases.append(studios.hand_in(clerk, case))
        filed.leaders.append(leader)
    first = filed.cases[0].materials.current()
    assert sorted(first.filter(kind="photos").values_list("variant", flat=True)) == [
        "product",
        "product",
        "team",
        "work",
        "work",
    ]
    assert first.get(kind="video").seconds == 90
    clock(at("2026-03-06 15:00"))
    for case, employer in zip(filed.cases, company.employers, strict=True):
        studios.sign_in_order(case, employer, company.group, on="2026-03-06")
        assert fresh(case).state == "confirmed"


def _own_list_is_read(clerk, case):
    row = {"row": "1", "month": "2022-05", "name": "上海市劳模创新工作室", "level": "city", "issuer": "上海市总工会"}
    fill_by_script(clerk, case.code, {"ws_honours_none": False, "ws_honours": [row]})
    assert MODEL_STUDIO in studios.mistakes(clerk, case)
    fill_by_script(clerk, case.code, {"ws_honours": [], "ws_honours_none": True})
    assert studios.mistakes(clerk, case) == []


def _refuse_at_the_desk(clock, company):
    """No 上海工匠 (GS24-01); a 上海市劳模创新工作室 by the register of titles (GS24-06)."""
    clock(at("2026-03-09 09:00"))
    employer = company.employers[0]
    _refused(company, company.next_applicant(), employer, NO_TITLE)
    model = company.next_applicant()
    register_craftsman(company, model, employer)
    shown = signed_in(company.officer).open("/desk/studios/titles/")
    typed = {"honour_code": "model_worker_studio", "name": f"{model.name}劳模创新工作室", "leader_name": model.name,
             "id_number": model.id_number, "unit": employer.organisation.name, "named_year": "2021",
             "document_number": "沪工总〔2021〕9号"}  # fmt: skip
    shown.press("登记", typed).says("已登记")
    assert OutsideTitle.objects.get().leader_name == model.name
    _refused(company, model, employer, MODEL_STUDIO)


def _refused(company, leader, employer, sentence):
    clerk = signed_in(employer.clerk)
    case = _begun(company, leader, employer)
    studios.fill(clerk, case.code, answers(leader, employer))
    studios.attach(clerk, case, photos=PHOTOS)
    studios.refused_in_hand(clerk, case, sentence)


# 推荐汇总 with form B2


def _dispatch(clock, company, filed):
    """All four from state hands: refused until explained and until the head stands behind it (GS24-22)."""
    clock(at("2026-04-08 10:00"))
    clerk, head = signed_in(company.group.clerk), signed_in(company.group.head)
    shown = (
        clerk.open("/desk/batches/")
        .press("打开汇总表")
        .press("编入汇总表")
        .says("汇总表内 4 个", "非公企业占比", "0.0%")
    )
    batch = Batch.objects.get()
    page = f"/desk/batches/{batch.pk}/"
    contact = {"contact_name": "林岫", "contact_phone": "021-00000000"}
    shown.press("保存", contact)
    _summary(clerk, batch)
    clerk.open(page).press("保存", contact, scan=scan("统计表", "浦江区总工会"))
    _dispatch_refused(head, batch, f"{SHARE}请填写情况说明，由推荐单位负责人确认。")
    reason = "本区今年以国有企业为主，非公企业工作室尚未运行满一年，已列入明年培育计划。"
    clerk.open(page).press("保存情况说明", explanation=reason).says("等待负责人确认")
    _dispatch_refused(head, batch, f"{SHARE}请由推荐单位负责人确认情况说明。")
    assert not clerk.open(page).can("确认情况说明")
    head.open(page).press("确认情况说明").says(company.group.head.name)
    head.open(page).press(f"报送{company.organiser.name}").says("已报送", "回执编号")
    sent = fresh(batch)
    assert (sent.state, sent.explanation, sent.explained_by) == ("dispatched", reason, company.group.head)
    assert {fresh(case).state for case in filed.cases} == {"submitted"}
    clock(at("2026-04-11 00:01"))
    assert seasons.close_due() == 1


def _dispatch_refused(head, batch, sentence):
    """The page says what is missing, and pressing anyway sends nothing."""
    shown = head.open(f"/desk/batches/{batch.pk}/")
    said = [" ".join(one.text_content().split()) for one in shown.tree.xpath("//section[@id='against']//li")]
    assert said == [sentence], said
    shown.press(f"报送{batch.season.organiser.name}").says(sentence)
    assert fresh(batch).state == "draft"


def _summary(clerk, batch):
    """B2: figures of the district, the report; the rows come from the applications."""
    shown = clerk.open(f"/desk/batches/{batch.pk}/").follow("填写统计表")
    typed = {"ran_activity": "yes", "ws_count": "12", "outcome_count": "46", "alliance_count": "5",
             "patent_invention": "3", "patent_utility": "9", "patent_design": "0"}  # fmt: skip
    shown = shown.press("保存", typed).says("已保存")
    clerk.open(f"/desk/batches/{batch.pk}/").says("创建活动方案", "创建活动小结")
    kinds = {code: batch.form.material(code) for code in ("activity_plan", "activity_summary", "report")}
    files = {f"file:{code}:": sample(kind, kind.label) for code, kind in kinds.items()}
    clerk.open(f"/desk/batches/{batch.pk}/summary/").press("保存并返回汇总表", files).says("100%")


# the review


def _formality(clock, company, season, filed):
    clock(at("2026-04-13 10:00"))
    for case in filed.cases:
        reviewing.pass_formality(company, case.code)
        assert fresh(case).state == "in_review"
    shown = signed_in(company.officer).open(f"/desk/reviews/{season.pk}/", {"stage": "formality"})
    shown.press("结束资格审核").says("“资格审核”已结束")


def _shares(filed, *shares):
    return dict(zip([case.code for case in filed.cases], shares, strict=True))


def _written(clock, company, season, filed):
    names = ["专家甲", "专家乙", "专家丙", "专家丁", "专家戊"]
    near = reviewing.add_experts(company, names, near="区内专家")[0]
    clock(at("2026-04-20 09:00"))
    reviewing.open_stage(company, season, "written", due_on="2026-04-29")
    signed_in(company.officer).open(f"/desk/reviews/{season.pk}/written/assign/").press("自动分派").says(
        "已分派 12 人次"
    )
    assert not Assignment.objects.filter(expert=near).exists()
    reviewing.score_all(season, "written", _shares(filed, 0.92, 0.88, 0.84, 0.80))
    clock(at("2026-04-30 15:00"))
    reviewing.hold_consensus(company, season, "written", place="市总工会三楼", held_at="2026-04-30T10:00")
    assert _selected(season, "written") == {case.code for case in filed.cases}


def _selected(season, code):
    rows = Entry.objects.filter(stage_run__season=season, stage_run__code=code, state="selected")
    return set(rows.values_list("nomination__code", flat=True))


def _defence(clock, company, season, filed):
    clock(at("2026-05-06 09:00"))
    reviewing.open_stage(company, season, "defence")
    session = reviewing.defend(company, season, starts_at="2026-05-11T09:00")
    clock(at("2026-05-11 15:00"))
    reviewing.note_attendance(company, session)
    reviewing.score_all(season, "defence", _shares(filed, 0.9, 0.86, 0.82, 0.78))
    reviewing.end_session(company, session)
    reviewing.hold_consensus(company, season, "defence", place="市总工会三楼", held_at="2026-05-11T14:00")
    assert _selected(season, "defence") == {case.code for case in filed.cases}


def _visit(clock, company, season, filed):
    """Two are visited in one tour, each with its record; the others stay as they are (GS24-23)."""
    clock(at("2026-05-13 09:00"))
    officer, page = signed_in(company.officer), f"/desk/reviews/{season.pk}/visit/visits/"
    reviewing.open_stage(company, season, "visit")
    entries = list(
        Entry.objects.filter(stage_run__season=season, stage_run__code="visit").order_by("nomination__number")
    )
    visitor = Assignment.objects.first().expert.user
    typed = {"entries": [str(one.pk) for one in entries[:2]], "planned_on": "2026-05-15", "visitors": [str(visitor.pk)]}
    officer.open(page).press("安排所选走访", typed).says("已安排走访 2 处", "上海市匠心路 100 号")
    clock(at("2026-05-15 16:00"))
    for visit in Visit.objects.order_by("position"):
        shown = signed_in(visitor).open(f"/visits/{visit.pk}/")
        found = {
            "happened_on": "2026-05-15",
            "people": "领衔人、工会主席",
            "summary": "场所、设备和台账与申报一致，团队在岗。",
        }
        shown.press("提交走访情况", found, expect=422).says("照片")
        shown.press("提交走访情况", found, photos=studios.photo("现场.jpg")).says("走访情况已登记")
    for entry in entries[:2]:
        _keep(officer, page, entry)
    officer.open(page).press("未走访的全部保留", act="rest").says("未走访的已全部保留")
    officer.open(page).press("结束实地走访").says("“实地走访”已结束")
    assert Visit.objects.filter(state="recorded").count() == 2
    assert _selected(season, "visit") == {case.code for case in filed.cases}


def _keep(officer, page, entry):
    officer.open(page).press(f"保留：{entry.nomination.name}").says("走访结果已登记")


def _meet(clock, company, season, filed):
    """终审 lets four through; at 主席办公会议 the fourth is one too many until the list is corrected (GS24-25)."""
    clock(at("2026-05-18 15:00"))
    reviewing.open_stage(company, season, "final")
    reviewing.hold_meeting(company, season, held_at="2026-05-18T10:00", day="2026-05-18")
    assert {fresh(case).state for case in filed.cases} == {"in_review"}
    clock(at("2026-05-20 15:00"))
    reviewing.open_stage(company, season, "approval")
    meeting = reviewing.begin_meeting(company, season, held_at="2026-05-20T10:00")
    reviewing.vote(company, meeting)
    too_many = "本届命名不超过 3 个，名单上有 4 个，请先更正名单。"
    reviewing.sign_minutes(company, meeting, day="2026-05-20")
    shown = signed_in(company.leader).open(f"/desk/meetings/{meeting.pk}/")
    assert shown.press("形成决议", expect=422).mistakes() == [too_many]
    assert fresh(meeting).state == "voting"
    reviewing.vote(company, meeting, against=(filed.cases[3],))
    reviewing.resolve(company, meeting)
    assert [fresh(case).state for case in filed.cases] == ["candidate"] * 3 + ["not_selected"]


def _name(clock, company, season, filed):
    """Named without a publicity (AMB-12): the number of the decision is asked for, certificates and register follow."""
    clock(at("2026-05-25 09:00"))
    leader = signed_in(company.leader)
    shown = leader.open("/desk/publicity/").follow("2026 年度命名").says("本届命名不超过 3 个", "本次命名 3 个")
    shown.press("命名", decision_number="", decided_on="2026-05-25", expect=422)
    shown.press("命名", decision_number="沪工总〔2026〕15号", decided_on="2026-05-25").says("已命名")
    assert {fresh(case).state for case in filed.named} == {"conferred"}
    assert Conferral.objects.get().decision_number == "沪工总〔2026〕15号"
    assert Document.objects.get(kind="certificates.batch").state == "done"
    numbers = list(Certificate.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == [f"沪工匠工作室〔2026〕{n:03}号" for n in (1, 2, 3)], numbers
    public = Person().open("/studios/")
    for case, who in zip(filed.named, filed.leaders, strict=False):
        studio = Studio.objects.get(name=case.name)
        assert (studio.state, studio.leader.name, str(studio.named_on)) == ("operating", who.name, "2026-05-25")
        assert (studio.recommender, studio.decision_number) == (company.group.organisation, "沪工总〔2026〕15号")
        public.says(studio.name, who.name)
        Person().open(f"/verify/{studio.certificate.token}").says("有效", studio.name).hides(who.id_number)
    public.says("运行").hides(filed.cases[3].name)
    assert told(company.employers[0].clerk, "命名")


# form B3


def _event(clerk, studio, day):
    """The clerk says that the leader retires: from that day the studio waits for its change (GS24-41)."""
    shown = clerk.open(f"/desk/studios/{studio.code}/leader/")
    shown.press("报告", kind="retired", happens_on=day, note="到龄退休。")
    assert fresh(studio).state == "changing"


def _change_form(studio, day, action, **more):
    return {
        "member_count": 4,
        "ws_address": "上海市匠心路 100 号",
        "reason": "retired",
        "event_on": day,
        "action": action,
    } | more


def _employer_of(company, studio):
    return next(unit for unit in company.employers if unit.organisation == studio.employer)


def _decided(company, case, studio, result, day, number):
    """Opinions in order, the formal check, the organiser's decision on exactly what was asked for."""
    studios.sign_in_order(case, _employer_of(company, studio), company.group, on=day)
    assert fresh(case).state == "submitted"
    reviewing.pass_formality(company, case.code)
    shown = signed_in(company.leader).open(f"/desk/cases/{case.code}/").follow("作出决定")
    assert shown.tree.xpath("//*[@name='result']//@value") == [result, "refuse"]
    studios.decide(company, case, result, day, number=number)


def _change_leader(clock, company, studio):
    """A successor without 上海工匠 is refused, with it the studio bears the successor's name (GS24-43, AMB-09)."""
    clock(at("2026-10-08 09:00"))
    day, employer, former = "2026-10-08", _employer_of(company, studio), studio.name
    clerk, heir = signed_in(employer.clerk), company.next_applicant()
    _event(clerk, studio, day)
    case = studios.begin(clerk, "change", studio=studio)
    named = {"new_leader_name": heir.name, "new_leader_id_no": heir.id_number, "new_leader_honour": "上海工匠",
             "new_ws_name": f"{heir.name}创新工作室"}  # fmt: skip
    studios.fill(clerk, case.code, _change_form(studio, day, "leader_change", **named))
    studios.attach(clerk, case)
    studios.refused_in_hand(clerk, case, NO_SUCCESSOR)
    register_craftsman(company, heir, employer)
    studios.hand_in(clerk, case)
    _decided(company, case, studio, "leader_change", day, "沪工总〔2026〕31号")
    changed = fresh(studio)
    assert (changed.state, changed.leader.name, changed.name) == ("operating", heir.name, named["new_ws_name"])
    assert [one.name for one in changed.former_names.all()] == [former]
    assert "finish_change" in verbs(changed)


def _leave(clock, company, studio, action, day):
    clock(at(f"{day} 09:00"))
    clerk = signed_in(_employer_of(company, studio).clerk)
    _event(clerk, studio, day)
    case = studios.begin(clerk, "change", studio=studio)
    studios.fill(clerk, case.code, _change_form(studio, day, action))
    studios.hand_in(clerk, case)
    _decided(company, case, studio, action, day, f"沪工总〔2026〕{'32' if action == 'exit_keep' else '33'}号")
    left = fresh(studio)
    assert (left.state, str(left.ended_on)) == ({"exit_keep": "retired", "exit_remove": "removed"}[action], day)


def _register_shows(changed, kept, removed):
    """运行 in the list, 退出-保留称号 in the historical part, 摘牌 nowhere."""
    public = Person().open("/studios/")
    rows = [" ".join(one.text_content().split()) for one in public.tree.xpath("//table//tbody/tr/th")]
    assert rows == [fresh(changed).name]
    historical = public.tree.xpath("//section[@aria-labelledby='his']//li/a/text()")
    assert historical == [kept.name]
    public.hides(removed.name)
    visitor = Person()
    visitor.open(f"/studios/{changed.code}/").says("运行", "曾用名", changed.name, fresh(changed).leader.name)
    visitor.open(f"/studios/{kept.code}/").says("退出-保留称号", "2026 年 10 月 12 日")
    visitor.hidden(f"/studios/{removed.code}/")

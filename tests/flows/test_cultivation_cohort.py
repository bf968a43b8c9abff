"""One cohort of thirty from the list to the title, and the year after (QC26 §8, §9; issue 4).

What experts and meetings do in the year's recognition is told in the story of the season; here the list of candidates is
given, and from the publicity on it is the real thing again.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from craftsmen.models import Honour, TargetIndustry
from cultivation.actions import records
from cultivation.models import Cohort, Roster, Trainee
from cultivation.tasks import complete_periods
from documents.workbooks import write_workbook
from fixtures.demo.applications import scan
from nominations.actions import answers, cultivated
from nominations.actions import chain as verbs
from nominations.models import Nomination, Sanction, Season
from notifications.models import Message
from programmes.cultivation import FORCES
from programmes.refusal import Refused
from publicity import actions as publicity
from publicity.tasks import end_periods
from tests.factories import accounts, chain, nominations
from tests.factories import cultivation as made
from tests.factories.nominations import PDF
from tests.factories.publicity import CHANNEL, _close_stages
from tests.flows.company import Company, at, fill_by_script, fresh, gather, open_season, sign, warnings_ticked
from tests.flows.driver import Person, signed_in
from tests.flows.reviewing import XLSX

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STARTS, ENDS = date(2026, 4, 1), date(2027, 4, 1)
SIZE = 30
TITLES = ["姓名", "身份证号码", "工作单位", "岗位、工种", "技能等级、职称", "产业方向", "特点", "备注"]
NAMES = [
    f"{family}{given}"
    for family in ("顾", "陆", "沈", "欧阳", "诸葛", "买买提·")
    for given in ("一舟", "知衡", "守拙", "致远", "既白")
]


@dataclass
class Cast:
    """Whose way is followed; all others go through quietly."""

    suspended: Trainee
    exited: Trainee
    failed: Trainee
    vetoed: Trainee
    named: Trainee
    carried: Trainee


def test_a_cohort_from_the_list_to_recognition_and_the_year_after(clock, celery_eager):
    clock(at("2026-03-02 10:00"))
    company = gather()
    season = open_season(company)
    cohort = open_cohort(company, season)
    roster = draw_up_list(company, cohort)
    clock(at("2026-03-20 10:00"))
    file_list(company, roster)
    cast = Cast(*roster.trainees.order_by("number")[:6])
    clock(at("2026-04-10 10:00"))
    account = plan_by_hand(company, cast.named)
    plan_the_others(company, roster, cast)
    learn_on_the_phone(clock, company, cast, account)
    rest_and_leave(clock, company, cast)
    learn_through_the_year(clock, company, roster, cast)
    clock(at("2027-04-02 10:00"))
    evaluate(clock, company, roster, cast)
    second = recognise(clock, company, cast)
    carry_over_to_the_next_year(clock, company, second, cast)


def open_cohort(company: Company, season: Season) -> Cohort:
    """The officer opens the year from the season's page and issues the scheme; before that no unit can begin."""
    officer, clerk = signed_in(company.officer), signed_in(company.group.clerk)
    clerk.open("/desk/cultivation/").says("还没有开展培育")
    officer.open(f"/desk/seasons/{season.pk}/").press("开展培育").says("已开展")
    cohort = Cohort.objects.get()
    page = f"/desk/cultivation/years/{cohort.pk}/"
    officer.open(page).press("发布方案", issue_number="浦质促〔2026〕9号", issued_on="2026-03-02", expect=422).says(
        "请填写培育目标。"
    )
    texts = {
        "lists_due_on": "2026-03-31", "targets": "培育三十名", "scope": "集团所属企业", "division": "协会办班，集团带教",
        "evaluation_rules": "按考评表", "contact": "会员部",
    }  # fmt: skip
    officer.open(page).press("保存方案", texts).says("培育方案已保存")
    officer.open(page).press("发布方案", issue_number="浦质促〔2026〕9号", issued_on="2026-03-02").says("方案已发布")
    assert Message.objects.filter(recipient=company.group.clerk, code="cultivation-opened").exists()
    return fresh(cohort)


def draw_up_list(company: Company, cohort: Cohort) -> Roster:
    """Twenty-nine people by workbook, the last one by hand; a mistake in the workbook writes nothing."""
    for group, name in (("2", "集成电路"), ("2", "生物医药")):
        TargetIndustry.objects.get_or_create(name=name, defaults={"group": group})
    clerk = signed_in(company.group.clerk)
    clerk.open("/desk/cultivation/").press(f"拟定{company.group.organisation.name}的清单")
    roster = Roster.objects.get()
    rows = [_row(place, name, company) for place, name in enumerate(NAMES[: SIZE - 1])]
    upload_list(clerk, roster, [[*rows[0][:1], "310101199003070010", *rows[0][2:]], *rows[1:]]).says(
        "有 1 处需要修改", "校验位不对"
    )
    assert roster.trainees.count() == 0
    upload_list(clerk, roster, rows).press("写入 29 行").says("已列入 29 人")
    employer = company.employers[0].organisation.name
    page = f"/desk/cultivation/lists/{roster.pk}/add/"
    typed = {"name": NAMES[-1], "id_number": made.id_number(), "employer": employer, "post": "磨工"}
    clerk.open(page).press("列入清单", typed | {"id_number": rows[0][1]}, expect=422).says("这个人已经在本清单中。")
    clerk.open(page).press("列入清单", typed).says("已列入清单")
    return roster


def _row(place, name, company):
    employer = company.employers[place % 2].organisation.name
    industry, feature = ("集成电路", "生物医药", "")[place % 3], ("数字技术应用", "青年工匠、拔尖创新", "")[place % 3]
    return [name, made.id_number(), employer, "数控铣工", "高级技师", industry, feature, ""]


def upload_list(clerk: Person, roster: Roster, rows):
    book = SimpleUploadedFile("清单.xlsx", write_workbook([("培育对象清单", TITLES, rows)]), content_type=XLSX)
    return clerk.open(f"/desk/cultivation/lists/{roster.pk}/import/").press("检查工作簿", file=book)


def file_list(company: Company, roster: Roster) -> None:
    """Attested, sealed, confirmed by the head, sent back once, filed by the association: thirty people begin."""
    clerk, head, officer = map(signed_in, (company.group.clerk, company.group.head, company.officer))
    page = f"/desk/cultivation/lists/{roster.pk}/"
    officer.hidden(page)
    clerk.open(page).press("逐人确认 30 人")
    clerk.open(page).press("保存联系人", contact_name="经办员", contact_phone="021-55550101")
    assert not clerk.open(page).can("确定并报送")
    confirmation = {"opinion": "同意列入培育对象清单。", "confirmed_on": "2026-03-20"}
    head.open(page).press("确定并报送", confirmation, expect=422).says("请上传加盖公章的清单扫描件。")
    clerk.open(page).press("上传", file=scan("清单", company.group.organisation.name))
    head.open(page).press("确定并报送", confirmation).says("待协会备案")
    officer.open(page).press("退回清单", {"back-reason": "请核对岗位名称"}).says("已退回")
    head.open(page).says("请核对岗位名称").press("确定并报送", confirmation)
    officer.open(page).press("备案", starts_on=str(STARTS)).says("已备案")
    rows = roster.trainees.order_by("number")
    assert [(row.state, row.ends_on) for row in rows] == [("cultivating", ENDS)] * SIZE
    assert [rows[0].file_number, rows[SIZE - 1].file_number] == ["PY2026-0001", "PY2026-0030"]
    other = signed_in(accounts.member("clerk", accounts.recommender()))
    other.hidden(page)


def plan_by_hand(company: Company, trainee: Trainee) -> User:
    """The clerk begins the plan, the person confirms it by an invitation, two heads sign, and it holds at once."""
    clerk, page = signed_in(company.group.clerk), f"/desk/cultivation/trainees/{trainee.pk}/"
    clerk.open(f"{page}forms/").press("填写培育计划")
    plan = Nomination.objects.get(trainee=trainee)
    typed = made.plan_answers(post="数控铣工", skill="高级技师", mentor_name="秦衡")
    typed.pop("name")
    fill_by_script(clerk, plan.code, typed)
    shown = clerk.open(f"/desk/nominations/{plan.code}/invite/")
    shown.press("发送邀请", kind="applicant", name=trainee.person.name, email="learner@example.org")
    link = Message.objects.get(address="learner@example.org").url.removeprefix("http://testserver")
    learner = Person()
    learner.open(link).press("接受邀请", password="月照沪江 2026 工匠", repeat="月照沪江 2026 工匠")
    account = fresh(trainee).person.user
    learner.account, learner.password = account, "月照沪江 2026 工匠"
    learner.open(f"/desk/nominations/{plan.code}/form/").press("保存草稿", {"consent.plan": "plan"})
    shown = learner.open(f"/desk/nominations/{plan.code}/form/check/")
    shown.says("没有查到导师的有效工匠称号")
    shown.press("提交培育计划", warnings_ticked(shown))
    unit = next(one for one in company.employers if one.organisation == trainee.employer)
    sign(signed_in(unit.head), plan.code, on="2026-04-10", unit=unit.organisation.name)
    sign(signed_in(company.group.head), plan.code, on="2026-04-10", unit=company.group.organisation.name)
    assert (fresh(plan).state, fresh(trainee).plan.measures.count()) == ("conferred", 5)
    assert not clerk.open(f"{page}forms/").can("填写培育计划")
    assert clerk.open(f"{page}forms/").can("填写培育计划调整")
    return account


def plan_the_others(company: Company, roster: Roster, cast: Cast) -> None:
    for trainee in roster.trainees.exclude(pk=cast.named.pk):
        made.with_plan(trainee, by=company.group.head)
    signed_in(company.group.clerk).open("/desk/cultivation/board/").hides("还没有培育计划")


def learn_on_the_phone(clock, company: Company, cast: Cast, account: User) -> None:
    """我的成长: a record with its proof, twice sent and once kept; a measure done; a half-year summary."""
    clock(at("2026-07-02 20:00"))
    learner = Person(account, password="月照沪江 2026 工匠")
    learner.open("/desk/growth/").says("我的成长", "PY2026-", "登记成长记录")
    page = f"/desk/cultivation/trainees/{cast.named.pk}/entries/new/"
    typed = {
        "kind": "training",
        "happened_on": "2026-06-10",
        "title": "质量改进工具培训",
        "level": "association",
        "hours": "16",
    }
    learner.open(page).press("登记", typed | {"hours": ""}, expect=422).says("请填写学时")
    shown = learner.open(page)
    typed |= {"proof": SimpleUploadedFile("证书.pdf", PDF)}
    shown.press("登记", typed)
    shown.press("登记", typed | {"proof": SimpleUploadedFile("证书.pdf", PDF)})
    assert cast.named.entries.count() == 1
    measure = fresh(cast.named).plan.measures.first()
    learner.open(f"/desk/cultivation/measures/{measure.pk}/done/").press(
        "登记完成", done_on="2026-06-30", note="完成改进报告一份"
    )
    learner.open(f"/desk/cultivation/trainees/{cast.named.pk}/summaries/new/").press(
        "保存", period="2026H1", text="上半年完成培训十六学时，独立完成一项质量改进。"
    )
    learner.open("/desk/growth/").says("16", "1 / 5 项")
    learner.hidden(f"/desk/cultivation/trainees/{cast.failed.pk}/")


def rest_and_leave(clock, company: Company, cast: Cast) -> None:
    """One rests for sixty days and its end moves by as many; one leaves with a reason."""
    head = signed_in(company.group.head)
    page = f"/desk/cultivation/trainees/{cast.suspended.pk}/period/"
    head.open(page).press("暂停培育", {"suspend-on": "2026-07-01", "suspend-reason": "因病休养"}).says("已办理")
    head.open("/desk/cultivation/board/").says("已暂停")
    clock(at("2026-08-30 10:00"))
    head.open(page).press("恢复培育", {"resume-on": "2026-08-30", "resume-reason": "病愈返岗"}).says("已办理")
    assert (fresh(cast.suspended).state, fresh(cast.suspended).ends_on) == ("cultivating", ENDS + timedelta(days=60))
    page = f"/desk/cultivation/trainees/{cast.exited.pk}/period/"
    head.open(page).press("退出培育", {"leave-reason": "调离"}, expect=422).says("写明理由")
    head.open(page).press("退出培育", {"leave-reason": "调离本市工作"}).says("已退出")
    signed_in(company.group.clerk).hidden(f"/desk/cultivation/trainees/{cast.exited.pk}/entries/new/")


def learn_through_the_year(clock, company: Company, roster: Roster, cast: Cast) -> None:
    """Everybody else: forty hours, all measures, notes of the mentor and a summary; who fails has done little."""
    clock(at("2027-01-15 10:00"))
    clerk = company.group.clerk
    for trainee in roster.trainees.exclude(pk=cast.exited.pk):
        hours = Decimal(8) if trainee == cast.failed else Decimal(40)
        records.add_entry(
            trainee, kind="training", happened_on=date(2026, 11, 5), title="工匠学院集中培训", level="association",
            hours=hours, by=clerk,
        )  # fmt: skip
        records.add_note(trainee, happened_on=date(2026, 12, 1), content="指导装夹与误差分析。", by=clerk)
        if trainee != cast.failed:
            for measure in trainee.plan.measures.all():
                records.finish(measure, done_on=date(2026, 12, 20), note="按计划完成", by=clerk)
        if not trainee.summaries.exists():
            _sum_up(trainee)
    board = signed_in(company.group.clerk).open("/desk/cultivation/board/", {"behind": "on"})
    board.says(cast.failed.person.name, "项措施逾期")
    board.hides(cast.vetoed.person.name)


def _sum_up(trainee):
    """In the person's own words, from an account of the person."""
    trainee.person.user = trainee.person.user or accounts.user(trainee.person.name)
    trainee.person.save(update_fields=["user"])
    records.sum_up(
        trainee, period="2026H2", text="下半年按计划学习和实践，完成了各项措施，收获很大。", by=trainee.person.user
    )


def evaluate(clock, company: Company, roster: Roster, cast: Cast) -> None:
    """Whose period is over is evaluated: one by the form, the others as if; failed, vetoed, passed, and one still learning."""
    assert complete_periods() == SIZE - 2
    assert fresh(cast.suspended).state == "cultivating"
    evaluate_by_hand(company, cast.named)
    head = company.group.head
    made.evaluated(
        fresh(cast.failed),
        head=head,
        next_step="continue",
        each={"practice": 0, "innovation": 0, "tackling": 0, "mentor": 0},
    )
    made.evaluated(fresh(cast.vetoed), head=head, next_step="continue", vetoes=["fraud"])
    made.evaluated(fresh(cast.carried), head=head)
    graded = {name: (fresh(one).grade, fresh(one).is_passed) for name, one in vars(cast).items()}
    assert graded["failed"] == ("failed", False)
    assert graded["vetoed"] == ("failed", False)
    assert graded["named"] == ("excellent", True)
    for one in (cast.failed, cast.vetoed):
        shown = signed_in(company.group.clerk).open(f"/desk/cultivation/trainees/{one.pk}/forms/")
        shown.hides("推荐参加")
    page = f"/desk/cultivation/trainees/{cast.failed.pk}/carry-over/"
    shown = signed_in(company.group.head).open(page).says("延长培育期，期满后重新考评")
    shown.press("继续培育", ends_on="2027-10-01", reason="延长半年再考评").says("继续培育")
    assert (fresh(cast.failed).state, fresh(cast.failed).is_carried_over) == ("cultivating", False)
    clock(at("2027-05-31 10:00"))
    assert complete_periods() == 1  # the one that rested
    clock(at("2027-04-05 10:00"))


def evaluate_by_hand(company: Company, trainee: Trainee) -> None:
    """The employer's clerk fills D5; computed points stand there and cannot be bettered; a head of each tier signs."""
    unit = next(one for one in company.employers if one.organisation == trainee.employer)
    clerk = signed_in(unit.clerk)
    clerk.open(f"/desk/cultivation/trainees/{trainee.pk}/forms/").press("填写培育考评")
    form = Nomination.objects.get(trainee=trainee, procedure_code="cultivation_evaluation")
    assert {a.key: a.value for a in form.answers.filter(key__in=["score_plan", "score_hours"])} == {
        "score_plan": 15, "score_hours": 10,
    }  # fmt: skip
    typed = {"score_mentor": 9, "score_summary": 5, "vetoes": ["none"], "mentor_comment": "肯钻研，能独立解决问题。",
               "self_summary": "一年来按计划学习实践，独立完成一项攻关，带教两人。", "next_step": "recommend"}  # fmt: skip
    typed |= {f"score_{force.code}": 11 for force in FORCES}
    fill_by_script(clerk, form.code, typed | {"score_hours": 9})
    shown = clerk.open(f"/desk/nominations/{form.code}/form/check/").says("得分与平台记录不一致")
    fill_by_script(clerk, form.code, {"score_hours": 10})
    shown = clerk.open(f"/desk/nominations/{form.code}/form/check/")
    shown.press("提交培育考评", warnings_ticked(shown))
    sign(signed_in(unit.head), form.code, on="2027-04-02", unit=unit.organisation.name)
    sign(signed_in(company.group.head), form.code, on="2027-04-02", unit=company.group.organisation.name)
    evaluation = trainee.evaluations.get()
    assert (evaluation.total, evaluation.grade, fresh(trainee).state) == (94, "excellent", "evaluated")


def recognise(clock, company: Company, cast: Cast) -> Season:
    """The recognition of 2027 asks for cultivation: nobody else may be nominated; one is named, one is not selected."""
    season = open_season(company, year=2027, opens_on="2027-04-05", closes_on="2027-05-10")
    assert season.parameter("cultivation.required") is True
    stranger = nominations.nomination(
        season, recommender=company.group.organisation, employer=company.employers[0].organisation
    )
    with pytest.raises(Refused) as refused:
        chain.submit(stranger)
    assert "QC26-30" in [finding.rule for finding in refused.value.findings]
    rows = [recommended(company, season, one) for one in (cast.named, cast.carried)]
    assert [fresh(one).state for one in (cast.named, cast.carried)] == ["recommended", "recommended"]
    for row in rows:
        send(row)
    name_only(clock, company, season, rows[0], on="2027-06-01", number="浦质促〔2027〕20号")
    drop(rows[1], company)
    assert (fresh(cast.named).state, fresh(cast.named).ended_on) == ("named", date(2027, 6, 21))
    honour = Honour.objects.get(person=cast.named.person)
    assert (honour.state, honour.industry) == ("valid", cast.named.industry)
    return season


def recommended(company: Company, season: Season, trainee: Trainee) -> Nomination:
    """From the page of the person; the form knows already who it is."""
    clerk = signed_in(company.group.clerk)
    clerk.open(f"/desk/cultivation/trainees/{trainee.pk}/forms/").press(f"推荐参加{season.title}").says(
        "请补充填报申报表"
    )
    row = Nomination.objects.get(season=season, trainee=trainee)
    assert (row.name, row.employer, row.recommender) == (trainee.person.name, trainee.employer, trainee.roster.unit)
    assert row.answers.get(key="id_no").sealed == f'"{trainee.person.id_number}"'
    return row


def send(row: Nomination) -> None:
    """The rest of the form, both opinions, and the batch, by the actions of the pages."""
    person = row.trainee.person
    known = {"name": person.name, "id_no": person.id_number, "employer": row.employer_id}
    by, versions = nominations.clerk_of(row.recommender), {one.key: one.version for one in row.answers.all()}
    given = nominations.complete_answers(**known).items()
    answers.save(row, [answers.Change(key, value, versions.get(key, 0)) for key, value in given], by=by)
    nominations.tick_all(row)
    nominations.attach_all(row)
    chain.dispatched(chain.confirm(chain.endorse(chain.submit(fresh(row)))))


def name_only(clock, company: Company, season: Season, row: Nomination, *, on: str, number: str) -> None:
    """The meeting has put one on the list; published, unopposed, named."""
    Season.objects.filter(pk=season.pk).update(state="reviewing")
    _close_stages(fresh(season))
    Nomination.objects.filter(pk=row.pk).update(state="candidate")
    clock(at(f"{on} 10:00"))
    drafted = publicity.draft(fresh(season), by=company.officer)
    listed = publicity.publish(publicity.check(drafted, by=company.second), by=company.officer, channels=[CHANNEL])
    clock(at(f"{on[:4]}-06-21 10:00"))
    end_periods()
    publicity.confer(fresh(listed), decision_number=number, decided_on=date(int(on[:4]), 6, 21), by=company.leader)


def drop(row: Nomination, company: Company) -> None:
    """Not selected this year: the review leaves it out."""

    Nomination.objects.filter(pk=row.pk).update(state="in_review")
    verbs.drop(fresh(row), by=company.leader)


def carry_over_to_the_next_year(clock, company: Company, season: Season, cast: Cast) -> None:
    """QC26-31: who was not selected goes on without another full year, is recommended again and named."""
    head, clerk = signed_in(company.group.head), signed_in(company.group.clerk)
    page = f"/desk/cultivation/trainees/{cast.carried.pk}/"
    head.open(f"{page}carry-over/").says("不再重新计一年").press(
        "继续培育", ends_on="2028-04-01", reason="本年度没有认定"
    )
    carried = fresh(cast.carried)
    assert (carried.state, carried.is_carried_over, carried.is_passed) == ("cultivating", True, True)
    clerk.open(f"{page}forms/").says("可以推荐参加评审认定")
    clock(at("2028-03-02 10:00"))
    third = open_season(company, year=2028, opens_on="2028-03-02", closes_on="2028-04-10")
    row = recommended(company, third, cast.carried)
    send(row)
    name_only(clock, company, third, row, on="2028-06-01", number="浦质促〔2028〕21号")
    assert fresh(cast.carried).state == "named"
    assert Honour.objects.filter(person=cast.carried.person, state="valid").count() == 1
    events = signed_in(company.supervisor).open(page)
    events.says("继续培育", "择优推荐", "认定")


def test_a_banned_person_is_not_carried_over(clock):
    clock(at("2026-03-02 10:00"))
    company = gather()
    roster = made.roster(
        made.cohort(organiser=company.organiser), unit=company.group.organisation, clerk=company.group.clerk
    )
    trainee = made.trainee(roster)
    rosters_file(company, roster)
    done = made.evaluated(fresh(trainee), head=company.group.head)
    ban(done, company)

    with pytest.raises(Refused) as refused:
        cultivated.carry_over(done, ends_on=date(2027, 4, 1), reason="本年度没有认定", by=company.group.head)
    assert [finding.sentence for finding in refused.value.findings] == ["本人在禁报期内，不能继续培育。"]


def rosters_file(company, roster):
    made.confirmed(roster, head=company.group.head)
    made.filed(fresh(roster), officer=company.officer)


def ban(trainee, company):

    Sanction.objects.create(
        subject=Sanction.Subject.PERSON,
        person_key=trainee.person.id_key,
        starts_on=date(2026, 1, 1),
        ends_on=date(2029, 1, 1),
        decision_number="浦质促〔2026〕1号",
        facts="申报材料不实。",
        decided_by=company.leader,
    )

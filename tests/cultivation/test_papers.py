"""Papers of cultivation: D1, D3 and D4 by their builders, D2 and D5 as forms (forms.md D)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from accounts.states import Role
from cultivation import documents
from cultivation.actions import cohorts, periods, records
from documents import jobs
from documents.models import Document
from documents.papers import print_paper
from documents.tasks import build
from nominations.actions import answers, cultivated
from nominations.formprint import form_print, paper_of
from nominations.models import Nomination
from programmes.cultivation import FORCES
from tests.documents.test_studio_papers import pages, text_of
from tests.factories import accounts, nominations
from tests.factories import cultivation as made
from tests.factories.nominations import PDF

pytestmark = pytest.mark.django_db


def body_of(kind, subject, by):
    document = documents.request(kind, subject, by=by)
    build(document.pk)
    done = Document.objects.get(pk=document.pk)
    assert done.error == ""
    with done.file.open("rb") as file:
        return done, file.read()


def test_a_list_prints_months_of_birth_and_no_number(clock):
    clock(date(2026, 4, 20))
    roster = made.roster()
    people = [made.trainee(roster, name=name) for name in ("欧阳知衡", "陈𬭎", "刘䶮", "阿依古丽")]
    made.confirmed(roster)

    done, body = body_of(documents.LIST, made.fresh(roster), roster.created_by)

    text = "".join(text_of(body).split())
    assert done.filename == f"{roster.unit.name} 2026年度培育对象清单.pdf"
    assert [one.person.name for one in people if one.person.name not in text] == []
    assert "1985-06" in text
    assert [one.person.id_number for one in people if one.person.id_number in text] == []
    assert "同意列入培育对象清单。" in text
    assert pages(body) == 1


def test_a_long_list_goes_on_with_its_head(clock):
    clock(date(2026, 4, 20))
    roster = made.roster()
    for number in range(30):
        made.trainee(roster, name=f"顾长{'一二三四五六七八九十'[number % 10]}")

    _done, body = body_of(documents.LIST, roster, roster.created_by)

    assert (pages(body), text_of(body).count("技能等级/职称")) == (3, 2)  # the seal has a page of its own


def test_a_scheme_prints_its_texts():
    cohort = made.cohort()
    texts = {
        "targets": "培育三十名\n覆盖六个产业",
        "scope": "集团",
        "division": "协会办班",
        "evaluation_rules": "按考评表",
        "contact": "会员部",
    }
    cohorts.write_scheme(cohort, by=cohort.opened_by, **texts)
    cohorts.issue_scheme(cohort, issue_number="沪质协（2026）20号", issued_on=date(2026, 4, 1), by=cohort.opened_by)

    done, body = body_of(documents.SCHEME, cohort, cohort.opened_by)

    assert done.filename == "2026年度培育方案.pdf"
    for words in ("培育三十名", "覆盖六个产业", "协会办班", "沪质协（2026）20号", "2026年4月1日"):
        assert words in text_of(body)


@pytest.fixture
def learnt(clock):
    """Somebody with something in each section of the file."""
    clock(date(2027, 4, 2))
    roster = made.roster()
    trainee = made.trainee(
        roster, name="顾无尘", employer=accounts.organisation("申岚精密机械有限公司"), user=accounts.user("顾无尘")
    )
    made.filed(roster)
    trainee = made.with_plan(made.fresh(trainee))
    clerk = roster.created_by
    proof = ContentFile(PDF, name="培训证书.pdf")
    records.add_entry(trainee, kind="training", happened_on=date(2026, 6, 10), title="质量改进工具培训", level="association",
                      hours=Decimal(40), proof=proof, by=clerk)  # fmt: skip
    records.add_entry(trainee, kind="patent", happened_on=date(2026, 9, 1), title="在线测量装置", by=clerk)
    records.add_note(trainee, happened_on=date(2026, 7, 1), content="指导装夹与误差分析。", by=clerk)
    for measure in trainee.plan.measures.all():
        records.finish(measure, done_on=date(2026, 12, 1), note="按计划完成", by=clerk)
    records.sum_up(trainee, period="2026H2", text="下半年按计划学习和实践，完成了各项措施。", by=trainee.person.user)
    return made.fresh(trainee)


def test_the_file_composes_itself_with_its_hashes(learnt):
    done = made.evaluated(learnt)

    document, body = body_of(documents.FILE, done, done.roster.created_by)

    text = "".join(text_of(body).split())
    assert document.filename == "PY2026-0001 顾无尘 培育档案.pdf"
    titles = ("基本信息", "推荐清单", "培育计划及变更", "培训学习记录", "导师带教记录", "攻关与创新活动", "助企行与服务", "成果、荣誉、专利、标准",
              "阶段小结", "培育考评", "附件目录")  # fmt: skip
    places = [
        text.index(f"{'一二三四五六七八九十'[n] if n < 10 else '十一'}、{title}") for n, title in enumerate(titles)
    ]
    assert places == sorted(places)
    entry = done.entries.get(kind="training")
    for words in (
        "合计40学时",
        "指导装夹与误差分析。",
        "在线测量装置",
        "下半年按计划学习",
        "总分100分，优秀",
        entry.proof_hash[:32],
        entry.proof_hash[32:],
    ):
        assert words in text
    assert done.person.id_number not in text


def test_an_empty_file_says_what_is_missing(clock):
    clock(date(2026, 4, 20))
    trainee = made.cultivating()

    _document, body = body_of(documents.FILE, trainee, trainee.roster.created_by)

    text = "".join(text_of(body).split())
    assert ("还没有培育计划。" in text, "还没有考评。" in text, "没有附件。" in text) == (True, True, True)


def test_a_stranger_gets_no_file(learnt):
    document = documents.request(documents.FILE, learnt, by=learnt.roster.created_by)
    kind = jobs.kind(documents.FILE)

    assert kind.visible(learnt.roster.created_by, document) is True
    assert kind.visible(accounts.member(Role.CLERK, accounts.recommender()), document) is False


def form_of(trainee, code, by, typed):
    """A form about somebody, filled as far as the paper shows it."""
    cohort = trainee.cohort
    nominations.season(organiser=cohort.organiser, year=cohort.year)
    row = cultivated.begin_form(trainee, code, by=by)
    versions = {one.key: one.version for one in row.answers.all()}
    answers.save(row, [answers.Change(key, value, versions.get(key, 0)) for key, value in typed.items()], by=by)
    rows = Nomination.objects.select_related("season", "recommender", "employer", "trainee")
    return rows.prefetch_related("opinions", "answers").get(pk=row.pk)


def test_a_plan_prints_period_measures_and_room_for_both_seals(clock):
    clock(date(2026, 4, 20))
    roster = made.roster()
    trainee = made.trainee(roster, name="陈𬭎", employer=accounts.organisation("申岚精密机械有限公司"))
    made.filed(roster)
    typed = made.plan_answers()
    typed.pop("name")

    row = form_of(made.fresh(trainee), "cultivation_plan", roster.created_by, typed)
    body = print_paper(paper_of(row))

    text = "".join(text_of(body).split())
    for words in (
        "“上海质量工匠”培育计划",
        "陈𬭎",
        "2026-04-01至2027-04-01",
        "PY2026-0001",
        "引领力培养",
        "组织单位意见",
        "培育单位意见",
    ):
        assert words in text
    assert text.count("盖章：") == 2
    assert pages(body) <= 4


def test_an_evaluation_prints_total_and_grade(learnt):
    employer = accounts.member(Role.CLERK, learnt.employer)

    assert periods.complete_due() == 1
    typed = {f"score_{force.code}": 10 for force in FORCES} | {
        "score_mentor": 9,
        "score_summary": 5,
        "vetoes": ["none"],
    }
    typed |= {"mentor_comment": "肯钻研。", "self_summary": "学有所成。", "next_step": "recommend"}

    row = form_of(made.fresh(learnt), "cultivation_evaluation", employer, typed)

    assert form_print(row).figures == [("总分", "89 分"), ("等次", "良好")]
    assert "良好" in text_of(print_paper(paper_of(row)))

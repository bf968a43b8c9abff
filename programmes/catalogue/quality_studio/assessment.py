"""Form F2 工作室年度管理考核表 and form F3 建设验收表: the five conditions, figures, a result (WS24 §8, §9)."""

from __future__ import annotations

from decimal import Decimal

from programmes import blocks as b
from programmes import conditions as c
from programmes import dictionaries as d
from programmes.answers import code
from programmes.catalogue.quality_studio.standards import CONDITIONS, JUDGED
from programmes.conditions import rule
from programmes.facts import Answers, Facts, Moment
from programmes.rubric_parts import ANCHORS, group
from programmes.spec import Check, Form, Kind, Question, Rubric, Section, never

RESULT = d.plain(("qualified", "合格"), ("rectify", "限期整改"), ("revoke", "撤销"))
SCORED = frozenset({Moment.SUBMIT, Moment.ENDORSE, Moment.FORMALITY, Moment.CONFERRAL})


def judged(cells: b.Cells, number: str) -> tuple[Question, ...]:
    """A judgement and its facts for each condition."""
    found: list[Question] = []
    for one in CONDITIONS:
        found.append(
            cells.choice(f"cond_{one.code}", one.title, JUDGED, help=one.requirement, rule=number, article=one.article)
        )
        found.append(cells.area(f"cond_{one.code}_facts", f"{one.title}：事实与依据", 200, rule=number))
    return tuple(found)


def unmet(answers: Answers) -> tuple[str, ...]:
    """Titles of the conditions judged 不符合."""
    return tuple(one.title for one in CONDITIONS if code(answers, f"cond_{one.code}") == "no")


def _all_met(answers: Answers) -> bool:
    return all(code(answers, f"cond_{one.code}") in ("", "ok") for one in CONDITIONS)


_P = b.Cells("WS24 §8；forms.md F2", "WS24-17")


def _is_rectified(answers: Answers) -> bool:
    return code(answers, "result") == "rectify"


def _may_qualify(answers: Answers) -> bool:
    return code(answers, "result") != "qualified" or not unmet(answers)


def _names_what_to_improve(answers: Answers) -> bool:
    return not _is_rectified(answers) or bool(str(answers.get("opinion") or "").strip())


FORM_F2 = Form(
    code="F2",
    title="“上海质量工匠创新工作室”年度管理考核表",
    article="WS24 §8；forms.md F2",
    sections=(
        Section(
            code="conditions",
            title="第三条各项条件",
            help="有一项不符合，就不能定为合格。",
            questions=(
                _P.cell("year", "考核年度", Kind.NUMBER, minimum=2024, maximum=2100, unit="年"),
                *judged(_P, "WS24-18"),
            ),
        ),
        Section(
            code="result",
            title="考核结论",
            help="台账数、计划进度、经费使用由平台自动统计，随表打印。",
            questions=(
                _P.cell("budget_used", "本年度经费使用", Kind.MONEY, unit="万元", required_if=never),
                _P.area("problems", "存在问题", 300, required_if=never),
                _P.choice("result", "结论", RESULT, rule="WS24-18", width="full"),
                _P.area("opinion", "完善提升意见", 300, "限期整改的必填", required_if=_is_rectified, rule="WS24-18"),
                _P.cell("rectify_due", "整改期限", Kind.DATE, future_allowed=True, shown_if=_is_rectified,
                        required_if=_is_rectified, help="一般为考核之日起 90 天内", rule="WS24-18"),
            ),
        ),
        Section(code="materials", title="附件", materials=("evidence", "base_scan")),
        Section(code="consents", title="声明", consents=("employer_statement",)),
    ),
    checks=(
        Check(rule="WS24-18", field="result", sentence="第三条有“不符合”的条件，不能定为合格", holds=_may_qualify, article="WS24 §8"),
        Check(rule="WS24-18", field="opinion", sentence="限期整改的，请写明完善提升意见", holds=_names_what_to_improve,
              article="WS24 §8"),
    ),
    materials=(
        b.files("evidence", "考核依据", "WS24 §8", "WS24-17", required=False, items=b.nothing),
        b.sealed_page("base_scan", "考核部门意见盖章页", "employer", "WS24 §8", "WS24-17"),
    ),
    consents=(b.UNIT_STATEMENT,),
    template="documents/studios/f2.html",
)  # fmt: skip


def _in_window(facts: Facts) -> bool:
    """From 15 November of the year to 31 January of the next; later it is still taken, marked 逾期 (WS24-17)."""
    year = facts.answers.get("year")
    return not isinstance(year, int) or (facts.now.year, facts.now.month, facts.now.day) >= (year, 11, 15)


def _ledgers_are_kept(facts: Facts) -> bool:
    """An empty ledger is a finding (WS24-15): 合格 is then impossible."""
    studio = facts.studio
    if studio is None or code(facts.answers, "result") != "qualified":
        return True
    return all(studio.ledger_counts.get(ledger, 0) > 0 for ledger in ("activity", "outcome", "member"))


def _leader_is_valid(facts: Facts) -> bool:
    studio = facts.studio
    return studio is None or code(facts.answers, "cond_leader") != "ok" or "quality-craftsman" in studio.leader_honours


ASSESSMENT_RULES = (
    rule("WS24-17", "年度考核从当年 11 月 15 日开始，现在还没有到。", "WS24 §8", _in_window, frozenset({Moment.SUBMIT}), field="year"),
    rule("WS24-15", "三本台账中有空的，不能定为合格；请先补登台账，或选择限期整改。", "WS24 §7", _ledgers_are_kept, SCORED, field="result"),
    rule("WS24-03", "名册中领衔人没有有效的“上海质量工匠”称号，领军人物一项不能评为符合。", "WS24 §3.1", _leader_is_valid, SCORED,
         field="cond_leader"),
    rule("COM-15", "所在单位须确认材料已经保密审查。", "COM-15；G3", c.has_consents("secrecy"), frozenset({Moment.FORMALITY}),
         field="employer_statement"),
)  # fmt: skip

_A = b.Cells("WS24 §9；forms.md F3", "WS24-22")

FORM_F3 = Form(
    code="F3",
    title="“上海质量工匠创新工作室”建设验收（考评）表",
    article="WS24 §9；forms.md F3",
    sections=(
        Section(
            code="conditions",
            title="第三条各项条件",
            help="五项都符合才能通过验收。",
            questions=judged(_A, "WS24-22"),
        ),
        Section(
            code="report",
            title="建设总结",
            help="计划与完成情况对照由平台按台账和里程碑自动列出。",
            questions=(_A.area("self_report", "建设总结", 2000),),
            materials=("report_files", "base_scan"),
        ),
        Section(code="consents", title="声明", consents=("employer_statement",)),
    ),
    materials=(
        b.files("report_files", "总结附件", "WS24 §9", "WS24-22", required=False, items=b.nothing),
        b.sealed_page("base_scan", "所在单位意见盖章页", "employer", "WS24 §9", "WS24-22"),
    ),
    consents=(b.UNIT_STATEMENT,),
    template="documents/studios/f3.html",
)

ACCEPTANCE_RUBRIC = Rubric(
    code="F3",
    version="F3-2024",
    title="建设验收评分表",
    article="WS24 §9；forms.md F3",
    groups=(
        group("leader", "领衔人作用", ("领衔人作用", 15)),
        group("team", "团队", ("团队建设与培养", 15)),
        group("project", "攻关项目", ("攻关项目完成（对照计划书）", 25)),
        group("outcome", "创新成果", ("创新成果与效益", 25)),
        group("support", "保障", ("场所、制度、台账、经费", 10)),
        group("service", "社会责任", ("交流与助企行等社会责任", 10)),
    ),
    anchors=ANCHORS,
    comment_minimum=20,
    comment_maximum=300,
    note="总分 60 及以上为通过，85 及以上为优秀；五项条件有不符合的不能通过。",
)
PASS_FROM = Decimal(60)


def _window_is_open(facts: Facts) -> bool:
    """Not before 60 days ahead of the end of building (WS24-22)."""
    studio = facts.studio
    if studio is None or studio.building_ends_on is None:
        return True
    return (studio.building_ends_on - facts.now.date()).days <= 60


def _five_are_met(facts: Facts) -> bool:
    return _all_met(facts.answers)


ACCEPTANCE_RULES = (
    rule("WS24-22", "建设期满前 60 天起才能申请验收，现在还没有到。", "WS24 §9", _window_is_open,
         frozenset({Moment.CREATE, Moment.SUBMIT})),
    rule("WS24-22-five", "第三条五项条件须都符合；还不符合的请先整改，或申请延长建设期。", "WS24 §9；forms.md F3", _five_are_met,
         frozenset({Moment.SUBMIT, Moment.CONFERRAL}), field="cond_leader"),
    rule("WS24-03", "名册中领衔人没有有效的“上海质量工匠”称号，请先办理领衔人变更。", "WS24 §3.1", _leader_is_valid, SCORED,
         field="cond_leader"),
    rule("COM-15", "所在单位须确认材料已经保密审查。", "COM-15；G3", c.has_consents("secrecy"), frozenset({Moment.FORMALITY}),
         field="employer_statement"),
)  # fmt: skip

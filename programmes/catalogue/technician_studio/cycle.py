"""Form C2 技师创新工作室周期审核表 (proposed): four standards, two ledgers, a conclusion (TS16 §10)."""

from __future__ import annotations

from programmes import blocks as b
from programmes import conditions as c
from programmes import dictionaries as d
from programmes.answers import code
from programmes.facts import Answers, Facts, Moment
from programmes.refusal import Mark
from programmes.spec import Form, Kind, Question, Rule, Section, never

_P = b.Cells("TS16 §10；forms.md C2", "TS16-13")
GRADES = d.plain(("good", "好"), ("fair", "一般"), ("poor", "差"))
CONCLUSION = d.plain(("renewed", "合格续期"), ("commended", "表彰奖励"), ("not_kept", "不再保留称号"))
STANDARDS = (
    ("org_sound", "组织健全"),
    ("activity_normal", "活动正常"),
    ("rules_complete", "制度完善"),
    ("outcome_notable", "创新成果显著"),
)


def _standard(key: str, label: str) -> tuple[Question, Question]:
    return (
        _P.choice(key, label, GRADES, rule="TS16-14"),
        _P.area(f"{key}_note", f"{label}：说明", 200, rule="TS16-14"),
    )


def _needs_reason(answers: Answers) -> bool:
    poor = any(code(answers, key) == "poor" for key, _ in STANDARDS)
    return poor and code(answers, "conclusion") in ("renewed", "commended")


SECTION = Section(
    code="cycle",
    title="周期审核",
    help="名称、命名日期、周期和台账数由登记自动生成，不必填写。",
    questions=(
        *(question for key, label in STANDARDS for question in _standard(key, label)),
        _P.area("self_report", "周期工作小结", 1000),
        _P.choice("conclusion", "申请的审核结论", CONCLUSION, width="full"),
        _P.area("exception_reason", "有“差”项仍申请续期的理由", 200, required_if=_needs_reason,
                shown_if=_needs_reason, rule="TS16-15"),
        _P.cell("committee_advised", "已听取专家咨询委员会意见", Kind.TICK, article="TS16 §6", rule="TS16-09",
                required_if=never),
    ),
    materials=("ledger_daily", "ledger_outcome", "base_scan", "rec_scan"),
)  # fmt: skip


def _no_poor_standard(facts: Facts) -> bool:
    return not _needs_reason(facts.answers)


def _has_two_ledgers(facts: Facts) -> bool:
    studio = facts.studio
    if studio is None:
        return True
    return all(studio.ledger_counts.get(ledger, 0) > 0 for ledger in ("activity", "outcome"))


def _cycle_is_ending(facts: Facts) -> bool:
    """Not before the window opens, 180 days before the end (TS16-13)."""
    studio = facts.studio
    if studio is None or studio.cycle_ends_on is None:
        return True
    return (studio.cycle_ends_on - facts.now.date()).days <= 180


_WHEN = frozenset({Moment.SUBMIT, Moment.FORMALITY, Moment.CONFERRAL})

RULES = (
    Rule(code="TS16-15", sentence="四项标准中有“差”的，合格续期须登记例外并写明理由。", article="TS16 §10", holds=_no_poor_standard,
         moments=frozenset({Moment.CONFERRAL}), mark=Mark.EXCEPTION, field="conclusion"),
    Rule(code="TS16-10", sentence="日常活动台账和创新成果台账都须有记录，请先补登台账。", article="TS16 §7", holds=_has_two_ledgers,
         moments=_WHEN),
    Rule(code="TS16-13", sentence="周期审核在期满前 180 天内进行，现在还没有到。", article="TS16 §10", holds=_cycle_is_ending,
         moments=frozenset({Moment.CREATE, Moment.SUBMIT})),
    Rule(code="COM-15", sentence="所在单位须确认材料已经保密审查。", article="COM-15；G3", holds=c.has_consents("secrecy"),
         moments=frozenset({Moment.FORMALITY}), field="employer_statement"),
)  # fmt: skip

FORM_C2 = Form(
    code="C2",
    title="上海市技师创新工作室周期审核表",
    article="forms.md C2",
    sections=(SECTION, Section(code="consents", title="声明", consents=("employer_statement",))),
    materials=(
        b.files(
            "ledger_daily", "日常活动台账（纸质或截图，可选）", "TS16 §7", "TS16-10", required=False, items=b.nothing
        ),
        b.files(
            "ledger_outcome", "创新成果台账（纸质或截图，可选）", "TS16 §7", "TS16-10", required=False, items=b.nothing
        ),
        b.sealed_page("base_scan", "本单位意见盖章页", "employer", "TS16 §10", "TS16-13"),
        b.sealed_page("rec_scan", "区县局（产业）工会、技协意见盖章页", "recommender", "TS16 §10", "TS16-13"),
    ),
    consents=(b.UNIT_STATEMENT,),
    template="documents/studios/c2.html",
)

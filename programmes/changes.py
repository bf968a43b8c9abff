"""管理变更 as B3 prints it and other programmes follow it (GS24-41…45, AMB-09): exactly one of three ways, opinions in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from programmes import blocks as b
from programmes import conditions as c
from programmes import dictionaries as d
from programmes.answers import code, is_code
from programmes.conditions import rule
from programmes.facts import Answers, Facts, Moment
from programmes.spec import (
    Check,
    ChecklistItem,
    Form,
    Kind,
    Procedure,
    Question,
    Result,
    Rule,
    Section,
    Stage,
    StageKind,
    Tier,
)
from programmes.spec.programme import OpinionTier

REASON = d.plain(
    ("died", "领衔工匠已故"), ("left", "离职"), ("retired", "退休"), ("revoked", "称号被撤销"), ("other", "其他")
)
ACTION = d.plain(
    ("leader_change", "领衔人变更"),
    ("exit_keep", "退出管理序列，保留工作室称号"),
    ("exit_remove", "退出管理序列，摘牌"),
)
_WHEN = frozenset({Moment.SUBMIT, Moment.ENDORSE, Moment.FORMALITY, Moment.CONFERRAL})
_changes = is_code("action", "leader_change")


@dataclass(frozen=True, kw_only=True)
class ChangeTerms:
    """What differs between programmes. `leader_honour` is the code the successor must hold ("" = none asked)."""

    form_code: str
    title: str
    article: str
    rule: str
    template: str
    annex: str = ""
    chain: tuple[OpinionTier, ...]
    leader_honour: str = ""
    honour_title: str = ""
    decided_by: str = "主办单位"


def _questions(terms: ChangeTerms) -> tuple[Question, ...]:
    paper = b.Cells(terms.article, f"{terms.rule}-45")
    portal = b.Cells(f"{terms.article}（平台填报，不印入申请表）", f"{terms.rule}-41", on_paper=False)
    successor: dict[str, Any] = {"rule": f"{terms.rule}-43", "shown_if": _changes, "required_if": _changes}
    return (
        paper.cell("member_count", "人数", Kind.NUMBER, minimum=1, maximum=200, unit="人", width="third"),
        paper.cell("ws_address", "工作室地址", limit=60, width="full"),
        paper.choice("reason", "申请原因", REASON),
        portal.cell("event_on", "发生日期", Kind.DATE),
        paper.area("reason_text", "具体情况", 200, "选“其他”的须写明", required_if=is_code("reason", "other")),
        paper.choice("action", "申请事项", ACTION, rule=f"{terms.rule}-42", width="full"),
        paper.cell("new_leader_name", "新领衔人姓名", Kind.NAME, **successor),
        portal.cell(
            "new_leader_id_no",
            "新领衔人身份证号码",
            Kind.PERSON_ID,
            private=True,
            help="用来核对称号，不印入申请表",
            **successor,
        ),
        paper.cell("new_leader_honour", "荣誉", limit=40, **successor),
        portal.cell(
            "new_ws_name", "变更后的工作室名称", limit=40, help="以新领衔人姓名命名", **successor | {"rule": "AMB-09"}
        ),
    )


def _says_what_other_is(answers: Answers) -> bool:
    return code(answers, "reason") != "other" or bool(str(answers.get("reason_text") or "").strip())


def change_form(terms: ChangeTerms) -> Form:
    """The form of a change: the reason, one of the three ways, the successor."""
    scans = [
        b.sealed_page(key, f"{tier.opinion_label}盖章页", tier.tier, terms.article, f"{terms.rule}-44")
        for key, tier in zip(("base_scan", "rec_scan"), terms.chain, strict=False)
    ]
    materials = (
        b.files("reason_proof", "申请原因的证明", terms.article, f"{terms.rule}-45", required=False, items=b.nothing),
        b.files("new_leader_proof", "新领衔人荣誉证书", terms.article, f"{terms.rule}-43", items=b.when(_changes)),
        *scans,
    )
    section = Section(
        code="change",
        title="管理变更",
        help="领衔人变更、保留称号退出、摘牌退出，三选一。",
        questions=_questions(terms),
        materials=tuple(kind.code for kind in materials),
    )
    return Form(
        code=terms.form_code,
        title=terms.title,
        article=terms.article,
        sections=(section, Section(code="consents", title="声明", consents=("employer_statement",))),
        checks=(
            Check(rule=f"{terms.rule}-45", field="reason_text", article=terms.article, sentence="选了“其他”，请写明具体原因",
                  holds=_says_what_other_is),
        ),
        materials=materials,
        consents=(b.UNIT_STATEMENT,),
        notes=("申请原因可以是已故、离职、退休，或其他具体情况。",),
        template=terms.template,
        annex=terms.annex,
    )  # fmt: skip


def change_rules(terms: ChangeTerms) -> tuple[Rule, ...]:
    """The successor is another person and holds the honour; the event has happened; opinions stand in order."""

    def holds_honour(facts: Facts) -> bool:
        asked = terms.leader_honour and _changes(facts.answers) and facts.new_leader_honours is not None
        return not asked or terms.leader_honour in (facts.new_leader_honours or ())

    number, article = terms.rule, terms.article
    wanted = f"新领衔人须持有有效的“{terms.honour_title}”称号；称号还没有登记的，请先由主办单位登记。"
    return (
        rule(f"{number}-43", wanted, article, holds_honour, _WHEN, field="new_leader_id_no"),
        rule(f"{number}-43-other", "新领衔人不能是现任领衔人。", article, _is_another, _WHEN, field="new_leader_name"),
        rule(f"{number}-41", "发生日期不能晚于今天；已知的退休日期请在领衔人事项中登记。", article, _has_happened, _WHEN,
             field="event_on"),
        rule(f"{number}-44", "各级意见依次签署，日期不能倒置，也不能晚于今天。", article, c.opinions_are_in_order,
             frozenset({Moment.FORMALITY}), field="base_opinion"),
        rule("COM-15", "所在单位须确认材料已经保密审查。", "COM-15；G3", c.has_consents("secrecy"),
             frozenset({Moment.FORMALITY}), field="employer_statement"),
    )  # fmt: skip


def _is_another(facts: Facts) -> bool:
    studio = facts.studio
    return studio is None or not facts.new_leader_key or facts.new_leader_key != studio.leader_key


def _has_happened(facts: Facts) -> bool:
    day = c.day_of(facts.answers.get("event_on"))
    return day is None or day <= facts.now.date()


def _checklist(terms: ChangeTerms, form: Form) -> tuple[ChecklistItem, ...]:
    scans = tuple(kind.code for kind in form.materials if kind.provided_by != "applicant")
    return (
        ChecklistItem(code="form", title="变更申请表", requirement="各栏完整，事项三选一", article=terms.article,
                      targets=tuple(question.key for question in form.questions)),
        ChecklistItem(code="opinions", title="各级意见", requirement="意见、盖章、日期", article=terms.article, targets=scans),
        ChecklistItem(code="successor", title="新领衔人", requirement="称号有效，证书清晰", article=terms.article,
                      needed_if=_changes, rules=(f"{terms.rule}-43", f"{terms.rule}-43-other"),
                      targets=("new_leader_name", "new_leader_proof")),
        ChecklistItem(code="secrecy", title="保密审查声明", requirement="所在单位已确认", article="COM-15", by_system=True,
                      rules=("COM-15",)),
    )  # fmt: skip


def change_procedure(terms: ChangeTerms) -> Procedure:
    """The whole procedure: rolling, about a studio, decided in one of the three ways or refused."""
    form = change_form(terms)
    return Procedure(
        code="change",
        title="管理变更",
        form=form,
        chain=terms.chain,
        checklist=_checklist(terms, form),
        stages=(
            Stage(
                code="formality", title="受理核对", kind=StageKind.FORMALITY, article=terms.article, outcome="提交审定"
            ),
            Stage(code="conferral", title="审定", kind=StageKind.CONFERRAL, article=terms.article, outcome="变更结果"),
        ),
        rules=change_rules(terms),
        outcome="change_studio",
        result_question="action",
        rolling=True,
        batched=False,
        started_by=Tier.EMPLOYER,
        of_studio=True,
        key_question="",
        name_question="",
        person_question="",
        post_question="",
        results=(
            Result(code="leader_change", label="同意领衔人变更"),
            Result(code="exit_keep", label="退出管理序列，保留工作室称号"),
            Result(code="exit_remove", label="退出管理序列，摘牌"),
            Result(code="refuse", label="不同意变更", is_granted=False),
        ),
    )

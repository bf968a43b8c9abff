"""Pieces of forms that several studio programmes print: questions, tables, files, declarations, ledgers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from programmes import dictionaries as d
from programmes.answers import code, rows
from programmes.identity import age_on
from programmes.spec import (
    Answers,
    Column,
    ConsentText,
    ConsentTick,
    Counted,
    DeclaredItem,
    Kind,
    Ledger,
    LedgerSubject,
    MaterialKind,
    Measure,
    Option,
    Question,
    never,
)

Items = tuple[DeclaredItem, ...]


class Cells:
    """Makes the questions of one form: each cites `article` and answers to `rule` unless it says otherwise."""

    def __init__(self, article: str, rule: str, *, on_paper: bool = True) -> None:
        self.common: dict[str, Any] = {"article": article, "rule": rule, "on_paper": on_paper}

    def cell(self, key: str, label: str, kind: Kind = Kind.TEXT, **more: Any) -> Question:
        """A question of one line."""
        return Question(key=key, label=label, kind=kind, **{**self.common, **more})

    def choice(self, key: str, label: str, options: tuple[Option, ...], **more: Any) -> Question:
        """A question with exactly one answer of several."""
        return self.cell(key, label, Kind.CHOICE, options=options, **more)

    def count(self, key: str, label: str, most: int = 999, unit: str = "项", **more: Any) -> Question:
        """A whole number from 0; no answer is not 0."""
        return self.cell(key, label, Kind.NUMBER, minimum=0, maximum=most, unit=unit, width="third", **more)

    def area(self, key: str, label: str, limit: int, help: str = "", **more: Any) -> Question:
        """A text of several lines of at most `limit` 字."""
        return self.cell(key, label, Kind.LONG_TEXT, limit=limit, help=help, width="full", **more)

    def table(self, key: str, label: str, columns: tuple[Column, ...], most: int = 50, **more: Any) -> Question:
        """A table of at most `most` rows."""
        return self.cell(key, label, Kind.TABLE, columns=columns, maximum=most, width="full", **more)


def _leader_age(answers: Answers, day: date) -> int | None:
    return age_on(str(answers.get("leader_id_no") or ""), day)


def leader_cells(cells: Cells, portal: Cells) -> tuple[Question, ...]:
    """领衔人: name, the number by which the register knows the person, and what B1, C1 and F1 print of them."""
    return (
        cells.cell("leader_name", "领衔人姓名", Kind.NAME, frozen=True, help="与身份证件一致，间隔号用“·”"),
        portal.cell(
            "leader_id_no",
            "领衔人身份证号码",
            Kind.PERSON_ID,
            private=True,
            frozen=True,
            help="用来核对称号，不印入表格",
        ),
        cells.choice("gender", "性别", d.GENDER),
        cells.cell(
            "age",
            "年龄",
            Kind.NUMBER,
            minimum=16,
            maximum=99,
            unit="岁",
            derived=_leader_age,
            help="按身份证号码算到申报截止日，不用填写",
        ),
        cells.choice("education", "学历", d.EDUCATION),
        cells.cell("post", "职务", limit=30, help="没有请填“无”"),
        cells.cell("leader_phone", "联系方式", Kind.PHONE, private=True),
        cells.cell("job_type", "工种", limit=30),
        cells.cell("work_years", "工作年限", Kind.NUMBER, minimum=0, maximum=60, unit="年"),
    )


MEMBER_COLUMNS = (
    Column(key="name", label="姓名", kind=Kind.NAME),
    Column(key="age", label="年龄", kind=Kind.NUMBER, minimum=16, maximum=80),
    Column(key="education", label="学历", kind=Kind.CHOICE, options=d.EDUCATION),
    Column(key="title_or_skill", label="职称（技能等级）", limit=30),
    Column(key="job_type", label="工种", limit=30),
    Column(key="work_years", label="工作年限", kind=Kind.NUMBER, minimum=0, maximum=60),
    Column(key="department", label="部门", limit=30),
    Column(key="front_line", label="一线岗位", kind=Kind.CHOICE, options=d.YES_NO),
)

HONOUR_COLUMNS = (
    Column(key="month", label="时间", kind=Kind.MONTH),
    Column(key="name", label="名称", limit=60),
    Column(key="level", label="级别", kind=Kind.CHOICE, options=d.HONOUR_LEVEL),
    Column(key="issuer", label="颁发单位", limit=40),
)


def honours(cells: Cells, key: str, label: str, **more: Any) -> tuple[Question, Question]:
    """A table of honours and the tick that says there are none."""
    none = f"{key}_none"

    def some(answers: Answers) -> bool:
        return answers.get(none) is not True

    return (
        cells.cell(none, f"无（{label}）", Kind.TICK, required_if=never, on_paper=False, width="full"),
        cells.cell(
            key,
            label,
            Kind.HONOURS,
            columns=HONOUR_COLUMNS,
            maximum=60,
            width="full",
            required_if=some,
            shown_if=some,
            **more,
        ),
    )


def patents(cells: Cells) -> tuple[Question, ...]:
    """The three counts of granted patents; none is 0."""
    return (
        cells.count("patent_invention", "发明专利"),
        cells.count("patent_utility", "实用新型专利"),
        cells.count("patent_design", "外观设计专利"),
    )


def when(holds: Callable[[Answers], bool]) -> Callable[[Answers], Items]:
    """The items of a file that is needed only in a case."""
    return lambda answers: (DeclaredItem("", ""),) if holds(answers) else ()


def nothing(_answers: Answers) -> Items:
    """The items of a file that nothing asks for."""
    return ()


def has_level(key: str) -> Callable[[Answers], bool]:
    """True when a level other than 无 is chosen."""
    return lambda answers: code(answers, key) not in ("", "none")


def has_patents(answers: Answers) -> bool:
    """True when one of the three counts is above 0."""
    return any((answers.get(f"patent_{kind}") or 0) > 0 for kind in ("invention", "utility", "design"))


def row_items(key: str, words: str) -> Callable[[Answers], Items]:
    """One item per row of a table, named by the row."""
    return lambda answers: tuple(
        DeclaredItem(str(row["row"]), f"“{row.get('name') or '未填名称'}”{words}") for row in rows(answers, key)
    )


def files(kind: str, label: str, article: str, rule: str, **more: Any) -> MaterialKind:
    """Papers as PDF or pictures, 10 MB each."""
    return MaterialKind(code=kind, label=label, article=article, rule=rule, **more)


def sealed_page(kind: str, label: str, tier: str, article: str, rule: str) -> MaterialKind:
    """The scan of a signed and sealed opinion, filed by the tier that gives it."""
    return MaterialKind(
        code=kind, label=label, article=article, rule=rule, items=nothing, required=False, most=1, provided_by=tier
    )


def privacy(processor: str, purpose: str) -> ConsentText:
    """G1 for a studio: the leader agrees for their own part and has told the members."""
    return ConsentText(
        code="privacy",
        version="2026-1",
        title="个人信息处理告知同意书",
        article="G1",
        paragraphs=(
            f"处理者：{processor}。联系方式见本届通知和本平台首页。",
            f"目的：{purpose}。",
            "种类：领衔人的姓名、证件号码、联系方式、岗位、学历、职称、技能等级、荣誉；成员的姓名、年龄、学历、职称、岗位。",
            "领衔人的证件号码只用于核对称号和防止重复申报，加密保存，不提供给评审专家，不印入表格。",
            "接收方：所在单位、推荐单位、评审专家（不含证件号码和联系方式）、指导单位。",
            "保存：申报材料按档案保存期限保存，到期删除；命名后的登记长期保存。",
            "您和成员有权查阅、复制、更正、撤回同意和要求删除，可在平台提出，或联系处理者。",
            "不同意标明“必需”的各项，将不能申报；不同意其他各项，不影响申报和评审。",
        ),
        ticks=(
            ConsentTick(code="general", label="同意为申报和管理处理我的个人信息（必需）"),
            ConsentTick(code="publication", label="同意公开工作室名称、领衔人姓名与所在单位（必需）"),
            ConsentTick(code="members", label="已把以上内容告知各位成员（必需）"),
            ConsentTick(code="story", label="同意公开照片和工作室介绍（可选）", required=False),
        ),
    )


def truth(consequence: str) -> ConsentText:
    """G2: true, complete, no secrets, no work of others."""
    return ConsentText(
        code="truth",
        version="2026-1",
        title="真实性承诺书",
        article="G2",
        paragraphs=(
            "本人承诺：所填内容和所附材料真实、完整、客观；不含国家秘密、工作秘密及不宜公开的商业秘密。",
            "本人承诺：没有把他人的成果作为本工作室的成果。",
            consequence,
        ),
        ticks=(ConsentTick(code="truth", label="我已阅读并作出以上承诺"),),
    )


UNIT_STATEMENT = ConsentText(
    code="employer_statement",
    version="2026-1",
    title="所在单位审核声明",
    article="G3",
    given_by="employer",
    paragraphs=("本单位已对照原件审核材料，并对下列各项负责。",),
    ticks=(
        ConsentTick(code="employment", label="领衔人和成员在职情况属实", asked="endorse"),
        ConsentTick(code="originals", label="证明材料与原件核对一致", asked="endorse"),
        ConsentTick(
            code="secrecy", label="材料已经保密审查，不含国家秘密、工作秘密及不宜公开的商业秘密", asked="endorse"
        ),
    ),
)

ACTIVITY_KINDS = tuple(
    Option(key, label)
    for key, label in (
        ("study", "技术学习"), ("exchange", "技术交流"), ("drill", "技术练兵"), ("tackling", "攻关"), ("training", "培训"),
        ("apprentice", "带徒"), ("meeting", "例会"), ("service", "助企行"), ("campus", "进校园"), ("alliance", "联盟活动"),
        ("other", "其他"),
    )
)  # fmt: skip
OUTCOME_KINDS = tuple(
    Option(key, label)
    for key, label in (
        ("quality", "质量改进"), ("technique", "技术创新"), ("management", "管理创新"), ("service", "服务创新"),
        ("system", "制度创新"), ("five_small", "“五小”"), ("suggestion", "合理化建议"), ("patent", "专利"), ("standard", "标准"),
        ("method", "操作法"), ("paper", "论文"),
    )
)  # fmt: skip
CONVERSION = tuple(
    Option(key, label)
    for key, label in (("none", "未转化"), ("trial", "试用"), ("applied", "应用"), ("spread", "推广"))
)


def activity_ledger(article: str, title: str = "活动开展台账") -> Ledger:
    """What was done, by whom, where (F4)."""
    return Ledger(code="activity", title=title, article=article, kinds=ACTIVITY_KINDS)


def outcome_ledger(article: str) -> Ledger:
    """Results with level, effect, conversion and owner; an amount needs its basis (F4, WS24-08)."""
    return Ledger(
        code="outcome",
        title="创新成果台账",
        article=article,
        kinds=OUTCOME_KINDS,
        subject=LedgerSubject.OUTCOME,
        columns=(
            Column(key="level", label="级别", kind=Kind.CHOICE, options=d.HONOUR_LEVEL, required=False),
            Column(key="conversion", label="转化阶段", kind=Kind.CHOICE, options=CONVERSION),
            Column(key="ip_owner", label="知识产权归属", limit=60, required=False),
            Column(key="award", label="获奖", limit=60, required=False),
        ),
    )


MEMBER_KINDS = tuple(
    Option(key, label)
    for key, label in (
        ("join", "加入"), ("leave", "离开"), ("training", "培训"), ("skill", "技能等级晋升"), ("title", "职称晋升"),
        ("honour", "荣誉"), ("apprentice", "师徒结对"),
    )
)  # fmt: skip


def member_ledger(article: str) -> Ledger:
    """How members grow: training hours, upgrades, honours, apprenticeship (F4)."""
    return Ledger(
        code="member",
        title="成员发展台账",
        article=article,
        kinds=MEMBER_KINDS,
        subject=LedgerSubject.MEMBER,
        columns=(
            Column(
                key="hours", label="学时", kind=Kind.NUMBER, minimum=0, maximum=2000, required=False, help="培训填写"
            ),
            Column(key="from_level", label="原等级", limit=30, required=False),
            Column(key="to_level", label="新等级", limit=30, required=False),
        ),
    )


#: What the ledgers count, under the keys of the plan's targets (F1 五, F2).
MEASURES = (
    Measure(key="tackling", title="攻关项目", unit="次", ledger="activity", kinds=("tackling",)),
    Measure(
        key="outcomes",
        title="质量创新成果",
        unit="项",
        ledger="outcome",
        kinds=("quality", "technique", "management", "service", "system", "five_small", "method"),
    ),
    Measure(key="patents", title="专利", unit="项", ledger="outcome", kinds=("patent",)),
    Measure(key="standards", title="标准", unit="项", ledger="outcome", kinds=("standard",)),
    Measure(
        key="training",
        title="培训",
        unit="人次",
        counts=Counted.PEOPLE,
        ledger="activity",
        kinds=("study", "drill", "training"),
    ),
    Measure(key="apprentices", title="带徒", unit="人", ledger="member", kinds=("apprentice",)),
    Measure(key="exchange", title="交流活动", unit="次", ledger="activity", kinds=("exchange", "alliance", "campus")),
    Measure(key="services", title="助企行", unit="次", counts=Counted.SERVICES),
    Measure(key="benefit", title="经济效益", unit="万元", counts=Counted.BENEFIT, ledger="outcome"),
)

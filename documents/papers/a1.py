"""A1: 2023年度“上海质量工匠”申报表 (沪质协〔2023〕13号 附件1): three pages of fixed boxes, then 附页 (QC23-32…35)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from documents.fitting import Fitted, fit
from documents.papers.sheet import Cell, Line, Overflow, Sheet, lay
from documents.papers.ticks import EMPTY, TICKED, ticks

OPTIONS: dict[str, tuple[str, ...]] = {
    "model_worker": ("全国劳模", "上海市劳模", "部劳模", "全国五一", "否"),
    "hukou_type": ("农业户口", "非农业户口"),
    "migrant_worker": ("是", "否"),
    "identity": ("干部", "专业技术人员", "普通工人", "职员", "其他"),
    "skill_level": ("高级技师", "技师", "高级工", "中级工", "初级工", "无"),
    "title_level": ("高级职称", "中级职称", "初级职称", "无"),
    "specialty": ("一技之长", "绝技高招", "技术专长", "其他"),
    "tech_level": ("国际领先", "国际先进", "国内领先", "国内先进"),
    "has_patent": ("是", "否"),
    "teaching_ways": ("带徒", "培训", "其他"),
    "contribution_scope": ("全国", "本市", "本行业", "本单位"),
}
#: Options beside which the form leaves a line to write on.
WRITTEN = {"specialty": OPTIONS["specialty"], "teaching_ways": ("其他",)}
NOTES = (
    "四项指标须附证明材料，并由基层单位盖章确认。",
    "荣誉、成果可为政府主管部门颁发，或中国质量协会、上海市质量协会主办活动所获。",
    "请按字数要求填写，不改动表格大小和格式，补充材料另附。",
)
BANNER = "具有工艺专长、掌握高超技能、体现领军作用、做出突出贡献四项指标至少选填一项。"
OPINION_MM = 80
SEAL_MM = 46  # a social organisation's seal may be 45 mm across; this square stays free


def label(text: str, span: int = 1) -> Cell:
    return Cell(span, label=text)


def value(key: str, span: int, heading: str) -> Cell:
    return Cell(span, key=key, heading=heading)


def _pairs(height: float, *pairs: tuple[str, str, int]) -> Line:
    """A row of label and value, the value over so many columns."""
    cells: list[Cell] = []
    for title, key, span in pairs:
        cells += [label(title), value(key, span, title)]
    return Line(height, tuple(cells))


def _long(height: float, key: str, title: str, hint: str = "") -> Line:
    return Line(height, (label(f"{title}\n{hint}" if hint else title), value(key, 7, title)))


FIRST_PAGE = (
    _pairs(9, ("姓名", "name", 2), ("性别", "gender", 1), ("手机号码", "mobile", 2)),
    _pairs(9, ("政治面貌", "political", 2), ("学历", "education", 1), ("职务", "post", 2)),
    _pairs(16, ("身份证", "id_no", 3), ("是否曾获劳模称号", "model_worker", 3)),
    _pairs(9, ("户籍属性", "hukou_type", 3), ("是否外来务工人员", "migrant_worker", 3)),
    _pairs(9, ("家庭住址", "home_address", 5), ("邮编", "home_postcode", 1)),
    _pairs(9, ("工作单位", "unit_name", 4), ("单位性质", "unit_nature", 2)),
    _pairs(9, ("所属行业", "industry", 2), ("工种", "job_type", 2), ("工作年限", "work_years", 1)),
    _pairs(9, ("单位地址", "unit_address", 5), ("邮编", "unit_postcode", 1)),
    _pairs(9, ("身份", "identity", 7)),
    _pairs(9, ("技能等级", "skill_level", 7)),
    _pairs(9, ("职称", "title_level", 7)),
    Line(9, (Cell(8, label=BANNER, banner=True),)),
    _pairs(44, ("是否具有工艺专长", "specialty", 3), ("是否掌握高超技能", "skills", 3)),
)
SECOND_PAGE = (
    _pairs(22, ("是否体现领军作用", "leading", 3), ("是否做出突出贡献", "contribution", 3)),
    _long(26, "craft_spirit", "对“工匠精神”的理解", "(100字以内)"),
    _long(50, "post_brief", "所在岗位简述", "(300字以内)"),
    _long(72, "self_statement", "个人自述", "(500字以内，包括技术特长、社会贡献等)"),
    _long(44, "achievements", "主要成绩与突出贡献", "(5000字以内)\n(可附页)"),
    _long(30, "honours_text", "曾经获得的相关荣誉/成果", "(区级以上)"),
)
THIRD_PAGE = (
    Line(OPINION_MM, (label("基层单位意见"), Cell(7))),
    Line(OPINION_MM, (label("推荐单位意见"), Cell(7))),
)


@dataclass(frozen=True)
class Opinion:
    """An opinion with room for a seal: ``date`` like 2026年6月18日, ``confirmation`` the line of 系统确认."""

    text: str = ""
    date: str = ""
    confirmation: str = ""


@dataclass(frozen=True)
class PaperA1:
    """The form for a year.

    ``cells`` holds printed text by key as in forms.md A1. Where the form prints options (see ``OPTIONS``) give the chosen
    one or several, “一技之长：……” for an option with a text; a text that already holds ☑ or □ is printed as it is.
    """

    TEMPLATE: ClassVar[str] = "documents/a1.html"
    SETUP: ClassVar[str] = "S1"

    year: str
    recommender_name: str
    cells: Mapping[str, str | Sequence[str]]
    base_opinion: Opinion = Opinion()
    rec_opinion: Opinion = Opinion()
    notes: tuple[str, ...] = field(default=NOTES)

    @cached_property
    def pages(self) -> tuple[Sheet, ...]:
        """The two pages of answers."""
        return lay(FIRST_PAGE, self._texts), lay(SECOND_PAGE, self._texts)

    @cached_property
    def opinions(self) -> Sheet:
        return lay(THIRD_PAGE, {})

    @property
    def opinion_texts(self) -> list[tuple[Opinion, Fitted, int]]:
        """Each opinion with its fitted text and the top of its box in mm; the square for the seal stays below it."""
        free = OPINION_MM - SEAL_MM - 10
        given = (self.base_opinion, self.rec_opinion)
        return [
            (one, fit(one.text, width_mm=140, height_mm=free), index * OPINION_MM) for index, one in enumerate(given)
        ]

    @property
    def overflow(self) -> list[Overflow]:
        """What stands on 附页, in the order of the form."""
        titles = ("基层单位意见", "推荐单位意见")
        opinions = [
            Overflow(title, one.text)
            for title, (one, fitted, _top) in zip(titles, self.opinion_texts, strict=True)
            if fitted.cut
        ]
        return [overflow for page in self.pages for overflow in page.overflow] + opinions

    @cached_property
    def _texts(self) -> dict[str, str]:
        texts = {key: self._text(key) for key in {*self.cells, *OPTIONS}}
        return texts | {
            "specialty": self._text("specialty", gap="\n"),
            "skills": self._skills(),
            "leading": "技能、技艺传授途径：\n" + self._text("teaching_ways"),
            "contribution": self._text("contribution_scope") + "\n做出卓越贡献，取得重要成果。",
        }

    def _text(self, key: str, *, gap: str = "\u3000") -> str:
        given = self.cells.get(key, "")
        if key not in OPTIONS:
            return given if isinstance(given, str) else "、".join(given)
        if isinstance(given, str) and (TICKED in given or EMPTY in given):
            return given
        return ticks(OPTIONS[key], given, gap=gap, written=WRITTEN.get(key, ()))

    def _skills(self) -> str:
        level = self._text("tech_level").split("\u3000")
        counts = (
            ("patent_invention", "发明专利数"),
            ("patent_utility", "实用新型专利数"),
            ("patent_design", "外观设计专利数"),
        )
        lines = [
            "技术水平：",
            "\u3000".join(level[:2]),
            "\u3000".join(level[2:]),
            "是否获得专利：" + self._text("has_patent"),
        ]
        return "\n".join(lines + [f"{title}：{self._text(key)}" for key, title in counts])

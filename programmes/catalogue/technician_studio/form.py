"""Form C1 上海市技师创新工作室申报表 (proposed: TS16 supplies none): leader, team, funded project, ledgers."""

from __future__ import annotations

from programmes import blocks as b
from programmes import dictionaries as d
from programmes.answers import rows
from programmes.refusal import Mark
from programmes.spec import Answers, Check, Column, Form, Kind, Section, never

_P = b.Cells("TS16 §3；forms.md C1", "TS16-08")
_Q = b.Cells("TS16（平台填报，不印入申报表）", "TS16-08", on_paper=False)

SKILL_LEVEL = d.plain(
    ("chief", "首席技师"), ("special", "特级技师"), ("senior_technician", "高级技师"), ("technician", "技师"),
    ("senior", "高级工"), ("middle", "中级工"), ("junior", "初级工"), ("none", "无"),
)  # fmt: skip
TITLE_LEVEL = d.plain(("senior", "高级"), ("middle", "中级"), ("junior", "初级"), ("none", "无"))

STUDIO = Section(
    code="studio",
    title="工作室情况",
    questions=(
        _P.cell("ws_name", "工作室(团队)名称", limit=40, width="full"),
        _P.cell("ws_specialty", "工作室(团队)技术专长", limit=60, width="full"),
        _P.cell("employer", "申报单位", Kind.ORGANISATION, width="full", help="法定全称，与统一社会信用代码一致"),
        _P.cell("system_name", "所属系统", limit=30, help="区县局（产业）工会、技协"),
        _P.cell("unit_address", "单位地址", limit=60, width="full"),
        _P.cell("ws_area", "工作室面积", Kind.NUMBER, minimum=1, maximum=100000, unit="㎡"),
        _P.choice("unit_nature", "单位性质", d.ORG_NATURE),
        _P.choice("alliance", "是否开展工作室联盟活动", d.YES_NO),
        *b.patents(_P),
        _Q.cell("founded_on", "工作室成立日期", Kind.DATE),
        _Q.choice("place_kind", "场所", d.plain(("own", "独立空间"), ("shared", "共享空间"))),
        _P.area("place", "场地情况", 200, article="TS16 §3.4", rule="TS16-05"),
        _P.area("equipment", "设备情况", 200, article="TS16 §3.4", rule="TS16-05"),
        _Q.cell("contact_name", "联系人", Kind.NAME),
        _Q.cell("contact_phone", "联系电话", Kind.PHONE, private=True),
    ),
)

LEADER = Section(
    code="leader",
    title="领衔人",
    help="原则上是在一线岗位的技师或高级技师。证件号码和联系方式加密保存。",
    questions=(
        *b.leader_cells(_P, _Q),
        _P.choice("skill_level", "技能等级", SKILL_LEVEL, width="full", article="TS16 §3.1", rule="TS16-02"),
        _P.choice("title_level", "职称", TITLE_LEVEL),
        _Q.choice("front_line", "是否在一线岗位", d.YES_NO, article="TS16 §3.1", rule="TS16-02"),
        *b.honours(_P, "leader_honours", "领衔人曾获荣誉"),
    ),
)

MEMBERS = Section(
    code="members",
    title="团队成员",
    help="原则上连领衔人 3 人以上，以一线技术技能人员为主。表格不含领衔人。",
    questions=(_P.table("members", "工作室其他成员情况", b.MEMBER_COLUMNS, article="TS16 §3.2", rule="TS16-03"),),
)

TEXTS = Section(
    code="texts",
    title="介绍与荣誉",
    questions=(
        _P.area(
            "ws_intro", "工作室（团队）介绍", 800, "800字左右，包括主要技术创新成果", is_about=True,
            limit_parameter="limit.studio_intro",
        ),
        *b.honours(_P, "ws_honours", "工作室（团队）曾获荣誉"),
    ),
)  # fmt: skip

PROJECT = Section(
    code="project",
    title="资助项目与活动",
    help="须有获得职工（技师）创新项目资助并在生产中应用的成果。",
    questions=(
        _P.cell("funded_name", "受资助项目名称", limit=60, article="TS16 §3.3", rule="TS16-04", width="full"),
        _P.cell(
            "funded_year", "资助年度", Kind.NUMBER, minimum=2000, maximum=2100, article="TS16 §3.3", rule="TS16-04"
        ),
        _P.cell("funded_no", "项目编号", limit=40, article="TS16 §3.3", rule="TS16-04"),
        _P.cell("funded_amount", "资助金额", Kind.MONEY, unit="万元", article="TS16 §3.3", rule="TS16-04"),
        _P.table(
            "activities",
            "群众性创新活动",
            (
                Column(key="date", label="日期", kind=Kind.DATE),
                Column(key="name", label="活动", limit=60),
                Column(key="effect", label="成效", limit=100),
            ),
            30,
            article="TS16 §3.4",
            rule="TS16-05",
        ),
        _P.cell(
            "ledger_daily_ready", "已建日常活动台账", Kind.TICK, article="TS16 §7", rule="TS16-10", required_if=never
        ),
        _P.cell(
            "ledger_outcome_ready", "已建创新成果台账", Kind.TICK, article="TS16 §7", rule="TS16-10", required_if=never
        ),
    ),
)

MATERIALS = (
    b.files("cert_skill", "技能等级证书", "TS16 §3.1", "TS16-02", items=b.when(b.has_level("skill_level"))),
    b.files("funding_file", "项目资助文件", "TS16 §3.3", "TS16-04"),
    b.files("cert_patent", "专利证书", "TS16 §3.3", "TS16-04", items=b.when(b.has_patents)),
    b.files("leader_honour", "领衔人荣誉证书", "TS16 §3", "TS16-08", items=b.row_items("leader_honours", "证书")),
    b.files("cert_studio_honour", "工作室荣誉证书", "TS16 §3", "TS16-08", items=b.row_items("ws_honours", "证书")),
    b.files("rules_files", "工作室制度", "TS16 §7", "TS16-10", required=False, items=b.nothing),
    b.sealed_page("base_scan", "本单位意见盖章页", "employer", "TS16 §6", "TS16-08"),
    b.sealed_page("rec_scan", "区县局（产业）工会、技协意见盖章页", "recommender", "TS16 §7", "TS16-11"),
)


def _leader_is_no_member(answers: Answers) -> bool:
    leader = answers.get("leader_name")
    return not leader or all(row.get("name") != leader for row in rows(answers, "members"))


FORM_C1 = Form(
    code="C1",
    title="上海市技师创新工作室申报表",
    article="forms.md C1",
    sections=(
        STUDIO,
        LEADER,
        MEMBERS,
        TEXTS,
        PROJECT,
        Section(code="materials", title="附件", materials=tuple(kind.code for kind in MATERIALS)),
        Section(code="consents", title="同意与承诺", consents=("privacy", "truth", "employer_statement")),
    ),
    checks=(
        Check(rule="TS16-03", field="members", sentence="其他成员里列了领衔人，请核对", holds=_leader_is_no_member,
              article="forms.md C1", mark=Mark.WARN),
    ),
    materials=MATERIALS,
    consents=(
        b.privacy("上海市职工技术协会", "核对申报条件，组织评审、公示和命名，命名后的周期管理"),
        b.truth("本人知悉：材料不实的，取消申报资格；已命名的，不再保留称号。"),
        b.UNIT_STATEMENT,
    ),
    template="documents/studios/c1.html",
)  # fmt: skip

"""Form F1 《上海质量工匠创新工作室建设计划书》 (named in WS24 §9, content proposed): thirteen sections and the opinions."""

from __future__ import annotations

from programmes import blocks as b
from programmes import dictionaries as d
from programmes.answers import code, rows
from programmes.refusal import Mark
from programmes.spec import Answers, Check, Column, Form, Kind, MaterialKind, Option, Section, never

_P = b.Cells("WS24 §9；forms.md F1", "WS24-21")
_Q = b.Cells("WS24（平台填报，不印入计划书）", "WS24-21", on_paper=False)

SKILL_LEVEL = d.plain(
    ("chief", "首席技师"), ("special", "特级技师"), ("senior_technician", "高级技师"), ("technician", "技师"),
    ("senior", "高级工"), ("middle", "中级工"), ("junior", "初级工"), ("none", "无"),
)  # fmt: skip
TITLE_LEVEL = d.plain(("senior", "高级职称"), ("middle", "中级职称"), ("junior", "初级职称"), ("none", "无"))
GUIDED_BY = d.plain(("department", "行政管理部门"), ("union", "工会"))
INNOVATION = d.plain(
    ("quality", "质量创新"), ("management", "管理创新"), ("service", "服务创新"), ("system", "制度创新")
)
DIFFICULTY = d.plain(("urgent", "急"), ("hard", "难"), ("risky", "险"), ("heavy", "重"))
TARGETS = (
    Option("tackling", "攻关项目"), Option("outcomes", "质量创新成果"), Option("awards", "QC、质量技术奖申报"), Option("patents", "专利"),
    Option("standards", "标准"), Option("training", "培训"), Option("apprentices", "带徒"), Option("exchange", "交流活动"),
    Option("services", "助企行"), Option("benefit", "经济效益（万元）"),
)  # fmt: skip
RULE_KINDS = (
    Option("assessment", "考评制度"), Option("incentive", "激励制度"), Option("funds", "经费制度"), Option("meeting", "例会制度"),
    Option("property", "知识产权制度"),
)  # fmt: skip
QUARTERS = tuple(Option(str(number), f"第 {number} 季度") for number in range(1, 9))

BASIC = Section(
    code="basic",
    title="一、基本信息",
    help="工作室以领衔的上海质量工匠姓名命名。",
    questions=(
        _P.cell(
            "ws_name", "工作室名称", limit=40, width="full", rule="WS24-01", help="例如：张守申上海质量工匠创新工作室"
        ),
        _P.cell("employer", "所在单位", Kind.ORGANISATION, width="full", help="法定全称，与统一社会信用代码一致"),
        _P.choice("unit_nature", "单位性质", d.ORG_NATURE),
        _P.choice("industry", "所属行业", d.INDUSTRY),
        _P.cell("address", "工作室地址", limit=60, width="full", article="WS24 §3.5", rule="WS24-09"),
        _P.choice(
            "place_kind",
            "场所",
            d.plain(("own", "独立空间"), ("shared", "共享空间")),
            article="WS24 §3.5",
            rule="WS24-09",
        ),
        _P.cell("ws_area", "面积", Kind.NUMBER, minimum=1, maximum=100000, unit="㎡", required_if=never),
        _P.cell("founded_on", "成立日期", Kind.DATE),
        _P.cell("contact_name", "联系人", Kind.NAME),
        _P.cell("contact_phone", "联系电话", Kind.PHONE, private=True),
        _P.choice("guided_by", "指导部门类别", GUIDED_BY, article="WS24 §6", rule="WS24-13"),
        _P.cell("guided_name", "指导部门名称", limit=40, article="WS24 §6", rule="WS24-13"),
    ),
)

LEADER = Section(
    code="leader",
    title="二、领衔人",
    help="称号由平台按证件号码核对。",
    questions=(
        _P.cell("leader_name", "领衔人姓名", Kind.NAME, frozen=True),
        _Q.cell("leader_id_no", "领衔人身份证号码", Kind.PERSON_ID, private=True, frozen=True, help="用来核对称号，不印入计划书"),
        _P.cell("leader_year", "上海质量工匠年度", Kind.NUMBER, minimum=2023, maximum=2100, unit="年度", article="WS24 §3.1",
                rule="WS24-03"),
        _P.cell("leader_certificate", "证书编号", limit=40, article="WS24 §3.1", rule="WS24-03"),
        _P.cell("leader_post", "岗位", limit=30),
        _P.choice("skill_level", "技能等级", SKILL_LEVEL),
        _P.choice("title_level", "职称", TITLE_LEVEL),
        _P.area("leader_specialty", "专长", 300),
        _Q.cell("ws_specialty", "工作室技术专长", limit=60, help="用于名册"),
        *b.honours(_P, "leader_honours", "主要荣誉"),
    ),
)  # fmt: skip

TEAM = Section(
    code="team",
    title="三、团队",
    help="不含领衔人；非成建制的部室，专业、学历、年龄结构合理。",
    questions=(
        _P.table(
            "members",
            "团队成员",
            (
                Column(key="name", label="姓名", kind=Kind.NAME),
                Column(key="gender", label="性别", kind=Kind.CHOICE, options=d.GENDER),
                Column(key="birth_month", label="出生年月", kind=Kind.MONTH),
                Column(key="education", label="学历", kind=Kind.CHOICE, options=d.EDUCATION),
                Column(key="major", label="专业", limit=20),
                Column(key="title_or_skill", label="职称/技能等级", limit=30),
                Column(key="department", label="部门", limit=30),
                Column(key="post", label="岗位", limit=30),
                Column(key="duty", label="分工", limit=40),
            ),
            50,
            article="WS24 §3.2",
            rule="WS24-05",
        ),
        _P.cell(
            "not_a_department",
            "声明：本团队不是成建制的部室",
            Kind.TICK,
            article="WS24 §3.2",
            rule="WS24-04",
            width="full",
        ),
    ),
)

BASE = Section(
    code="base",
    title="四、现有基础",
    questions=(
        _P.table(
            "projects_now",
            "已有课题、攻关项目",
            (
                Column(key="name", label="名称", limit=60),
                Column(key="source", label="来源", limit=40),
                Column(key="from_month", label="开始", kind=Kind.MONTH),
                Column(key="to_month", label="结束", kind=Kind.MONTH, required=False, future_allowed=True),
                Column(key="recognised_by", label="认可（认定）单位", limit=40),
            ),
            20,
            article="WS24 §3.3",
            rule="WS24-06",
            help="至少一项，须有认可或认定",
        ),
        _P.table(
            "outcomes_now",
            "已有成果",
            (
                Column(key="name", label="名称", limit=60),
                Column(key="month", label="时间", kind=Kind.MONTH),
                Column(key="effect", label="效果", limit=100),
                Column(key="benefit", label="效益（万元）", kind=Kind.MONEY, required=False),
            ),
            20,
            article="WS24 §3.4",
            rule="WS24-08",
            required_if=never,
        ),
        _P.area("rules_now", "现有制度", 200, article="WS24 §7", rule="WS24-15"),
    ),
)

GOALS = Section(
    code="goals",
    title="五、建设目标",
    questions=(
        _P.area("goal", "总目标", 400, article="WS24 §4", rule="WS24-11"),
        _P.table(
            "targets",
            "年度目标",
            (
                Column(key="key", label="指标", kind=Kind.CHOICE, options=TARGETS),
                Column(key="unit", label="单位", limit=10, required=False),
                Column(key="year", label="第几年", kind=Kind.NUMBER, minimum=1, maximum=2),
                Column(key="amount", label="目标值", kind=Kind.MONEY),
            ),
            40,
            article="WS24 §4、§5、§9",
        ),
    ),
)

PROJECTS = Section(
    code="projects",
    title="六、攻关与创新项目",
    help="一至五项；每项至少四个里程碑，在“进度安排”里按季度列出。",
    questions=(
        _P.table(
            "projects",
            "项目",
            (
                Column(key="name", label="名称", limit=60),
                Column(key="kind", label="类型", kind=Kind.CHOICE, options=INNOVATION),
                Column(key="difficulty", label="难点", kind=Kind.CHOICE, options=DIFFICULTY),
                Column(key="problem", label="要解决的问题", kind=Kind.LONG_TEXT, limit=300),
                Column(key="approach", label="思路与质量工具", kind=Kind.LONG_TEXT, limit=400),
                Column(key="result", label="预期成果", kind=Kind.LONG_TEXT, limit=200),
                Column(key="owner", label="负责人", kind=Kind.NAME),
                Column(key="recognised_by", label="认可单位", limit=40, required=False),
            ),
            5,
            article="WS24 §3.3、§4",
            rule="WS24-11",
        ),
    ),
)

PEOPLE = Section(
    code="people",
    title="七、人才培养与传承",
    questions=(
        _P.table(
            "trainings",
            "培训计划",
            (
                Column(key="name", label="内容", limit=60),
                Column(key="quarter", label="季度", kind=Kind.CHOICE, options=QUARTERS),
                Column(key="people", label="人次", kind=Kind.NUMBER, minimum=1, maximum=9999),
            ),
            30,
            article="WS24 §5",
            rule="WS24-12",
        ),
        _P.table(
            "apprentices",
            "带徒",
            (
                Column(key="master", label="师傅", kind=Kind.NAME),
                Column(key="apprentice", label="徒弟", kind=Kind.NAME),
                Column(key="months", label="期限（月）", kind=Kind.NUMBER, minimum=1, maximum=60),
                Column(key="goal", label="目标", limit=60),
            ),
            30,
            article="WS24 §5",
            rule="WS24-12",
            required_if=never,
        ),
    ),
)

EXCHANGE = Section(
    code="exchange",
    title="八、交流与社会服务",
    questions=(
        _P.area("exchange_plan", "交流计划", 300, article="WS24 §11", rule="WS24-26"),
        _P.table(
            "service_plan",
            "助企行计划",
            (
                Column(key="quarter", label="季度", kind=Kind.CHOICE, options=QUARTERS),
                Column(key="host", label="服务对象", limit=60),
                Column(key="content", label="内容", limit=100),
            ),
            20,
            article="WS24 §5",
            rule="WS24-12",
            required_if=never,
        ),
    ),
)

RULES_SECTION = Section(
    code="rules",
    title="九、制度与台账",
    questions=(
        _P.cell("rule_kinds", "已有制度", Kind.CHOICES, options=RULE_KINDS, article="WS24 §6、§7", rule="WS24-15", width="full"),
        _P.cell("ledgers_ready", "三本台账（活动开展、创新成果、成员发展）已建立", Kind.TICK, article="WS24 §7", rule="WS24-15",
                width="full"),
        _P.area("digital_means", "信息化手段", 200, required_if=never, article="WS24 §7", rule="WS24-16"),
    ),
)  # fmt: skip

MONEY = Section(
    code="money",
    title="十、场地与经费",
    help="有条件的单位列年度经费，专款专用、公开透明；可不填。",
    questions=(
        _P.table(
            "budget",
            "经费预算",
            (
                Column(key="year", label="年度", kind=Kind.NUMBER, minimum=2024, maximum=2100),
                Column(key="item", label="科目", limit=30),
                Column(key="amount", label="金额（万元）", kind=Kind.MONEY),
                Column(key="source", label="来源", limit=30),
            ),
            20,
            required_if=never,
            article="WS24 §3.5",
            rule="WS24-10",
        ),
        _P.cell(
            "earmarked", "承诺专款专用", Kind.TICK, required_if=never, article="WS24 §3.5", rule="WS24-10", width="full"
        ),
    ),
)

SCHEDULE = Section(
    code="schedule",
    title="十一、进度安排",
    help="八个季度，每个项目至少四个里程碑。",
    questions=(
        _P.table(
            "milestones",
            "里程碑",
            (
                Column(key="project", label="项目", limit=60),
                Column(key="quarter", label="季度", kind=Kind.CHOICE, options=QUARTERS),
                Column(key="output", label="产出", limit=60),
            ),
            50,
            rule="WS24-21",
        ),
    ),
)

BENEFIT = Section(
    code="benefit",
    title="十二、预期效益与推广",
    questions=(_P.area("benefit", "预期效益与推广", 400, article="WS24 §3.4、§15", rule="WS24-08"),),
)
PROPERTY = Section(
    code="property",
    title="十三、知识产权约定",
    questions=(_P.area("property", "知识产权约定", 200, article="WS24 §14", rule="WS24-29"),),
)

MATERIALS = (
    b.files(
        "project_proof",
        "课题、项目的认可或认定文件",
        "WS24 §3.3",
        "WS24-06",
        items=b.row_items("projects_now", "认可文件"),
    ),
    b.files("unit_rules", "单位的管理、考核、激励办法", "WS24 §6", "WS24-13", required=False, items=b.nothing),
    b.files("rules_files", "工作室制度", "WS24 §7", "WS24-15"),
    MaterialKind(
        code="place_photo", label="场所照片", article="WS24 §3.5", rule="WS24-09", formats=("jpg", "png"), most=5
    ),
    b.files("outcome_proof", "成果证明", "WS24 §3.4", "WS24-08", required=False, items=b.nothing),
    b.files("upper_opinion", "上级单位或产业工会意见", "WS24 §13", "WS24-28", required=False, items=b.nothing),
    b.sealed_page("base_scan", "所在单位意见盖章页", "employer", "WS24 §6", "WS24-13"),
)


def _name_has_leader(answers: Answers) -> bool:
    name, leader = str(answers.get("ws_name") or ""), str(answers.get("leader_name") or "")
    return not name or not leader or leader in name


def _leader_is_no_member(answers: Answers) -> bool:
    leader = answers.get("leader_name")
    return not leader or all(row.get("name") != leader for row in rows(answers, "members"))


def _every_project_has_four_milestones(answers: Answers) -> bool:
    listed = [row.get("project") for row in rows(answers, "milestones")]
    return all(listed.count(project.get("name")) >= 4 for project in rows(answers, "projects"))


def _milestones_name_projects(answers: Answers) -> bool:
    names = {row.get("name") for row in rows(answers, "projects")}
    return all(row.get("project") in names for row in rows(answers, "milestones"))


def _spends_for_its_purpose(answers: Answers) -> bool:
    return not rows(answers, "budget") or answers.get("earmarked") is True


def _beyond_one_department(answers: Answers) -> bool:
    departments = {row.get("department") for row in rows(answers, "members") if row.get("department")}
    return len(rows(answers, "members")) < 2 or len(departments) > 1


def _is_guided(answers: Answers) -> bool:
    return code(answers, "guided_by") != "" or not answers.get("guided_name")


CHECKS = (
    Check(rule="WS24-01", field="ws_name", sentence="工作室名称须含领衔人姓名", holds=_name_has_leader, article="WS24 §2"),
    Check(rule="WS24-04", field="members", sentence="成员都在同一部门，请核对不是成建制的部室", holds=_beyond_one_department,
          article="WS24 §3.2", mark=Mark.WARN),
    Check(rule="WS24-05", field="members", sentence="成员里列了领衔人，请核对", holds=_leader_is_no_member, article="WS24 §3.2",
          mark=Mark.WARN),
    Check(rule="WS24-21", field="milestones", sentence="每个项目至少四个里程碑", holds=_every_project_has_four_milestones,
          article="forms.md F1 六"),
    Check(rule="WS24-21", field="milestones", sentence="里程碑里的项目名称与“攻关与创新项目”不一致，请核对",
          holds=_milestones_name_projects, article="forms.md F1 六"),
    Check(rule="WS24-10", field="earmarked", sentence="列了经费预算，请承诺专款专用", holds=_spends_for_its_purpose,
          article="WS24 §3.5"),
    Check(rule="WS24-13", field="guided_by", sentence="请选择指导部门类别", holds=_is_guided, article="WS24 §6"),
)  # fmt: skip

SECTIONS = (
    BASIC, LEADER, TEAM, BASE, GOALS, PROJECTS, PEOPLE, EXCHANGE, RULES_SECTION, MONEY, SCHEDULE, BENEFIT, PROPERTY,
    Section(code="materials", title="附件", materials=tuple(kind.code for kind in MATERIALS)),
    Section(code="consents", title="同意与承诺", consents=("privacy", "truth", "employer_statement")),
)  # fmt: skip

FORM_F1 = Form(
    code="F1",
    title="“上海质量工匠创新工作室”建设计划书",
    article="WS24 §9；forms.md F1",
    sections=SECTIONS,
    checks=CHECKS,
    materials=MATERIALS,
    consents=(
        b.privacy("上海市质量协会", "核对建设条件，指导建设、考核和验收，工作室的登记与展示"),
        b.truth("本人知悉：材料不实的，不予启动或撤销工作室。"),
        b.UNIT_STATEMENT,
    ),
    notes=(
        "工作室以领衔的上海质量工匠姓名命名。",
        "团队为非成建制的部室，成员不含领衔人。",
        "项目须有认可或认定文件。",
        "建设期一般为二年，按八个季度安排进度。",
        "按字数要求填写，写不下的印入附页。",
    ),
    template="documents/studios/f1.html",
)

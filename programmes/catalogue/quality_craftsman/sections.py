"""The seven sections of form A1: every cell of the paper and the portal-only fields (forms.md A1)."""

from __future__ import annotations

from programmes import dictionaries as d
from programmes.answers import code, is_code
from programmes.catalogue.quality_craftsman import options as o
from programmes.catalogue.quality_craftsman.answers import has_patents
from programmes.spec import Answers, Column, Kind, Option, Question, Section, never

_A1 = "QC23 附1"
_PORTAL = "QC23 一（平台填报，不印入申报表）"


def _choice(
    key: str, label: str, options: tuple[Option, ...], *, article: str = _A1, rule: str = "QC23-24", **more: object
) -> Question:
    return Question(key=key, label=label, kind=Kind.CHOICE, options=options, article=article, rule=rule, **more)  # type: ignore[arg-type]


def _cell(key: str, label: str, kind: Kind = Kind.TEXT, *, article: str = _A1, **more: object) -> Question:
    return Question(key=key, label=label, kind=kind, article=article, rule="QC23-24", **more)  # type: ignore[arg-type]


def _area(key: str, label: str, limit: int, hint: str, example: str = "") -> Question:
    return Question(
        key=key,
        label=label,
        kind=Kind.LONG_TEXT,
        limit=limit,
        limit_parameter=f"limit.{key}",
        help=hint,
        example=example,
        article="QC23 附1注3",
        rule="QC23-35",
        width="full",
    )


BASIC = Section(
    code="basic",
    title="基本信息",
    help="请与身份证件一致。身份证号、电话和住址加密保存，不对外公开。",
    questions=(
        _cell("name", "姓名", Kind.NAME, frozen=True, help="与身份证件一致，间隔号用“·”"),
        _choice("gender", "性别", d.GENDER),
        _choice("nationality", "国籍", o.NATIONALITY, article=_PORTAL, on_paper=False, rule="QC23-05"),
        _choice("id_type", "证件类型", o.ID_TYPE, article=_PORTAL, on_paper=False, rule="QC23-05"),
        _cell("id_no", "身份证", Kind.PERSON_ID, private=True, frozen=True, help="18 位，末位 X 大写"),
        _cell("mobile", "手机号码", Kind.MOBILE, private=True),
        _cell("email", "电子邮箱", Kind.EMAIL, article=_PORTAL, on_paper=False, private=True, help="接收通知用"),
        _choice("political", "政治面貌", d.POLITICAL),
        _choice("education", "学历", d.EDUCATION, help="不作为评审依据"),
        _choice("hukou_type", "户籍属性", d.HUKOU, required_if=never, help="可不填；已统一登记的选“不区分”"),
        _choice("migrant_worker", "是否外来务工人员", d.YES_NO),
        _cell("home_address", "家庭住址", limit=60, private=True, width="full"),
        _cell("home_postcode", "邮编", Kind.POSTCODE, private=True, help="家庭住址的邮编"),
        Question(
            key="model_worker",
            label="是否曾获劳模称号",
            kind=Kind.CHOICES,
            options=o.MODEL_WORKER,
            article=_A1,
            rule="QC23-36",
            help="选“否”时不能再选其他",
            width="full",
        ),
    ),
)


def _needs_explanation(answers: Answers) -> bool:
    return code(answers, "post_category") in ("management", "other")


UNIT = Section(
    code="unit",
    title="单位与岗位",
    help="单位信息来自单位名录，有误请联系本单位经办更正。",
    questions=(
        _cell("employer", "工作单位", Kind.ORGANISATION, width="full", help="法定全称，与统一社会信用代码一致"),
        _choice("unit_nature", "单位性质", d.ORG_NATURE),
        _choice("industry", "所属行业", d.INDUSTRY, help="按国民经济行业分类，可补充细分行业"),
        _cell("unit_address", "单位地址", limit=60, width="full"),
        _cell("unit_postcode", "邮编", Kind.POSTCODE, help="单位地址的邮编"),
        _cell("contact_person", "单位联系人", Kind.NAME, article=_PORTAL, on_paper=False),
        _cell("contact_phone", "单位联系电话", Kind.PHONE, article=_PORTAL, on_paper=False, private=True),
        _choice(
            "rec_basis", "推荐单位与所在单位的关系", o.RECOMMENDER_BASIS, article="QC23 二 ¶1", on_paper=False, rule="QC23-21"
        ),
        _cell("position_name", "所在岗位名称", limit=30, article="QC23 附2", on_paper=False, help="印入推荐汇总表"),
        _cell("post", "职务", limit=30, help="没有请填“无”"),
        _cell("job_type", "工种", limit=30),
        _cell("work_years", "工作年限", Kind.NUMBER, minimum=0, maximum=60, unit="年"),
        _choice("identity", "身份", o.IDENTITY),
        _choice("skill_level", "技能等级", o.SKILL_LEVEL, help="首席技师、特级技师在申报表上印为“高级技师”，学徒工印为“无”"),
        _choice("title_level", "职称", o.TITLE_LEVEL),
        _choice("employment_status", "在职情况", o.EMPLOYMENT, article=_PORTAL, on_paper=False, rule="QC23-02"),
        _cell(
            "retire_due", "预计退休日期", Kind.DATE, article=_PORTAL, on_paper=False, required_if=never, future_allowed=True
        ),
        _choice("post_category", "岗位类别", o.POST_CATEGORY, article=_PORTAL, on_paper=False, rule="QC23-07"),
        _choice("front_line", "是否一线职工", d.YES_NO, article=_PORTAL, on_paper=False, rule="QC23-03"),
        Question(
            key="post_explanation",
            label="岗位情况说明",
            kind=Kind.LONG_TEXT,
            limit=200,
            article="QC23 一 ¶2",
            rule="QC23-07",
            help="岗位类别为管理或其他的，请说明怎样在一线从事生产、服务、技术、研发等工作",
            shown_if=_needs_explanation,
            on_paper=False,
            width="full",
        ),
        _choice("admin_rank", "行政级别", o.ADMIN_RANK, article=_PORTAL, on_paper=False, rule="QC23-08"),
        _choice("is_head", "是否单位负责人", d.YES_NO, article=_PORTAL, on_paper=False, rule="QC23-09"),
        _choice("managed_by", "单位管理关系", o.MANAGED_BY, article=_PORTAL, on_paper=False, rule="QC23-09"),
        _choice("union_member", "是否工会会员", d.YES_NO, article=_PORTAL, on_paper=False, rule="QC23-06"),
        _cell(
            "union_card_no", "工会会员卡号", article=_PORTAL, on_paper=False, limit=30, private=True,
            shown_if=is_code("union_member", "yes"), required_if=never,
        ),
        Question(
            key="tags", label="领域标签", kind=Kind.CHOICES, options=o.TAGS, article="QC23 一 ¶1；QC26 §6–7", rule="QC23-03",
            required_if=never, on_paper=False, width="full", help="只用于统计，不作为评审依据",
        ),
    ),
)  # fmt: skip

PATENTS = Question(
    key="patents",
    label="专利清单",
    kind=Kind.TABLE,
    article=_A1,
    rule="QC23-37",
    shown_if=has_patents,
    on_paper=False,
    width="full",
    maximum=60,
    help="只列已授权的，每项上传专利证书",
    columns=(
        Column(key="number", label="专利号", limit=30),
        Column(key="name", label="名称", limit=60),
        Column(key="kind", label="类型", kind=Kind.CHOICE, options=d.PATENT_KIND),
        Column(key="inventor_rank", label="发明人排序", kind=Kind.NUMBER, minimum=1, maximum=50),
        Column(key="granted_on", label="授权日期", kind=Kind.DATE),
    ),
)


def _patent_count(key: str, label: str) -> Question:
    return Question(
        key=key, label=label, kind=Kind.NUMBER, minimum=0, maximum=999, article=_A1, rule="QC23-37", help="只计已授权的",
        shown_if=has_patents, required_if=never, width="third", unit="项",
    )  # fmt: skip


INDICATORS = Section(
    code="indicators",
    title="四项指标",
    help="工艺专长、高超技能、领军作用、突出贡献至少选填一项。选了的都要上传证明，并由基层单位盖章。",
    questions=(
        Question(
            key="specialty", label="是否具有工艺专长", kind=Kind.CHOICES, options=o.SPECIALTY, article="QC23 一(一)；附1",
            rule="QC23-13", required_if=never, width="full", help="选了的请写明内容，各 60 字以内",
        ),
        _choice("tech_level", "技术水平", o.TECH_LEVEL, article="QC23 一(二)；附1", rule="QC23-14", required_if=never,
                help="申报表称“掌握高超技能”，通知称“掌握质量技能”；须有鉴定、查新或评价材料", width="full"),
        _choice("has_patent", "是否获得专利", d.YES_NO, rule="QC23-37", required_if=never),
        _patent_count("patent_invention", "发明专利数"),
        _patent_count("patent_utility", "实用新型专利数"),
        _patent_count("patent_design", "外观设计专利数"),
        PATENTS,
        Question(
            key="teaching_ways", label="技能、技艺传授途径", kind=Kind.CHOICES, options=o.TEACHING,
            article="QC23 一(三)；附1", rule="QC23-15", required_if=never, width="full", help="对应“是否体现领军作用”",
        ),
        Question(
            key="contribution_scope", label="做出卓越贡献、取得重要成果的范围", kind=Kind.CHOICES, options=o.CONTRIBUTION,
            article="QC23 一(四)；附1", rule="QC23-16", required_if=never, width="full", help="对应“是否做出突出贡献”",
        ),
    ),
)  # fmt: skip

TEXTS = Section(
    code="texts",
    title="文字材料",
    help="写事实和数字。标点计字，空格和换行不计。",
    questions=(
        _area("craft_spirit", "对“工匠精神”的理解", 100, "用自己的话写，不必引用名句。"),
        _area("post_brief", "所在岗位简述", 300, "写清岗位做什么、难在哪里、您负责哪一段。"),
        _area("self_statement", "个人自述", 500, "包括技术特长、社会贡献等。"),
        _area("achievements", "主要成绩与突出贡献", 5000, "可附页；图表请放入“主要成绩附页”附件。"),
    ),
)


def _has_honours(answers: Answers) -> bool:
    return answers.get("honours_none") is not True


HONOURS = Section(
    code="honours",
    title="荣誉与成果",
    help="区级以上，或中国质量协会、上海市质量协会主办活动所获。没有请填“无”。",
    questions=(
        Question(
            key="honours_none", label="无（没有区级以上荣誉或成果）", kind=Kind.TICK, article="QC23 附1注2", rule="QC23-34",
            required_if=never, on_paper=False, width="full",
        ),
        Question(
            key="honours",
            label="曾经获得的相关荣誉/成果",
            kind=Kind.HONOURS,
            article="QC23 附1注2",
            rule="QC23-34",
            required_if=_has_honours,
            shown_if=_has_honours,
            width="full",
            maximum=60,
            columns=(
                Column(key="month", label="时间", kind=Kind.MONTH),
                Column(key="name", label="名称", limit=60),
                Column(key="level", label="级别", kind=Kind.CHOICE, options=d.HONOUR_LEVEL),
                Column(key="issuer", label="颁发单位", limit=40),
                Column(key="issuer_class", label="颁发单位类别", kind=Kind.CHOICE, options=o.ISSUER_CLASS),
                Column(key="role", label="本人角色", kind=Kind.CHOICE, options=o.HONOUR_ROLE),
            ),
        ),
    ),
)  # fmt: skip

MATERIALS = Section(
    code="materials",
    title="附件",
    help="PDF、JPG、PNG，单个不超过 10 MB。身份证件上传后自动加水印。",
    materials=(
        "id_front", "id_back", "union_card", "photo", "cert_model_worker", "cert_skill", "cert_title", "cert_education",
        "cert_honour", "cert_patent", "indicator_proof_1", "indicator_proof_2", "indicator_proof_3", "indicator_proof_4",
        "achievement_appendix", "base_scan", "rec_scan",
    ),
)  # fmt: skip

CONSENTS = Section(
    code="consents",
    title="同意与承诺",
    help="请逐项阅读后勾选。",
    consents=("privacy", "truth", "employer_statement"),
)

SECTIONS = (BASIC, UNIT, INDICATORS, TEXTS, HONOURS, MATERIALS, CONSENTS)

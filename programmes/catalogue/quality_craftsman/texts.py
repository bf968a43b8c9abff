"""Consents and declarations G1–G3 as versioned texts, and the notes printed under form A1."""

from programmes.spec import ConsentText, ConsentTick

NOTES = (
    "四项指标须附证明材料，并由基层单位盖章确认。",
    "荣誉/成果可为政府主管部门颁发，或中国质量协会、上海市质量协会主办活动所获。",
    "请按字数要求填写，不改动表格大小和格式，补充材料另附。",
)

PRIVACY = ConsentText(
    code="privacy",
    version="2026-1",
    title="个人信息处理告知同意书",
    article="G1",
    paragraphs=(
        "处理者：上海市质量协会（会员与质量推进部）。联系方式见本届通知和本平台首页。",
        "目的：核对申报条件，组织评审、公示、命名，制作证书和铭牌，保存荣誉登记。",
        "种类：姓名、性别、证件号码、联系方式、住址、单位与岗位、学历、职称、技能等级、荣誉与成果、申报文字和证明材料。",
        "敏感个人信息：居民身份证号码和正反面影像，只用于核对身份和防止重复申报，加水印保存，不提供给评审专家。",
        "接收方：基层单位、推荐单位、评审专家（不含证件号码、联系方式和住址）、指导单位。",
        "保存：申报材料按本届档案保存期限保存，到期删除；命名后的荣誉登记长期保存。",
        "您有权查阅、复制、更正、撤回同意和要求删除，可在“我的申报”中提出，或联系处理者。",
        "不同意标明“必需”的各项，将不能参加本届申报；不同意其他各项，不影响申报和评审。",
        "命名前撤回必需的同意，视为撤回申报；命名后撤回的，停止可选用途，荣誉的基本登记仍予保留。",
    ),
    ticks=(
        ConsentTick(code="general", label="同意为申报和评审处理我的个人信息（必需）"),
        ConsentTick(code="id_image", label="同意处理身份证号码和身份证影像（必需，敏感个人信息）"),
        ConsentTick(code="publication", label="同意在公示和结果名单中公开姓名与所在单位（必需）"),
        ConsentTick(code="story", label="同意公开照片和事迹（可选）", required=False),
        ConsentTick(
            code="to_union",
            label="同意向上海市总工会提供资料，用于推荐“上海工匠”（推荐时另行询问）",
            required=False,
            asked="nomination",
        ),
        ConsentTick(code="later_contact", label="同意就后续活动与我联系（可选）", required=False),
    ),
)

TRUTH = ConsentText(
    code="truth",
    version="2026-1",
    title="申报人真实性承诺书",
    article="G2；QC23 四(二)",
    paragraphs=(
        "本人承诺：所填内容和所附材料真实、完整、客观；不含国家秘密、工作秘密及不宜公开的商业秘密。",
        "本人承诺：没有把他人的成果作为自己的成果申报。",
        "本人知悉：材料不实的，取消参评资格，三年内不再受理该单位或个人的申报。",
    ),
    ticks=(ConsentTick(code="truth", label="我已阅读并作出以上承诺"),),
)

EMPLOYER_STATEMENT = ConsentText(
    code="employer_statement",
    version="2026-1",
    title="基层单位审核声明",
    article="G3；QC23 四(二)",
    given_by="employer",
    paragraphs=("本单位已对照原件审核申报材料，并对下列各项负责。",),
    ticks=(
        ConsentTick(code="employment", label="在职、工会会员情况属实", asked="endorse"),
        ConsentTick(code="front_line", label="一线岗位情况属实", asked="endorse"),
        ConsentTick(code="originals", label="证明材料与原件核对一致", asked="endorse"),
        ConsentTick(
            code="secrecy",
            label="材料已经保密审查，不含国家秘密、工作秘密及不宜公开的商业秘密",
            asked="endorse",
        ),
        ConsentTick(code="no_incident", label="近三年无重大质量、安全、环保责任", asked="endorse"),
        ConsentTick(code="no_inquiry", label="知悉范围内无正在接受纪检监察或司法调查的情形", asked="endorse"),
        ConsentTick(
            code="internal_publicity", label="已在本单位内部公示，无异议（可选）", required=False, asked="endorse"
        ),
    ),
)

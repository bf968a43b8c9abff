"""A complete form A1 of an invented applicant, its files, and the facts of one moment."""

from datetime import date, datetime
from typing import Any

from programmes import catalogue
from programmes.clock import SHANGHAI
from programmes.facts import (
    Answers,
    ApprovalFacts,
    Attachment,
    BatchFacts,
    Facts,
    Moment,
    OpinionFacts,
    OrganisationFacts,
    PublicityFacts,
    Tier,
)

CODE = "quality-craftsman"
NOW = datetime(2026, 6, 20, 10, tzinfo=SHANGHAI)
REQUIRED_CONSENTS = frozenset({"general", "id_image", "publication", "truth", "secrecy"})

ANSWERS: dict[str, Any] = {
    "name": "陆衡仲",
    "gender": "1",
    "nationality": "china",
    "id_type": "resident",
    "id_no": "310101199003070019",
    "mobile": "13900001234",
    "email": "luhengzhong@example.com",
    "political": "13",
    "education": "71",
    "migrant_worker": "no",
    "home_address": "上海市黄浦区虚构路1号",
    "home_postcode": "200001",
    "model_worker": ["none"],
    "employer": 7,
    "unit_nature": "state",
    "industry": {"code": "D", "text": "电力工程"},
    "unit_address": "上海市浦东新区虚构路2号",
    "unit_postcode": "200120",
    "contact_person": "顾言",
    "contact_phone": "021-00000000",
    "rec_basis": "superior",
    "position_name": "高压试验",
    "post": "无",
    "job_type": "电气试验工",
    "work_years": 16,
    "identity": "worker",
    "skill_level": "technician",
    "title_level": "none",
    "employment_status": "employed",
    "post_category": "technology",
    "front_line": "yes",
    "admin_rank": "none",
    "is_head": "no",
    "managed_by": "none",
    "union_member": "yes",
    "specialty": {"codes": ["trick"], "texts": {"trick": "听音辨障局部放电定位法"}},
    "tech_level": "china_leading",
    "has_patent": "no",
    "teaching_ways": {"codes": ["apprentices"], "texts": {}},
    "contribution_scope": ["city"],
    "craft_spirit": "精益求精，追求卓越。",
    "post_brief": "负责高压试验。",
    "self_statement": "擅长局部放电检测。",
    "achievements": "建立基准图谱。",
    "honours": [
        {
            "row": "a1",
            "month": "2025-06",
            "name": "质量管理小组成果一等奖",
            "level": "saq",
            "issuer": "上海市质量协会",
            "issuer_class": "saq",
            "role": "main",
        }
    ],
}


def answers(**changes: Any) -> dict[str, Any]:
    """Complete answers with some of them changed; None removes one."""
    return {key: value for key, value in (ANSWERS | changes).items() if value is not None}


def attachments(given: Answers | None = None) -> tuple[Attachment, ...]:
    """One file for everything the answers ask for, proofs with the seal of the base unit."""
    given = ANSWERS if given is None else given
    form = catalogue.get(CODE).latest.procedure().form
    return tuple(
        Attachment(kind=kind.code, item=item.key, stamped_by_base=kind.stamped_by_base, pages=1)
        for kind in form.materials
        for item in kind.items(given)
    )


OPINIONS = (
    OpinionFacts(
        tier=Tier.EMPLOYER, text="情况属实，同意申报上海质量工匠。", signed_by=1, dated_on=date(2026, 6, 1), sealed=True
    ),
    OpinionFacts(
        tier=Tier.RECOMMENDER,
        text="业绩突出，同意推荐上海质量工匠。",
        signed_by=2,
        dated_on=date(2026, 6, 2),
        sealed=True,
    ),
)


def facts(moment: Moment = Moment.SUBMIT, **changes: Any) -> Facts:
    """Facts against which no rule has anything to say, with some of them changed."""
    known: dict[str, Any] = {
        "now": NOW,
        "moment": moment,
        "answers": answers(),
        "attachments": attachments(),
        "parameters": catalogue.get(CODE).latest.values(),
        "reference_on": date(2026, 6, 30),
        "opens_at": datetime(2026, 5, 1, tzinfo=SHANGHAI),
        "deadline_at": datetime(2026, 6, 30, 23, 59, 59, tzinfo=SHANGHAI),
        "employer": OrganisationFacts(id=7, name="汇达电力工程有限公司"),
        "recommender": OrganisationFacts(id=8, name="申岚工业集团有限公司", is_recommender=True),
        "opinions": OPINIONS,
        "consents": REQUIRED_CONSENTS,
        "stages_passed": ("formality", "written", "defence", "approval"),
        "in_batch": True,
        "batch": BatchFacts(items=1, sealed_scan=True, contact_named=True),
        "approval": ApprovalFacts(minutes_signed=True, expected=9, present=6, proposed=True, resolved=True),
        "publicity": PublicityFacts(
            channel_urls=1, starts_on=date(2026, 6, 8), last_day=date(2026, 6, 15), earliest_last_day=date(2026, 6, 15)
        ),
        "decision_number": "沪质协〔2026〕30号",
    }
    return Facts(**(known | changes))

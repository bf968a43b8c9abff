"""Seasons and nominations for tests, complete and valid unless asked otherwise.

``season(**fields)``, ``nomination(season=None, state="draft", **answers)``, ``complete_answers(**overrides)``; people of a
nomination by ``clerk_of(organisation)`` and ``head_of(organisation)``. A nomination in a later state was really submitted;
what follows is set in its row, with its paper in and without opinions, unless ``signed=True``.
"""

import datetime as dt
import hashlib
import io
from functools import cache
from itertools import count

from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import Organisation, User
from accounts.states import Role
from nominations import facts
from nominations.actions import answers as saving
from nominations.actions import chain, starting
from nominations.models import Answer, Material, Nomination, Opinion, Season
from nominations.states import NominationState, PaperState, SeasonState, Tier
from programmes import catalogue, clock
from tests.factories import accounts

PROGRAMME = "quality-craftsman"
_numbers = count(1)
_years = count(2026)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
WITHOUT_PLACE = (NominationState.NOT_SELECTED, NominationState.DECLINED, NominationState.WITHDRAWN)
SIGNED = {
    NominationState.RECOMMENDING: [Tier.EMPLOYER],
    NominationState.DRAFT: [],
    NominationState.ENDORSING: [],
}


def season(state=SeasonState.OPEN, *, organiser=None, year=None, **fields) -> Season:
    """A season of the quality craftsman that is open from yesterday for thirty days; a year of its own each time."""
    programme = catalogue.get(PROGRAMME)
    edition, now = programme.latest, clock.now()
    year = year or next(_years)
    values = {
        "programme_code": programme.code,
        "edition_code": edition.code,
        "year": year,
        "title": edition.title_for(year),
        "organiser": organiser or accounts.organiser(),
        "notice_number": f"沪质协〔{year}〕1号",
        "notice_text": "现开展本年度培养选树工作。",
        "contact": "会员与质量推进部",
        "opens_at": now - dt.timedelta(days=1),
        "deadline_at": clock.end_of((now + dt.timedelta(days=30)).date()),
        "state": state,
    }
    return Season.objects.create(**values | fields)


_new_season = season


def identity_number(number: int | None = None) -> str:
    """A valid invented identity number (ISO 7064) of a man, another one each time."""
    number = number or next(_numbers)
    born = dt.date(1970, 1, 1) + dt.timedelta(days=number // 500)
    body = f"310101{born:%Y%m%d}{number % 500 * 2 + 1:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def complete_answers(**overrides) -> dict:
    """Answers to every question that form A1 requires, all of them valid; ``employer`` is an organisation's id."""
    answers = {
        "name": "陆衡仲",
        "gender": "1",
        "nationality": "china",
        "id_type": "resident",
        "id_no": identity_number(),
        "mobile": "13900000001",
        "email": "applicant@example.org",
        "political": "13",
        "education": "31",
        "migrant_worker": "no",
        "home_address": "浦江路 100 弄 1 号",
        "home_postcode": "200000",
        "model_worker": ["none"],
        "unit_nature": "private",
        "industry": {"code": "C", "text": "电气设备"},
        "unit_address": "上海市浦江路 200 号",
        "unit_postcode": "200001",
        "contact_person": "林岫",
        "contact_phone": "021-00000000",
        "rec_basis": "superior",
        "position_name": "高压电气试验",
        "post": "班长",
        "job_type": "高压电气试验工",
        "work_years": 12,
        "identity": "worker",
        "skill_level": "technician",
        "title_level": "none",
        "employment_status": "employed",
        "post_category": "production",
        "front_line": "yes",
        "admin_rank": "none",
        "is_head": "no",
        "managed_by": "none",
        "union_member": "yes",
        "specialty": {"codes": ["trick"], "texts": {"trick": "听音辨障局部放电缺陷定位法"}},
        "tech_level": "china_leading",
        "has_patent": "no",
        "teaching_ways": {"codes": ["apprentices"], "texts": {}},
        "contribution_scope": ["unit"],
        "craft_spirit": "把每一次试验都当作第一次，把每一组数据都当作最后一道关。",
        "post_brief": "负责变压器的交接与诊断性试验，承担试验方案编制、现场指挥和数据判读。",
        "self_statement": "从事高压试验十二年，带领班组完成年均一百四十台次试验。",
        "achievements": "主持局部放电带电检测，建立三十六座变电站的基准图谱。",
        "honours_none": False,
        "honours": [
            {
                "row": "h1",
                "month": "2025-06",
                "name": "质量管理小组成果一等奖",
                "level": "saq",
                "issuer": "上海市质量协会",
                "issuer_class": "saq",
                "role": "main",
            }
        ],
    }
    return answers | overrides


def nomination(
    season=None,
    state=NominationState.DRAFT,
    *,
    recommender=None,
    employer=None,
    applicant=None,
    is_complete=True,
    signed=False,
    **answers,
) -> Nomination:
    """A nomination in ``state``. ``answers`` replace single answers; ``is_complete=False`` starts from an empty form."""
    season = season or _new_season()
    recommender = recommender or accounts.recommender()
    employer = employer or accounts.organisation()
    made = starting.start(
        season, recommender=recommender, by=clerk_of(recommender), name=answers.get("name", "陆衡仲"), employer=employer,
        applicant=applicant,
    )  # fmt: skip
    given = complete_answers(**answers) if is_complete else dict(answers)
    fill(made, given | {"employer": employer.pk})
    if is_complete:
        tick_all(made)
        attach_all(made)
    made = saving.remeasure(Nomination.objects.get(pk=made.pk))
    return made if state == NominationState.DRAFT else advance(made, state, signed=signed)


def advance(made, state, *, signed=False) -> Nomination:
    """Submit for real, then set the later ``state`` in the row, with the opinions of its chain when ``signed``."""
    made = chain.submit(made, by=clerk_of(made.recommender), confirmed_warnings=warnings_of(made))
    if state == NominationState.ENDORSING:
        return made
    if signed:
        for tier in SIGNED.get(state, [Tier.EMPLOYER, Tier.RECOMMENDER]):
            sign(made, tier)
    now = clock.now()
    sent = state not in (NominationState.RECOMMENDING, NominationState.CONFIRMED, NominationState.EXPIRED)
    paper = PaperState.COMPLETE if sent else PaperState.NONE
    changed = {"state": state, "dispatched_at": now if sent else None, "paper_state": paper}
    if state in WITHOUT_PLACE:
        changed["person_key"] = ""
    Nomination.objects.filter(pk=made.pk).update(**changed)
    return Nomination.objects.select_related("season", "recommender", "employer").get(pk=made.pk)


def warnings_of(made) -> list[str]:
    """Rule codes of the warnings that stand at submission."""
    return [f.rule for f in facts.findings(made, facts.Moment.SUBMIT) if not f.blocks]


def sign(made, tier) -> Opinion:
    unit = made.employer if tier == Tier.EMPLOYER else made.recommender
    signer = head_of(unit)
    return Opinion.objects.create(
        nomination=made, tier=tier, decision="agree", text="经核对，材料属实，同意推荐。", signer=signer,
        signer_name=signer.name, signed_on=clock.today(), form_version=made.form_version,
    )  # fmt: skip


def fill(made, answers) -> None:
    """Write answers as they are stored, private ones sealed, without the checks of saving."""
    rows = []
    for key, value in answers.items():
        row = Answer(nomination=made, key=key, changed_by=made.created_by)
        saving._fill(row, value, private=made.form.question(key).private)
        rows.append(row)
    Answer.objects.bulk_create(rows)
    saving._denormalise(made, answers, set(answers))
    made.save()


def tick_all(made) -> None:
    """Every required consent that is asked of the applicant."""
    texts = [text for text in made.form.consents if text.given_by == "applicant"]
    Answer.objects.bulk_create(
        Answer(
            nomination=made,
            key=facts.CONSENT + text.code,
            value={"version": text.version, "ticks": [t.code for t in text.ticks if t.required], "on_behalf": True},
            changed_by=made.created_by,
        )
        for text in texts
    )


def attach_all(made) -> list[Material]:
    """One file for everything the answers declare, stamped where a stamp is asked for."""
    answers = facts.answers_of(made)
    kinds = [kind for kind in made.form.materials if kind.required and kind.provided_by == "applicant"]
    return [attach(made, kind.code, item.key) for kind in kinds for item in kind.items(answers)]


def attach(made, kind, item="", *, stamped=True, content=b"", **described) -> Material:
    """One small file as a material of ``kind``, stored directly: a PDF, or a picture where only pictures are taken."""
    wanted = made.form.material(kind)
    suffix = "pdf" if "pdf" in wanted.formats else "jpg"
    content = content or (PDF if suffix == "pdf" else picture()) + f"% {kind} {item} {next(_numbers)}\n".encode()
    material = Material(
        nomination=made, kind=kind, item=item, original_name=f"{kind}.{suffix}", suffix=suffix,
        mime="application/pdf" if suffix == "pdf" else "image/jpeg", sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content), stamped=stamped and wanted.stamped_by_base, uploaded_by=made.created_by, **described,
    )  # fmt: skip
    material.file.save("file", ContentFile(content), save=False)
    material.save()
    return material


@cache
def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 200), "white").save(out, "JPEG")
    return out.getvalue()


def clerk_of(organisation: Organisation) -> User:
    """The clerk of an organisation, made when there is none yet."""
    return _person(organisation, Role.CLERK)


def head_of(organisation: Organisation) -> User:
    """The head of an organisation, made when there is none yet."""
    return _person(organisation, Role.HEAD)


def officer_of(season: Season) -> User:
    """An officer of the season's organiser, made when there is none yet."""
    return _person(season.organiser, Role.OFFICER)


def _person(organisation, role) -> User:
    found = User.objects.filter(memberships__organisation=organisation, memberships__role=role).order_by("pk").first()
    return found or accounts.member(role, organisation)

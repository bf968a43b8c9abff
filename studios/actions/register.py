"""A studio enters the register, and what is written there is kept true: place, contact, specialty, showcase, support."""

from django.db import transaction

from accounts.models import Organisation
from audit.record import record
from programmes import catalogue, clock
from programmes.refusal import Finding, Refused
from programmes.text import normalise_line, normalise_name
from studios import permissions, reports
from studios.models import LeaderTerm, Member, Place, Studio, Support
from studios.states import PlaceKind, SupportKind

#: Columns of the form's table that the register keeps, with their greatest length in characters.
MEMBER_FIELDS = {
    "name": 100, "gender": 1, "birth_month": 7, "education": 20, "major": 40, "title_or_skill": 60, "department": 60,
    "post": 60, "duty": 80,
}  # fmt: skip
EDITABLE = {
    "specialty": "技术专长",
    "industry": "所属行业",
    "district": "所在区",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}


@transaction.atomic
def found(
    *,
    programme_code,
    edition_code,
    organiser,
    employer,
    leader,
    name,
    recommender=None,
    specialty="",
    industry="",
    district="",
    founded_on=None,
    place=None,
    members=(),
    contact_name="",
    contact_phone="",
    by,
) -> Studio:
    """A new studio in 筹建. One standing studio per leader and programme (AMB-25), led by a holder of the honour (WS24-03).

    ``place`` has the keys address, kind and area_sqm; ``members`` are rows of the form's table. Refused with every finding.
    """
    programme = catalogue.get(programme_code)
    name = normalise_line(name)
    against = name_findings(programme, name, leader) + leader_findings(programme, leader)
    if against:
        raise Refused(against)
    studio = enter(
        programme_code=programme_code,
        edition_code=edition_code,
        organiser=organiser,
        employer=employer,
        recommender=recommender,
        leader=leader,
        name=name,
        specialty=normalise_line(specialty)[:120],
        industry=normalise_line(industry)[:100],
        district=district or employer.district,
        founded_on=founded_on,
        contact_name=normalise_name(contact_name)[:60],
        contact_phone=contact_phone,
        created_by=by,
    )
    settle_in(studio, place, members)
    record(studio, "found", by=by, label="列入工作室名册", note=studio.name, rules=["AMB-25"])
    return studio


def enter(**fields) -> Studio:
    """Give number and code under the organiser's lock and make the row."""
    Organisation.objects.select_for_update().get(pk=fields["organiser"].pk)
    programme = catalogue.get(fields["programme_code"])
    last = Studio.objects.filter(programme_code=programme.code).order_by("-number").values_list("number", flat=True)
    number = (last.first() or 0) + 1
    code = f"{programme.certificate_prefix or 'GZS'}-{clock.today().year}-{number:04d}"
    return Studio.objects.create(number=number, code=code, **fields)


def settle_in(studio, place, members, *, from_on=None) -> None:
    """The first leader's term, the first place and the team; ``from_on`` is the day of naming of a studio of former years."""
    today = clock.today()
    began = from_on or studio.founded_on or today
    LeaderTerm.objects.create(studio=studio, person=studio.leader, from_on=began)
    if place and place.get("address"):
        Place.objects.create(studio=studio, from_on=began, **_place(place))
    Member.objects.bulk_create(
        Member(studio=studio, joined_on=today, **_member(row)) for row in members if row.get("name")
    )


def _place(place):
    return {
        "address": normalise_line(place["address"])[:200],
        "kind": place.get("kind") if place.get("kind") in PlaceKind.values else PlaceKind.OWN,
        "area_sqm": place.get("area_sqm") or None,
    }


def _member(row):
    """The member's columns that the register keeps, each cut to what its column holds."""
    return {name: normalise_line(str(row.get(name) or ""))[:length] for name, length in MEMBER_FIELDS.items()}


def name_findings(programme, name, leader, *, studio=None) -> list[Finding]:
    """What stands against a name: empty, without the leader's (WS24-01), or borne by another standing studio."""
    terms = programme.studio
    if not name:
        return [Finding("WS24-01", "请填写工作室名称。", "name")]
    if terms.named_after_leader and leader.name not in name:
        remedy = terms.name_pattern.format(leader=leader.name)
        return [Finding("WS24-01", f"工作室以领衔人姓名命名，名称须含“{leader.name}”，例如“{remedy}”。", "name")]
    others = Studio.objects.standing().filter(programme_code=programme.code, name=name)
    if others.exclude(pk=getattr(studio, "pk", None)).exists():
        return [Finding("WS24-01", f"已有名为“{name}”的工作室，请核对。", "name")]
    return []


def leader_findings(programme, leader, *, studio=None) -> list[Finding]:
    """What stands against a leader: another standing studio of the programme (AMB-25), the honour missing (WS24-03)."""
    found_ = []
    others = Studio.objects.standing().filter(programme_code=programme.code, leader=leader)
    if others.exclude(pk=getattr(studio, "pk", None)).exists():
        found_.append(Finding("AMB-25", f"{leader.name}已领衔本办法的另一个工作室，一人只能领衔一个。", "leader"))
    if not reports.holds_leader_honour(programme, leader):
        sentence = f"{leader.name}没有有效的领衔人称号，请先在名册中核对其称号。"
        found_.append(Finding("WS24-03", sentence, "leader"))
    return found_


@transaction.atomic
def move_place(studio, *, address, kind, area_sqm, from_on, by) -> Place:
    """The studio works elsewhere from a day on; the former place stays in its history (WS24 §3.5)."""
    _check(permissions.may_edit(by, studio), "只有领衔人和所在单位经办可以修改场所。")
    found_ = []
    if not normalise_line(address):
        found_.append(Finding("WS24-09", "请填写地址。", "address"))
    if from_on is None or from_on > clock.today():
        found_.append(Finding("WS24-09", "请填写启用日期，不能晚于今天。", "from_on"))
    present = studio.places.select_for_update().filter(until_on__isnull=True).first()
    if present and from_on and from_on < present.from_on:
        found_.append(Finding("WS24-09", f"启用日期不能早于现场所的启用日期（{present.from_on}）。", "from_on"))
    if found_:
        raise Refused(found_)
    if present:
        present.until_on = from_on
        present.save(update_fields=["until_on"])
    made = Place.objects.create(
        studio=studio,
        from_on=from_on,
        **_place({"address": address, "kind": kind, "area_sqm": area_sqm}),
    )
    record(studio, "move_place", by=by, label="变更场所", note=made.address, rules=["WS24-09"])
    return made


@transaction.atomic
def edit(studio, *, by, **values) -> Studio:
    """Specialty, industry, district and contact as they are today; who leads and the name change by procedure only."""
    studio = Studio.objects.select_for_update(of=("self",)).select_related("leader").get(pk=studio.pk)
    _check(permissions.may_edit(by, studio) or permissions.may_run(by, studio), "您没有权限修改工作室的登记事项。")
    changed = [name for name in EDITABLE if name in values and values[name] != getattr(studio, name)]
    if not changed:
        return studio
    for name in changed:
        setattr(studio, name, normalise_line(values[name]))
    studio.save(update_fields=changed)
    record(studio, "edit", by=by, label="更新登记事项", note="、".join(EDITABLE[name] for name in changed))
    return studio


@transaction.atomic
def publish_showcase(studio, *, text, consented, by) -> Studio:
    """Keep the introduction; it is public only from the consent on, and no longer once that is taken back (WS24-30, G1)."""
    studio = Studio.objects.select_for_update(of=("self",)).select_related("leader").get(pk=studio.pk)
    _check(permissions.may_edit(by, studio), "只有领衔人和所在单位经办可以修改对外介绍。")
    if consented and not text.strip():
        raise Refused.because("请先填写对外介绍，再同意公开。", rule="WS24-30", field="text")
    studio.showcase = text.strip()
    studio.showcase_consent_at = (studio.showcase_consent_at or clock.now()) if consented else None
    studio.save(update_fields=["showcase", "showcase_consent_at"])
    record(studio, "publish_showcase", by=by, label="同意公开介绍" if consented else "不公开介绍", rules=["WS24-30"])
    return studio


@transaction.atomic
def add_support(studio, *, kind, given_on, text, by, amount_wan=None, member=None) -> Support:
    """What the studio or one of its members received (GS24-26, TS16-12); a closed studio's members receive nothing."""
    _check(permissions.may_support(by, studio), "只有主办单位的工作人员可以登记支持。")
    found_ = []
    if not text.strip():
        found_.append(Finding("GS24-26", "请填写内容。", "text"))
    if given_on is None or given_on > clock.today():
        found_.append(Finding("GS24-26", "请填写日期，不能晚于今天。", "given_on"))
    if kind == SupportKind.FUNDING and not amount_wan:
        found_.append(Finding("GS24-26", "请填写资助金额（万元）。", "amount_wan"))
    if kind == SupportKind.BENEFIT and member is None:
        found_.append(Finding("TS16-12", "成员待遇须选择成员。", "member"))
    if kind == SupportKind.BENEFIT and not studio.is_live:
        found_.append(Finding("TS16-12", "工作室已不在管理序列，不能登记成员待遇。", "kind"))
    if found_:
        raise Refused(found_)
    made = Support.objects.create(
        studio=studio,
        kind=kind,
        given_on=given_on,
        text=text.strip()[:300],
        amount_wan=amount_wan,
        member=member,
        by=by,
    )
    record(studio, "support", by=by, label=made.get_kind_display(), note=made.text, rules=["GS24-26"])
    return made


def _check(holds, sentence):
    if not holds:
        raise Refused.because(sentence)

"""实地走访 (GS24-23, WS24-22): planned for some of the entries, recorded on the spot, each with its result."""

import hashlib

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from audit.record import record as write
from audit.transitions import move
from documents import images
from nominations.models import Answer
from notifications.actions import send
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.spec import StageKind
from programmes.text import normalise
from reviews.models import Entry, StageRun, Visit, VisitPhoto
from reviews.permissions import may_decide_entry, may_plan_visit, may_record_visit
from reviews.states import LIVE_ENTRY, OnSpot, StageState, VisitState

#: Where the studio is: its own address, else the one of its unit (form B1 asks only for this).
ADDRESSES = ("address", "unit_address")
PHOTO_MB = 15
MOST_PHOTOS = 20
#: Every visitor of these is told apart in lists: an expert of the pool, or staff of the organiser.
STAFF = (Role.OFFICER, Role.LEADER)


def conditions_of(nomination):
    """What is looked at on the spot: the conditions that the programme asks of a studio; none for others."""
    terms = nomination.season.programme.studio
    return terms.conditions if terms else ()


def address_of(nomination) -> str:
    """Where it is, as the form says. One query."""
    found = dict(Answer.objects.filter(nomination=nomination, key__in=ADDRESSES).values_list("key", "value"))
    return next((str(found[key]) for key in ADDRESSES if found.get(key)), "")


def candidates_for(stage_run):
    """Who can be sent: experts of the pool and staff of the organiser. One query."""
    experts = User.objects.filter(expert__is_active=True)
    staff = User.objects.filter(memberships__organisation=stage_run.season.organiser_id, memberships__role__in=STAFF)
    return (experts | staff).filter(is_active=True).distinct().order_by("name", "pk")


@transaction.atomic
def plan(entry, *, by, planned_on, visitors, address="", position=None, note="") -> Visit:
    """Put an entry on the route, or change its plan before the visit; the visitors are told. All findings at once."""
    run = StageRun.objects.select_for_update(of=("self",)).select_related("season").get(pk=entry.stage_run_id)
    entry = Entry.objects.select_related("nomination__season").get(pk=entry.pk)
    visit = Visit.objects.filter(entry=entry).first()
    people = list(candidates_for(run).filter(pk__in=[user.pk for user in visitors]))
    address = (address or address_of(entry.nomination)).strip()[:200]
    found = _plan_findings(run, entry, visit, by, planned_on, people, address)
    if found:
        raise Refused(found)
    visit = visit or Visit(entry=entry, created_by=by)
    visit.planned_on, visit.address, visit.note = planned_on, address, normalise(note)[:200]
    visit.position = position or visit.position if visit.pk else position or _last(run) + 1
    visit.save()
    visit.visitors.set(people)
    details = {"on": planned_on.isoformat(), "visitors": sorted(user.pk for user in people)}
    write(visit, "plan", by=by, label="安排走访", rules=["GS24-23"], details=details)
    _tell(visit, people)
    return visit


def _last(run):
    places = Visit.objects.filter(entry__stage_run=run).values_list("position", flat=True)
    return max(places, default=0)


def _plan_findings(run, entry, visit, by, planned_on, people, address):
    if not may_plan_visit(by, run):
        return [Finding("", "只有主办单位的工作人员可以安排走访。")]
    if run.kind != StageKind.VISIT or run.state != StageState.OPEN:
        return [Finding("QC23-47", f"“{run.title}”没有在进行，不能安排走访。")]
    if visit is not None and visit.state != VisitState.PLANNED:
        return [Finding("GS24-23", "走访情况已经登记，不能再改安排。")]
    found = [] if entry.state in LIVE_ENTRY else [Finding("GS24-23", "这一份已有结果，不再安排走访。")]
    if planned_on is None or planned_on < clock.today():
        found.append(Finding("GS24-23", "请填写走访日期，不能早于今天。", "planned_on"))
    if not people:
        found.append(Finding("GS24-23", "请选择走访人：专家或主办单位工作人员。", "visitors"))
    if not address:
        found.append(Finding("GS24-23", "申报表中没有地址，请填写。", "address"))
    return found


def _tell(visit, people):
    nomination = visit.entry.nomination
    send(
        to=people,
        code="visit-planned",
        subject=f"请于 {visit.planned_on:%-m 月 %-d 日}走访{nomination.name}",
        body=f"{nomination.employer_name}　{visit.address}。到现场后在手机上登记走访情况并拍照。",
        url=reverse("reviews:visit", args=[visit.pk]),
        key=f"visit-planned:{visit.pk}:{visit.planned_on}",
        about=visit,
    )


@transaction.atomic
def cancel(visit, *, by) -> None:
    """Take an entry off the route before it was visited."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if not may_plan_visit(by, visit):
        raise Refused.because("只有主办单位的工作人员可以安排走访。")
    if visit.state != VisitState.PLANNED or visit.photos.exists():
        raise Refused.because("走访情况已经登记，不能取消。", rule="GS24-23")
    run = visit.entry.stage_run
    write(run, "cancel_visit", by=by, label="取消走访安排", note=visit.entry.nomination.name, rules=["GS24-23"])
    visit.delete()


@transaction.atomic
def record(visit, *, by, happened_on, people, findings, summary, photos=(), client_key="") -> Visit:
    """What was found on the spot, with photos; the same submission a second time changes nothing (client key).

    ``findings`` are {condition: {result, note}}. Refused with everything that is wrong at once.
    """
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if client_key and visit.client_key == client_key:
        return visit
    if not may_record_visit(by, visit):
        raise Refused.because("只有走访人可以登记走访情况。")
    kept, found = _photos(photos)
    findings = {code: dict(one) for code, one in findings.items()}
    found += _record_findings(visit, happened_on, people, findings, summary, len(kept))
    if found:
        raise Refused(found)
    values = {"happened_on": happened_on, "people": normalise(people)[:300], "summary": normalise(summary)}
    try:
        with transaction.atomic():
            visit = move(
                visit,
                "record",
                by=by,
                rules=["GS24-23"],
                findings=findings,
                client_key=client_key[:40],
                recorded_by=by,
                **values,
            )
    except IntegrityError:
        raise Refused.because("这次登记已经用于另一处走访，请重新打开页面。", rule="COM-12") from None
    _keep(visit, kept, by)
    return visit


def _record_findings(visit, happened_on, people, findings, summary, count):
    found = []
    if happened_on is None or happened_on > clock.today():
        found.append(Finding("GS24-23", "请填写实际走访日期，不能晚于今天。", "happened_on"))
    if not people.strip():
        found.append(Finding("GS24-23", "请填写现场接待和参加的人员。", "people"))
    if not summary.strip():
        found.append(Finding("GS24-23", "请填写走访情况。", "summary"))
    for condition in conditions_of(visit.entry.nomination):
        given = findings.get(condition.code, {})
        if given.get("result") not in OnSpot.values:
            found.append(Finding("GS24-23", f"请选择“{condition.title}”的核实结果。", f"result-{condition.code}"))
        elif given["result"] == OnSpot.UNMET and not given.get("note", "").strip():
            found.append(Finding("GS24-23", f"“{condition.title}”不符合，请写明情况。", f"note-{condition.code}"))
    if not count and not visit.photos.exists():
        found.append(Finding("GS24-23", "请至少拍一张现场照片。", "photos"))
    return found


def _photos(files):
    """Upright pictures without place and device, by their hash, and a finding for each that is none (COM-13)."""
    kept, found = {}, []
    for file in list(files)[:MOST_PHOTOS]:
        try:
            images.check_upload(file, formats=("jpg", "png"), max_mb=PHOTO_MB)
        except Refused as refused:
            found += [Finding("COM-13", f"{file.name}：{one.sentence}", "photos") for one in refused.findings]
            continue
        file.seek(0)
        content = images.strip_metadata(file.read())
        kept[hashlib.sha256(content).hexdigest()] = content
    if len(list(files)) > MOST_PHOTOS:
        found.append(Finding("COM-13", f"一次最多 {MOST_PHOTOS} 张照片。", "photos"))
    return kept, found


def _keep(visit, kept, by):
    stored = set(visit.photos.values_list("sha256", flat=True))
    for sha256, content in kept.items():
        if sha256 in stored:
            continue
        photo = VisitPhoto(visit=visit, sha256=sha256, size_bytes=len(content), added_by=by)
        photo.file.save(f"{sha256[:32]}.{images.sniff(content)}", ContentFile(content), save=False)
        photo.save()


@transaction.atomic
def reopen(visit, *, by, note) -> Visit:
    """Back to the visitor with a reason; what was written and taken stays."""
    if not note.strip():
        raise Refused.because("请写明退回补充的理由。", rule="COM-10", field="note")
    visit = move(visit, "reopen", by=by, note=note)
    send(
        to=list(visit.visitors.all()),
        code="visit-reopened",
        subject=f"请补充{visit.entry.nomination.name}的走访情况",
        body=f"理由：{note}",
        url=reverse("reviews:visit", args=[visit.pk]),
        key=f"visit-reopened:{visit.pk}:{clock.now().isoformat()}",
        about=visit,
    )
    return visit


VERBS = {"select": "走访后保留", "pass_over": "走访后不保留"}


@transaction.atomic
def conclude(entry, *, by, verb, reason="") -> Entry:
    """The result of one entry: kept, or not with a reason; an entry on the route only after its visit is recorded."""
    visit = Visit.objects.filter(entry=entry).first()
    if verb not in VERBS:
        raise Refused.because("请选择走访结果。", rule="GS24-23", field=f"verb-{entry.pk}")
    if visit is not None and visit.state != VisitState.RECORDED:
        raise Refused.because("走访情况还没有登记。请先登记，或取消这一份的走访安排。", rule="GS24-23")
    if verb == "pass_over" and (not reason.strip() or visit is None):
        raise Refused.because("只有走访过的可以不保留，并须写明理由。", rule="GS24-23", field=f"reason-{entry.pk}")
    _require_open(entry.stage_run)
    return move(entry, verb, by=by, note=reason or VERBS[verb], rules=["GS24-23"], reason=reason)


def _require_open(stage_run):
    if stage_run.kind != StageKind.VISIT or stage_run.state != StageState.OPEN:
        raise Refused.because(f"“{stage_run.title}”没有在进行。", rule="QC23-47")


@transaction.atomic
def keep_unvisited(stage_run, *, by) -> int:
    """Only some are visited (GS24-23): the others go on as they came; returns how many."""
    if not may_decide_entry(by, stage_run):
        raise Refused.because("只有主办单位的工作人员可以登记走访结果。")
    _require_open(stage_run)
    rest = list(stage_run.entries.active().filter(state__in=LIVE_ENTRY, visit__isnull=True).order_by("pk"))
    for entry in rest:
        move(entry, "select", by=by, note="未安排走访", rules=["GS24-23"])
    return len(rest)

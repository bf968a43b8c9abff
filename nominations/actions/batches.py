"""推荐汇总: a recommender gathers confirmed nominations and dispatches them together (QC23-30, form A2)."""

import hashlib

from django.db import transaction
from django.db.models import Max, prefetch_related_objects
from django.urls import reverse

from audit.record import record
from audit.transitions import move
from nominations import facts, permissions
from nominations.actions import tell
from nominations.models import Batch, Nomination
from nominations.states import BatchState, NominationState
from notifications.actions import send
from programmes.facts import Moment
from programmes.refusal import Finding, Refused


@transaction.atomic
def open_batch(season, recommender, *, by) -> Batch:
    """The recommender's open batch of the season, made when there is none; one open batch at a time."""
    type(season).objects.select_for_update().get(pk=season.pk)
    found = Batch.objects.filter(season=season, recommender=recommender, state=BatchState.DRAFT).first()
    if found:
        return found
    last = Batch.objects.filter(season=season, recommender=recommender).aggregate(last=Max("sequence"))["last"]
    batch = Batch(season=season, recommender=recommender, sequence=(last or 0) + 1, created_by=by)
    _require(batch, by)
    batch.save()
    record(batch, "open", by=by, label="新建汇总表")
    return batch


@transaction.atomic
def add(batch, nominations, *, by) -> Batch:
    """Put confirmed nominations at the end of the batch; rows are never typed (QC23-30)."""
    batch = _draft(batch, by)
    place = batch.nominations.aggregate(last=Max("batch_position"))["last"] or 0
    for nomination in nominations:
        locked = Nomination.objects.select_for_update().get(pk=nomination.pk)
        if locked.batch_id == batch.pk:
            continue
        _require_addable(locked, batch)
        place += 1
        Nomination.objects.filter(pk=locked.pk).update(batch=batch, batch_position=place)
        record(locked, "add_to_batch", by=by, label="编入推荐汇总表")
    return batch


def _require_addable(nomination, batch):
    own = (nomination.season_id, nomination.recommender_id) == (batch.season_id, batch.recommender_id)
    if not own or nomination.state != NominationState.CONFIRMED or nomination.batch_id is not None:
        raise Refused.because(f"{nomination.name}还没有签署推荐意见，不能编入汇总表。", rule="QC23-30")


@transaction.atomic
def remove(batch, nomination, *, by) -> Batch:
    """Take a nomination out of an open batch again."""
    batch = _draft(batch, by)
    Nomination.objects.filter(pk=nomination.pk, batch=batch).update(batch=None, batch_position=None)
    record(nomination, "remove_from_batch", by=by, label="移出推荐汇总表")
    return batch


@transaction.atomic
def arrange(batch, order, *, by) -> Batch:
    """Set the recommender's own order of preference; ``order`` holds every nomination id of the batch once."""
    batch = _draft(batch, by)
    rows = list(batch.nominations.select_for_update())
    if sorted(order) != sorted(row.pk for row in rows):
        raise Refused.because("汇总表刚刚有变化，请刷新后重新排序。", rule="COM-11")
    for row in rows:
        row.batch_position = order.index(row.pk) + 1
    Nomination.objects.bulk_update(rows, ["batch_position"])
    record(batch, "arrange", by=by, label="调整推荐顺序")
    return batch


@transaction.atomic
def describe(batch, *, by, contact_name=None, contact_phone=None, is_ranked=None, scan=None) -> Batch:
    """Set the contact, whether the order is one of preference, and the sealed scan (a checked PDF upload)."""
    batch = _draft(batch, by)
    for name, value in (("contact_name", contact_name), ("contact_phone", contact_phone), ("is_ranked", is_ranked)):
        if value is not None:
            setattr(batch, name, value)
    if scan is not None:
        body = scan.read()
        scan.seek(0)
        batch.scan_sha256 = hashlib.sha256(body).hexdigest()
        batch.scan.save(f"{batch.pk}-{batch.scan_sha256[:16]}.pdf", scan, save=False)
    batch.save()
    record(batch, "describe", by=by, label="填写汇总表", content_hash=batch.scan_sha256)
    return batch


def dispatch_findings(batch, rows=None) -> list[Finding]:
    """Everything that stands against dispatching: contact, scan, and each nomination's own rules (QC23-30, COM-18).

    ``rows`` are the nominations of the batch as ``for_batch`` reads them, when the caller has them.
    """
    if rows is None:
        rows = [row for row in Nomination.objects.for_batch(batch) if row.batch_id == batch.pk]
    found = []
    if not batch.contact_name:
        found.append(Finding("QC23-30", "请填写联系人。", "contact_name"))
    if not batch.contact_phone:
        found.append(Finding("QC23-30", "请填写联系电话。", "contact_phone"))
    if not batch.scan:
        found.append(Finding("QC23-30", "请上传加盖公章的汇总表扫描件。", "scan"))
    if not rows:
        found.append(Finding("QC23-30", "汇总表里还没有申报件，不能报送。", "nominations"))
    prefetch_related_objects(rows, "answers", "opinions", "materials", "exceptions")
    known = facts.known_of_batch(batch, rows) if rows else {}
    for nomination in rows:
        for finding in facts.findings(nomination, Moment.BATCH, **known[nomination.pk]):
            if finding.blocks:
                found.append(Finding(finding.rule, f"{nomination.name}：{finding.sentence}", "nominations"))
    return list(dict.fromkeys(found))


@transaction.atomic
def dispatch(batch, *, by) -> Batch:
    """报送: freeze the batch, move every nomination to the organiser, give a receipt number (QC23-30/31, COM-12).

    A second call on a dispatched batch returns it unchanged.
    """
    batch = Batch.objects.select_for_update().select_related("season", "recommender").get(pk=batch.pk)
    if batch.state == BatchState.DISPATCHED:
        return batch
    found = dispatch_findings(batch)
    if found:
        raise Refused(found)
    rows = list(batch.nominations.order_by("batch_position").select_related("season"))
    text = "\n".join(f"{row.code} {row.content_hash}" for row in rows) + f"\n{batch.scan_sha256}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    batch = move(batch, "dispatch", by=by, receipt_number=_receipt_number(batch), content_hash=digest, digest=digest)
    for row in rows:
        move(row, "dispatch", by=by, content_hash=row.content_hash, rules=["QC23-30"])
        _tell_dispatched(row, batch)
    _tell_organiser(batch, rows)
    return batch


def _receipt_number(batch) -> str:
    """``HZ{year}-{n:04}``, counted within the season; the season's row is the lock."""
    type(batch.season).objects.select_for_update().get(pk=batch.season_id)
    count = Batch.objects.filter(season=batch.season_id).exclude(receipt_number="").count()
    return f"HZ{batch.season.year}-{count + 1:04d}"


def _tell_dispatched(nomination, batch):
    tell.about(
        nomination,
        tell.APPLICANT,
        tell.RECOMMENDER,
        code="nomination-dispatched",
        subject=f"{nomination.name}的申报已报送协会",
        body=f"编号 {nomination.code}，回执编号 {batch.receipt_number}，核对码 {nomination.content_hash[:8]}。",
        key=batch.receipt_number,
    )


def _tell_organiser(batch, rows):
    """One message for the whole batch to those who check it."""
    send(
        to=tell.people(rows[0], tell.ORGANISER),
        code="batch-dispatched",
        subject=f"{batch.recommender.name}报送了 {len(rows)} 份申报，等待形式审查",
        body=f"回执编号 {batch.receipt_number}，核对码 {batch.content_hash[:8]}。",
        url=reverse("nominations:batch", args=[batch.pk]),
        key=f"batch-dispatched:{batch.receipt_number}",
        about=batch,
    )


def _draft(batch, by) -> Batch:
    locked = Batch.objects.select_for_update().select_related("season").get(pk=batch.pk)
    _require(locked, by)
    if locked.state != BatchState.DRAFT:
        raise Refused.because("汇总表已经报送，不能再改。", rule="COM-08")
    if not locked.season.is_accepting:
        raise Refused.because("申报已经截止。", rule="QC23-31")
    return locked


def _require(batch, by):
    if not permissions.may_arrange_batch(by, batch):
        raise Refused.because("只有推荐单位的经办可以整理汇总表。", rule="QC23-30")

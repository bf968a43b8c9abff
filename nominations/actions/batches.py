"""推荐汇总: a recommender gathers confirmed nominations and dispatches them together (QC23-30, form A2)."""

import hashlib

from django.db import transaction
from django.db.models import Max, prefetch_related_objects
from django.urls import reverse

from audit.record import record
from audit.transitions import move
from nominations import facts, permissions
from nominations.actions import receipts, tell
from nominations.models import Batch, Nomination
from nominations.states import BatchState, NominationState
from notifications.actions import send
from programmes import clock, validation
from programmes.facts import Moment
from programmes.refusal import Finding, Mark, Refused
from programmes.text import count_chars

LEAST_EXPLANATION, MOST_EXPLANATION = 10, 500


@transaction.atomic
def open_batch(season, recommender, *, by, procedure=None) -> Batch:
    """The recommender's open batch of a procedure of the season, made when there is none; one open batch at a time.

    ``procedure`` defaults to the season's first that is batched.
    """
    type(season).objects.select_for_update().get(pk=season.pk)
    procedure = procedure or next(one for one in season.edition.procedures if one.batched)
    own = Batch.objects.filter(season=season, recommender=recommender, procedure_code=procedure.code)
    found = own.filter(state=BatchState.DRAFT).first()
    if found:
        return found
    last = own.aggregate(last=Max("sequence"))["last"]
    batch = Batch(
        season=season,
        recommender=recommender,
        procedure_code=procedure.code,
        sequence=(last or 0) + 1,
        created_by=by,
    )
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
    _unexplain(batch)
    return batch


def _require_addable(nomination, batch):
    place = (nomination.season_id, nomination.recommender_id, nomination.procedure_code)
    own = place == (batch.season_id, batch.recommender_id, batch.procedure_code)
    if not own or nomination.state != NominationState.CONFIRMED or nomination.batch_id is not None:
        raise Refused.because(f"{nomination.name}还没有签署推荐意见，不能编入汇总表。", rule="QC23-30")


@transaction.atomic
def remove(batch, nomination, *, by) -> Batch:
    """Take a nomination out of an open batch again."""
    batch = _draft(batch, by)
    Nomination.objects.filter(pk=nomination.pk, batch=batch).update(batch=None, batch_position=None)
    record(nomination, "remove_from_batch", by=by, label="移出推荐汇总表")
    _unexplain(batch)
    return batch


def _unexplain(batch):
    """With other rows the head's word no longer stands; the words of the explanation stay."""
    Batch.objects.filter(pk=batch.pk).update(explained_by=None, explained_at=None)
    batch.explained_by = batch.explained_at = None


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
        rows = batch.nominations.order_by("batch_position").select_related("season").prefetch_related("answers")
        batch.scan_lists = facts.listed(batch, rows)
    batch.save()
    record(batch, "describe", by=by, label="填写汇总表", content_hash=batch.scan_sha256)
    return batch


@transaction.atomic
def explain(batch, *, by, text) -> Batch:
    """Why a rule of the whole batch is not met, in 10–500 字; a new text waits for the head's word again (GS24-22)."""
    batch = _draft(batch, by)
    if not LEAST_EXPLANATION <= count_chars(text) <= MOST_EXPLANATION:
        sentence = f"请用 {LEAST_EXPLANATION} 至 {MOST_EXPLANATION} 字说明情况。"
        raise Refused.because(sentence, rule="AMB-11", field="explanation")
    batch.explanation = text.strip()
    batch.explained_by = batch.explained_at = None
    batch.save(update_fields=["explanation", "explained_by", "explained_at"])
    record(batch, "explain", by=by, label="填写情况说明", note=batch.explanation, rules=_unmet(batch))
    return batch


@transaction.atomic
def confirm_explanation(batch, *, by) -> Batch:
    """The recommender's head stands behind the explanation (AMB-11); a second call changes nothing."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("season", "recommender").get(pk=batch.pk)
    if not permissions.may_confirm_explanation(by, batch):
        raise Refused.because("情况说明须由推荐单位负责人确认。", rule="AMB-11")
    if batch.state != BatchState.DRAFT or not batch.explanation:
        raise Refused.because("没有等待确认的情况说明。", rule="AMB-11")
    if batch.explained_by_id is None:
        batch.explained_by, batch.explained_at = by, clock.now()
        batch.save(update_fields=["explained_by", "explained_at"])
        record(batch, "confirm_explanation", by=by, label="确认情况说明", note=batch.explanation, rules=_unmet(batch))
    return batch


def rule_findings(batch, rows) -> list[Finding]:
    """What the rules of the whole batch say of its rows as they stand; empty without rows (rules.md 15.5)."""
    rules = batch.procedure.batch_rules if rows else ()
    known = facts.batch_facts(batch, rows) if rules else None
    return [rule.finding() for rule in rules if not rule.holds(known)]


def _unmet(batch):
    rows = list(batch.nominations.select_related("employer"))
    return [finding.rule for finding in rule_findings(batch, rows)]


def _against_batch(batch, rows) -> list[Finding]:
    """Rules of the batch that refuse its dispatch: one marked X no longer does once it is explained and confirmed."""
    found = []
    for finding in rule_findings(batch, rows):
        if finding.mark == Mark.HARD:
            found.append(finding)
        elif finding.mark == Mark.EXCEPTION and batch.explained_by_id is None:
            what = "请由推荐单位负责人确认情况说明。" if batch.explanation else "请填写情况说明，由推荐单位负责人确认。"
            found.append(Finding(finding.rule, f"{finding.sentence}{what}", "explanation"))
    return found


def summary_findings(batch) -> list[Finding]:
    """What is missing or wrong in the summary form and its files, all at once; empty where there is no form."""
    if batch.form is None:
        return []
    files = facts.attachments_of(batch)
    found = validation.check_form(batch.form, facts.answers_of(batch), files, parameters=batch.season.values)
    return [finding for finding in found if finding.blocks]


def dispatch_findings(batch, rows=None) -> list[Finding]:
    """Everything that stands against dispatching: contact, scan, and each nomination's own rules (QC23-30, COM-18).

    ``rows`` are the nominations of the batch as ``for_batch`` reads them, when the caller has them.
    """
    if rows is None:
        rows = [row for row in Nomination.objects.for_batch(batch) if row.batch_id == batch.pk]
    if batch.form:
        prefetch_related_objects([batch], "answers")
    found = summary_findings(batch) + _against_batch(batch, rows)
    found += _missing(batch, rows)
    prefetch_related_objects(rows, "answers", "opinions", "materials", "exceptions")
    if batch.scan and batch.scan_lists != facts.listed(batch, rows):
        found.append(Finding("QC23-30", "盖章扫描件上传之后汇总表有变化，请重新打印、盖章、上传。", "scan"))
    known = facts.known_of_batch(batch, rows) if rows else {}
    for nomination in rows:
        for finding in facts.findings(nomination, Moment.BATCH, **known[nomination.pk]):
            is_the_scan = finding.rule == "QC23-30" and not batch.scan  # said once above, for all of them
            if finding.blocks and not is_the_scan:
                found.append(Finding(finding.rule, f"{nomination.name}：{finding.sentence}", "nominations"))
    return list(dict.fromkeys(found))


def _missing(batch, rows) -> list[Finding]:
    found = []
    if not batch.contact_name:
        found.append(Finding("QC23-30", "请填写联系人。", "contact_name"))
    if not batch.contact_phone:
        found.append(Finding("QC23-30", "请填写联系电话。", "contact_phone"))
    if not batch.scan:
        found.append(Finding("QC23-30", "请上传加盖公章的汇总表扫描件。", "scan"))
    if not rows:
        found.append(Finding("QC23-30", "汇总表里还没有申报件，不能报送。", "nominations"))
    return found


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
    if batch.form:
        text += "\n" + facts.content_hash(facts.answers_of(batch), facts.file_list(batch))
    digest = hashlib.sha256(text.encode()).hexdigest()
    number = receipts.next_number(batch.season)
    batch = move(batch, "dispatch", by=by, receipt_number=number, content_hash=digest, digest=digest)
    for row in rows:
        move(row, "dispatch", by=by, content_hash=row.content_hash, rules=["QC23-30"])
        _tell_dispatched(row, batch)
    _tell_organiser(batch, rows)
    return batch


def _tell_dispatched(nomination, batch):
    tell.about(
        nomination,
        tell.APPLICANT,
        tell.RECOMMENDER,
        code="nomination-dispatched",
        subject=f"{nomination.name}的{nomination.procedure.title}已报送{nomination.season.organiser}",
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
    if not locked.season.accepts(locked.procedure):
        raise Refused.because("申报已经截止。", rule="QC23-31")
    return locked


def _require(batch, by):
    if not permissions.may_arrange_batch(by, batch):
        raise Refused.because("只有推荐单位的经办可以整理汇总表。", rule="QC23-30")

"""公示 from draft to conclusion (E8, QC23-45, AMB-05)."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from audit.record import record
from audit.transitions import move
from documents import jobs
from nominations import facts
from nominations.models import Nomination
from nominations.states import NominationState
from programmes import catalogue, clock
from programmes.facts import Moment, PublicityFacts
from programmes.refusal import Finding, Refused
from programmes.spec import StageKind
from programmes.strokes import stroke_key
from publicity import pages, periods, permissions, scanner, stages, tell
from publicity.models import Attachment, Entry, Notice, Publicity
from publicity.states import NOTICE_PDF, NoticeKind, PublicityState
from reviews import subjects

EDITABLE = (
    "title", "basis", "objection_rule", "phone", "mail", "address", "shows_recommender", "workdays", "until",
)  # fmt: skip
OBJECTION_RULE = "请以真实姓名或单位名义提出，写明联系方式和事实依据；单位提出的须加盖公章。匿名或逾期的不予受理。"


#: How the public notice calls the stage in which the list is approved.
_MEETING = "专项审定会议"


def honour_title(season) -> str:
    return catalogue.get(season.programme_code).honour_title


@transaction.atomic
def draft(season, *, by, **fields) -> Publicity:
    """Draft the publicity of every candidate of ``season``, in 姓氏笔画 order (COM-17)."""
    _require(permissions.may_draft(by, Publicity(season=season)), "只有主办单位的工作人员可以拟公示稿。")
    procedure = field_of(season)
    if procedure is None:
        raise Refused.because("本办法没有公示环节，名单审定后直接命名。", rule="AMB-12")
    candidates = _candidates(season)
    if not candidates:
        raise Refused.because("还没有候选人名单，请先完成名单审定。", rule="QC23-47")
    if season.publicities.filter(state__in=(PublicityState.DRAFT, PublicityState.CHECKED)).exists():
        raise Refused.because("本届已有一份正在拟稿的公示。", rule="QC23-47")
    publicity = Publicity(season=season, drafted_by=by, workdays=season.parameter("publicity.workdays"))
    publicity.title = f"关于 {season.year} 年度“{honour_title(season)}”{candidate_word(season)}名单的公示"
    publicity.basis = default_basis(season, len(candidates))
    publicity.objection_rule = OBJECTION_RULE
    _assign(publicity, fields)
    publicity.save()
    _list(publicity, candidates)
    record(publicity, "draft", by=by, label="拟公示稿", rules=["QC23-45"])
    return publicity


def field_of(season):
    """The procedure whose candidates are made public before they are named; None where the programme declares none."""
    fields = [procedure for procedure in season.edition.procedures if not procedure.rolling]
    return next((one for one in fields if one.has(StageKind.PUBLICITY)), None)


def candidate_word(season) -> str:
    return "候选工作室" if subjects.is_studio(season) else "候选人"


def _candidates(season):
    procedure = field_of(season)
    rows = Nomination.objects.filter(
        season=season, procedure_code=procedure.code if procedure else "", state=NominationState.CANDIDATE
    )
    return list(rows.select_related("season", "employer", "recommender"))


def _is_current(publicity) -> bool:
    """Whether the list names exactly the present candidates: one may have withdrawn or been disqualified since."""
    listed = set(publicity.entries.values_list("nomination_id", flat=True))
    return listed == {candidate.pk for candidate in _candidates(publicity.season)}


def _renew(publicity, by):
    """List the present candidates anew, in 姓氏笔画 order; the count in the basis follows when nobody has changed it."""
    before, candidates = publicity.entries.count(), _candidates(publicity.season)
    publicity.entries.all().delete()
    _list(publicity, candidates)
    if publicity.basis == default_basis(publicity.season, before):
        publicity.basis = default_basis(publicity.season, len(candidates))
        publicity.save(update_fields=["basis"])
    record(publicity, "renew", by=by, label="更新名单", note=f"{before} 改为 {len(candidates)}", rules=["COM-18"])


def default_basis(season, count) -> str:
    source = season.notice_number or catalogue.get(season.programme_code).source
    unit = "个" if subjects.is_studio(season) else "名"
    return (
        f"根据{source}，经{_way(season)}，产生 {season.year} 年度"
        f"“{honour_title(season)}”{candidate_word(season)} {count} {unit}，现向社会公示，接受监督。"
    )


def _way(season) -> str:
    """The stages before the publicity, in words: 形式审查、书面初评、会审答辩和专项审定会议."""
    stages_ = field_of(season).stages
    titles = [_MEETING if stage.kind is StageKind.APPROVAL else stage.title for stage in stages_]
    before = titles[: [stage.kind for stage in stages_].index(StageKind.PUBLICITY)]
    return "和".join(filter(None, ["、".join(before[:-1]), before[-1]]))


def _list(publicity, candidates):
    leaders = subjects.leaders_of(candidates)
    candidates.sort(key=lambda n: (stroke_key(leaders.get(n.pk) or n.name), n.employer_name))
    Entry.objects.bulk_create(
        [
            Entry(
                publicity=publicity,
                nomination=nomination,
                position=place,
                name=nomination.name,
                leader=leaders.get(nomination.pk, ""),
                unit=nomination.employer.name if nomination.employer else nomination.employer_name,
                recommender=nomination.recommender.name if nomination.recommender else "",
            )
            for place, nomination in enumerate(candidates, start=1)
        ]
    )


def _assign(publicity, fields):
    for name, value in fields.items():
        if name not in EDITABLE:
            raise TypeError(f"{name} is not an editable field of a publicity")
        setattr(publicity, name, value)
    if publicity.workdays < periods.MINIMUM_WORKDAYS:
        raise Refused.because("公示期不少于 5 个工作日。", rule="AMB-05", field="workdays")


@transaction.atomic
def edit(publicity, *, by, order=None, **fields) -> Publicity:
    """Change a draft; ``order`` is a list of entry ids that overrides the 姓氏笔画 order (COM-17)."""
    publicity = Publicity.objects.select_for_update().get(pk=publicity.pk)
    _require(permissions.may_draft(by, publicity), "只有主办单位的工作人员可以修改公示稿。")
    _require(publicity.state == PublicityState.DRAFT, "复核之后不能再改，请先退回修改。")
    _assign(publicity, fields)
    publicity.save()
    if not _is_current(publicity):
        _renew(publicity, by)
    elif order is not None:
        _reorder(publicity, order)
    record(publicity, "edit", by=by, label="修改公示稿")
    return publicity


def _reorder(publicity, order):
    entries = {entry.pk: entry for entry in publicity.entries.all()}
    if sorted(order) != sorted(entries):
        raise Refused.because("排序须包含名单上的每一个人。", rule="COM-17", field="order")
    for place, pk in enumerate(order, start=1):
        entries[pk].position = place
    Entry.objects.bulk_update(entries.values(), ["position"])


@transaction.atomic
def attach(publicity, *, name, content, by) -> Attachment:
    """Add an attachment to a draft; refused when the scanner finds anything in it (E8)."""
    publicity = Publicity.objects.select_for_update().get(pk=publicity.pk)
    _require(permissions.may_draft(by, publicity), "只有主办单位的工作人员可以添加附件。")
    _require(publicity.state == PublicityState.DRAFT, "复核之后不能再改，请先退回修改。")
    leaks = scanner.scan_file(content, name, permitted=publicity.contacts)
    if leaks:
        raise Refused([Finding("E8", leak.sentence, "attachment") for leak in leaks])
    attachment = Attachment(
        publicity=publicity, name=name, sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content)
    )
    attachment.file.save(
        f"{attachment.sha256[:32]}.{name.rsplit('.', 1)[-1].lower()}", ContentFile(content), save=False
    )
    attachment.save()
    record(publicity, "attach", by=by, label="添加附件", note=name, content_hash=attachment.sha256)
    return attachment


@transaction.atomic
def detach(attachment, *, by) -> None:
    """Take an attachment out of a draft."""
    publicity = Publicity.objects.select_for_update().get(pk=attachment.publicity_id)
    _require(permissions.may_draft(by, publicity), "只有主办单位的工作人员可以删除附件。")
    _require(publicity.state == PublicityState.DRAFT, "复核之后不能再改，请先退回修改。")
    record(publicity, "detach", by=by, label="移除附件", note=attachment.name)
    attachment.delete()


def leaks(publicity) -> list[Finding]:
    """Everything the scanner finds in text, list and attachments; empty when the publicity may go out (E8)."""
    own = publicity.contacts
    found = scanner.scan_text(f"{publicity.title}\n{publicity.basis}\n{publicity.objection_rule}", permitted=own)
    for entry in publicity.entries.all():
        found += scanner.scan_text("\n".join(map(str, entry.row()[1:])), f"名单第 {entry.position} 行")
    for attachment in publicity.attachments.all():
        with attachment.file.open("rb") as file:
            found += scanner.scan_file(file.read(), attachment.name, permitted=own)
    return [Finding("E8", leak.sentence) for leak in found]


@transaction.atomic
def check(publicity, *, by) -> Publicity:
    """复核 by another officer than who drafted; the scanner has the last word (E8)."""
    found = leaks(publicity)
    if not _is_current(publicity):
        found.append(Finding("COM-18", "拟稿之后候选人有变化，请保存一次公示稿以更新名单，再复核。"))
    if found:
        raise Refused(found)
    return move(publicity, "check_off", by=by, rules=["E8"], checked_by=by)


@transaction.atomic
def reopen(publicity, *, by, reason="") -> Publicity:
    """Back to the draft, with the check undone."""
    publicity = move(publicity, "reopen", by=by, note=reason)
    if not _is_current(publicity):
        _renew(publicity, by)
    return publicity


@transaction.atomic
def publish(publicity, *, by, channels=()) -> Publicity:
    """发布: fix the period, move every nomination to 公示中, write the page (QC23-45, AMB-05, COM-04, COM-18).

    The first day is today and not counted; the working calendar of every needed year must be loaded. An explicit ``until``
    counts only when it is later.
    """
    starts_on = clock.today()
    ends_on, calendar_days = periods.period(publicity, starts_on)
    publicity = Publicity.objects.select_for_update().get(pk=publicity.pk)
    if channels:
        publicity.channels = [*publicity.channels, *channels]
        publicity.save(update_fields=["channels"])
    publicity = move(
        publicity,
        "publish",
        by=by,
        rules=["QC23-45", "AMB-05"],
        content_hash=publicity.digest(),
        published_by=by,
        starts_on=starts_on,
        ends_on=ends_on,
        calendar_days=calendar_days,
    )
    found = leaks(publicity) + _rule_findings(publicity)
    if publicity.entries.exclude(nomination__state=NominationState.CANDIDATE).exists():
        found.append(Finding("COM-18", "复核之后有人退出或被取消资格，请退回修改，名单更新后重新复核。"))
    if found:
        raise Refused(found)
    stages.begin(publicity.season, StageKind.PUBLICITY, field_of(publicity.season).code)
    _publicise(publicity, by)
    Notice.objects.create(kind=NoticeKind.PUBLICITY, title=publicity.title, publicity=publicity)
    jobs.request(NOTICE_PDF, subject=publicity, by=by, key=f"publicity-{publicity.pk}")
    pages.write_after_commit(publicity)
    return publicity


def _rule_findings(publicity):
    """The programme's own rules at the moment of publicity, named by person (COM-18)."""
    known = PublicityFacts(
        channel_urls=len(publicity.channels),
        starts_on=publicity.starts_on,
        last_day=publicity.ends_on,
        earliest_last_day=periods.shortest_end(publicity.starts_on),
    )
    found = []
    for entry in publicity.entries.select_related(
        "nomination__season", "nomination__employer", "nomination__recommender"
    ):
        against = facts.findings(
            entry.nomination, Moment.PUBLICITY, publicity=known, stages_passed=stages.passed(entry.nomination)
        )
        found += [Finding(f.rule, f"{entry.name}：{f.sentence}") for f in against if f.blocks]
    return found


def _publicise(publicity, by):
    for entry in publicity.entries.select_related("nomination"):
        move(entry.nomination, "publicise", by=by, rules=["QC23-45"])
    tell.listed(publicity)


@transaction.atomic
def add_channel(publicity, *, name, url, by, posted_at=None, screenshot="") -> Publicity:
    """Record where the list was posted as well (上海质量网, WeChat …), with its address (QC23-45)."""
    publicity = Publicity.objects.select_for_update().get(pk=publicity.pk)
    _require(permissions.may_publish(by, publicity), "只有主办单位的工作人员可以登记发布渠道。")
    if not name.strip() or not url.startswith(("https://", "http://")):
        raise Refused.because("请填写渠道名称和以 https:// 开头的网址。", rule="QC23-45", field="url")
    moment = (posted_at or clock.now()).isoformat(timespec="minutes")
    channel = {"name": name.strip(), "url": url.strip(), "posted_at": moment, "screenshot": screenshot}
    publicity.channels = [*publicity.channels, channel]
    publicity.save(update_fields=["channels"])
    record(publicity, "add_channel", by=by, label="登记发布渠道", note=f"{name} {url}", rules=["QC23-45"])
    return publicity


@transaction.atomic
def end(publicity) -> Publicity:
    """公示期满, by the clock alone, at 24:00 of the last working day."""
    publicity = move(publicity, "end", by=None, rules=["AMB-05"])
    stages.finish(publicity.season, StageKind.PUBLICITY, field_of(publicity.season).code)
    tell.ended(publicity)
    pages.write_after_commit(publicity)
    return publicity


def end_due() -> int:
    """End every publicity whose last day has passed; safe to run at any time and twice."""
    due = Publicity.objects.filter(state=PublicityState.PUBLISHED, ends_on__lt=clock.today())
    return len([end(publicity) for publicity in due])


@transaction.atomic
def conclude(publicity, *, by, result="") -> Publicity:
    """公示结论, when the period is over and every objection is decided; publishes 公示结果."""
    result = result.strip() or default_result(publicity)
    found = scanner.scan_text(result, "公示结果")
    if found:
        raise Refused([Finding("E8", leak.sentence, "result") for leak in found])
    publicity = move(publicity, "conclude", by=by, rules=["E8"], result=result)
    Notice.objects.create(kind=NoticeKind.RESULT, title=f"{publicity.title}结果", body=result, publicity=publicity)
    pages.write_after_commit(publicity)
    return publicity


def default_result(publicity) -> str:
    upheld = publicity.objections.filter(conclusion__in=("upheld", "partly")).count()
    taken = publicity.objections.exclude(accepted_at=None).count()
    period = f"{publicity.starts_on:%Y-%m-%d} 至 {publicity.ends_on:%Y-%m-%d}"
    if not taken:
        return f"公示期（{period}）内没有受理异议。"
    return f"公示期（{period}）内共受理异议 {taken} 件，成立或部分成立 {upheld} 件，均已办结。"


def _require(holds, sentence):
    if not holds:
        raise Refused.because(sentence)

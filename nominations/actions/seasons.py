"""Opening, changing and ending a season (年度)."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts import calendar
from audit.record import record, seal
from audit.transitions import move
from nominations import permissions
from nominations.actions import tell
from nominations.models import Nomination, Season
from nominations.states import UNDER_REVIEW, UNSENT, NominationState, SeasonState
from programmes import clock
from programmes.refusal import Finding, Refused

EDITABLE = ("number", "title", "notice_number", "notice_text", "contact", "opens_at", "deadline_at", "decided_here")


@transaction.atomic
def create(*, programme_code, edition_code, year, organiser, by, **fields) -> Season:
    """Prepare a season from the programme's blueprint; one per programme and year (QC26-40)."""
    season = Season(programme_code=programme_code, edition_code=edition_code, year=year, organiser=organiser)
    if not permissions.may_edit_season(by, season):
        raise Refused.because("只有主办单位的工作人员可以新建年度。")
    season.title = season.edition.title_for(year)
    season.number = _next_number(programme_code)
    season.overrides = _of_the_year(season)
    _assign(season, fields)
    try:
        with transaction.atomic():
            season.save()
    except IntegrityError:
        raise Refused.because("本办法今年已经有一个年度，每年只组织一次。", rule="QC26-40", field="year") from None
    record(season, "create", by=by, label="新建年度")
    return season


def _of_the_year(season) -> dict:
    """What the rules ask from a year on: a finished cultivation (AMB-15)."""
    terms = season.edition.cultivation
    return {terms.required_parameter: True} if terms and season.year >= terms.required_from else {}


def _next_number(programme_code) -> int:
    """The 届 after the last one of the programme."""
    held = Season.objects.filter(programme_code=programme_code).exclude(state=SeasonState.CANCELLED)
    return (held.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def change(season, *, by, overrides=None, **fields) -> Season:
    """Change texts, dates or parameters of a season that is being prepared; later only what is not locked yet."""
    season = Season.objects.select_for_update().get(pk=season.pk)
    if not permissions.may_edit_season(by, season):
        raise Refused.because("只有主办单位的工作人员可以修改年度。")
    if season.state not in (SeasonState.DRAFT, SeasonState.OPEN):
        raise Refused.because("申报截止后不能再修改年度。")
    if season.state == SeasonState.OPEN and _moves_a_date(season, fields):
        raise Refused.because(
            "申报开放后，截止日期只能由主办单位负责人延长，开始日期不能再改。", rule="COM-01", field="closes_on"
        )
    before = _snapshot(season)
    _assign(season, fields)
    if overrides is not None:
        _override(season, overrides)
    season.save()
    changed = {key: value for key, value in _snapshot(season).items() if before[key] != value}
    if changed:
        record(season, "change", by=by, label="修改年度设置", details={"changed": changed})
    return season


def _moves_a_date(season, fields):
    return any(
        _day(fields[name]) != _day(getattr(season, name)) for name in ("opens_at", "deadline_at") if name in fields
    )


def _day(moment):
    return moment and moment.astimezone(clock.SHANGHAI).date()


def _assign(season, fields):
    for name, value in fields.items():
        if name not in EDITABLE:
            raise TypeError(f"{name} is not an editable field of a season")
        setattr(season, name, value)


def _override(season, overrides):
    """Keep only values that differ from the programme's; refuse any change once scoring has locked them (practice §5)."""
    edition, wanted = season.edition, {}
    found = _weight_findings(edition, overrides)
    for key, value in overrides.items():
        parameter = edition.parameter(key)
        if not parameter.accepts(value):
            found.append(Finding("", f"“{parameter.label}”的取值不在允许范围内。", key))
        elif value != parameter.value:
            wanted[key] = str(value) if isinstance(value, Decimal) else value
    if found:
        raise Refused(found)
    if season.parameters_locked_at and wanted != season.overrides:
        raise Refused.because("评审参数已在分派专家前锁定，不能再改。", rule="AMB-24")
    season.overrides = wanted


def _weight_findings(edition, overrides):
    """The weights of the stages add up to 1, or totals would leave the scale of 100 (AMB-24)."""
    weights = {p.key: overrides.get(p.key, p.value) for p in edition.parameters if p.key.startswith("score.weight_")}
    if not weights or sum(Decimal(str(weight)) for weight in weights.values()) == 1:
        return []
    return [Finding("AMB-24", "各环节权重之和须为 1。", key) for key in weights if key in overrides]


def _snapshot(season):
    return {name: str(getattr(season, name) or "") for name in EDITABLE} | {"overrides": dict(season.overrides)}


@transaction.atomic
def open_season(season, *, by) -> Season:
    """Publish the notice and accept nominations. The working calendar of the deadline's year must be loaded (COM-04)."""
    calendar.current().require((season.last_day or clock.today()).year)
    return move(season, "open", by=by)


@transaction.atomic
def extend(season, *, deadline_at, reason, by) -> Season:
    """Move the deadline of an open season later; the reason is recorded and shown with the notice."""
    season = Season.objects.select_for_update().get(pk=season.pk)
    if not permissions.may_lead_season(by, season):
        raise Refused.because("延长截止时间须由主办单位负责人办理。")
    if season.state != SeasonState.OPEN or season.deadline_at is None or deadline_at <= season.deadline_at:
        raise Refused.because("只能在申报期间把截止时间改到更晚。", field="deadline_at")
    if not reason.strip():
        raise Refused.because("请写明延长的理由。", field="reason")
    before, season.deadline_at = season.deadline_at, deadline_at
    season.save(update_fields=["deadline_at"])
    record(
        season,
        "extend",
        by=by,
        label="延长截止时间",
        note=reason,
        details={"from": str(before), "to": str(deadline_at)},
    )
    return season


@transaction.atomic
def cancel(season, *, reason, by) -> Season:
    """取消本届, by the organiser's leader and with a reason; nothing that was typed is deleted (COM-20)."""
    if not reason.strip():
        raise Refused.because("请写明取消的理由。", rule="COM-10", field="reason")
    return move(season, "cancel", by=by, note=reason)


@transaction.atomic
def lock_parameters(season, *, by) -> Season:
    """Freeze rubric, weights, trim rule and rounding before the first assignment (AMB-24); later calls change nothing."""
    season = Season.objects.select_for_update().get(pk=season.pk)
    if season.parameters_locked_at is None:
        season.parameters_locked_at = clock.now()
        season.save(update_fields=["parameters_locked_at"])
        values = {key: str(value) for key, value in season.values.items()}
        record(season, "lock_parameters", by=by, label="锁定评审参数", details=values)
    return season


@transaction.atomic
def conclude(season, *, by) -> Season:
    """End a season in which every nomination of the field has ended, and seal the record."""
    undecided = _in_the_field(season).filter(state__in=UNSENT | UNDER_REVIEW).count()
    if undecided:
        raise Refused.because(f"还有 {undecided} 份申报件没有结果，不能结束本届。", rule="QC23-47")
    season = move(season, "conclude", by=by)
    seal(f"{season.title}结束")
    return season


def close_due(now=None) -> int:
    """Close every season whose deadline has passed; what was not dispatched expires, and stays readable (QC23-31)."""
    now = now or clock.now()
    due = Season.objects.filter(state=SeasonState.OPEN, deadline_at__lt=now)
    return sum(_close(season) for season in due)


@transaction.atomic
def _close(season) -> int:
    season = Season.objects.select_for_update().get(pk=season.pk)
    if season.state != SeasonState.OPEN:
        return 0
    move(season, "close", by=None)
    for nomination in _in_the_field(season).filter(state__in=UNSENT).order_by("pk"):
        _expire(nomination)
    return 1


def _in_the_field(season):
    """Nominations that stand in one field with a deadline; what is decided one by one is not ended with the season."""
    codes = [procedure.code for procedure in season.edition.procedures if not procedure.rolling]
    return Nomination.objects.filter(season=season, procedure_code__in=codes)


def _expire(nomination):
    move(nomination, "expire", by=None, rules=["QC23-31"])
    tell.about(
        nomination,
        tell.APPLICANT,
        tell.RECOMMENDER,
        code="nomination-expired",
        subject=f"{nomination.season.title}已截止，{nomination.name or nomination.code}未报送",
        body="申报已经截止，这份申报没有报送。填写的内容仍为您保留，可以查看，不能再提交。",
        key=NominationState.EXPIRED,
    )

"""命名 (QC23-46): by a decision with its own number, after the publicity for everyone whom no objection holds.

Where a programme declares no publicity (AMB-12) the approved list is named at once. What was decided on another platform is
entered by ``external``, through the same outcomes.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audit.record import record
from audit.transitions import move
from certificates import actions as certificates
from certificates.numbers import same_number
from documents import jobs
from nominations import facts
from nominations.models import Nomination, Season
from nominations.states import UNDER_REVIEW, NominationState
from programmes import clock
from programmes.facts import Moment, PublicityFacts
from programmes.refusal import Finding, Refused
from programmes.spec import StageKind
from programmes.strokes import stroke_key
from publicity import outcomes, pages, permissions, reports, stages, tell, uploads
from publicity.models import Award, Conferral, Entry, Notice, Publicity
from publicity.states import OPEN, NoticeKind, PublicityState
from reviews import quotas, subjects

RELATED = ("season__organiser", "employer", "recommender", "applicant")


@dataclass(frozen=True)
class Nominee:
    """Who is to be named, as it will stand on certificate and register; ``entry`` is the line of the published list."""

    nomination: Nomination
    name: str
    unit: str
    leader: str = ""
    entry: Entry | None = None


def eligible(publicity):
    """Entries that can be named now: still 公示中, not named yet, no open objection."""
    return (
        publicity.entries.unheld()
        .filter(award__isnull=True, nomination__state=NominationState.PUBLICISED)
        .select_related(*[f"nomination__{name}" for name in RELATED])
    )


def held(publicity):
    """Entries that an open objection holds; they can be named by a later decision."""
    return publicity.entries.with_held().filter(held=True, award__isnull=True).select_related("nomination")


def field_of(season):
    """The procedure whose approved list is named without a publicity; None where a publicity comes before (AMB-12)."""
    fields = [procedure for procedure in season.edition.procedures if not procedure.rolling]
    return next((one for one in fields if not one.has(StageKind.PUBLICITY)), None)


def approved(season) -> list[Nominee]:
    """Candidates of a season that can be named without a publicity, by 姓氏笔画 of the person. Two queries."""
    procedure = field_of(season)
    if procedure is None:
        return []
    rows = Nomination.objects.filter(
        season=season, procedure_code=procedure.code, state=NominationState.CANDIDATE
    ).select_related(*RELATED)
    return in_order(list(rows))


def in_order(nominations) -> list[Nominee]:
    """As nominees, by 姓氏笔画 of the person, which for a studio is its leader (COM-17)."""
    subjects.with_leaders(nominations)
    rows = [Nominee(one, one.name, _unit(one), one.leader) for one in nominations]
    return sorted(rows, key=lambda row: (stroke_key(row.leader or row.name), row.unit))


def _unit(nomination):
    return nomination.employer.name if nomination.employer else nomination.employer_name


@transaction.atomic
def confer(publicity, *, decision_number, decided_on, by, document=None) -> Conferral:
    """Name everyone eligible in one transaction: person, honour, certificate, plaque, nomination 已命名 (QC23-46, COM-18).

    The decision number is used once, whatever its brackets. Certificates are printed by a background job; the sealed
    decision may be added as a scan. Raises ``Refused`` with every finding, and then nothing has happened.
    """
    publicity = (
        Publicity.objects.select_for_update(of=("self",)).select_related("season__organiser").get(pk=publicity.pk)
    )
    entries = list(eligible(publicity))
    nominees = [Nominee(entry.nomination, entry.final_name, entry.final_unit, entry.leader, entry) for entry in entries]
    found = _period_findings(publicity, decided_on)
    return _confer(
        publicity.season, nominees, found, number=decision_number, decided_on=decided_on, by=by, document=document,
        publicity=publicity,
    )  # fmt: skip


@transaction.atomic
def confer_approved(season, *, decision_number, decided_on, by, document=None) -> Conferral:
    """Name the approved list of a programme that declares no publicity, in the same way (GS24-24, AMB-12)."""
    season = Season.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=season.pk)
    found = [] if season.decided_here else [Finding("rules.md §1", "本届在别的平台评审，请登记外部结果。")]
    return _confer(
        season, approved(season), found, number=decision_number, decided_on=decided_on, by=by, document=document
    )


def _confer(season, nominees, found, *, number, decided_on, by, document, publicity=None):
    scan, bad = uploads.check_all([document] if document else [], field="document")
    found = bad + _findings(season, number, decided_on, nominees, by) + found
    found = found or _rule_findings(publicity, number, nominees)
    if found:
        raise Refused(found)
    conferral = Conferral(
        season=season,
        procedure_code=nominees[0].nomination.procedure_code,
        publicity=publicity,
        decision_number=number.strip(),
        number_key=same_number(number),
        decided_on=decided_on,
        conferred_by=by,
    )
    if scan:
        keep_scan(conferral, scan[0])
    conferral.save()
    stages.begin(season, StageKind.CONFERRAL, conferral.procedure_code)
    series = _series(season)
    awards = [_award(conferral, place, nominee, series, by) for place, nominee in enumerate(nominees, 1)]
    _finish(conferral, awards, series, by)
    return conferral


def keep_scan(row, scan):
    row.document.save(f"{scan.sha256[:32]}.{scan.suffix}", scan.as_file(), save=False)


def _findings(season, number, decided_on, nominees, by):
    found = []
    if not permissions.may_confer(by, season):
        found.append(Finding("QC23-46", "命名须由主办单位负责人办理。"))
    found += number_findings(number)
    if decided_on is None or decided_on > clock.today():
        found.append(Finding("E10", "请填写决定上的日期，不能晚于今天。", "decided_on"))
    if not nominees:
        found.append(Finding("QC23-46", "没有可以命名的人：都已命名、已退出，或异议还没有办结。"))
    return found + quota_findings(season, nominees)


def number_findings(number) -> list[Finding]:
    if not number.strip():
        return [Finding("E10", "请填写命名决定的文号。", "decision_number")]
    if reports.is_number_used(number):
        return [Finding("E10", "这个文号已经用过，请核对。", "decision_number")]
    return []


def quota_findings(season, nominees) -> list[Finding]:
    """Those named before and those to be named now are together no more than the programme allows (GS24-25)."""
    if not nominees:
        return []
    procedure = nominees[0].nomination.procedure
    named = Award.objects.filter(conferral__season=season, conferral__procedure_code=procedure.code).count()
    return quotas.findings(season, procedure, named + len(nominees))


def _period_findings(publicity, decided_on):
    if publicity.state not in (PublicityState.ENDED, PublicityState.CONCLUDED):
        return [Finding("QC23-46", "公示期还没有结束，不能命名。")]
    if decided_on and publicity.ends_on and decided_on <= publicity.ends_on:
        return [Finding("QC23-46", "命名日期必须在公示期满之后。", "decided_on")]
    return []


def _rule_findings(publicity, number, nominees):
    """The programme's rules at the moment of conferral, by name: a sanction or a revocation may have come since (COM-18)."""
    found = []
    for nominee in nominees:
        against = facts.findings(
            nominee.nomination,
            Moment.CONFERRAL,
            publicity=_known(publicity, nominee.entry) if publicity else None,
            decision_number=number.strip(),
            stages_passed=stages.passed(nominee.nomination),
        )
        found += [Finding(f.rule, f"{nominee.name}：{f.sentence}") for f in against if f.blocks]
    return found


def _known(publicity, entry):
    return PublicityFacts(
        channel_urls=len(publicity.channels),
        starts_on=publicity.starts_on,
        last_day=publicity.ends_on,
        earliest_last_day=publicity.ends_on,
        open_objections=entry.objections.filter(state__in=OPEN).count(),
        upheld_objections=entry.objections.filter(effect="remove").count(),
    )


def _series(season):
    programme = season.programme
    return certificates.open_series(
        programme_code=season.programme_code,
        year=season.year,
        organiser=season.organiser,
        title=programme.honour_title,
        pattern=season.parameter("certificate.pattern"),
        prefix=programme.certificate_prefix,
    )


def _award(conferral, place, nominee, series, by):
    ruling = outcomes.Ruling(
        decided_on=conferral.decided_on,
        number=conferral.decision_number,
        series=series,
        name=nominee.name,
        unit=nominee.unit,
    )
    come = outcomes.carry_out(nominee.nomination, ruling, by=by)
    values: dict[str, Any] = {"person": come.person, "studio": come.studio}
    move(nominee.nomination, "confer", by=by, note=conferral.decision_number, rules=["QC23-46"], **values)
    return grant(conferral, nominee, come, place)


def grant(conferral, nominee, come, place, *, external_certificate="") -> Award:
    """The row of who was named by this decision, and the news to everybody concerned."""
    award = Award.objects.create(
        conferral=conferral,
        nomination=nominee.nomination,
        entry=nominee.entry,
        honour=come.honour,
        studio=come.studio,
        position=nominee.entry.position if nominee.entry else place,
        external_certificate=external_certificate,
    )
    tell.conferred(award)
    return award


def _finish(conferral, awards, series, by):
    conferral.batch = jobs.request(
        "certificates.batch",
        subject=series,
        by=by,
        parameters={"certificates": [award.certificate.pk for award in awards]},
        key=f"conferral-{conferral.pk}",
    )
    conferral.save(update_fields=["batch"])
    announce(conferral, awards, by)
    season = conferral.season
    left = season.nominations.filter(procedure_code=conferral.procedure_code, state__in=UNDER_REVIEW)
    if not left.exists():
        stages.finish(season, StageKind.CONFERRAL, conferral.procedure_code)
    if conferral.publicity:
        pages.write_after_commit(conferral.publicity)


def announce(conferral, awards, by):
    """The line in 通知公告, and the event."""
    season, title = conferral.season, conferral.season.programme.honour_title
    names = "、".join(award.name for award in awards)
    Notice.objects.create(
        kind=NoticeKind.CONFERRAL,
        title=f"关于命名 {season.year} 年度“{title}”的决定",
        body=f"{conferral.decision_number}：授予{names}“{title}”称号。",
        publicity=conferral.publicity,
        conferral=conferral,
    )
    note = f"{conferral.decision_number}，{len(awards)} {subjects.counted(season)}"
    record(conferral, "confer", by=by, label="命名", note=note, rules=["QC23-46"])

"""命名 (QC23-46): after the publicity, by a decision with its own number, for everyone whom no objection holds."""

from django.db import transaction

from audit.record import record
from audit.transitions import move
from certificates import actions as certificates
from certificates.numbers import same_number
from craftsmen import actions as craftsmen
from documents import jobs
from nominations import facts
from nominations.states import UNDER_REVIEW, NominationState
from programmes import catalogue, clock
from programmes.facts import Moment, PublicityFacts
from programmes.identity import birth_of, gender_of
from programmes.refusal import Finding, Refused
from programmes.spec import StageKind
from publicity import pages, permissions, reports, stages, tell, uploads
from publicity.models import Award, Conferral, Notice, Publicity
from publicity.states import OPEN, NoticeKind, PublicityState


def eligible(publicity):
    """Entries that can be named now: still 公示中, not named yet, no open objection."""
    return (
        publicity.entries.unheld()
        .filter(award__isnull=True, nomination__state=NominationState.PUBLICISED)
        .select_related(
            "nomination__season__organiser", "nomination__employer", "nomination__recommender", "nomination__applicant"
        )
    )


def held(publicity):
    """Entries that an open objection holds; they can be named by a later decision."""
    return publicity.entries.with_held().filter(held=True, award__isnull=True).select_related("nomination")


@transaction.atomic
def confer(publicity, *, decision_number, decided_on, by, document=None) -> Conferral:
    """Name everyone eligible in one transaction: person, honour, certificate, plaque, nomination 已命名 (QC23-46, COM-18).

    The decision number is used once, whatever its brackets. Certificates are printed by a background job; the sealed
    decision may be added as a scan. Raises ``Refused`` with every finding, and then nothing has happened.
    """
    publicity = (
        Publicity.objects.select_for_update(of=("self",)).select_related("season__organiser").get(pk=publicity.pk)
    )
    scan, found = uploads.check_all([document] if document else [], field="document")
    entries = list(eligible(publicity))
    found += _findings(publicity, decision_number, decided_on, entries, by)
    found = found or _rule_findings(publicity, decision_number, entries)
    if found:
        raise Refused(found)
    conferral = Conferral(
        publicity=publicity,
        decision_number=decision_number.strip(),
        number_key=same_number(decision_number),
        decided_on=decided_on,
        conferred_by=by,
    )
    if scan:
        conferral.document.save(f"{scan[0].sha256[:32]}.{scan[0].suffix}", scan[0].as_file(), save=False)
    conferral.save()
    stages.begin(publicity.season, StageKind.CONFERRAL)
    series = _series(publicity.season)
    awards = [_award(conferral, entry, series, by) for entry in entries]
    _finish(conferral, awards, series, by)
    return conferral


def _findings(publicity, number, decided_on, entries, by):
    found = []
    if not permissions.may_confer(by, publicity):
        found.append(Finding("QC23-46", "命名须由主办单位负责人办理。"))
    if publicity.state not in (PublicityState.ENDED, PublicityState.CONCLUDED):
        found.append(Finding("QC23-46", "公示期还没有结束，不能命名。"))
    if not number.strip():
        found.append(Finding("E10", "请填写命名决定的文号。", "decision_number"))
    elif reports.is_number_used(number):
        found.append(Finding("E10", "这个文号已经用过，请核对。", "decision_number"))
    found += _date_findings(publicity, decided_on)
    if not entries:
        found.append(Finding("QC23-46", "没有可以命名的人：都已命名、已退出，或异议还没有办结。"))
    return found


def _date_findings(publicity, decided_on):
    if decided_on is None or decided_on > clock.today():
        return [Finding("E10", "请填写决定上的日期，不能晚于今天。", "decided_on")]
    if publicity.ends_on and decided_on <= publicity.ends_on:
        return [Finding("QC23-46", "命名日期必须在公示期满之后。", "decided_on")]
    return []


def _rule_findings(publicity, decision_number, entries):
    """The programme's rules at the moment of conferral, named by person: a sanction or an honour may have come since."""
    found = []
    for entry in entries:
        known = PublicityFacts(
            channel_urls=len(publicity.channels),
            starts_on=publicity.starts_on,
            last_day=publicity.ends_on,
            earliest_last_day=publicity.ends_on,
            open_objections=entry.objections.filter(state__in=OPEN).count(),
            upheld_objections=entry.objections.filter(effect="remove").count(),
        )
        against = facts.findings(
            entry.nomination,
            Moment.CONFERRAL,
            publicity=known,
            decision_number=decision_number.strip(),
            stages_passed=stages.passed(entry.nomination),
        )
        found += [Finding(f.rule, f"{entry.name}：{f.sentence}") for f in against if f.blocks]
    return found


def _series(season):
    programme = catalogue.get(season.programme_code)
    return certificates.open_series(
        programme_code=season.programme_code,
        year=season.year,
        organiser=season.organiser,
        title=programme.honour_title,
        pattern=season.parameter("certificate.pattern"),
        prefix=programme.certificate_prefix,
    )


def _award(conferral, entry, series, by):
    nomination, season = entry.nomination, conferral.season
    person = _person(entry, by)
    certificate = certificates.issue(
        series,
        certificates.Holder(name=entry.final_name, unit=entry.final_unit, user=nomination.applicant),
        decision_number=conferral.decision_number,
        issued_on=conferral.decided_on,
        by=by,
    )
    honour = craftsmen.confer(
        person,
        programme_code=season.programme_code,
        organiser=season.organiser,
        title=series.title,
        year=season.year,
        name=entry.final_name,
        unit=entry.final_unit,
        employer=nomination.employer,
        work_field=nomination.position_name,
        granted_on=conferral.decided_on,
        decision_number=conferral.decision_number,
        certificate=certificate,
        by=by,
    )
    move(nomination, "confer", by=by, note=conferral.decision_number, rules=["QC23-46"], person=person)
    award = Award.objects.create(conferral=conferral, entry=entry, honour=honour)
    tell.conferred(award)
    return award


def _person(entry, by):
    """The craftsman behind a nomination, found by identity number; private answers are opened here and nowhere shown."""
    answers = facts.answers_of(entry.nomination)
    number = answers.get("id_no") or ""
    return craftsmen.enrol(
        name=entry.final_name,
        id_number=number,
        gender=gender_of(number),
        birth_on=birth_of(number),
        mobile=answers.get("mobile") or "",
        user=entry.nomination.applicant,
        by=by,
    )


def _finish(conferral, awards, series, by):
    certificate_ids = [award.honour.certificate_id for award in awards]
    conferral.batch = jobs.request(
        "certificates.batch",
        subject=series,
        by=by,
        parameters={"certificates": certificate_ids},
        key=f"conferral-{conferral.pk}",
    )
    conferral.save(update_fields=["batch"])
    names = "、".join(award.honour.name for award in awards)
    season = conferral.season
    Notice.objects.create(
        kind=NoticeKind.CONFERRAL,
        title=f"关于命名 {season.year} 年度“{series.title}”的决定",
        body=f"{conferral.decision_number}：授予{names}“{series.title}”称号。",
        publicity=conferral.publicity,
        conferral=conferral,
    )
    record(
        conferral,
        "confer",
        by=by,
        label="命名",
        note=f"{conferral.decision_number}，{len(awards)} 人",
        rules=["QC23-46"],
    )
    if not conferral.publicity.season.nominations.filter(state__in=UNDER_REVIEW).exists():
        stages.finish(season, StageKind.CONFERRAL)
    pages.write_after_commit(conferral.publicity)

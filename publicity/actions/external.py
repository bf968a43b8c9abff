"""登记外部结果 (rules.md §1): the list was decided on another platform; it is entered with its document, the outcomes follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audit.record import record
from audit.transitions import move
from certificates.numbers import same_number
from nominations import facts
from nominations.models import Nomination, Season
from nominations.states import UNDER_REVIEW
from programmes import clock
from programmes.facts import Moment
from programmes.refusal import Finding, Refused
from programmes.text import normalise
from publicity import outcomes, permissions, tell, uploads
from publicity.actions import conferral as conferring
from publicity.models import Award, Conferral
from reviews import subjects

NAMED, NOT_NAMED = "named", "not_named"
RESULTS = {NAMED: "命名", NOT_NAMED: "未命名"}


@dataclass(frozen=True)
class Line:
    """What the document says about one nomination; ``certificate`` is the number that its issuer gave."""

    result: str
    certificate: str = ""
    note: str = ""


def fields_of(season):
    """Procedures whose list is decided elsewhere; what is rolling is entered one by one."""
    return [procedure for procedure in season.edition.procedures if not procedure.rolling]


def waiting(season):
    """Nominations of the field whose outside result is not entered yet, by number. One query."""
    codes = [procedure.code for procedure in fields_of(season)]
    rows = Nomination.objects.filter(season=season, procedure_code__in=codes, state__in=UNDER_REVIEW)
    return rows.select_related(*conferring.RELATED).order_by("number")


@transaction.atomic
def enter(season, lines: Mapping[int, Line], *, decision_number, decided_on, by, document=None) -> Conferral | None:
    """Enter results by nomination id, all or none: the named get what the outcome gives, the others are 未入选.

    Returns the conferral, None where nobody was named. The same number may be entered again for the rest of its list.
    Raises ``Refused`` with every finding.
    """
    season = Season.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=season.pk)
    scan, found = uploads.check_all([document] if document else [], field="document")
    rows = [row for row in waiting(season) if row.pk in lines]
    named = conferring.in_order([row for row in rows if lines[row.pk].result == NAMED])
    found += _findings(season, rows, lines, named, decision_number, decided_on, by)
    found = found or _rule_findings(named, decision_number)
    if found:
        raise Refused(found)
    conferral = _conferral(season, named, decision_number, decided_on, by, scan) if named else None
    for place, nominee in enumerate(named, 1):
        _name(conferral, nominee, lines[nominee.nomination.pk], place, by)
    for row in rows:
        if lines[row.pk].result == NOT_NAMED:
            _pass_over(row, lines[row.pk], decision_number, by)
    _note(season, conferral, rows, named, decision_number, by)
    return conferral


def _findings(season, rows, lines, named, number, decided_on, by):
    if season.decided_here:
        return [Finding("rules.md §1", "本届在本平台评审，不登记外部结果。")]
    if not permissions.may_confer(by, season):
        return [Finding("rules.md §1", "外部结果须由主办单位负责人登记。")]
    found = [] if rows else [Finding("rules.md §1", "请至少登记一份申报的结果。", "lines")]
    if not number.strip():
        found.append(Finding("E10", "请填写命名文件的文号。", "decision_number"))
    elif _used_elsewhere(season, number):
        found.append(Finding("E10", "这个文号已经用于另一届或另一份决定，请核对。", "decision_number"))
    if decided_on is None or decided_on > clock.today():
        found.append(Finding("E10", "请填写文件上的日期，不能晚于今天。", "decided_on"))
    found += [
        Finding("rules.md §1", f"{row.name}：请选择“命名”或“未命名”。", f"result-{row.pk}")
        for row in rows
        if lines[row.pk].result not in RESULTS
    ]
    return found + _certificate_findings(rows, lines) + conferring.quota_findings(season, named)


def _used_elsewhere(season, number):
    used = Conferral.objects.filter(number_key=same_number(number))
    return used.exclude(season=season, is_external=True).exists()


def _certificate_findings(rows, lines):
    seen, found = {}, []
    for row in rows:
        line = lines[row.pk]
        key = same_number(line.certificate)
        if not key:
            continue
        if line.result != NAMED:
            sentence = f"{row.name}没有命名，不能填写证书编号。"
            found.append(Finding("E11", sentence, f"certificate-{row.pk}"))
        elif key in seen or Award.objects.filter(external_certificate=line.certificate).exists():
            found.append(Finding("E11", f"{row.name}的证书编号已经用过，请核对。", f"certificate-{row.pk}"))
        seen[key] = row
    return found


def _rule_findings(named, number):
    """Whoever decided, the register keeps its own conditions: a leader without the honour leads no studio (COM-18)."""
    found = []
    for nominee in named:
        against = facts.findings(nominee.nomination, Moment.CONFERRAL, decision_number=number.strip())
        found += [
            Finding(f.rule, f"{nominee.name}：{f.sentence}", f"result-{nominee.nomination.pk}")
            for f in against
            if f.blocks
        ]
    return found


def _conferral(season, named, number, decided_on, by, scan):
    known = Conferral.objects.filter(number_key=same_number(number), season=season, is_external=True).first()
    if known is not None:
        return known
    conferral = Conferral(
        season=season,
        procedure_code=named[0].nomination.procedure_code,
        is_external=True,
        decision_number=number.strip(),
        number_key=same_number(number),
        decided_on=decided_on,
        conferred_by=by,
    )
    if scan:
        conferring.keep_scan(conferral, scan[0])
    conferral.save()
    return conferral


def _name(conferral, nominee, line, place, by):
    ruling = outcomes.Ruling(
        decided_on=conferral.decided_on,
        number=conferral.decision_number,
        external_certificate=line.certificate.strip(),
        name=nominee.name,
        unit=nominee.unit,
    )
    come = outcomes.carry_out(nominee.nomination, ruling, by=by)
    note = "　".join(filter(None, [conferral.decision_number, line.certificate.strip(), normalise(line.note)]))
    values: dict[str, Any] = {"person": come.person, "studio": come.studio}
    move(nominee.nomination, "take_result", by=by, note=note, rules=["GS24-24"], **values)
    place += conferral.awards.count()
    return conferring.grant(conferral, nominee, come, place, external_certificate=line.certificate.strip())


def _pass_over(nomination, line, number, by):
    note = "　".join(filter(None, [number.strip(), normalise(line.note)]))
    moved = move(nomination, "take_refusal", by=by, note=note, rules=["GS24-24"])
    tell.not_named(moved)


def _note(season, conferral, rows, named, number, by):
    words = f"{number.strip()}，命名 {len(named)}，未命名 {len(rows) - len(named)}"
    record(season, "enter_results", by=by, label="登记外部结果", note=words, rules=["GS24-24", "GS24-25"])
    if conferral is not None:
        note = f"{conferral.decision_number}，{len(named)} {subjects.counted(season)}"
        record(conferral, "enter", by=by, label="登记外部命名结果", note=note, rules=["GS24-24"])

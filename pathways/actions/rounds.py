"""A round of recommending upwards: opened once a year, the scheme's name put in when the association knows it."""

from django.db import transaction

from audit.record import record
from pathways import permissions
from pathways.models import Round
from programmes import catalogue, clock
from programmes.refusal import Finding, Refused
from programmes.text import normalise

FIRST_YEAR = 2023


def programmes():
    """Programmes whose honour has another stage above it on the path."""
    return [one for one in catalogue.all() if one.step == 2]


@transaction.atomic
def open_round(*, organiser, programme_code: str, year: int | None, scheme: str = "", by) -> Round:
    """Open the year's round; ``scheme`` may stay empty (AMB-29). Raises ``Refused`` with all findings."""
    found = []
    if not permissions.may_open_round(by, organiser):
        found.append(Finding("QC26-52", "只有主办单位的工作人员可以开启推荐。"))
    if programme_code not in {one.code for one in programmes()}:
        found.append(Finding("QC26-52", "请选择办法。", "programme_code"))
    if year is None or not FIRST_YEAR <= year <= clock.today().year + 1:
        found.append(Finding("QC26-52", f"请填写 {FIRST_YEAR} 年至明年之间的年度。", "year"))
    elif Round.objects.filter(organiser=organiser, programme_code=programme_code, year=year).exists():
        found.append(Finding("QC26-52", f"{year} 年度的推荐已经开启，请在列表里打开。", "year"))
    if found or year is None:
        raise Refused(found)
    made = Round.objects.create(
        organiser=organiser, programme_code=programme_code, year=year, scheme=normalise(scheme).strip(), opened_by=by
    )
    record(made, "open", by=by, label="开启推荐", note=made.scheme_words, rules=["QC26-52"])
    return made


@transaction.atomic
def name_scheme(round_, *, scheme: str, by) -> Round:
    """Put the scheme's name in, or right; refused once people were asked, since the text they read names it."""
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if not permissions.may_run(by, round_):
        raise Refused.because("只有主办单位的工作人员可以修改名称。", "AMB-29")
    scheme = normalise(scheme).strip()
    if scheme == round_.scheme:
        return round_
    if round_.nominees.filter(asked_at__isnull=False).exists():
        raise Refused.because("已经征求本人同意，名称不能再改：同意书里写的是原名称。", "AMB-29", "scheme")
    round_.scheme = scheme
    round_.save(update_fields=["scheme"])
    record(round_, "name_scheme", by=by, label="填写市级培育计划名称", note=round_.scheme_words, rules=["AMB-29"])
    return round_

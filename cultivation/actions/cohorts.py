"""A year of cultivation is opened under a notice, and the association writes its scheme (QC26-21, QC26-24, D3)."""

from django.db import IntegrityError, transaction

from accounts.models import Organisation
from accounts.states import Role
from audit.record import record
from cultivation import permissions
from cultivation.actions import tell
from cultivation.models import Cohort
from notifications.actions import send
from programmes.refusal import Finding, Refused
from programmes.text import normalise

SCHEME = ("basis", "targets", "scope", "division", "evaluation_rules", "contact")
#: What a scheme cannot be issued without (D3).
REQUIRED = {
    "targets": "培育目标",
    "scope": "培育范围",
    "division": "两级分工",
    "evaluation_rules": "考评办法",
    "contact": "联系方式",
}


@transaction.atomic
def open_year(*, programme_code, edition_code, year, organiser, notice_number, parameters, basis="", by) -> Cohort:
    """Begin the cultivation of a year under its notice; once a programme and year. Units that recommend are told."""
    cohort = Cohort(
        programme_code=programme_code,
        edition_code=edition_code,
        year=year,
        organiser=organiser,
        notice_number=notice_number,
        parameters=dict(parameters),
        basis=basis,
        opened_by=by,
    )
    if not permissions.may_run(by, cohort):
        raise Refused.because("只有主办单位的工作人员可以开展年度培育。")
    if not notice_number:
        raise Refused.because("请先发布培育认定工作通知，再开展培育。", rule="QC26-21")
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError:
        raise Refused.because("这个年度的培育已经开展。", rule="QC26-21", field="year") from None
    record(cohort, "open_year", by=by, label="开展年度培育", rules=["QC26-21"])
    _tell_units(cohort)
    return cohort


def _tell_units(cohort):
    for unit in Organisation.objects.recommenders():
        send(
            to=tell.members(unit, Role.CLERK, Role.HEAD),
            code="cultivation-opened",
            subject=f"{cohort}已经开展，请拟定培育对象清单",
            body=f"依据{cohort.notice_number}，请选拔确定本区域（系统）的培育对象，拟定清单后报送备案。",
            key=f"cultivation-opened:{cohort.pk}:{unit.pk}",
            url="/desk/cultivation/",
            about=cohort,
        )


@transaction.atomic
def write_scheme(cohort, *, by, lists_due_on=None, **texts) -> Cohort:
    """Keep the texts of the scheme; after it was issued a change is recorded with what it was before."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if not permissions.may_run(by, cohort):
        raise Refused.because("只有主办单位的工作人员可以填写培育方案。")
    unknown = set(texts) - set(SCHEME)
    if unknown:
        raise TypeError(f"not texts of a scheme: {unknown}")
    before = {name: getattr(cohort, name) for name in texts}
    for name, text in texts.items():
        setattr(cohort, name, normalise(text))
    cohort.lists_due_on = lists_due_on
    cohort.save()
    changed = {name: old for name, old in before.items() if old != getattr(cohort, name)}
    if changed:
        record(cohort, "write_scheme", by=by, label="填写培育方案", details={"before": changed})
    return cohort


@transaction.atomic
def issue_scheme(cohort, *, issue_number, issued_on, by) -> Cohort:
    """发布培育方案: complete, with number and day; units are told (QC26-24)."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if not permissions.may_run(by, cohort):
        raise Refused.because("只有主办单位的工作人员可以发布培育方案。")
    found = [
        Finding("QC26-24", f"请填写{label}。", name) for name, label in REQUIRED.items() if not getattr(cohort, name)
    ]
    if not issue_number.strip():
        found.append(Finding("QC26-24", "请填写发文号。", "issue_number"))
    if issued_on is None:
        found.append(Finding("QC26-24", "请填写发布日期。", "issued_on"))
    if found:
        raise Refused(found)
    cohort.issue_number, cohort.issued_on = issue_number.strip(), issued_on
    cohort.save(update_fields=["issue_number", "issued_on"])
    record(cohort, "issue_scheme", by=by, label=f"发布培育方案 {cohort.issue_number}", rules=["QC26-24"])
    return cohort

"""经常性联系: lines of the contact log (QC26-56)."""

from django.db import transaction

from audit.record import record
from craftsmen import permissions
from craftsmen.models import Contact
from craftsmen.states import ContactKind
from programmes import clock
from programmes.refusal import Finding, Refused


@transaction.atomic
def log_contact(person, *, held_on, kind, with_whom, text, by) -> Contact:
    """Add one line; a mistake is put right by a further line."""
    found = _findings(person, held_on, kind, with_whom, text, by)
    if found:
        raise Refused(found)
    contact = Contact.objects.create(
        person=person, held_on=held_on, kind=kind, with_whom=with_whom.strip(), text=text.strip(), by=by
    )
    record(person, "contact", by=by, label=f"联系：{contact.get_kind_display()}", note=str(held_on), rules=["QC26-56"])
    return contact


def _findings(person, held_on, kind, with_whom, text, by):
    found = []
    if not permissions.may_log_contact(by, person):
        found.append(Finding("QC26-56", "只有授予单位的工作人员可以登记联系，本人的须由他人登记。"))
    if held_on is None or held_on > clock.today():
        found.append(Finding("QC26-56", "请填写联系日期，不能晚于今天。", "held_on"))
    if kind not in ContactKind.values:
        found.append(Finding("QC26-56", "请选择联系方式。", "kind"))
    if not with_whom.strip():
        found.append(Finding("QC26-56", "请填写联系对象。", "with_whom"))
    if not text.strip():
        found.append(Finding("QC26-56", "请填写联系内容。", "text"))
    return found

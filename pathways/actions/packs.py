"""Handing on: a pack of all who agreed, asked for with its reason (QC26-52)."""

from django.db import transaction
from django.db.models import Max

from audit.record import record
from audit.transitions import move, why_not
from documents import jobs
from pathways import permissions
from pathways.models import Nominee, Pack, Round
from pathways.states import NomineeState
from programmes.refusal import Finding, Refused
from programmes.text import normalise

KIND = "pathways.pack"
LEAST_REASON = 4


@transaction.atomic
def make_pack(round_, *, reason: str, by) -> Pack:
    """Put everybody who agreed into one pack and ask for its file; who did not agree is not in it.

    Refused as a whole, naming each person, when one of them may not be packed.
    """
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    rows = round_.nominees.select_for_update(of=("self",)).select_related("person", "honour", "consent", "round")
    agreed = list(rows.filter(state=NomineeState.CONSENTED))
    found = _findings(round_, agreed, reason, by)
    if found:
        raise Refused(found)
    number = (round_.packs.aggregate(last=Max("number"))["last"] or 0) + 1
    pack = Pack.objects.create(round=round_, number=number, reason=normalise(reason).strip(), by=by)
    for nominee in agreed:
        move(nominee, "put_in", by=by, note=f"第 {number} 批", rules=["QC26-52"], pack=pack)
    details = {"pack": pack.pk, "nominees": [one.pk for one in agreed]}
    record(round_, "pack", by=by, label=f"打包报送第 {number} 批", note=pack.reason, rules=["QC26-52"], details=details)
    jobs.request(KIND, subject=pack, by=by, key=f"pack-{pack.pk}")
    return pack


def _findings(round_, agreed: list[Nominee], reason, by) -> list[Finding]:
    found = []
    if not permissions.may_run(by, round_):
        found.append(Finding("QC26-52", "只有主办单位的工作人员可以打包报送。"))
    if not agreed:
        found.append(Finding("QC26-52", "还没有人同意报送。本人同意以后才能打包。"))
    if len(reason.strip()) < LEAST_REASON:
        found.append(Finding("QC26-52", "请写明这次报送的用途，例如报送的文件。", "reason"))
    for nominee in agreed:
        against = why_not(nominee, "put_in", by=by) if permissions.may_run(by, round_) else []
        found += [Finding(one.rule, f"{nominee.person.name}：{one.sentence}") for one in against]
    return found

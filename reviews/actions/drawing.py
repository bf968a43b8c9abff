"""专家抽取 (forms.md E16): drawn by a published order from a recorded seed, countersigned by the supervisor."""

import secrets

from django.db import transaction

from audit.record import record
from programmes import clock
from programmes.refusal import Refused
from reviews import matching
from reviews.models import Draw, Expert
from reviews.permissions import may_assign, may_countersign_draw


@transaction.atomic
def draw(stage_run, *, by, wanted, exclusions=(), seed="") -> Draw:
    """Draw experts for a stage; ``wanted`` is {field code or "": count}, ``exclusions`` is [{code, reason}].

    The record keeps pool, seed and algorithm, so that anyone can repeat it. Refused when the pool is too small.
    """
    if not may_assign(by, stage_run):
        raise Refused.because("只有主办单位的工作人员可以抽取专家。")
    if any(not row.get("reason", "").strip() for row in exclusions):
        raise Refused.because("排除专家须逐人写明理由。", rule="E16", field="exclusions")
    out = {row["code"] for row in exclusions}
    pool = {expert.code: expert.fields for expert in Expert.objects.active().order_by("code") if expert.code not in out}
    seed = seed.strip() or secrets.token_hex(16)
    drawn = matching.draw(pool, wanted=wanted, seed=seed)
    if len(drawn) < sum(wanted.values()) or not drawn:
        raise Refused.because(
            f"需要 {sum(wanted.values())} 人，专家库只能抽出 {len(drawn)} 人。请补充专家或减少人数。", field="wanted"
        )
    row = Draw.objects.create(
        stage_run=stage_run,
        algorithm=matching.DRAW_ALGORITHM,
        seed=seed,
        wanted=wanted,
        pool={code: list(fields) for code, fields in pool.items()},
        exclusions=list(exclusions),
        drawn=drawn,
        operator=by,
    )
    record(
        stage_run,
        "draw",
        by=by,
        label=f"抽取专家 {len(drawn)} 人",
        rules=["E16"],
        details={"draw": row.pk, "seed": seed},
    )
    return row


@transaction.atomic
def countersign(draw, *, by) -> Draw:
    """监督员签认: the draw is repeated from its seed first, and must give the same list."""
    draw = Draw.objects.select_for_update().get(pk=draw.pk)
    if not may_countersign_draw(by, draw):
        raise Refused.because("只有监督员可以签认抽取记录。")
    if draw.countersigned_at:
        return draw
    if repeated(draw) != draw.drawn:
        raise Refused.because("按种子重新抽取的结果与记录不一致，不能签认。", rule="E16")
    draw.supervisor, draw.countersigned_at = by, clock.now()
    draw.save(update_fields=["supervisor", "countersigned_at"])
    record(
        draw.stage_run, "countersign_draw", by=by, label="监督员签认专家抽取", rules=["E16"], details={"draw": draw.pk}
    )
    return draw


def repeated(draw: Draw) -> list[str]:
    """The list that the recorded pool and seed give now."""
    return matching.draw(draw.pool, wanted=draw.wanted, seed=draw.seed)


@transaction.atomic
def decline(draw, *, by, code, reason) -> Draw:
    """A drawn expert cannot come; the next one in the drawn order takes the place."""
    draw = Draw.objects.select_for_update().get(pk=draw.pk)
    if not may_assign(by, draw):
        raise Refused.because("只有主办单位的工作人员可以登记递补。")
    if code not in draw.drawn + [row["replacement"] for row in draw.declined] or not reason.strip():
        raise Refused.because("请选择已抽中的专家并写明不能参加的理由。", field="reason")
    used = {*draw.drawn, *(row["code"] for row in draw.declined), *(row["replacement"] for row in draw.declined)}
    order = [other for other in matching.draw_order(draw.pool, draw.seed) if other not in used]
    fields = set(draw.pool[code])
    alike = [other for other in order if fields & set(draw.pool[other])] or order
    if not alike:
        raise Refused.because("专家库已没有可以递补的人。")
    draw.declined = [*draw.declined, {"code": code, "reason": reason, "replacement": alike[0]}]
    draw.save(update_fields=["declined"])
    details = {"draw": draw.pk, "code": code, "replacement": alike[0]}
    record(draw.stage_run, "decline_draw", by=by, label="专家递补", note=reason, details=details)
    return draw

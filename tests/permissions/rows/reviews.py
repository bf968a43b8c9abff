"""Who reaches the season board, 形式审查, experts and the experts' own pages."""

from tests.permissions.matrix import Row

STAFF = "officer leader supervisor"
ANY_STAFF = f"{STAFF} other_officer"
OFFICERS = "officer other_officer"
EXPERTS = "expert other_expert"


def season(world):
    return [world.review_season.pk]


def stage(world):
    return [world.review_season.pk, world.stage.code]


def waiting_stage(world):
    return [world.review_season.pk, world.waiting_stage.code]


def sheet(world):
    return [world.assignment.pk]


def expert(world):
    return [world.expert_row.pk]


def submitted(world):
    return [world.submitted.code]


def sheet_material(world):
    return [world.assignment.pk, world.review_material.pk]


def private_material(world):
    return [world.assignment.pk, world.in_review.materials.filter(kind="id_front").get().pk]


def locked_sheet(world):
    from reviews.actions import scoring
    from tests.factories import reviews

    reviews.fill(world.assignment)
    scoring.submit(world.assignment.pk, by=world.expert)
    return [world.assignment.pk]


def item(world):
    return {"criterion": world.stage.rubric.criteria[0].code, "value": "5", "version": None}


def of(name, *more):
    return lambda world: [getattr(world, name).pk, *more]


def in_stage(name):
    return lambda world: [getattr(world, name).season_id, getattr(world, name).code]


def in_slot(world):
    return [world.session.pk, world.slot.pk]


def scored(word, allowed, method="get", **options):
    return Row(f"reviews:{word}", in_stage("stage"), allowed=allowed, method=method, **options)


def sitting(word, arguments, allowed, method="post", **options):
    return Row(f"reviews:{word}", arguments, allowed=allowed, method=method, **options)


PANELS = [
    Row("reviews:ranking-home", allowed=ANY_STAFF),
    Row("reviews:ranking-home", allowed=ANY_STAFF),
    Row("reviews:ranking", season, allowed=STAFF),
    scored("rank", "officer leader", "post"),
    scored("scores", STAFF),
    scored("scores-export", STAFF),
    scored("scores-print", "officer leader", "post"),
    scored("vote", "officer leader", "post"),
    scored("finish", "officer leader", "post"),
    scored("consensus-new", "officer", "post"),
    sitting("consensus", of("consensus"), STAFF, "get"),
    sitting("consensus-save", of("consensus"), "officer"),
    sitting("consensus-print", of("consensus"), "officer leader"),
    sitting("consensus-scan", of("consensus"), "", "get", about="nothing was scanned yet"),
    sitting("consensus-chair", of("consensus"), "expert", "get"),
    sitting("consensus-chair", of("consensus"), "expert"),
    sitting("sessions", lambda w: [w.defence.season_id], STAFF, "get"),
    sitting("session-new", lambda w: [w.defence.season_id], "officer", "get"),
    sitting("session-new", lambda w: [w.defence.season_id], "officer"),
    sitting("session", of("session"), STAFF, "get"),
    sitting("session-edit", of("session"), "officer", "get"),
    sitting("session-edit", of("session"), "officer"),
    sitting("session-draw", of("session"), "officer"),
    sitting("session-countersign", of("session"), "supervisor"),
    sitting("session-announce", of("session"), "officer"),
    sitting("session-hold", of("session"), "officer"),
    sitting("session-attend", in_slot, "officer"),
    sitting("session-unseat", in_slot, "officer"),
    Row("reviews:meetings", allowed=ANY_STAFF),
    sitting("meeting-new", of("approval"), "officer", "get"),
    sitting("meeting", of("meeting"), STAFF, "get"),
    sitting("meeting-edit", of("meeting"), "officer", "get"),
    sitting("meeting-edit", of("meeting"), "officer"),
    sitting("meeting-attendance", of("meeting"), "officer"),
    sitting("meeting-begin", of("meeting"), "officer"),
    sitting("meeting-votes", of("meeting"), "officer"),
    sitting("meeting-add-name", of("meeting"), "officer"),
    sitting("meeting-minutes", of("meeting"), "officer"),
    sitting("meeting-sign", of("meeting"), "officer"),
    sitting("meeting-resolve", of("meeting"), "leader"),
    sitting("meeting-print", of("meeting"), "officer leader"),
    sitting("meeting-scan", of("meeting", "minutes_scan"), "", "get", about="nothing was scanned yet"),
]


def route(word, allowed, method="post", **options):
    return Row(f"reviews:{word}", in_stage("visiting"), allowed=allowed, method=method, **options)


CASES = [
    Row("reviews:cases", allowed=ANY_STAFF),
    Row("reviews:case", lambda w: [w.rolling.code], allowed=STAFF),
    Row("reviews:case", lambda w: [w.submitted.code], about="of a season's field"),
    route("visits", STAFF, "get"),
    Row("reviews:visits", in_stage("stage"), about="no visits there"),
    route("visits-plan", "officer"),
    route("visits-conclude", "officer leader", data={"act": "rest"}),
    route("visits-print", "officer leader"),
    Row("reviews:visits-mine", allowed="expert"),
    Row("reviews:visit", of("visit"), allowed=f"{STAFF} expert"),
    Row("reviews:visit", of("visit"), allowed="officer expert", method="post"),
    Row("reviews:visit-change", of("visit"), allowed="officer", method="post", data={"act": "cancel"}),
    Row("reviews:visit-photo", lambda w: [w.visit.pk, w.photo.pk], allowed=f"{STAFF} expert"),
]

ROWS = [
    *PANELS,
    *CASES,
    Row("reviews:home", allowed=ANY_STAFF),
    Row("reviews:board", season, allowed=STAFF),
    Row("reviews:board", lambda w: [w.other_season.pk], allowed="other_officer", about="of another organiser"),
    Row("reviews:stage-open", waiting_stage, allowed="officer"),
    Row("reviews:stage-open", waiting_stage, allowed="officer", method="post"),
    Row("reviews:stage-close", stage, allowed="officer leader", method="post"),
    Row("reviews:stage-due", stage, allowed="officer", method="post", data={"due_on": "2026-05-20", "note": "延期"}),
    Row("reviews:bulk", stage, allowed="officer", method="post", data={"act": "remind"}),
    Row("reviews:board-export", stage, allowed=STAFF),
    Row("reviews:assign", stage, allowed=STAFF),
    Row("reviews:assign", stage, allowed="officer", method="post", data={"act": "remind"}),
    Row("reviews:draw-new", stage, allowed="officer"),
    Row("reviews:draw-new", stage, allowed="officer", method="post", data={"wanted": "1", "seed": "x"}),
    Row("reviews:draw", lambda w: [w.draw.pk], allowed=STAFF),
    Row("reviews:draw-countersign", lambda w: [w.draw.pk], allowed="supervisor", method="post"),
    Row("reviews:draw-decline", lambda w: [w.draw.pk], allowed="officer", method="post", data={"code": "E-99"}),
    Row("reviews:assign-entry", lambda w: [w.entry.pk], allowed=STAFF),
    Row("reviews:promote", lambda w: [w.entry.pk], allowed="officer leader", method="post"),
    Row(
        "reviews:assign-entry",
        lambda w: [w.entry.pk],
        allowed="officer",
        method="post",
        data=lambda w: {"expert": w.other_expert_row.pk},
    ),
    Row(
        "reviews:conflict",
        lambda w: [w.entry.pk],
        allowed="officer",
        method="post",
        data=lambda w: {"expert": w.other_expert_row.pk, "ground": "employer", "detail": "同一单位"},
    ),
    Row("reviews:assignment", sheet, allowed="officer", method="post", data={"act": "recuse", "note": "本人申请回避"}),
    Row("reviews:formality-queue", allowed=ANY_STAFF),
    Row("reviews:formality-confirm-many", allowed="officer leader other_officer", method="post"),
    Row("reviews:formality", submitted, allowed=STAFF),
    Row("reviews:formality", lambda w: [w.confirmed.code], about="not dispatched"),
    Row("reviews:formality-check", submitted, allowed="officer", method="post"),
    Row("reviews:formality-decide", submitted, allowed="officer", method="post", data={"outcome": "pass"}),
    Row("reviews:formality-confirm", submitted, allowed="", method="post", about="nothing to confirm yet"),
    Row("reviews:formality-print", submitted, method="post", about="no list was written yet"),
    Row("reviews:experts", allowed=ANY_STAFF),
    Row("reviews:expert-new", allowed=OFFICERS),
    Row("reviews:experts-export", allowed=ANY_STAFF),
    Row("reviews:experts-import", allowed=OFFICERS),
    Row("reviews:experts-import-run", allowed=OFFICERS, method="post"),
    Row("reviews:experts-template", allowed=OFFICERS),
    Row("reviews:expert", expert, allowed=ANY_STAFF),
    Row("reviews:expert-edit", expert, allowed=OFFICERS),
    Row("reviews:expert-active", expert, allowed=OFFICERS, method="post", data={"active": "no", "note": "退休"}),
    Row("reviews:mine", allowed=EXPERTS),
    Row("reviews:declare", season, allowed=EXPERTS),
    Row("reviews:declare", lambda w: [w.season.pk], about="without an assignment there"),
    Row("reviews:sheet", sheet, allowed="expert"),
    Row("reviews:sheet", lambda w: [w.undeclared.pk], allowed="other_expert", about="before the declaration"),
    Row("reviews:sheet", sheet, allowed="expert", method="post", data={"comment": "材料真实完整。"}),
    Row("reviews:sheet-save", sheet, allowed="expert", method="post", data=item, json=True),
    Row("reviews:sheet-save", lambda w: [w.undeclared.pk], method="post", data=item, json=True, about="undeclared"),
    Row("reviews:sheet-submit", sheet, allowed="expert", method="post"),
    Row("reviews:sheet-recuse", sheet, allowed="expert", method="post", data={"note": "曾与申报人合作课题"}),
    Row("reviews:sheet-print", locked_sheet, allowed="expert", method="post"),
    Row("reviews:sheet-material", sheet_material, allowed="expert"),
    Row("reviews:sheet-material", private_material, about="of a private kind"),
]

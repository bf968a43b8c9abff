"""Who reaches the register of studios, what is due, the leader's events, and the organiser's board."""

from tests.permissions.matrix import Row

STAFF = "officer leader supervisor"
ANY_STAFF = f"{STAFF} other_officer"
ACTING = "officer leader"
ANY_ACTING = f"{ACTING} other_officer"
UNIT = "employer_clerk employer_head"
UNION = "recommender_clerk recommender_head"
WATCH = f"applicant {UNIT} {UNION} {STAFF}"
EDIT = "applicant employer_clerk"
CONFIRM = f"applicant {UNIT} {UNION} officer"

FACTS = {"specialty": "热变形", "industry": "", "district": "", "contact_name": "", "contact_phone": ""}
PLACE = {"address": "闵行区虚构路 9 号", "kind": "own", "area_sqm": "", "from_on": "2026-04-30"}
SHOWCASE = {"text": "主轴热变形补偿。", "consented": "on"}
SUPPORT = {"kind": "visit", "given_on": "2026-04-01", "text": "现场指导"}
EVENT = {"kind": "left", "happens_on": "2026-04-20", "note": ""}
NOTE = {"note": "已经办理完毕"}


def studio(*more):
    return lambda world: [world.bench.code, *more]


def of(name, *more):
    return lambda world: [getattr(world, name).pk, *more]


def within(name):
    return lambda world: [world.bench.code, getattr(world, name).pk]


def posted(name, arguments, allowed, data, **options):
    return Row(name, arguments, allowed=allowed, method="post", data=lambda world: dict(data), **options)


ROWS = [
    Row("studios:register", allowed=f"{WATCH} other_officer"),
    Row("studios:studio", studio(), allowed=WATCH),
    Row("studios:studio", lambda w: ["nothing"], about="no such studio"),
    Row("studios:edit", studio("facts"), allowed=f"{EDIT} officer"),
    Row("studios:edit", studio("place"), allowed=EDIT),
    Row("studios:edit", studio("showcase"), allowed=EDIT),
    Row("studios:edit", studio("nothing"), about="no such part"),
    posted("studios:edit", studio("facts"), f"{EDIT} officer", FACTS),
    posted("studios:edit", studio("place"), EDIT, PLACE),
    posted("studios:edit", studio("showcase"), EDIT, SHOWCASE),
    posted("studios:support", studio(), ACTING, SUPPORT),
    posted("studios:acknowledge", within("bench_verdict"), ACTING, {}),
    Row("studios:leader", studio(), allowed=WATCH),
    posted("studios:leader", studio(), f"applicant {UNIT} {UNION} officer", EVENT),
    posted("studios:leader-settle", within("bench_event"), "leader", NOTE),
    Row("studios:duties", allowed=f"{WATCH} other_officer"),
    Row("studios:duty", of("bench_duty", "confirm"), allowed=CONFIRM),
    posted("studios:duty", of("bench_duty", "confirm"), CONFIRM, NOTE),
    Row("studios:duty", of("bench_duty", "waive"), allowed="leader"),
    posted("studios:duty", of("bench_duty", "waive"), "leader", NOTE),
    Row("studios:duty", of("bench_duty", "nothing"), about="no such verb"),
    Row("studios:new", allowed=ANY_ACTING),
    posted("studios:new", lambda world: (), ANY_ACTING, {"name": ""}),
    Row("studios:import", allowed=ANY_ACTING),
    posted("studios:import", lambda world: (), ANY_ACTING, {}),
    posted("studios:import-run", lambda world: (), ANY_ACTING, {}),
    Row("studios:import-template", allowed=ANY_ACTING),
    Row("studios:titles", allowed=ANY_ACTING),
    posted("studios:titles", lambda world: (), ANY_ACTING, {"name": ""}),
    Row("studios:title-end", of("outside_title"), allowed=ANY_ACTING),
    posted("studios:title-end", of("outside_title"), ANY_ACTING, NOTE),
    *(Row(f"studios:{name}", allowed=ANY_STAFF) for name in ("board", "at-risk", "progress", "supports", "half-year")),
]

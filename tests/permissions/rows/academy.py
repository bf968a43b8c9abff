"""Who reaches the academy: everybody of the register, units and staff read it; each level runs its own activities."""

from tests.permissions.matrix import EVERYONE, Row

UNITS = "employer_clerk employer_head other_employer_head recommender_clerk recommender_head other_recommender_clerk"
SEES = f"applicant {UNITS} officer leader supervisor other_officer"
PLANS = "recommender_clerk recommender_head other_recommender_clerk officer leader other_officer"
RUNS = "officer leader"
OWN_UNIT = "recommender_clerk recommender_head"


def code(name="activity"):
    return lambda world: [getattr(world, name).code]


def of(name):
    return lambda world: [getattr(world, name).pk]


ACTIVITY = code()


def posted(name, at=ACTIVITY, allowed=RUNS, **options):
    return Row(f"academy:{name}", at, allowed=allowed, method="post", **options)


ROWS = [
    Row("academy:list", allowed=SEES),
    Row("academy:calendar", allowed=SEES),
    Row("academy:teaching", allowed=SEES),
    Row("academy:subscribe", allowed=SEES),
    Row("academy:subscribe-renew", allowed=SEES, method="post"),
    Row("academy:feed", lambda w: [w.calendar_key.token], allowed=EVERYONE),
    Row("academy:feed", lambda w: ["x" * 43], public_refusal=404, about="unknown"),
    Row("academy:new", allowed=PLANS),
    Row("academy:new", allowed=PLANS, method="post"),
    Row("academy:activity", code(), allowed=SEES),
    Row("academy:activity", code("unit_activity"), allowed=SEES, about="of a unit"),
    Row("academy:activity", code("planned_activity"), allowed=RUNS, about="planned"),
    Row("academy:edit", code(), allowed=RUNS),
    Row("academy:edit", code("unit_activity"), allowed=OWN_UNIT, about="of a unit"),
    posted("edit"),
    posted("open", code("planned_activity")),
    posted("hold"),
    posted("close"),
    posted("cancel", data={"note": "教师出差"}),
    posted("cancel", code("unit_activity"), OWN_UNIT, data={"note": "教师出差"}, about="of a unit"),
    Row("academy:enrol", code(), allowed="applicant"),
    posted("enrol", allowed="applicant"),
    Row("academy:enrol-people", code(), allowed=UNITS),
    posted("enrol-people", allowed=UNITS),
    posted("feedback", allowed="applicant"),
    posted("teacher-add"),
    posted("teacher-remove", of("activity_teacher")),
    posted("file-add"),
    Row("academy:file", of("activity_file"), allowed=f"applicant {RUNS}"),
    posted("file-remove", of("activity_file")),
    Row("academy:roll", code(), allowed=RUNS),
    Row("academy:roll", code("unit_activity"), allowed=OWN_UNIT, about="of a unit"),
    Row("academy:roll-export", code(), allowed=RUNS),
    posted("roll-print"),
    Row("academy:door", code(), allowed=RUNS),
    Row("academy:door-worker", allowed=EVERYONE),
    posted("door-sync", json=True, data={"sightings": []}),
    posted("withdraw", of("enrolment"), f"applicant {RUNS}"),
    posted("attend", of("enrolment")),
    posted("attend-undo", of("enrolment")),
    Row("academy:courses", allowed=PLANS),
    Row("academy:course-new", allowed=PLANS),
    Row("academy:course-new", allowed=PLANS, method="post"),
    Row("academy:course", of("course"), allowed=RUNS),
    posted("course", of("course")),
    Row("academy:rooms", allowed=PLANS),
    Row("academy:room", of("room"), allowed=PLANS),
    Row("academy:room-new", allowed=PLANS),
    Row("academy:room-new", allowed=PLANS, method="post"),
    Row("academy:room-edit", of("room"), allowed=RUNS),
    posted("room-edit", of("room")),
]

"""Who reaches the register of honours: staff of the organiser, the craftsman the own entry and the own case."""

from tests.permissions.matrix import Row

STAFF = "officer leader supervisor"
ACTING = "officer leader"


def person(world):
    return [world.honour.person_id]


def honour(world):
    return [world.honour.pk]


def outside(world):
    return [world.outside_honour.pk]


def case(world):
    return [world.case.pk]


def verb(word):
    return lambda world: [world.case.pk, word]


ROWS = [
    Row("craftsmen:register", allowed=f"{STAFF} other_officer"),
    Row("craftsmen:person", person, allowed=f"{STAFF} applicant"),
    Row("craftsmen:note", person, allowed=ACTING, method="post", data={"text": "来电确认联系方式。"}),
    Row("craftsmen:correct", honour, allowed=ACTING, method="post"),
    Row("craftsmen:honour-new", allowed=f"{ACTING} other_officer"),
    Row("craftsmen:honours-import", allowed=f"{ACTING} other_officer"),
    Row("craftsmen:honours-import-run", allowed=f"{ACTING} other_officer", method="post"),
    Row("craftsmen:honours-template", allowed=f"{ACTING} other_officer"),
    Row("craftsmen:evidence", outside, allowed=STAFF),
    Row("craftsmen:honour-end", outside, allowed="leader"),
    Row("craftsmen:cancel", honour, allowed="leader"),
    Row("craftsmen:cancel", honour, allowed="leader", method="post"),
    Row("craftsmen:revocation-new", honour, allowed=ACTING),
    Row("craftsmen:revocations", allowed=f"{STAFF} other_officer"),
    Row("craftsmen:revocation", case, allowed=f"{STAFF} applicant"),
    Row("craftsmen:revocation-act", verb("review"), allowed=ACTING, method="post"),
    Row("craftsmen:revocation-act", verb("approve"), allowed=ACTING, method="post"),
    Row("craftsmen:revocation-act", verb("drop"), allowed=ACTING, method="post"),
    Row("craftsmen:revocation-act", verb("state"), allowed=f"{ACTING} applicant", method="post"),
]

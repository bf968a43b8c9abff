"""Who reaches the register of honours: staff of the organiser, the craftsman the own entry and the own case."""

from tests.permissions.matrix import SIGNED_IN, Row

STAFF = "officer leader supervisor"
ACTING = "officer leader"
TELLING = "applicant employer_clerk employer_head"


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


def story(word):
    return lambda world: [world.honour.person_id, word]


def checkin(world):
    return [world.checkin.pk]


def check_row(world):
    return [world.check_row.pk]


def status_review(word=""):
    return lambda world: [world.status_review.pk, word] if word else [world.status_review.pk]


def industry(word=""):
    return lambda world: [world.industry.pk, word] if word else [world.industry.pk]


UNITS = "employer_clerk employer_head other_employer_head recommender_clerk recommender_head other_recommender_clerk"
OFFICERS = "officer other_officer"

ROWS = [
    Row("craftsmen:register", allowed=f"{STAFF} other_officer"),
    Row("craftsmen:person", person, allowed=f"{STAFF} applicant"),
    Row("craftsmen:stories", allowed=SIGNED_IN),
    Row("craftsmen:story", person, allowed=f"{STAFF} {TELLING}"),
    Row("craftsmen:story", person, allowed=TELLING, method="post", data={"text": "太短"}),
    Row("craftsmen:story-photo", person, allowed=f"{STAFF} {TELLING}"),
    Row("craftsmen:story-act", story("publish"), allowed=ACTING, method="post", about="publish"),
    Row("craftsmen:story-act", story("retract"), allowed=ACTING, method="post", about="retract"),
    Row("craftsmen:story-act", story("agree"), allowed="applicant", method="post", about="agree"),
    Row("craftsmen:story-act", story("disagree"), allowed="applicant", method="post", about="disagree"),
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
    Row("craftsmen:honour-industry", honour, allowed=ACTING, method="post"),
    Row("craftsmen:care", person, allowed=f"{STAFF} applicant"),
    Row("craftsmen:contact", person, allowed=ACTING, method="post"),
    Row("craftsmen:checkins", allowed=f"{STAFF} other_officer {UNITS}"),
    Row("craftsmen:checkin-new", allowed=OFFICERS),
    Row("craftsmen:checkin-new", allowed=OFFICERS, method="post"),
    Row("craftsmen:checkin", checkin, allowed=STAFF),
    Row("craftsmen:checkin", checkin, allowed=STAFF, query="?format=xlsx", about="workbook"),
    Row("craftsmen:check-answers", checkin, allowed="employer_clerk employer_head"),
    Row("craftsmen:check-answers", checkin, allowed="employer_clerk employer_head", method="post"),
    Row("craftsmen:check-row", check_row, allowed="officer"),
    Row("craftsmen:check-row", check_row, allowed="officer", method="post"),
    Row("craftsmen:check-remark", check_row, allowed="applicant", method="post"),
    Row("craftsmen:status-reviews", allowed=f"{STAFF} other_officer"),
    Row("craftsmen:status-review", status_review(), allowed=f"{STAFF} applicant"),
    Row("craftsmen:status-review-act", status_review("state"), allowed=f"{ACTING} applicant", method="post"),
    Row("craftsmen:status-review-act", status_review("dismiss"), allowed=ACTING, method="post"),
    Row("craftsmen:status-review-act", status_review("refer"), allowed=ACTING, method="post"),
    Row("craftsmen:industries", allowed=OFFICERS),
    Row("craftsmen:industries", allowed=OFFICERS, method="post"),
    Row("craftsmen:industry-rename", industry(), allowed=OFFICERS, method="post"),
    Row("craftsmen:industry-act", industry("retire"), allowed=OFFICERS, method="post"),
    Row("craftsmen:industry-act", industry("delete"), allowed=OFFICERS, method="post", about="delete"),
]

"""Who reaches the workbench: those around a studio read it, leader, members and the unit's clerk write in it."""

from tests.factories import workbench
from tests.permissions.matrix import EVERYONE, SIGNED_IN, Row

KEEP = "applicant employer_clerk"
STAFF = "officer leader supervisor"
WATCH = f"{KEEP} employer_head recommender_clerk recommender_head {STAFF}"
ACTING = "officer leader"


def studio(*more):
    return lambda world: [world.bench.code, *more]


def of(name):
    return lambda world: [getattr(world, name).pk]


def raw(values):
    return lambda world: dict(values)


NOTE = {"note": "登记有误，请作废。"}

ROWS = [
    Row("studios:mine", allowed=SIGNED_IN),
    Row("studios:workbench", studio(), allowed=WATCH),
    Row("studios:ledgers", studio(), allowed=WATCH),
    Row("studios:ledger", studio("activity"), allowed=WATCH),
    Row("studios:ledger", studio("nothing"), about="no such ledger"),
    Row("studios:ledger-export", studio("activity"), allowed=WATCH),
    Row("studios:ledger-print", studio("activity"), allowed=WATCH, method="post"),
    Row("studios:entry-new", studio("activity"), allowed=KEEP),
    Row("studios:entry-new", studio("activity"), allowed=KEEP, method="post", data=raw(workbench.ACTIVITY)),
    Row("studios:entry", of("bench_entry"), allowed=WATCH),
    Row("studios:entry-edit", of("bench_entry"), allowed=KEEP),
    Row("studios:entry-edit", of("bench_entry"), allowed=KEEP, method="post", data=raw(workbench.ACTIVITY)),
    Row("studios:entry-correct", of("bench_late_entry"), allowed=KEEP),
    Row("studios:entry-void", of("bench_entry"), allowed=KEEP, method="post", data=NOTE),
    Row("studios:file", of("bench_file"), allowed=WATCH),
    Row("studios:file-remove", of("bench_file"), allowed=KEEP, method="post"),
    Row("studios:members", studio(), allowed=WATCH),
    Row("studios:members-export", studio(), allowed=WATCH),
    Row("studios:member-new", studio(), allowed=KEEP),
    Row("studios:member-new", studio(), allowed=KEEP, method="post", data=raw(workbench.MEMBER)),
    Row("studios:members-import", studio(), allowed=KEEP),
    Row("studios:members-import-run", studio(), allowed=KEEP, method="post"),
    Row("studios:members-template", studio(), allowed=KEEP),
    Row("studios:member", of("bench_member"), allowed=KEEP),
    Row("studios:member-leave", of("bench_member"), allowed=KEEP, method="post"),
    Row("studios:member-tell", of("bench_member"), allowed=KEEP, method="post"),
    Row("studios:member-account", of("bench_member"), allowed=KEEP, method="post"),
    Row("studios:member-link", lambda w: [w.bench_member_token], allowed=EVERYONE),
    Row("studios:member-link", lambda w: ["x" * 43], public_refusal=404, about="unknown"),
    Row("studios:services", studio(), allowed=WATCH),
    Row("studios:services-export", studio(), allowed=WATCH),
    Row("studios:services-print", studio(), allowed=WATCH, method="post"),
    Row("studios:service-new", studio(), allowed=KEEP),
    Row("studios:service-new", studio(), allowed=KEEP, method="post", data=raw(workbench.SERVICE)),
    Row("studios:service", of("bench_service"), allowed=WATCH),
    Row("studios:service-edit", of("bench_service"), allowed=KEEP),
    Row("studios:service-ask", of("bench_service"), allowed=KEEP, method="post"),
    Row("studios:service-void", of("bench_service"), allowed=KEEP, method="post", data=NOTE),
    Row("studios:service-print", of("bench_service"), allowed=WATCH, method="post"),
    Row("studios:service-link", lambda w: [w.bench_service_token], allowed=EVERYONE),
    Row("studios:service-link", lambda w: ["x" * 43], public_refusal=404, about="unknown"),
    Row("studios:service-link-file", lambda w: [w.bench_service_token, w.bench_photo.pk], allowed=EVERYONE),
    Row("studios:services-own", allowed="applicant"),
    Row("studios:service-new-own", allowed="applicant"),
    Row("studios:services-of-person", lambda w: [w.honour.person_id], allowed=f"applicant {STAFF}"),
    Row("studios:service", of("own_service"), allowed=f"applicant {STAFF}", about="of a craftsman alone"),
    Row("studios:service-edit", of("own_service"), allowed="applicant", about="of a craftsman alone"),
    Row("studios:plan", studio(), allowed=WATCH),
    Row("studios:milestone", of("bench_milestone"), allowed=KEEP),
    Row("studios:milestone", of("bench_milestone"), allowed=KEEP, method="post"),
    Row("studios:milestone-reopen", of("bench_milestone"), allowed=KEEP, method="post", data=NOTE),
    Row("studios:spend", studio(), allowed=KEEP, method="post"),
    Row("studios:progress-note", studio(), allowed=KEEP, method="post"),
    Row("studios:proofs", studio(), allowed=WATCH),
    Row("studios:proof-issue", of("bench_outcome"), allowed=KEEP, method="post", data={"target": "mass_quality"}),
    Row("studios:proof-print", of("bench_proof"), allowed=WATCH, method="post"),
    Row("studios:proof-void", of("bench_proof"), allowed=f"{KEEP} {ACTING}", method="post", data=NOTE),
    Row("studios:proofs-received", allowed=f"{STAFF} other_officer"),
    Row("studios:proof-use", of("bench_proof"), allowed=ACTING, method="post", data=NOTE),
    Row("studios:exchange", allowed=f"{WATCH} other_officer"),
    Row("studios:offer", of("bench_offer"), allowed=f"{WATCH} other_officer"),
    Row("studios:offer-new", studio(), allowed=KEEP),
    Row("studios:offer-answer", of("bench_offer"), method="post", about="of the own studio", data={"studio": "0"}),
    Row(
        "studios:offer-answer",
        of("other_offer"),
        allowed=KEEP,
        method="post",
        data=lambda w: {"studio": w.bench.pk, "text": "我们可以提供支持。"},
    ),
    Row("studios:offer-close", of("bench_offer"), allowed=KEEP, method="post"),
    Row("studios:interest-accept", of("bench_interest"), allowed=KEEP, method="post"),
    Row("studios:report", studio(), allowed=WATCH),
    Row("studios:report-make", studio(), allowed=WATCH, method="post", data={"year": "2026", "format": "pdf"}),
]

"""Who reaches cultivation: the organising unit draws up and steers, the unit and the person keep the file, the association files."""

from tests.permissions.matrix import Row

STAFF = "officer leader supervisor"
ANY_STAFF = f"{STAFF} other_officer"
ORGANISING = "recommender_clerk recommender_head"
ANY_RECOMMENDER = f"{ORGANISING} other_recommender_clerk"
EMPLOYER = "employer_clerk employer_head"
ANY_UNIT = f"{ANY_RECOMMENDER} {EMPLOYER} other_employer_head"
WATCH = f"applicant {ORGANISING} {EMPLOYER} {STAFF}"
KEEP = "applicant employer_clerk recommender_clerk"
NOTE = "employer_clerk recommender_clerk"
STEER = "recommender_head officer"

PERSON = {"name": "顾无尘", "id_number": "310101198501010022", "employer": "", "post": "磨工"}
ENTRY = {"kind": "outcome", "happened_on": "2026-04-20", "title": "主轴磨削改进"}
DAY = {"happened_on": "2026-04-20", "content": "指导装夹与误差分析。"}
REASON = {"reason": "登记有误，请作废"}


def of(name, *more):
    return lambda world: [getattr(world, name).pk, *more]


def posted(name, arguments, allowed, data, **options):
    return Row(name, arguments, allowed=allowed, method="post", data=lambda world: dict(data), **options)


ROWS = [
    Row("cultivation:index", allowed=f"{ANY_STAFF} {ANY_UNIT}"),
    Row("cultivation:board", allowed=f"{ANY_STAFF} {ANY_UNIT}"),
    Row("cultivation:cohort", of("cohort"), allowed=f"{STAFF} {ANY_RECOMMENDER}"),
    posted("cultivation:cohort", of("cohort"), "officer", {"targets": "培育三十名"}),
    posted("cultivation:cohort-issue", of("cohort"), "officer", {"issue_number": "1", "issued_on": "2026-04-01"}),
    Row("cultivation:draw-up", of("cohort"), allowed="recommender_clerk", method="post", about="for the own unit",
        data=lambda world: {"unit": world.recommender.pk}),
    Row("cultivation:roster", of("drawn_roster"), allowed=ORGANISING),
    Row("cultivation:roster", of("filed_roster"), allowed=f"{ORGANISING} {STAFF}"),
    Row("cultivation:roster-template", allowed=ANY_UNIT),
    Row("cultivation:roster-row-new", of("drawn_roster"), allowed=ORGANISING),
    posted("cultivation:roster-row-new", of("drawn_roster"), ORGANISING, PERSON),
    Row("cultivation:roster-row", of("proposed"), allowed=ORGANISING),
    posted("cultivation:roster-row", of("proposed"), ORGANISING, PERSON),
    posted("cultivation:roster-row-remove", of("proposed"), ORGANISING, {}),
    Row("cultivation:roster-import", of("drawn_roster"), allowed=ORGANISING),
    posted("cultivation:roster-import-run", of("drawn_roster"), ORGANISING, {}),
    Row("cultivation:roster-scan", of("filed_roster"), allowed=f"{ORGANISING} {STAFF}"),
    Row("cultivation:roster-scan", of("drawn_roster"), about="nothing is there yet"),
    posted("cultivation:roster-act", of("drawn_roster", "contact"), ORGANISING, {"contact_name": "甲"}),
    posted("cultivation:roster-act", of("drawn_roster", "attest"), ORGANISING, {}),
    posted("cultivation:roster-act", of("drawn_roster", "scan"), ORGANISING, {}),
    posted("cultivation:roster-act", of("drawn_roster", "confirm"), "recommender_head", {"opinion": "同意"}),
    posted("cultivation:roster-act", of("filed_roster", "file"), "officer", {}),
    posted("cultivation:roster-act", of("filed_roster", "send-back"), "officer", {}),
    posted("cultivation:roster-act", of("drawn_roster", "nothing"), "", {}, about="no such verb"),
    Row("cultivation:trainee", of("trainee"), allowed=WATCH),
    Row("cultivation:mine", allowed="applicant"),
    Row("cultivation:period", of("trainee"), allowed=WATCH),
    posted("cultivation:period-act", of("trainee", "suspend"), STEER, {"suspend-on": "2026-04-20"}),
    posted("cultivation:period-act", of("trainee", "resume"), STEER, {}),
    posted("cultivation:period-act", of("trainee", "adjust"), STEER, {}),
    posted("cultivation:period-act", of("trainee", "leave"), STEER, {}),
    posted("cultivation:period-act", of("trainee", "nothing"), "", {}, about="no such verb"),
    Row("cultivation:entry-new", of("trainee"), allowed=KEEP),
    posted("cultivation:entry-new", of("trainee"), KEEP, ENTRY),
    Row("cultivation:note-new", of("trainee"), allowed=NOTE),
    posted("cultivation:note-new", of("trainee"), NOTE, DAY),
    Row("cultivation:summary-new", of("trainee"), allowed="applicant"),
    posted("cultivation:summary-new", of("trainee"), "applicant", {"period": "2026H1", "text": "学" * 30}),
    Row("cultivation:mentor", of("trainee"), allowed="recommender_clerk"),
    posted("cultivation:mentor", of("trainee"), "recommender_clerk", {"name": "秦衡"}),
    Row("cultivation:measure-done", of("measure"), allowed=KEEP),
    posted("cultivation:measure-done", of("measure"), KEEP, {"done_on": "2026-04-20", "note": "按计划完成"}),
    Row("cultivation:measure-reopen", of("measure"), allowed=KEEP),
    Row("cultivation:proof", of("growth_entry"), allowed=WATCH),
    Row("cultivation:void", lambda w: ["entry", w.growth_entry.pk], allowed="recommender_clerk"),
    posted("cultivation:void", lambda w: ["note", w.growth_note.pk], "recommender_clerk", REASON),
    Row("cultivation:void", lambda w: ["nothing", w.growth_note.pk], about="no such kind"),
    posted("cultivation:roster-print", of("filed_roster"), f"{ORGANISING} {STAFF}", {}),
    posted("cultivation:cohort-print", of("cohort"), f"{STAFF} {ANY_RECOMMENDER}", {}),
    posted("cultivation:trainee-print", of("trainee"), WATCH, {}),
    # where it meets nominations
    posted("nominations:season-cultivate", of("review_season"), "officer", {}),
    Row("nominations:of-trainee", of("trainee"), allowed=WATCH),
    posted("nominations:trainee-form", of("trainee", "cultivation_plan_change"), "recommender_clerk employer_clerk", {}),
    posted("nominations:trainee-form", of("trainee", "nothing"), "", {}, about="no such form"),
    posted("nominations:trainee-recommend", of("trainee"), "recommender_clerk", {}),
    Row("nominations:trainee-carry-over", of("trainee"), allowed=STEER),
    posted("nominations:trainee-carry-over", of("trainee"), STEER, {"ends_on": "2027-04-01", "reason": "继续培育"}),
]  # fmt: skip

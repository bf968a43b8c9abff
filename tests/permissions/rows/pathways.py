"""Who sees the figures and the path, who recommends upwards, and who answers: the person alone."""

from tests.permissions.matrix import EVERYONE, Row

STAFF = "officer leader supervisor"
ANY_STAFF = f"{STAFF} other_officer"
REASON = {"reason": "报送培育对象推荐材料，第二批。"}


def of(name, *more):
    return lambda world: [getattr(world, name).pk, *more]


def person(world):
    return [world.honour.person_id]


def candidate(world):
    return [world.round.pk, world.choosable.pk]


def token(world):
    return [world.upwards_token]


def posted(name, arguments, allowed, data=(), **options):
    return Row(name, arguments, allowed=allowed, method="post", data=lambda world: dict(data), **options)


ROWS = [
    Row("pathways:mine", allowed="applicant"),
    Row("pathways:of-person", person, allowed=f"{STAFF} applicant"),
    Row("pathways:targets", allowed=ANY_STAFF),
    Row("pathways:targets", allowed=ANY_STAFF, query="?format=xlsx", about="workbook"),
    Row("pathways:rounds", allowed=ANY_STAFF),
    Row("pathways:round-new", allowed="officer other_officer"),
    posted("pathways:round-new", lambda world: (), "officer other_officer", {"year": "2025"}),
    Row("pathways:round", of("round"), allowed=STAFF),
    Row("pathways:scheme", of("round"), allowed="officer"),
    posted("pathways:scheme", of("round"), "officer", {"scheme": "登峰"}),
    Row("pathways:candidates", of("round"), allowed=STAFF),
    Row("pathways:select", candidate, allowed="officer"),
    posted("pathways:select", candidate, "officer", REASON),
    Row("pathways:pack", of("round"), allowed="officer"),
    posted("pathways:pack", of("round"), "officer", REASON),
    Row("pathways:nominee", of("asked"), allowed=f"{STAFF} applicant"),
    posted("pathways:ask", of("asked"), "officer"),
    posted("pathways:ask-again", of("asked"), "officer applicant", {"note": "本人来电表示愿意"}),
    posted("pathways:withdraw", of("asked"), "officer", {"note": "本人岗位变动"}),
    posted("pathways:answer", of("asked"), "applicant", {"act": "agree"}),
    posted("pathways:take-back", of("asked"), "applicant"),
    Row("pathways:result", of("packed"), allowed="officer leader"),
    posted("pathways:result", of("packed"), "officer leader", {"is_named": "no"}),
    Row("pathways:scan", of("decided"), allowed=STAFF),
    Row("pathways:link", token, allowed=EVERYONE),
    posted("pathways:link", token, EVERYONE, {"act": "refuse"}),
]

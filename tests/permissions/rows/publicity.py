"""Who reaches the public site, the officers' desk of 公示, objections and namings."""

from tests.permissions.matrix import EVERYONE, Row

STAFF = "officer leader supervisor"
ANY_STAFF = f"{STAFF} other_officer"
ACTING = "officer leader"
RECOMMENDER = "recommender_clerk recommender_head"
CHAIN = f"employer_clerk employer_head {RECOMMENDER}"


def of(name):
    return lambda world: [getattr(world, name).pk]


def verb(name, word):
    return lambda world: [getattr(world, name).pk, word]


def case(word=""):
    return lambda world: [world.objection.number, *([word] if word else [])]


def everyone(name, arguments=lambda world: (), **options):
    return Row(name, arguments, allowed=EVERYONE, **options)


ROWS = [
    everyone("publicity:home"),
    everyone("publicity:studios"),
    everyone("publicity:studio", lambda w: [w.bench.code]),
    everyone("publicity:notices"),
    everyone("publicity:notice", lambda w: [w.conferral.notice.pk]),
    everyone("publicity:season-notice", of("season")),
    Row("publicity:season-notice", of("prepared"), public_refusal=404, about="being prepared"),
    everyone("publicity:index"),
    everyone("publicity:list", of("running_list")),
    Row("publicity:list", of("draft_list"), public_refusal=404, about="still a draft"),
    everyone("publicity:attachment", lambda w: [w.running_list.pk, w.attachment.pk]),
    everyone("publicity:object", of("running_list")),
    Row("publicity:object", of("draft_list"), public_refusal=404, about="still a draft"),
    everyone("publicity:receipt", lambda w: [w.objection.receipt_token]),
    everyone("publicity:register"),
    everyone("publicity:register-year", lambda w: [2025]),
    everyone("publicity:card", of("honour")),
    everyone("publicity:photo", of("honour")),
    everyone("publicity:open-data"),
    everyone("publicity:lookup"),
    everyone("publicity:verify", lambda w: [w.certificate.token]),
    everyone("publicity:proof", lambda w: [w.bench_proof.token]),
    Row("publicity:desk", allowed=ANY_STAFF),
    Row("publicity:new", lambda w: [w.running_list.season_id], allowed=ACTING, method="post"),
    Row("publicity:detail", of("running_list"), allowed=STAFF),
    Row("publicity:detail", of("draft_list"), allowed=STAFF, about="still a draft"),
    Row("publicity:edit", of("draft_list"), allowed=ACTING),
    Row("publicity:edit", of("running_list"), about="published"),
    Row("publicity:preview", of("draft_list"), allowed=STAFF),
    Row("publicity:act", verb("draft_list", "check"), allowed=ACTING, method="post"),
    Row("publicity:act", verb("draft_list", "publish"), allowed=ACTING, method="post"),
    Row("publicity:act", verb("ended_list", "conclude"), allowed=ACTING, method="post"),
    Row("publicity:correction-publish", of("correction_notice"), allowed=ACTING, method="post"),
    Row("publicity:confer", of("ended_list"), allowed="leader"),
    Row("publicity:confer", of("ended_list"), allowed="leader", method="post"),
    Row("publicity:conferral", of("conferral"), allowed=STAFF),
    Row("publicity:conferral-print", of("conferral"), allowed=ACTING, method="post"),
    Row("publicity:conferral-scan", of("conferral"), allowed=ACTING, method="post"),
    Row("publicity:conferral-scan", of("conferral"), about="no scan yet"),
    Row("publicity:act", verb("ended_list", "decision"), allowed=ACTING, method="post"),
    Row("publicity:act", verb("draft_list", "detach"), about="no such attachment", method="post"),
    Row("publicity:conferral-progress", of("conferral"), allowed=STAFF),
    Row("publicity:confer-season", of("studio_season"), allowed="leader"),
    Row("publicity:confer-season", of("studio_season"), allowed="leader", method="post"),
    Row("publicity:confer-season", of("review_season"), about="a publicity comes before"),
    Row("publicity:results", of("studio_season"), allowed=STAFF),
    Row("publicity:results-export", of("studio_season"), allowed=STAFF),
    Row("publicity:external", of("outside"), allowed="leader"),
    Row("publicity:external", of("outside"), allowed="leader", method="post"),
    Row("publicity:external", of("studio_season"), about="decided here"),
    Row("publicity:external-look", of("outside"), allowed="leader", method="post"),
    Row("publicity:external-run", of("outside"), allowed="leader", method="post"),
    Row("publicity:external-template", of("outside"), allowed="leader"),
    Row("publicity:decide", lambda w: [w.decidable.code], allowed="leader"),
    Row("publicity:decide", lambda w: [w.decidable.code], allowed="leader", method="post"),
    Row("publicity:decision-of", lambda w: [w.decision.nomination.code], allowed=f"{STAFF} {CHAIN}"),
    Row("publicity:decision-file", lambda w: [w.decision.nomination.code], allowed=f"{STAFF} {CHAIN}"),
    Row("publicity:objections", allowed=ANY_STAFF),
    Row("publicity:objection-new", of("running_list"), allowed=ACTING),
    Row("publicity:objection", case(), allowed=STAFF),
    Row("publicity:objection-act", case("take"), allowed=ACTING, method="post"),
    Row("publicity:objection-act", case("conclude"), allowed=ACTING, method="post"),
    Row(
        "publicity:objection-act", case("reveal"), allowed="officer supervisor", method="post", data={"reason": "核实"}
    ),
    Row("publicity:objection-file", lambda w: [w.objection.number, w.evidence.pk], allowed="officer supervisor"),
    Row("publicity:objection-side", case(), allowed=f"applicant {RECOMMENDER}"),
    Row(
        "publicity:objection-side",
        case(),
        allowed=f"applicant {RECOMMENDER}",
        method="post",
        data={"text": "专利由本人完成，附登记簿副本。"},
    ),
]

"""Who reaches seasons, nominations, their files, opinions, batches, exceptions and bans."""

import datetime as dt

from nominations.actions import invitations
from nominations.models import Invitation
from programmes import clock
from tests.permissions.matrix import EVERYONE, SIGNED_IN, Row

OFFICERS = "officer other_officer"
STAFF = "officer leader supervisor"
ANY_STAFF = f"{STAFF} other_officer"
EMPLOYER = "employer_clerk employer_head"
RECOMMENDER = "recommender_clerk recommender_head"
CHAIN = f"applicant {EMPLOYER} {RECOMMENDER}"
FILL = "applicant employer_clerk recommender_clerk"
CLERKS = "recommender_clerk other_recommender_clerk"
BATCHES = f"{RECOMMENDER} other_recommender_clerk {ANY_STAFF}"
WHY = {"reason": "请补充材料后再报。"}
PREFIX = "nominations:"


def of(name):
    """The nomination of the world in that state."""
    return lambda world: [getattr(world, name).code]


def pk(name):
    return lambda world: [getattr(world, name).pk]


def in_batch(world):
    return [world.batch.pk, world.in_batch.code]


def invitation(world):
    token = "a-token-of-the-matrix"
    Invitation.objects.create(
        nomination=world.draft,
        kind=Invitation.Kind.EMPLOYER_CLERK,
        name="林岫",
        email="lin@example.org",
        token_hash=invitations.hash_of(token),
        created_by=world.recommender_clerk,
        expires_at=clock.now() + dt.timedelta(days=1),
    )
    return [token]


def get(name, arguments=lambda world: (), *, allowed="", **options):
    return Row(PREFIX + name, arguments, allowed=allowed, **options)


def post(name, arguments=lambda world: (), *, allowed="", **options):
    return Row(PREFIX + name, arguments, allowed=allowed, method="post", **options)


HOMES = [
    get("my", allowed=SIGNED_IN),
    get("unit", allowed=f"{EMPLOYER} other_employer_head {RECOMMENDER} other_recommender_clerk"),
]

SEASONS = [
    get("seasons", allowed=ANY_STAFF),
    get("season-new", allowed=OFFICERS),
    get("season", pk("season"), allowed=STAFF),
    get("season", pk("prepared"), allowed=STAFF, about="being prepared"),
    get("season", pk("other_season"), allowed="other_officer", about="of another organiser"),
    post("season", pk("season"), allowed="officer"),
    post("season-open", pk("prepared"), allowed="officer"),
    post("season-extend", pk("season"), allowed="leader", data={"closes_on": "2026-07-01", "reason": "台风影响"}),
    post("season-conclude", pk("review_season"), allowed="leader"),
    post("season-cancel", pk("season"), allowed="leader", data={"reason": "另行通知"}),
]

NOMINATIONS = [
    get("list", allowed=SIGNED_IN),
    get("export", allowed=SIGNED_IN),
    post("export", allowed=f"{OFFICERS} employer_clerk {CLERKS}", data={"reason": ""}),
    get("organisations", allowed=SIGNED_IN, query="?q=浦江"),
    get("new", allowed=f"{CLERKS} employer_clerk"),
    get("people-import", allowed=CLERKS),
    post("people-import-run", allowed=CLERKS),
    get("people-template", allowed=CLERKS),
    *(
        get("detail", of(name), allowed=CHAIN, about=name)
        for name in ("draft", "endorsing", "recommending", "confirmed")
    ),
    *(get("detail", of(name), allowed=f"{CHAIN} {STAFF}", about=name) for name in ("submitted", "returned")),
    *(
        get("detail", of(name), allowed=f"{CHAIN} {STAFF}", about=name)
        for name in ("in_review", "candidate", "publicised", "conferred")
    ),
    get(
        "detail",
        of("foreign"),
        allowed="other_applicant other_employer_head other_recommender_clerk",
        about="of another chain",
    ),
    post(
        "unmask",
        of("submitted"),
        allowed="applicant recommender_clerk officer",
        data={"key": "id_no", "reason": "核对证件号码"},
    ),
    get("form", of("draft"), allowed=FILL),
    get("form", of("submitted"), allowed=FILL, about="submitted, read only"),
    post("form", of("draft"), allowed=FILL, data={"next": "stay"}),
    post("answer", of("draft"), allowed=FILL, json=True, data={"key": "post", "value": "班长", "version": 1}),
    get("check", of("draft"), allowed=FILL),
    post("submit", of("draft"), allowed=FILL),
    get("submitted", of("endorsing"), allowed=FILL),
    post("material-upload", of("draft"), allowed=FILL, data={"kind": "union_card"}),
    get("id-sheet", of("submitted"), allowed=f"{CHAIN} officer leader"),
    get("material", pk("material"), allowed=f"{CHAIN} {STAFF}"),
    get("material", pk("draft_material"), allowed=CHAIN, about="of a draft"),
    get("material-preview", pk("material"), allowed=f"{CHAIN} {STAFF}"),
    get("material-remove", pk("draft_material"), allowed=FILL),
    post("material-remove", pk("draft_material"), allowed=FILL),
    post("material-stamp", pk("stampable"), allowed=f"{FILL} employer_head", data={"stamped": "yes"}),
]

OPINIONS = [
    get("opinion", of("endorsing"), allowed="employer_head"),
    post("opinion", of("endorsing"), allowed="employer_head", data={"decision": "agree", "text": "太短"}),
    get("opinion", of("recommending"), allowed="recommender_head"),
    get("opinion", of("draft"), about="nothing to sign yet"),
    get("opinion", of("asked_again"), allowed="employer_head", about="once more"),
    get("opinion", of("returned"), about="not put to the heads"),
    post("put-to-heads", of("returned"), allowed=FILL),
    # As with sending back: whose turn it is not gets a sentence.
    post("reopen-correction", of("asked_again"), allowed=f"{FILL} employer_head recommender_head", data=WHY),
    # Whose turn it is not gets a sentence; tests/nominations/test_chain.py says that nothing happens then.
    post("send-back", of("endorsing"), allowed="employer_head recommender_head", data=WHY),
    post("withdraw", of("endorsing"), allowed=f"applicant {RECOMMENDER}", data=WHY),
    post("hand-in", of("returned"), allowed=FILL),
    get("invite", of("draft"), allowed="recommender_clerk"),
    get("invite", of("submitted"), about="submitted"),
    get("exception", of("draft"), allowed=FILL),
    get("exceptions", allowed=ANY_STAFF),
    post("exception-decide", pk("exception"), allowed="officer leader", data={"approve": "yes"}),
    get("paper", of("submitted"), allowed=STAFF),
    get("paper", of("draft"), about="nothing sent yet"),
    post("paper", of("submitted"), allowed="officer", data={"received_on": "2026-04-30"}),
    get("papers", pk("season"), allowed=STAFF),
    post("paper-receipt", pk("sent_batch"), allowed="officer"),
    get("disqualify", of("submitted"), allowed="leader"),
    post("disqualify", of("submitted"), allowed="leader"),
    post("a1-print", of("submitted"), allowed=f"{CHAIN} officer leader"),
    post("folder", of("submitted"), allowed=f"{CHAIN} officer leader"),
    get("detail", of("alone"), allowed=f"applicant {EMPLOYER}", about="without a recommender"),
    get("form", of("alone"), allowed="applicant employer_clerk", about="without a recommender"),
    get("invite", of("alone"), allowed="employer_clerk", about="begun by the employer"),
    post("withdraw", of("alone"), allowed=f"applicant {EMPLOYER}", data=WHY, about="begun by the employer"),
    get("opinion", of("alone"), about="without a recommender, still a draft"),
    get("sanctions", allowed=ANY_STAFF),
    Row("nominations:invitation", invitation, allowed=EVERYONE),
]

BATCH = [
    get("batches", allowed=BATCHES),
    post(
        "batch-open",
        allowed="recommender_clerk",
        data=lambda w: {"season": w.season.pk, "recommender": w.recommender.pk},
    ),
    get("batch", pk("batch"), allowed=RECOMMENDER),
    get("batch", pk("sent_batch"), allowed=f"{RECOMMENDER} {STAFF}", about="dispatched"),
    post("batch", pk("batch"), allowed="recommender_clerk", data={"contact_name": "林岫"}),
    post("batch", pk("sent_batch"), allowed="recommender_clerk", data={"contact_name": "林岫"}, about="dispatched"),
    post("batch-add", pk("batch"), allowed="recommender_clerk", data=lambda w: {"nomination": [w.confirmed.pk]}),
    post("batch-print", pk("sent_batch"), allowed=f"{RECOMMENDER} officer leader"),
    post("batch-dispatch", pk("batch"), allowed=RECOMMENDER),
    post("batch-remove", in_batch, allowed="recommender_clerk"),
    post("batch-shift", in_batch, allowed="recommender_clerk", data={"to": "up"}),
    post(
        "batch-explain",
        pk("summary_batch"),
        allowed="recommender_clerk",
        data={"explanation": "本区以国企为主，已列入计划。"},
    ),
    post("batch-explain", pk("batch"), about="without rules of the whole"),
    post("batch-confirm-explanation", pk("summary_batch"), allowed="recommender_head"),
    get("summary", pk("summary_batch"), allowed=RECOMMENDER),
    get("summary", pk("batch"), about="without a summary form"),
    post("summary", pk("summary_batch"), allowed="recommender_clerk", data={"next": ""}),
    post(
        "summary-answer",
        pk("summary_batch"),
        allowed="recommender_clerk",
        json=True,
        data={"key": "ws_count", "value": "3", "version": 0},
    ),
    post("summary-upload", pk("summary_batch"), allowed="recommender_clerk", data={"kind": "report"}),
    get("summary-material", pk("summary_file"), allowed=RECOMMENDER),
    get("summary-remove", pk("summary_file"), allowed="recommender_clerk"),
    post("summary-remove", pk("summary_file"), allowed="recommender_clerk"),
]

ROWS = [*HOMES, *SEASONS, *NOMINATIONS, *OPINIONS, *BATCH]

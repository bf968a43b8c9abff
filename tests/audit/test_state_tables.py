"""The whole state table of the project, by hand, against the models; every transition is tried where it must not go."""

from datetime import timedelta

import pytest
from django.apps import apps
from model_bakery import baker

from audit.transitions import move, transition_names
from nominations.states import UNDER_REVIEW, UNSENT
from programmes import clock
from programmes.refusal import Refused
from tests.factories import academy, accounts

baker.generators.add("accounts.privacy.SealedTextField", lambda: "仅供测试")
pytestmark = pytest.mark.django_db
BEFORE_NAMING = " ".join(UNSENT | UNDER_REVIEW)
UNSEALED = "waiting scoring scored"
UPWARDS = "selected asked consented packed"
STUDIO_LIVE = "building accepting operating rectifying changing"

#: Model → transition → (sources, target).
TABLES = {
    "cultivation.Roster": {
        "confirm": ("draft", "confirmed"),
        "send_back": ("confirmed", "draft"),
        "file": ("confirmed", "filed"),
    },
    "cultivation.Trainee": {
        "enlist": ("proposed", "listed"),
        "take_off": ("listed", "proposed"),
        "begin": ("listed", "cultivating"),
        "suspend": ("cultivating", "suspended"),
        "resume": ("suspended", "cultivating"),
        "adjust_period": ("cultivating", "cultivating"),
        "complete": ("cultivating", "evaluating"),
        "evaluate": ("evaluating cultivating", "evaluated"),
        "recommend": ("evaluated cultivating", "recommended"),
        "carry_over": ("evaluated recommended", "cultivating"),
        "name_craftsman": ("recommended", "named"),
        "leave": ("listed cultivating suspended evaluating evaluated recommended", "exited"),
    },
    "nominations.Season": {
        "open": ("draft", "open"),
        "close": ("open", "reviewing"),
        "conclude": ("reviewing", "concluded"),
        "cancel": ("draft open", "cancelled"),
    },
    "nominations.Nomination": {
        "submit": ("draft", "endorsing"),
        "endorse": ("endorsing", "recommending"),
        "endorse_and_send": ("endorsing", "submitted"),
        "decline_as_employer": ("endorsing", "declined"),
        "confirm": ("recommending", "confirmed"),
        "confirm_and_send": ("recommending", "submitted"),
        "confirm_and_settle": ("recommending", "conferred"),
        "decline_as_recommender": ("recommending", "declined"),
        "send_back": ("endorsing recommending confirmed", "draft"),
        "dispatch": ("confirmed", "submitted"),
        "expire": ("draft endorsing recommending confirmed", "expired"),
        "request_correction": ("submitted", "returned"),
        "put_to_heads": ("returned", "returned"),
        "endorse_again": ("returned", "returned"),
        "confirm_again": ("returned", "returned"),
        "reopen_correction": ("returned", "returned"),
        "hand_in": ("returned", "submitted"),
        "pass_formality": ("submitted", "in_review"),
        "fail_formality": ("submitted returned", "not_selected"),
        "nominate": ("in_review", "candidate"),
        "drop": ("in_review candidate publicised", "not_selected"),
        "publicise": ("candidate", "publicised"),
        "confer": ("candidate publicised", "conferred"),
        "settle": ("in_review candidate", "conferred"),
        "turn_down": ("in_review candidate", "not_selected"),
        "take_result": (" ".join(UNDER_REVIEW), "conferred"),
        "take_refusal": (" ".join(UNDER_REVIEW), "not_selected"),
        "withdraw": (BEFORE_NAMING, "withdrawn"),
        "disqualify": (BEFORE_NAMING, "disqualified"),
    },
    "nominations.Batch": {"dispatch": ("draft", "dispatched")},
    "reviews.StageRun": {"open": ("waiting", "open"), "close": ("open", "closed")},
    "reviews.Visit": {"record": ("planned", "recorded"), "reopen": ("recorded", "planned")},
    "reviews.Entry": {
        "begin_scoring": ("waiting scored", "scoring"),
        "wait_for_experts": ("scoring", "waiting"),
        "finish_scoring": ("scoring", "scored"),
        "select": (f"{UNSEALED} reserve not_selected", "selected"),
        "keep_in_reserve": (f"{UNSEALED} selected not_selected", "reserve"),
        "pass_over": (f"{UNSEALED} selected reserve", "not_selected"),
        "remove": (f"{UNSEALED} selected reserve not_selected", "removed"),
    },
    "reviews.Assignment": {
        "declare": ("assigned", "declared"),
        "begin": ("declared", "scoring"),
        "submit": ("scoring", "submitted"),
        "unlock": ("submitted", "scoring"),
        "recuse": ("assigned declared scoring", "recused"),
        "replace": ("assigned declared scoring submitted", "replaced"),
    },
    "reviews.Consensus": {"sign": ("draft", "signed")},
    "reviews.DefenceSession": {"draw_order": ("planned drawn", "drawn"), "hold": ("drawn", "held")},
    "reviews.Meeting": {"begin": ("planned", "voting"), "resolve": ("voting", "resolved")},
    "publicity.Publicity": {
        "check_off": ("draft", "checked"),
        "reopen": ("checked", "draft"),
        "publish": ("checked", "published"),
        "end": ("published", "ended"),
        "resume": ("ended", "published"),
        "conclude": ("ended", "concluded"),
    },
    "publicity.CorrectionNotice": {"publish": ("draft", "published")},
    "publicity.Objection": {
        "accept": ("received", "accepted"),
        "refuse": ("received", "refused"),
        "conclude": ("accepted", "concluded"),
    },
    "certificates.Certificate": {"revoke": ("valid", "revoked"), "cancel": ("valid", "cancelled")},
    "craftsmen.Honour": {"revoke": ("valid", "revoked"), "cancel": ("valid", "cancelled")},
    "craftsmen.Revocation": {
        "notify": ("opened", "notified"),
        "hand_up": ("notified", "reviewed"),
        "approve": ("reviewed", "effective"),
        "drop": ("opened notified reviewed", "dropped"),
        "close": ("effective", "closed"),
    },
    "craftsmen.StatusReview": {"dismiss": ("opened", "closed"), "refer": ("opened", "referred")},
    "pathways.Nominee": {
        "ask": ("selected asked", "asked"),
        "ask_again": ("refused", "asked"),
        "agree": ("asked", "consented"),
        "refuse": ("asked", "refused"),
        "take_back": ("consented", "refused"),
        "put_in": ("consented", "packed"),
        "take_result": ("packed", "named"),
        "take_refusal": ("packed", "not_named"),
        "withdraw": (UPWARDS, "withdrawn"),
        "fall_out": (UPWARDS, "lapsed"),
    },
    "academy.Activity": {
        "open": ("planned", "open"),
        "hold": ("open", "held"),
        "close": ("held", "closed"),
        "cancel": ("planned open", "cancelled"),
    },
    "academy.Enrolment": {"promote": ("waiting", "enrolled"), "withdraw": ("enrolled waiting", "withdrawn")},
    "studios.Studio": {
        "start_building": ("preparing", "building"),
        "name_studio": ("preparing", "operating"),
        "abandon": ("preparing", "abandoned"),
        "apply_for_acceptance": ("building rectifying", "accepting"),
        "accept": ("accepting", "operating"),
        "extend_building": ("accepting", "building"),
        "order_rectification": ("building accepting operating", "rectifying"),
        "finish_rectification": ("rectifying", "accepting building operating"),
        "begin_change": ("building accepting operating rectifying", "changing"),
        "finish_change": ("changing", "accepting building operating rectifying"),
        "retire": (STUDIO_LIVE, "retired"),
        "remove": (STUDIO_LIVE, "removed"),
        "revoke": (STUDIO_LIVE, "revoked"),
        "end_title": ("operating rectifying changing", "not_kept"),
    },
}
#: The clock alone may do these; nobody's account is named in the record.
BY_THE_SYSTEM = {
    "cultivation.Trainee complete",
    "academy.Enrolment promote",
    "nominations.Season close",
    "nominations.Nomination expire",
    "nominations.Nomination fail_formality",
    "pathways.Nominee fall_out",
    "publicity.Publicity end",
    "reviews.StageRun open",
    "reviews.StageRun close",
    "studios.Studio abandon",
    "studios.Studio begin_change",
    *(f"reviews.Entry {name}" for name in TABLES["reviews.Entry"]),
}
#: Rows whose moments must be in order, which no chance makes.
MADE = {
    "academy.Activity": lambda: academy.planned(starts_at=clock.now() + timedelta(days=2)),
    "academy.Enrolment": lambda: academy.enrolled(academy.opened(starts_at=clock.now() + timedelta(days=2))),
}
EVERY = [(model, name) for model, table in TABLES.items() for name in table]
each_transition = pytest.mark.parametrize(("label", "name"), EVERY, ids=lambda part: part)


def fsm_of(label, name):
    return getattr(apps.get_model(label), name)._django_fsm


def target_of(edge):
    """The state it leads to; of one that leads back, all to which it may."""
    back = getattr(edge.target, "allowed_states", None)
    return " ".join(sorted(map(str, back))) if back else str(edge.target)


def states_of(label, name):
    return {str(value) for value, _ in fsm_of(label, name).field.choices}


def row_in(label, state):
    model = apps.get_model(label)
    row = model._base_manager.order_by("pk").first() or MADE.get(label, lambda: baker.make(model))()
    model._base_manager.filter(pk=row.pk).update(state=state)
    return row


def sentence_of(label, name, state, by):
    """Why ``move`` refused; a test that gets here without a refusal fails."""
    with pytest.raises(Refused) as refused:
        move(row_in(label, state), name, by=by)
    return refused.value.findings[0].sentence


def test_every_model_with_states_is_in_the_table():
    assert {model._meta.label for model in apps.get_models() if transition_names(model)} == set(TABLES)


@pytest.mark.parametrize("label", TABLES)
def test_the_transitions_of_a_model_are_exactly_these(label):
    found = {}
    for name in transition_names(apps.get_model(label)):
        edges = fsm_of(label, name).transitions
        assert len({target_of(edge) for edge in edges.values()}) == 1
        found[name] = (set(map(str, edges)), {target_of(edge) for edge in edges.values()}.pop())

    assert found == {name: (set(sources.split()), target) for name, (sources, target) in TABLES[label].items()}


def test_the_system_may_do_only_these():
    found = {
        f"{label} {name}"
        for label, name in EVERY
        if any(edge.custom.get("system") for edge in fsm_of(label, name).transitions.values())
    }

    assert found == BY_THE_SYSTEM


@each_transition
def test_no_other_state_lets_it_happen(label, name):
    stranger = accounts.user()
    others = sorted(states_of(label, name) - set(TABLES[label][name][0].split()))

    for state in others:
        assert sentence_of(label, name, state, stranger).startswith("当前为"), state


@each_transition
def test_a_stranger_is_refused(label, name):
    stranger = accounts.user()

    for state in TABLES[label][name][0].split():
        assert sentence_of(label, name, state, stranger).startswith("您没有权限"), state


@each_transition
def test_the_system_is_refused_where_a_person_must_decide(label, name):
    if f"{label} {name}" in BY_THE_SYSTEM:
        return
    for state in TABLES[label][name][0].split():
        assert sentence_of(label, name, state, None).startswith("您没有权限"), state


def test_every_transition_says_what_it_is_in_words():
    unnamed = [
        f"{label} {name}"
        for label, name in EVERY
        if not all(edge.custom.get("label") for edge in fsm_of(label, name).transitions.values())
    ]

    assert unnamed == []

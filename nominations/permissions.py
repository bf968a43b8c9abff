"""Who may do what to a season, a nomination and a batch: named predicates ``may_<verb>(user, obj)``.

Separation of duties (rules.md §2): one user never acts in two tiers of the same nomination; heads confirm what clerks prepare.
"""

from rules import predicate

from accounts.states import Role
from craftsmen.models import Person
from nominations.states import UNDER_REVIEW, UNSENT, NominationState, Tier
from studios.reports import holds_leader_honour


@predicate
def is_applicant(user, nomination):
    return nomination.applicant_id is not None and nomination.applicant_id == user.pk


@predicate
def is_employer_clerk(user, nomination):
    return nomination.employer_id is not None and user.holds(Role.CLERK, nomination.employer_id)


@predicate
def is_employer_head(user, nomination):
    return nomination.employer_id is not None and user.holds(Role.HEAD, nomination.employer_id)


@predicate
def is_recommender_clerk(user, nomination):
    return user.holds(Role.CLERK, nomination.recommender_id)


@predicate
def is_recommender_head(user, nomination):
    return user.holds(Role.HEAD, nomination.recommender_id)


@predicate
def is_officer(user, nomination):
    return user.holds(Role.OFFICER, nomination.season.organiser_id)


@predicate
def is_leader(user, nomination):
    return user.holds(Role.LEADER, nomination.season.organiser_id)


@predicate
def has_not_signed(user, nomination):
    """Nobody signs two tiers of one nomination (rules.md 15.8)."""
    return all(opinion.signer_id != user.pk for opinion in nomination.live_opinions)


@predicate
def is_with_applicant(user, nomination):
    return nomination.state == NominationState.DRAFT


@predicate
def is_being_endorsed(user, nomination):
    return nomination.state == NominationState.ENDORSING


@predicate
def is_returned(user, nomination):
    return nomination.state == NominationState.RETURNED


@predicate
def is_asked_again(user, nomination):
    """A head whose opinion the corrected version waits for (AMB-22)."""
    correction = nomination.open_correction if nomination.state == NominationState.RETURNED else None
    heads = {Tier.EMPLOYER: is_employer_head, Tier.RECOMMENDER: is_recommender_head}
    return bool(correction and correction.due_tier and heads[correction.due_tier](user, nomination))


@predicate
def is_unsent(user, nomination):
    return nomination.state in UNSENT


@predicate
def is_under_review(user, nomination):
    return nomination.state in UNDER_REVIEW


STAFF_ROLES = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


@predicate
def is_sent_by_employer(user, nomination):
    """The chain ends with the employer: no recommender stands above it."""
    return not nomination.procedure.has_tier(Tier.RECOMMENDER)


@predicate
def begins_with_recommender(user, nomination):
    return nomination.procedure.started_by == Tier.RECOMMENDER


@predicate
def is_leader_to_be(user, nomination):
    """Somebody of the register with an own account, who may begin what employers begin as well: for a studio of the
    register its leader, else whoever holds the honour that a leader must hold (GS24-20)."""
    if nomination.procedure.started_by != Tier.EMPLOYER or not user.is_authenticated:
        return False
    if nomination.studio is not None:
        return nomination.studio.leader.user_id == user.pk
    return leads_by_honour(user, nomination.season.programme)


def leads_by_honour(user, programme) -> bool:
    """Whether the account belongs to a person who may lead a studio of ``programme``. Two queries."""
    person = Person.objects.filter(user=user).first() if programme.studio else None
    return person is not None and holds_leader_honour(programme, person)


fills = is_applicant | is_employer_clerk | is_recommender_clerk
may_fill = fills & (is_with_applicant | is_returned)
#: Who may begin one is declared by the procedure; for a studio of the register, those of its own unit and its leader.
may_start = (begins_with_recommender & is_recommender_clerk) | (
    ~begins_with_recommender & (is_employer_clerk | is_leader_to_be)
)
may_submit = fills
may_invite = is_with_applicant & (
    (begins_with_recommender & is_recommender_clerk) | (~begins_with_recommender & is_employer_clerk)
)
is_sending_clerk = is_recommender_clerk | (is_employer_clerk & is_sent_by_employer)
is_sending_head = is_recommender_head | (is_employer_head & is_sent_by_employer)
may_endorse = is_employer_head & ~is_applicant & has_not_signed
may_confirm = is_recommender_head & ~is_applicant & has_not_signed
may_send_back = ~is_applicant & ((is_employer_head & is_being_endorsed) | (is_recommender_head & ~is_being_endorsed))
may_dispatch = is_recommender_clerk | is_recommender_head
may_review = is_officer & ~is_applicant
may_decide = is_leader & ~is_applicant
#: A result that somebody else has decided is entered, with its document, by who answers for the register (rules.md §1).
may_enter_result = is_leader & ~is_applicant
may_withdraw = (is_unsent & (is_applicant | is_sending_clerk)) | (is_under_review & is_sending_head)
may_hand_in = fills
#: Whoever fills takes a correction back from the heads; the head whose turn it is returns it.
may_reopen = fills | (is_asked_again & ~is_applicant)
may_stamp = fills | is_employer_head
may_print = fills | is_employer_head | is_recommender_head | is_officer | is_leader
#: Copies of identity cards: the chain and those who check; the supervisor does without (practice.md §10).
may_see_identity = may_print
#: Whose part it is at all; whether it is their turn now is for the transition to say.
signs = is_employer_head | is_recommender_head
takes_back = is_applicant | is_sending_clerk | is_sending_head
decides_exceptions = is_officer | is_leader
may_unmask = is_officer | is_sending_clerk | is_applicant


@predicate
def may_edit_season(user, season):
    return user.holds(Role.OFFICER, season.organiser_id)


@predicate
def may_lead_season(user, season):
    return user.holds(Role.LEADER, season.organiser_id)


@predicate
def may_watch_season(user, season):
    """Read everything of a season: officers, leaders and the supervisor, who acts on nothing."""
    return user.holds(STAFF_ROLES, season.organiser_id)


@predicate
def is_batch_clerk(user, batch):
    return user.holds(Role.CLERK, batch.recommender_id)


@predicate
def is_batch_head(user, batch):
    return user.holds(Role.HEAD, batch.recommender_id)


may_arrange_batch = is_batch_clerk
may_confirm_explanation = is_batch_head
may_send_batch = is_batch_clerk | is_batch_head


@predicate
def is_batch_staff(user, batch):
    return user.holds((Role.OFFICER, Role.LEADER), batch.season.organiser_id)


may_print_batch = may_send_batch | is_batch_staff


@predicate
def may_take_in(user, batch):
    """Book what of a batch has come in on paper; the leader and the supervisor read it."""
    return user.holds(Role.OFFICER, batch.season.organiser_id)

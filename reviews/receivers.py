"""What the reviews do when something happens on a lower floor: a season opens, a nomination arrives or ends."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from audit.transitions import move
from nominations.models import Nomination, Season
from nominations.states import NominationState, SeasonState
from programmes.spec import StageKind
from reviews.actions import stages
from reviews.models import Entry
from reviews.states import DECIDED_ENTRY, LIVE_ENTRY, StageState

GONE = frozenset({NominationState.WITHDRAWN, NominationState.DISQUALIFIED})
STARTED = frozenset({SeasonState.OPEN, SeasonState.REVIEWING})


@receiver(post_save, sender=Season, dispatch_uid="reviews.season_opened")
def follow_season(sender, instance, **kwargs):
    if instance.state in STARTED and instance.decided_here:
        stages.prepare(instance)


@receiver(post_save, sender=Nomination, dispatch_uid="reviews.nomination_moved")
def follow_nomination(sender, instance, created, **kwargs):
    if instance.state == NominationState.SUBMITTED and instance.season.decided_here:
        stages.enter_formality(instance)
    elif instance.state in GONE:
        _move_all(instance, "remove", LIVE_ENTRY | DECIDED_ENTRY)
    elif instance.state == NominationState.NOT_SELECTED:
        _move_all(instance, "pass_over", LIVE_ENTRY, stage_run__kind=StageKind.FORMALITY)


def _move_all(nomination, name, states, **where):
    rows = Entry.objects.filter(nomination=nomination, state__in=states, **where)
    for entry in rows.exclude(stage_run__state=StageState.CLOSED):
        move(entry, name, by=None)

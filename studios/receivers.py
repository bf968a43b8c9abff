from django.dispatch import receiver

from craftsmen.signals import departed, ended


@receiver(ended, dispatch_uid="studios.leaders")
def follow_end_of_title(sender, honour, by, **kwargs):
    from studios.actions import events  # noqa: PLC0415 - actions need every app to be ready

    events.follow_honour(honour)


@receiver(departed, dispatch_uid="studios.departures")
def follow_departure(sender, person, presence, on, note, by, **kwargs):
    from studios.actions import events  # noqa: PLC0415 - as above

    events.propose(person, presence=presence, happens_on=on, note=note)

from django.dispatch import receiver

from craftsmen.signals import ended


@receiver(ended, dispatch_uid="pathways.nominees")
def follow_end_of_title(sender, honour, by, **kwargs):
    from pathways.actions import nominees  # noqa: PLC0415 - actions need every app to be ready

    nominees.follow_end_of_title(honour, by=by)

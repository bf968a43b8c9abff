from django.dispatch import receiver

from craftsmen.signals import revoked
from nominations.signals import settled


@receiver(revoked, dispatch_uid="publicity.bans")
def follow_revocation(sender, case, by, **kwargs):
    from publicity.actions import bans  # noqa: PLC0415 - actions need every app to be ready

    bans.follow(case, by=by)


@receiver(settled, dispatch_uid="publicity.settled")
def follow_settlement(sender, nomination, signed_on, by, **kwargs):
    from publicity.actions import deciding  # noqa: PLC0415 - actions need every app to be ready

    deciding.settle(nomination, decided_on=signed_on, by=by)

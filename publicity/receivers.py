from django.dispatch import receiver

from craftsmen.signals import revoked


@receiver(revoked, dispatch_uid="publicity.bans")
def follow_revocation(sender, case, by, **kwargs):
    from publicity.actions import bans  # noqa: PLC0415 - actions need every app to be ready

    bans.follow(case, by=by)

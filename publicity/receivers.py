from django.dispatch import receiver

from craftsmen.signals import revoked
from publicity.actions import bans


@receiver(revoked, dispatch_uid="publicity.bans")
def follow_revocation(sender, case, by, **kwargs):
    bans.follow(case, by=by)

"""What is done to facts by the clock, for each room that this process hosts: old ones dropped, copies compared."""

from functools import partial

from django.conf import settings

from gopro.events.operations import archive, reconcile
from gopro.jobs import job

HOUR, DAY = 3600.0, 86_400.0

for _room in settings.ROOMS_HERE:
    job(f"{_room}.prune_facts", every=HOUR)(partial(archive.prune, room=_room))
    job(f"{_room}.reconcile_projections", every=DAY)(partial(reconcile.reconcile_room, _room))

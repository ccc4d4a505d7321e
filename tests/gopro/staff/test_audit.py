"""The audit of each room stands in that room's own database."""

from uuid import uuid4

import pytest
from django.conf import settings

from gopro.database import aliases_here
from gopro.observability import context
from gopro.security.principal import Principal
from gopro.staff import audit
from gopro.staff.models import Action, AuditEntry
from tests.gopro.staff.sample import Thing


@pytest.mark.parametrize("room", settings.ROOMS)
def test_writes_where_the_room_is(room: str) -> None:
    actor = Principal(user_id=uuid4(), session_id=uuid4(), roles=frozenset(), name="Ada")
    thing = Thing(title="x" * 300, owner_id=uuid4())
    with context.bind(request_id="r1"):
        entry = audit.record(room=room, actor=actor, action=Action.CHANGED, thing=thing, changes=["why"])
    counts = {each: AuditEntry.objects.using(alias).count() for each, alias in aliases_here().items()}
    assert counts == {each: int(each == room) for each in aliases_here()}
    assert list(audit.history(room=room, thing=thing)) == [entry]
    entry.refresh_from_db()
    assert (entry.actor_id, entry.request_id, entry.object_repr) == (actor.user_id, "r1", "x" * 200)
    assert entry.at is not None

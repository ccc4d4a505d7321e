"""The audit of a room: entries are written beside the change, in the same transaction, and read by thing."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import Model, QuerySet

from gopro.database import alias_of
from gopro.observability import context
from gopro.security.principal import Principal
from gopro.staff.models import Action, AuditEntry

LONGEST_NAME = 200
FLAGS = {Action.ADDED: ADDITION, Action.CHANGED: CHANGE, Action.DELETED: DELETION}


def record(*, room: str, actor: Principal, action: Action, thing: Model, changes: Sequence[Any] = ()) -> AuditEntry:
    """Write that the actor did this. Call it inside the transaction of the change."""
    return AuditEntry.objects.using(alias_of(room)).create(
        actor_id=actor.user_id,
        actor_label=actor.name or str(actor.user_id),
        action=action,
        object_type=thing._meta.label_lower,
        object_id=str(thing.pk),
        object_repr=str(thing)[:LONGEST_NAME],
        changes=list(changes),
        request_id=context.request_id.get(),
    )


def history(*, room: str, thing: Model) -> QuerySet[AuditEntry]:
    """What was done to a thing, the latest first."""
    entries = AuditEntry.objects.using(alias_of(room))
    return entries.filter(object_type=thing._meta.label_lower, object_id=str(thing.pk)).order_by("-id")


def sentence(entry: AuditEntry) -> str:
    """The changes in the reader's language, in Django's own words."""
    words = LogEntry(action_flag=FLAGS[Action(entry.action)], change_message=json.dumps(entry.changes))
    return str(words.get_change_message()) or entry.get_action_display()

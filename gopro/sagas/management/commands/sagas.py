"""An operator's door to sagas."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gopro.audit.operators import acting_as_operator
from gopro.errors import DomainError
from gopro.sagas import operations, rows
from gopro.sagas.models import ACTIVE, Saga, State

ACTS = {"retry": operations.retry, "skip": operations.skip_step, "cancel": operations.cancel}


class Command(BaseCommand):
    help = "Operations over several rooms: list those that go on, show one whole, retry, skip a step, or cancel."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["list", "show", *ACTS])
        parser.add_argument("room", nargs="?", help="the room that owns the saga")
        parser.add_argument("id", nargs="?", type=UUID)
        parser.add_argument("--reason", default="", help="kept in the audit")
        parser.add_argument("--stuck", action="store_true", help="list only those that need a person")

    def handle(self, *_: Any, action: str, room: str | None, id: UUID | None, **options: Any) -> None:
        if room is not None and room not in settings.ROOMS_HERE:
            raise CommandError(f"{room} is not hosted here; the rooms here are {', '.join(settings.ROOMS_HERE)}.")
        if action == "list":
            return self._list([room] if room else list(settings.ROOMS_HERE), stuck=options["stuck"])
        if room is None or id is None:
            raise CommandError(f"Say which: manage.py sagas {action} ROOM ID")
        try:
            if action in ACTS:
                with acting_as_operator():
                    ACTS[action](room=room, saga_id=id, reason=options["reason"])
            self._show(rows.found(room=room, saga_id=id))
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal

    def _list(self, rooms: list[str], *, stuck: bool) -> None:
        states = (State.STUCK,) if stuck else ACTIVE
        found = [saga for room in rooms for saga in rows.sagas(room).filter(state__in=states).order_by("started_at")]
        for saga in found:
            self.stdout.write(f"{saga.pk}  {saga}  {saga.state} at {saga.step} since {saga.started_at:%F %T}")
        self.stdout.write(f"{len(found)} sagas")

    def _show(self, saga: Saga) -> None:
        self.stdout.write(f"{saga.pk}  {saga}\n{saga.get_state_display()}; deadline {saga.deadline_at:%F %T}")
        for row in saga.steps.all():
            waits = f" waits for {', '.join(row.answers)}" if row.answers else ""
            self.stdout.write(f"  {row.position} {row.name}: {row.state} after {row.attempts} tries{waits} {row.note}")
        for reply in rows.replies(saga):
            words = reply.refusal or json.dumps(reply.answer)
            self.stdout.write(f"  {reply.at:%F %T} {reply.source} to {reply.step}: {reply.outcome} {words}")

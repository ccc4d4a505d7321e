"""Reading and writing a saga's rows: found by the database's clock, written only as the version that was read."""

import traceback
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet

from gopro.database import alias_of
from gopro.errors import DomainError, NotFound
from gopro.jobs import enqueue
from gopro.sagas.models import Clock, Outcome, Saga, SagaReply, SagaStep
from gopro.sagas.plan import Plan, Step, Turn, plan_of

WRITTEN = ("state", "step", "data", "next_at", "pivoted_at", "ended_at", "deadline_at")
MOST_DUE = 200


class Overtaken(Exception):
    """The saga changed since it was read; what was done meanwhile is rolled back."""


class SagaNotFound(NotFound):
    title = "There is no such saga"


def sagas(room: str) -> QuerySet[Saga]:
    """The room's sagas, with the database's time."""
    return Saga.objects.using(alias_of(room)).annotate(read_at=Clock())


def found(*, room: str, saga_id: UUID, lock: bool = False) -> Saga:
    """The room's saga of that id. Raises SagaNotFound."""
    rows = sagas(room).select_for_update() if lock else sagas(room)
    saga = rows.filter(pk=saga_id).first()
    if saga is None:
        raise SagaNotFound
    return saga


def due(*, room: str, saga_id: UUID) -> Saga | None:
    """The saga, where its time has come."""
    return sagas(room).filter(pk=saga_id, next_at__lte=Clock()).first()


def due_ids(room: str) -> list[UUID]:
    rows = Saga.objects.using(alias_of(room)).filter(next_at__lte=Clock()).order_by("next_at")
    return list(rows.values_list("pk", flat=True)[:MOST_DUE])


def save(saga: Saga) -> None:
    """Raises Overtaken where somebody else wrote first."""
    mine = Saga.objects.using(saga._state.db).filter(pk=saga.pk, version=saga.version)
    if not mine.update(version=F("version") + 1, **{name: getattr(saga, name) for name in WRITTEN}):
        raise Overtaken
    saga.version += 1


def wake(saga: Saga, *, after: timedelta = timedelta(0)) -> None:
    """Have it moved soon, by a job once this transaction has committed, and by the sweep if that job is lost."""
    saga.next_at = saga.clock + after
    if not after:
        room = plan_of(saga.kind).room
        enqueue(f"{room}.advance_saga", saga.pk)


def step_row(saga: Saga, *, name: str = "") -> SagaStep | None:
    """The row of that step, or of the present one."""
    return saga.steps.filter(name=name or saga.step).first()


def declared(saga: Saga, step: SagaStep) -> tuple[Plan, Step]:
    """Raises LookupError where the plan lost the step since the saga began."""
    plan = plan_of(saga.kind)
    found = plan.step(step.name)
    if found is None:
        raise LookupError(f"{saga.kind} has no step {step.name} any more")
    return plan, found


def turn(saga: Saga) -> Turn:
    return Turn(saga_id=saga.pk, subject=saga.subject, data=saga.data, replies=answers(saga))


def answers(saga: Saga) -> Mapping[str, Mapping[str, Any]]:
    """What was answered and taken, by step and source."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for reply in replies(saga).filter(outcome=Outcome.TAKEN):
        found[reply.step][reply.source] = reply.answer
    return found


def replies(saga: Saga) -> QuerySet[SagaReply]:
    return SagaReply.objects.using(saga._state.db).filter(saga_id=saga.pk).order_by("id")


def describe(error: Exception) -> str:
    """Our own words, or the kind of error and its place: messages of libraries may hold a person's data."""
    if isinstance(error, DomainError):
        return error.detail
    frames = traceback.extract_tb(error.__traceback__)
    places = [frame for frame in frames if Path(frame.filename).is_relative_to(settings.BASE_DIR)] or frames
    place = f"{Path(places[-1].filename).name}:{places[-1].lineno}" if places else "nowhere"
    return f"{type(error).__name__} at {place}"

"""Moving sagas: each turn is one transaction in the owning room, so that a kill between turns loses nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from gopro.database import alias_of, atomic, in_transaction_of
from gopro.errors import Conflict
from gopro.observability import context
from gopro.sagas import alarms, backward, forward, rows
from gopro.sagas.models import ACTIVE, Clock, Saga, SagaStep, State
from gopro.sagas.plan import Plan

MOST_TURNS = 100
MOVES = {State.RUNNING: forward.act, State.WAITING: forward.look, State.COMPENSATING: backward.undo}

log = structlog.stdlib.get_logger(__name__)


class PastReturn(Conflict):
    """The pivot has acted, or all is over."""

    code = "past_return"
    title = "It has gone too far to be cancelled"


def start(*, plan: Plan, subject: UUID, data: Mapping[str, Any] | None = None) -> tuple[Saga, bool]:
    """Begin a saga in the caller's transaction, its first step at once; what that refuses is refused.

    Answers the saga and whether it is new: while one of this kind and subject goes on, it is that one.
    """
    if not in_transaction_of(plan.room):
        raise RuntimeError(f"{plan.kind} begins inside @atomic({plan.room!r}), with the change that asks for it.")
    saga, is_new = _insert(plan=plan, subject=subject, data=data or {})
    if is_new:
        row = forward.present(saga)
        row.attempts = 1
        forward.ask(saga, row=row, step=plan.steps[0])
        row.save()
        rows.save(saga)
    return saga, is_new


def advance(*, room: str, saga_id: UUID) -> int:
    """Move the saga as far as it goes now; answers in how many turns. Any number of processes may do so at once."""
    for turns in range(MOST_TURNS):
        if not _turn(room=room, saga_id=saga_id):
            return turns
    return MOST_TURNS


def sweep(*, room: str) -> int:
    """By the clock: move whatever is due, and report what takes too long."""
    found = rows.due_ids(room)
    for saga_id in found:
        try:
            advance(room=room, saga_id=saga_id)
        except Exception:  # one saga's fault must not hold the others
            log.exception("saga not moved", saga=str(saga_id), room=room)
    alarms.report(room)
    return len(found)


def cancel(*, room: str, saga_id: UUID) -> Saga:
    """Turn back, in the caller's transaction; cancelling twice changes nothing. Raises PastReturn after the pivot."""
    saga = locked(room=room, saga_id=saga_id)
    if saga.state in (State.COMPENSATING, State.COMPENSATED):
        return saga
    if saga.pivoted_at is not None or saga.has_ended:
        raise PastReturn
    backward.turn_back(saga)
    rows.save(saga)
    return saga


def locked(*, room: str, saga_id: UUID) -> Saga:
    """The saga, for a change in the caller's transaction: who moves it meanwhile begins anew."""
    return rows.found(room=room, saga_id=saga_id, lock=True)


def active(*, plan: Plan, subject: UUID) -> Saga | None:
    """The saga of this kind that goes on for the subject."""
    return rows.sagas(plan.room).filter(kind=plan.kind, subject=subject, state__in=ACTIVE).first()


def _insert(*, plan: Plan, subject: UUID, data: Mapping[str, Any]) -> tuple[Saga, bool]:
    alias = alias_of(plan.room)
    saga, is_new = Saga.objects.using(alias).get_or_create(
        kind=plan.kind,
        subject=subject,
        state__in=ACTIVE,
        defaults={
            "step": plan.steps[0].name,
            "data": dict(data),
            "deadline_at": Clock() + plan.deadline,
            "correlation": context.correlation_id.get(),
        },
    )
    if is_new:
        steps = [
            SagaStep(saga_id=saga.pk, position=position, name=step.name, answers=list(step.answers))
            for position, step in enumerate(plan.steps)
        ]
        SagaStep.objects.using(alias).bulk_create(steps)
    return rows.sagas(plan.room).get(pk=saga.pk), is_new


def _turn(*, room: str, saga_id: UUID) -> bool:
    """One move; False where nothing is due. One who was overtaken leaves nothing behind, and looks again."""
    try:
        with atomic(room):
            saga = rows.due(room=room, saga_id=saga_id)
            if saga is None:
                return False
            with context.bind(correlation_id=saga.correlation or str(saga.pk)):
                MOVES[State(saga.state)](saga)
            rows.save(saga)
    except rows.Overtaken:
        log.debug("saga moved by another", saga=str(saga_id))
    return True

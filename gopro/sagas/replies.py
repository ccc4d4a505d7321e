"""What participants answer: each answer is written down, and moves the saga if it is the one that is waited for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from gopro.database import alias_of
from gopro.sagas import backward, forward, rows
from gopro.sagas.models import Outcome, Saga, SagaReply, SagaStep, State, StepState

log = structlog.stdlib.get_logger(__name__)


def reply(
    *, room: str, saga_id: UUID, step: str, source: str, answer: Mapping[str, Any] | None = None, refusal: str = ""
) -> Outcome:
    """Take an answer to a step of the room's saga, in the caller's transaction; never throws for one of no use.

    `source` is the room that answers. A `refusal` turns the saga back, or past its pivot leaves it to a person.
    """
    saga = rows.sagas(room).select_for_update().filter(pk=saga_id).first()
    row = rows.step_row(saga, name=step) if saga else None
    outcome = _outcome(saga, row, source=source, refusal=refusal)
    SagaReply.objects.using(alias_of(room)).create(
        saga_id=saga_id, step=step, source=source, outcome=outcome, answer=dict(answer or {}), refusal=refusal
    )
    if saga is None or row is None or outcome not in (Outcome.TAKEN, Outcome.REFUSED):
        log.info("saga reply of no use", saga=str(saga_id), step=step, source=source, outcome=outcome.value)
        return outcome
    _move(saga, row=row, refusal=f"{source}: {refusal}" if refusal else "")
    return outcome


def _outcome(saga: Saga | None, row: SagaStep | None, *, source: str, refusal: str) -> Outcome:
    if saga is None or row is None or source not in row.answers:
        return Outcome.UNKNOWN
    if source in rows.answers(saga).get(row.name, {}):
        return Outcome.DUPLICATE
    is_open = row.state in (StepState.PENDING, StepState.ASKED)
    if not is_open or saga.has_ended or saga.state == State.COMPENSATING:
        return Outcome.LATE
    return Outcome.REFUSED if refusal else Outcome.TAKEN


def _move(saga: Saga, *, row: SagaStep, refusal: str) -> None:
    if refusal and saga.pivoted_at is not None:
        forward.stop(saga, row=row, note=refusal)
    elif refusal:
        backward.turn_back(saga)
    elif row.state == StepState.ASKED and row.name == saga.step:
        saga.state = State.WAITING  # a late answer frees one that was stuck, too
        rows.wake(saga)
    rows.save(saga)

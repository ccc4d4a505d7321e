"""Backward: what was done is undone, the last first; an undoing that fails is tried for ever, and reported."""

from datetime import timedelta

import structlog

from gopro.database import room_of, savepoint
from gopro.events.failures import pause_seconds
from gopro.sagas import forward, rows
from gopro.sagas.models import Saga, SagaStep, State, StepState

ALARMED_FROM = 3  # failures

log = structlog.stdlib.get_logger(__name__)


def turn_back(saga: Saga) -> None:
    """From now on only backward."""
    saga.state = State.COMPENSATING
    rows.wake(saga)


def undo(saga: Saga) -> None:
    """Undo the last step that acted; with none left the saga is undone."""
    row = saga.steps.filter(state__in=(StepState.ASKED, StepState.DONE, StepState.SKIPPED)).last()
    if row is None:
        forward.end(saga, state=State.COMPENSATED)
        return
    saga.step = row.name
    row.compensations += 1
    try:
        with savepoint(room_of(saga._state.db or "")):
            _compensate(saga, row=row)
    except Exception as error:  # as forward, but there is nowhere else to go
        _report(saga, row=row, note=rows.describe(error))
    else:
        row.state, row.compensated_at, row.note = StepState.COMPENSATED, saga.clock, ""
        rows.wake(saga)
    row.save()


def _compensate(saga: Saga, *, row: SagaStep) -> None:
    _, step = rows.declared(saga, row)
    if step.compensate is not None:
        saga.data = {**saga.data, **(step.compensate(rows.turn(saga)) or {})}


def _report(saga: Saga, *, row: SagaStep, note: str) -> None:
    row.note = note
    tell = log.error if row.compensations >= ALARMED_FROM else log.warning
    tell(
        "saga not undone yet", saga=str(saga.pk), kind=saga.kind, step=row.name, tries=row.compensations, exc_info=True
    )
    rows.wake(saga, after=timedelta(seconds=max(0.001, pause_seconds(row.compensations))))

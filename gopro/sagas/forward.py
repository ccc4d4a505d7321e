"""Forward: a step acts, waits, asks again, is done; at last it needs a person."""

from datetime import timedelta

import structlog

from gopro.database import savepoint
from gopro.events.failures import pause_seconds
from gopro.sagas import rows
from gopro.sagas.models import Saga, SagaStep, State, StepState
from gopro.sagas.plan import Step, plan_of

log = structlog.stdlib.get_logger(__name__)


def act(saga: Saga) -> None:
    """The present step acts, in a savepoint. A failure is tried again, later and later."""
    row = present(saga)
    row.attempts += 1
    try:
        plan, step = rows.declared(saga, row)
        with savepoint(plan.room):
            ask(saga, row=row, step=step)
    except Exception as error:  # a service may fail in any way: only this saga waits
        log.warning("saga step failed", saga=str(saga.pk), kind=saga.kind, step=row.name, exc_info=True)
        _fail(saga, row=row, note=rows.describe(error))
    row.save()


def ask(saga: Saga, *, row: SagaStep, step: Step) -> None:
    """Act, then wait for what the step waits for. Lets a failure through."""
    found = step.act(rows.turn(saga)) or {}
    saga.data = {**saga.data, **found}
    row.state, row.asked_at, row.note = StepState.ASKED, saga.clock, ""
    pause = step.wait if step.wait is not None else step.timeout if step.answers else timedelta(0)
    row.due_at = saga.clock + pause
    if step.pivot and saga.pivoted_at is None:
        saga.pivoted_at = saga.clock
    saga.state = State.WAITING
    rows.wake(saga, after=pause)


def look(saga: Saga) -> None:
    """A waiting step: it has what it waits for, or its time is over, or it waits on."""
    row = present(saga)
    missing = sorted(set(row.answers) - set(rows.answers(saga).get(row.name, {})))
    is_over = row.due_at is not None and row.due_at <= saga.clock
    if not missing and (row.answers or is_over):
        finish(saga, row=row, state=StepState.DONE)
    elif not is_over:
        saga.next_at = row.due_at
    else:
        _ask_again(saga, row=row, missing=missing)


def finish(saga: Saga, *, row: SagaStep, state: StepState) -> None:
    """The step is over; on to the next, or to the end."""
    row.state, row.done_at = state, saga.clock
    row.save()
    following = saga.steps.filter(position__gt=row.position).first()
    if following is None:
        end(saga, state=State.DONE)
        return
    saga.state, saga.step = State.RUNNING, following.name
    rows.wake(saga)


def end(saga: Saga, *, state: State) -> None:
    saga.state, saga.next_at, saga.ended_at = state, None, saga.clock
    log.info("saga ended", saga=str(saga.pk), kind=saga.kind, state=state.value)


def stop(saga: Saga, *, row: SagaStep, note: str) -> None:
    """Nothing more can be done without a person."""
    row.note = note
    row.save()
    saga.state, saga.next_at = State.STUCK, None
    log.error("saga stuck: needs a person", saga=str(saga.pk), kind=saga.kind, step=row.name, why=note)


def present(saga: Saga) -> SagaStep:
    row = rows.step_row(saga)
    if row is None:
        raise LookupError(f"{saga} has no row of its step {saga.step}")
    return row


def _ask_again(saga: Saga, *, row: SagaStep, missing: list[str]) -> None:
    _, step = rows.declared(saga, row)
    if row.attempts < step.tries:
        act(saga)
        return
    _give_up(saga, row=row, step=step, note=f"no answer from {', '.join(missing)}")


def _fail(saga: Saga, *, row: SagaStep, note: str) -> None:
    step = plan_of(saga.kind).step(row.name)
    if step is None or row.attempts >= step.tries:
        _give_up(saga, row=row, step=step, note=note)
        return
    row.note = note
    saga.state = State.RUNNING
    rows.wake(saga, after=timedelta(seconds=pause_seconds(row.attempts)))


def _give_up(saga: Saga, *, row: SagaStep, step: Step | None, note: str) -> None:
    if step is None or not step.optional:
        stop(saga, row=row, note=note)
        return
    row.note = note
    log.warning("saga goes on without a step", saga=str(saga.pk), kind=saga.kind, step=row.name, why=note)
    finish(saga, row=row, state=StepState.SKIPPED)

"""What an operator may do to a saga, each with a reason that the audit keeps."""

from uuid import UUID

from gopro.audit import trail
from gopro.database import atomic
from gopro.errors import Conflict
from gopro.sagas import engine, forward, rows
from gopro.sagas.models import Saga, State, StepState
from gopro.sagas.plan import plan_of


class NothingToDo(Conflict):
    """The saga is not in a state in which this would change anything."""

    code = "nothing_to_do"
    title = "There is nothing to do to this saga now"


def retry(*, room: str, saga_id: UUID, reason: str) -> None:
    """Have the present step act now, with all its tries before it; it may run twice, so this harms nothing."""
    with atomic(room):
        saga = engine.locked(room=room, saga_id=saga_id)
        row = forward.present(saga)
        _, step = rows.declared(saga, row)
        if saga.has_ended or (saga.state == State.WAITING and step.wait is not None):
            raise NothingToDo
        if saga.state != State.COMPENSATING:
            saga.state, row.attempts = State.RUNNING, 0
            row.save()
        _go_on(saga, action="retry", reason=reason)
    engine.advance(room=room, saga_id=saga_id)


def skip_step(*, room: str, saga_id: UUID, reason: str) -> None:
    """Take the present step as done, or as undone, since somebody saw to it by hand or won't wait for it."""
    with atomic(room):
        saga = engine.locked(room=room, saga_id=saga_id)
        if saga.has_ended:
            raise NothingToDo
        row = forward.present(saga)
        row.note = f"skipped: {reason}"
        if saga.state == State.COMPENSATING:
            row.state, row.compensated_at = StepState.COMPENSATED, saga.clock
            row.save()
        else:
            _pass_pivot(saga, name=row.name)
            forward.finish(saga, row=row, state=StepState.SKIPPED)
        _go_on(saga, action="skip", reason=reason)
    engine.advance(room=room, saga_id=saga_id)


def cancel(*, room: str, saga_id: UUID, reason: str) -> None:
    """Turn back. Raises PastReturn after the pivot."""
    with atomic(room):
        _record(engine.cancel(room=room, saga_id=saga_id), action="cancel", reason=reason)
    engine.advance(room=room, saga_id=saga_id)


def _pass_pivot(saga: Saga, *, name: str) -> None:
    step = plan_of(saga.kind).step(name)
    if step is not None and step.pivot and saga.pivoted_at is None:
        saga.pivoted_at = saga.clock


def _go_on(saga: Saga, *, action: str, reason: str) -> None:
    if not saga.has_ended:
        rows.wake(saga)
    rows.save(saga)
    _record(saga, action=action, reason=reason)


def _record(saga: Saga, *, action: str, reason: str) -> None:
    trail.record(
        room=plan_of(saga.kind).room,
        action=f"sagas.saga.{action}",
        object_type="gopro_sagas.saga",
        object_id=str(saga.pk),
        reason=trail.required(reason),
    )

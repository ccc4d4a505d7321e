"""What moves a room's sagas: a job after each change, and a sweep by the clock for what such a job's loss left."""

from uuid import UUID

from gopro.jobs import job
from gopro.sagas import engine

SWEEP_SECONDS = 15


def run_sagas_of(room: str) -> None:
    """Register both jobs; a room that owns a saga says this once, in its tasks."""

    def advance_saga(saga_id: str) -> None:
        engine.advance(room=room, saga_id=UUID(saga_id))

    def sweep_sagas() -> None:
        engine.sweep(room=room)

    job(f"{room}.advance_saga")(advance_saga)
    job(f"{room}.sweep_sagas", every=SWEEP_SECONDS)(sweep_sagas)

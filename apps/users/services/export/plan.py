"""The saga as data. Names of steps stand in rows: they are never changed, only added to."""

from datetime import timedelta

from apps.users.services.export import steps
from apps.users.services.export.names import KIND, ROOMS, STEP_ARCHIVE, STEP_ROOMS
from gopro.sagas.plan import Plan, Step, declare

TIMEOUT = timedelta(minutes=10)

EXPORT_ACCOUNT = declare(
    Plan(
        kind=KIND,
        deadline=timedelta(days=2),
        alarms=(timedelta(days=1),),
        steps=(
            Step(name=STEP_ROOMS, act=steps.ask_rooms, answers=ROOMS, timeout=TIMEOUT, tries=24, compensate=steps.drop),
            Step(name=STEP_ARCHIVE, act=steps.ask_archive, answers=("users",), timeout=TIMEOUT, tries=24),
            Step(name="tell", act=steps.tell),
        ),
    )
)

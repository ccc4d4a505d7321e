"""The saga as data. Names of steps stand in rows: they are never changed, only added to."""

from datetime import timedelta

from apps.courses.services.deletion import closing, removal
from apps.courses.services.deletion.names import GRACE, KIND, STEP_END, STEP_WARN
from gopro.sagas.plan import Plan, Step, declare

HOUR = timedelta(hours=1)

DELETE_COURSE = declare(
    Plan(
        kind=KIND,
        deadline=timedelta(days=45),
        alarms=(timedelta(days=32), timedelta(days=38)),
        steps=(
            Step(name="retire", act=closing.retire, compensate=closing.reopen),
            Step(name=STEP_WARN, act=closing.ask_warning, answers=("progress",), timeout=HOUR, tries=24),
            Step(name="grace", act=closing.let_stand, wait=GRACE),
            Step(name=STEP_END, act=removal.begin, pivot=True, answers=("progress",), timeout=HOUR, tries=96),
            Step(name="purge", act=removal.purge),
        ),
    )
)

"""The saga as data. Names of steps stand in rows: they are never changed, only added to."""

from datetime import timedelta

from apps.users.services.erasure import freezing, removal
from apps.users.services.erasure.names import GRACE, KIND, ROOMS, STEP_FAREWELL, STEP_KEY, STEP_ROOMS
from gopro.sagas.plan import Plan, Step, declare

ERASE_ACCOUNT = declare(
    Plan(
        kind=KIND,
        deadline=timedelta(days=30),
        alarms=(timedelta(days=7), timedelta(days=21), timedelta(days=28)),
        steps=(
            Step(name="freeze", act=freezing.freeze, wait=GRACE, compensate=freezing.thaw),
            Step(name=STEP_ROOMS, act=removal.begin, pivot=True, answers=ROOMS, timeout=timedelta(hours=1), tries=24),
            Step(
                name=STEP_FAREWELL,
                act=removal.ask_farewell,
                answers=("users",),
                timeout=timedelta(minutes=15),
                tries=24,
                optional=True,
            ),
            Step(name="delete_account", act=removal.delete_account),
            Step(name=STEP_KEY, act=removal.ask_key, answers=("users",), timeout=timedelta(minutes=15), tries=96),
            Step(name="complete", act=removal.complete),
        ),
    )
)

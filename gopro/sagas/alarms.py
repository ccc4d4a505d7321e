"""Sagas that take too long: said once at each age of the plan, the deadline last."""

import structlog

from gopro.database import alias_of
from gopro.sagas import rows
from gopro.sagas.models import ACTIVE, Saga
from gopro.sagas.plan import Plan, plans_of

log = structlog.stdlib.get_logger(__name__)


def report(room: str) -> int:
    """Say it of each saga that came of age since the last time; answers how often."""
    return sum(_report(plan, number=number) for plan in plans_of(room) for number in range(len(plan.ages)))


def _report(plan: Plan, *, number: int) -> int:
    age, said = plan.ages[number], 0
    is_last = number == len(plan.ages) - 1
    for saga in rows.sagas(plan.room).filter(kind=plan.kind, state__in=ACTIVE, alarms=number):
        if saga.started_at + age <= saga.clock and _claim(saga, number=number):
            tell = log.error if is_last else log.warning
            tell("saga takes long", saga=str(saga.pk), kind=saga.kind, step=saga.step, state=saga.state, days=age.days)
            said += 1
    return said


def _claim(saga: Saga, *, number: int) -> bool:
    """One of those who look at once says it."""
    mine = Saga.objects.using(alias_of(saga.kind.partition(".")[0])).filter(pk=saga.pk, alarms=number)
    return bool(mine.update(alarms=number + 1))

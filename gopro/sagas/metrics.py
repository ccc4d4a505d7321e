"""Sagas as figures: how many in which state, how many stuck, how many past which age. Read when they are asked for."""

from collections import Counter
from collections.abc import Iterable

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from gopro.sagas import rows
from gopro.sagas.models import ACTIVE, State
from gopro.sagas.plan import Plan, all_plans

log = structlog.stdlib.get_logger(__name__)


class SagaCollector(Collector):
    """Of every kind whose room is hosted here; a database that is away leaves its room out."""

    def describe(self) -> Iterable[Metric]:
        return _families()

    def collect(self) -> Iterable[Metric]:
        families = active, stuck, late = _families()
        for plan in all_plans():
            if plan.room not in settings.ROOMS_HERE:
                continue
            try:
                states, ages = _figures(plan)
            except (DatabaseError, InterfaceError):
                log.warning("no figures of sagas", room=plan.room)
                continue
            for state in ACTIVE:
                active.add_metric([plan.room, plan.kind, state.value], states[state.value])
            stuck.add_metric([plan.room, plan.kind], states[State.STUCK.value])
            for number, age in enumerate(plan.ages, start=1):
                count = sum(past for said, past in ages.items() if said >= number)
                late.add_metric([plan.room, plan.kind, str(age.days)], count)
        return families


def install() -> None:
    """Once a process."""
    REGISTRY.register(SagaCollector())


def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
    return (
        GaugeMetricFamily("gopro_sagas", "Sagas that go on.", labels=["room", "kind", "state"]),
        GaugeMetricFamily("gopro_sagas_stuck", "Sagas that need a person.", labels=["room", "kind"]),
        GaugeMetricFamily("gopro_sagas_late", "Sagas that go on after so many days.", labels=["room", "kind", "days"]),
    )


def _figures(plan: Plan) -> tuple[Counter[str], Counter[int]]:
    """How many in each state, and how many with so many alarms given."""
    found = rows.sagas(plan.room).filter(kind=plan.kind, state__in=ACTIVE).values_list("state", "alarms")
    states: Counter[str] = Counter()
    ages: Counter[int] = Counter()
    for state, said in found:
        states[state] += 1
        ages[said] += 1
    return states, ages

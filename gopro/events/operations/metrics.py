"""How far copies have drifted from what they are copies of, as the last comparison found it; read when asked for."""

from collections.abc import Iterable

import structlog
from django.db import DatabaseError, InterfaceError
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from gopro.database import aliases_here
from gopro.events.operations.models import Reconciliation

log = structlog.stdlib.get_logger(__name__)


class DriftCollector(Collector):
    """Of the rooms hosted here; a database that is away leaves its room out."""

    def describe(self) -> Iterable[Metric]:
        return [_family()]

    def collect(self) -> Iterable[Metric]:
        family = _family()
        for room, alias in aliases_here().items():
            try:
                for row in Reconciliation.objects.using(alias):
                    family.add_metric([room, row.projection], row.drift)
            except (DatabaseError, InterfaceError):
                log.warning("no figures of drift", room=room)
        return [family]


def install() -> None:
    """Once a process."""
    REGISTRY.register(DriftCollector())


def _family() -> GaugeMetricFamily:
    text = "Subjects that differ between a projection and its source, when they were last compared."
    return GaugeMetricFamily("gopro_events_drift", text, labels=["room", "projection"])

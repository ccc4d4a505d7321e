"""`manage.py reconcile`: are copies like what they are copies of?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gopro.audit import trail
from gopro.database import atomic
from gopro.events.operations import reconcile
from gopro.events.operations.projections import Projection, find
from gopro.events.operations.reconcile import Drift, Pair

SHOWN = 20


class Command(BaseCommand):
    help = "Compare projections with their sources; fails where they differ, unless what differs is told anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="such as notifications.recipients; without it all")
        parser.add_argument("--repair", action="store_true", help="have the source tell anew what differs")

    def handle(self, *_: Any, name: str | None, repair: bool, **__: Any) -> None:
        drifts = [(pair, reconcile.compare(pair)) for pair in _asked(name)]
        for pair, drift in drifts:
            self._show(pair, drift=drift)
            if repair and drift.total:
                self._repair(pair, drift=drift)
        left = sum(len(drift.extra) if repair else drift.total for _, drift in drifts)
        if left:
            raise CommandError(f"{left} subjects differ.")

    def _show(self, pair: Pair, *, drift: Drift) -> None:
        self.stdout.write(
            f"{pair.projection.name}: {drift.compared} compared, {len(drift.missing)} missing, "
            f"{len(drift.different)} different, {len(drift.extra)} without a source"
        )
        for word in ("missing", "different", "extra"):
            for subject_id in getattr(drift, word)[:SHOWN]:
                self.stdout.write(f"  {word}: {subject_id}")

    def _repair(self, pair: Pair, *, drift: Drift) -> None:
        told = reconcile.repair(pair, drift=drift)
        with atomic(pair.projection.room):
            trail.record(
                room=pair.projection.room,
                action="events.projection.reconcile",
                object_type="gopro_operations.reconciliation",
                object_id=pair.projection.name,
                changes={"differed": str(drift.total), "told": str(told)},
            )
        self.stdout.write(f"  {told} facts told anew")


def _asked(name: str | None) -> list[Pair]:
    if name is None:
        return reconcile.pairs()
    declared = find(name)
    pair = reconcile.pair_of(declared) if isinstance(declared, Projection) else None
    known = ", ".join(one.projection.name for one in reconcile.pairs())
    if pair is None:
        raise CommandError(f"There is no copy {name} that can be compared; there are {known}.")
    if not reconcile.is_here(pair):
        rooms = f"{pair.projection.room},{pair.source.room}"
        raise CommandError(f"{name} is compared where both rooms are hosted: run it with GOPRO_ROOMS={rooms}.")
    return [pair]

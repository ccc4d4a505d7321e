"""Subscriptions that are new: what they hear began before them, so the room that tells it must tell it anew."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import StrIndex

from gopro.database import alias_of
from gopro.events.codec import wire_type
from gopro.events.models import Inbox, InboxState, StreamHead
from gopro.events.operations import snapshots
from gopro.events.operations.models import KnownSubscription
from gopro.events.registry import all_subscriptions


@dataclass(frozen=True, kw_only=True, slots=True)
class Newcomer:
    """A room that hears types of facts of one kind since this version of it, and has not been told what was before."""

    consumer: str
    kind: str
    types: frozenset[str]

    @property
    def room(self) -> str:
        return self.kind.partition(".")[0]

    @property
    def advice(self) -> str:
        return f"manage.py events snapshot --room {self.room} --kind {self.kind}"


def newcomers() -> list[Newcomer]:
    """Of the rooms hosted here, those that still have to be told something."""
    return [one for one in _unknown() if not _is_welcomed(one)]


def welcome() -> Iterator[Newcomer]:
    """Tell each newcomer what was before, where this process can; answers those for whom somebody else must."""
    for kind in sorted({one.kind for one in newcomers()}):
        source = snapshots.of_kind(kind)
        if source is not None and source.room in settings.ROOMS_HERE:
            for _ in snapshots.tell_all(snapshotter=source):
                pass
    for one in _unknown():
        if one.room in settings.ROOMS_HERE or _is_welcomed(one):
            _know(one)
        else:
            yield one


def _unknown() -> list[Newcomer]:
    heard: dict[tuple[str, str], set[str]] = {}
    for one in all_subscriptions():
        if one.consumer in settings.ROOMS_HERE:
            heard.setdefault((one.consumer, one.event_type.kind()), set()).add(wire_type(one.event_type))
    found = []
    for (consumer, kind), types in sorted(heard.items()):
        rows = KnownSubscription.objects.using(alias_of(consumer)).filter(consumer=consumer)
        new = types.difference(rows.values_list("type", flat=True))
        if new:
            found.append(Newcomer(consumer=consumer, kind=kind, types=frozenset(new)))
    return found


def _is_welcomed(one: Newcomer) -> bool:
    """There is nothing to be told: no snapshots of the kind, or none of it before, or a snapshot has been handled."""
    source = snapshots.of_kind(one.kind)
    if source is None:
        return True
    if one.room in settings.ROOMS_HERE:
        return not _has_history(one.kind)
    heard = Inbox.objects.using(alias_of(one.consumer)).filter(consumer=one.consumer, state=InboxState.DONE)
    return heard.filter(type=wire_type(source.event_type)).exists()


def _has_history(kind: str) -> bool:
    heads = StreamHead.objects.using(alias_of(kind.partition(".")[0]))
    return heads.alias(place=StrIndex("stream", Value(f"{kind}:"))).filter(place=1, last_sequence__gt=0).exists()


def _know(one: Newcomer) -> None:
    rows = [KnownSubscription(consumer=one.consumer, type=name) for name in sorted(one.types)]
    KnownSubscription.objects.using(alias_of(one.consumer)).bulk_create(rows, ignore_conflicts=True)

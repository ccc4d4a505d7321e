"""The local sink: inboxes of the rooms that run here."""

from collections import defaultdict
from collections.abc import Sequence

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from gopro.events import inbox, sinks, wake
from gopro.events.contract import kind_of
from gopro.events.fact import Fact
from gopro.events.registry import consumers_of

log = structlog.get_logger(__name__)


class LocalSink:
    """Always there; a consumer whose database is away gets its facts later, the others get theirs now."""

    name = sinks.LOCAL

    def is_ready(self) -> bool:
        return True

    def deliver(self, *, room: str, facts: Sequence[Fact]) -> Sequence[Fact]:
        missed: set[int] = set()
        for consumer, heard in _by_consumer(facts).items():
            if not _insert(consumer=consumer, facts=heard):
                missed.update(fact.id for fact in heard)
        wake.ring(wake.INBOX)
        return [fact for fact in facts if fact.id not in missed]


def sink() -> LocalSink:
    return LocalSink()


def _by_consumer(facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    heard: dict[str, list[Fact]] = defaultdict(list)
    consumers: dict[str, list[str]] = {}
    for fact in facts:
        kind = kind_of(fact.stream)
        if kind not in consumers:
            consumers[kind] = [consumer for consumer in consumers_of(kind) if consumer in settings.ROOMS_HERE]
        for consumer in consumers[kind]:
            heard[consumer].append(fact)
    return heard


def _insert(*, consumer: str, facts: list[Fact]) -> bool:
    try:
        inbox.insert(consumer=consumer, facts=facts, source=sinks.LOCAL)
    except (DatabaseError, InterfaceError):
        log.warning("an inbox takes no facts now", consumer=consumer, facts=len(facts), exc_info=True)
        return False
    return True

"""Where facts go: each sink has marks, a lock and a process of its own, so that one that is away delays nobody."""

from collections.abc import Callable, Sequence
from typing import Protocol, cast

from django.utils.module_loading import import_string

from gopro.events.fact import Fact

LOCAL = "local"
KAFKA = "kafka"
MAKERS = {LOCAL: "gopro.events.local.sink", KAFKA: "gopro.kafka.sink.sink"}  # imported by who asks for one


class Sink(Protocol):
    """Takes facts of a room. `name` is that of its marks."""

    name: str

    def is_ready(self) -> bool:
        """Whether it would take facts now; asked before anything is read for it."""

    def deliver(self, *, room: str, facts: Sequence[Fact]) -> Sequence[Fact]:
        """Answers the facts that are safely there, of each stream the first so many; a sink that is away, fewer."""


def find(name: str) -> Sink:
    make = cast("Callable[[], Sink]", import_string(MAKERS[name]))
    return make()

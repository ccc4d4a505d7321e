"""Writers: people who count over HTTP, remember what was acknowledged, and carry on after a refusal."""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from tests.faults.deployment import Deployment

SLOWEST = 20.0  # seconds that a writer waits for an answer


class Refused(Exception):
    """The count was not acknowledged."""


def count(deployment: Deployment, counter: UUID, *, seconds: float = SLOWEST, **manner: Any) -> int:
    """One count over HTTP; answers the number that was acknowledged."""
    web = deployment.web()
    if web is None:
        raise Refused("no web process lives")
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=seconds)
    try:
        connection.request("POST", f"/count/{counter}?{urlencode(manner)}")
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as failure:
        raise Refused(repr(failure)) from failure
    finally:
        connection.close()
    if answer.status != 200:
        raise Refused(f"{answer.status} {body[:200]!r}")
    number: int = json.loads(body)["number"]
    return number


@dataclass(kw_only=True)
class Traffic:
    """Some writers on some counters, in threads, until told to stop."""

    deployment: Deployment
    seed: int
    writers: int = 4
    counters: int = 30
    rest: float = 0.03  # seconds between two counts of a writer, on average
    manner: Callable[[random.Random], Mapping[str, Any]] = lambda _: {}
    acknowledged: dict[UUID, int] = field(default_factory=dict)  # the highest number of each counter
    total: int = 0
    refusals: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)  # noqa: S311 - no secret
        self.ids = [UUID(int=chance.getrandbits(128), version=4) for _ in range(self.counters)]
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._write, args=[number]) for number in range(self.writers)]

    def __enter__(self) -> "Traffic":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _write(self, number: int) -> None:
        chance = random.Random(f"{self.seed}-{number}")  # noqa: S311 - no secret
        while not self._stopping.wait(chance.expovariate(1 / self.rest)):
            counter = self.ids[min(int(chance.paretovariate(1)) - 1, len(self.ids) - 1)]
            self.count(counter if chance.random() < 0.3 else chance.choice(self.ids), **self.manner(chance))

    def count(self, counter: UUID, **manner: Any) -> int | None:
        began = time.monotonic()
        try:
            reached = count(self.deployment, counter, **manner)
        except Refused as refusal:
            with self._lock:
                self.refusals.append(str(refusal))
            return None
        with self._lock:
            self.total += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.acknowledged[counter] = max(reached, self.acknowledged.get(counter, 0))
        return reached

"""Waking loops soon after a commit. Only a hint: polling finds everything, so losing a wake loses nothing."""

import os
import threading
import time
from functools import cache

import structlog
from redis import Redis, RedisError
from redis.client import PubSub

from gopro.cache import client

OUTBOX = "outbox"
INBOX = "inbox"
DEBOUNCE_SECONDS = 0.01  # at 0.003 the thread cost a sixth of what a busy writer did
CHANNEL = "gopro.wake."

log = structlog.get_logger(__name__)


class Ringer(threading.Thread):
    """Sends at most one wake for a side per DEBOUNCE_SECONDS, off the request's thread."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="gopro-wake")
        self._due: set[str] = set()
        self._changed = threading.Event()

    def ring(self, side: str) -> None:
        self._due.add(side)
        self._changed.set()

    def run(self) -> None:
        while True:
            self._changed.wait()
            self._changed.clear()
            due, self._due = self._due, set()
            for side in due:
                self._publish(side)
            time.sleep(DEBOUNCE_SECONDS)

    @staticmethod
    def _publish(side: str) -> None:
        try:
            client().publish(CHANNEL + side, b"")
        except RedisError as error:
            log.debug("wake not sent", side=side, error=str(error))


@cache
def _ringer(_process: int) -> Ringer:
    ringer = Ringer()
    ringer.start()
    return ringer


def ring(side: str) -> None:
    """Tell the loops of that side that there is work."""
    _ringer(os.getpid()).ring(side)


class Bell:
    """Waits for a wake, or for the time-out; with Redis away it only waits."""

    def __init__(self, side: str) -> None:
        self._side = side
        self._subscription: PubSub | None = None
        self._redis: Redis = client()

    def wait(self, seconds: float) -> bool:
        """Answers whether it rang before the time was over."""
        deadline = time.monotonic() + seconds
        try:
            return self._listen(deadline)
        except (RedisError, OSError):
            self._subscription = None
            time.sleep(max(0.0, deadline - time.monotonic()))
            return False

    def _listen(self, deadline: float) -> bool:
        if self._subscription is None:
            self._subscription = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis
            self._subscription.subscribe(CHANNEL + self._side)
        while (left := deadline - time.monotonic()) > 0:
            if self._subscription.get_message(timeout=left):
                return True
        return False

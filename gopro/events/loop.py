"""The loops behind `manage.py relay` and `manage.py inbox`: work until told to stop, poll adaptively, wake early."""

import signal
import threading
from collections.abc import Callable
from types import FrameType

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from gopro.database import close_stale_connections
from gopro.events.relay import relay_room
from gopro.events.wake import Bell
from gopro.events.worker import work_room

SHORTEST_POLL_SECONDS = 0.02
LONGEST_POLL_SECONDS = 1.0
AFTER_FAILURE_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Loop:
    """One side's loop over the rooms here. Any number of processes may run it."""

    def __init__(self, *, side: str, work: Callable[[str], int]) -> None:
        self.side = side
        self.work = work
        self.stopping = threading.Event()

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        bell, pause = Bell(self.side), SHORTEST_POLL_SECONDS
        log.info("loop started", side=self.side, rooms=settings.ROOMS_HERE)
        while not self.stopping.is_set():
            pause = SHORTEST_POLL_SECONDS if self._turn() else min(pause * 2, LONGEST_POLL_SECONDS)
            if pause > SHORTEST_POLL_SECONDS and bell.wait(pause):
                pause = SHORTEST_POLL_SECONDS
        log.info("loop stopped", side=self.side)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _turn(self) -> int:
        """Work every room once; a database that is away is tried again, and nothing is lost by it."""
        close_stale_connections()
        try:
            return sum(self.work(room) for room in settings.ROOMS_HERE)
        except (DatabaseError, InterfaceError):
            log.warning("database away, trying again", side=self.side, exc_info=True)
            connections.close_all()
            self.stopping.wait(AFTER_FAILURE_SECONDS)
            return 0


def relay_loop() -> Loop:
    return Loop(side="outbox", work=relay_room)


def inbox_loop() -> Loop:
    return Loop(side="inbox", work=work_room)


def drain(*, rounds: int = 100) -> int:
    """Relay and handle until nothing is due, in this process: for commands and tests. Answers facts handled."""
    handled = 0
    for _ in range(rounds):
        relayed = sum(relay_room(room) for room in settings.ROOMS_HERE)
        worked = sum(work_room(room) for room in settings.ROOMS_HERE)
        handled += worked
        if not relayed and not worked:
            return handled
    raise RuntimeError(f"Facts go on causing facts after {rounds} rounds: some handler answers itself.")

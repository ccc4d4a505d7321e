"""The loops behind `manage.py relay` and `manage.py inbox`: work until told to stop, poll adaptively, wake early."""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from gopro.database import close_stale_connections
from gopro.events import sinks, watch
from gopro.events.heartbeat import Heartbeat
from gopro.events.relay import relay_room
from gopro.events.sinks import Sink
from gopro.events.wake import INBOX, OUTBOX, Bell
from gopro.events.worker import work_room
from gopro.observability import endpoint

SHORTEST_POLL_SECONDS = 0.02
LONGEST_POLL_SECONDS = 0.5
AFTER_FAILURE_SECONDS = 1.0
READY_SECONDS = 10.0  # without a turn that went well, a loop is not ready
LIVE_SECONDS = 120.0  # and without the end of any, not alive: longer than a handler may take

log = structlog.get_logger(__name__)


class Loop:
    """One side's loop over the rooms here. Any number of processes may run it."""

    def __init__(self, *, side: str, work: Callable[[str], int], watch: Callable[[str], None]) -> None:
        self.side = side
        self.work = work
        self.watch = watch
        self.stopping = threading.Event()
        self.turned = self.went_well = self.watched = 0.0

    def run(self, *, port: int = 0) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self.turned = time.monotonic()
        endpoint.serve(port=port, is_live=self.is_live, is_ready=self.is_ready)
        Heartbeat().start()
        bell, pause = Bell(self.side), SHORTEST_POLL_SECONDS
        log.info("loop started", side=self.side, rooms=settings.ROOMS_HERE)
        while not self.stopping.is_set():
            pause = SHORTEST_POLL_SECONDS if self._turn() else min(pause * 2, LONGEST_POLL_SECONDS)
            if pause > SHORTEST_POLL_SECONDS and bell.wait(pause):
                pause = SHORTEST_POLL_SECONDS
        log.info("loop stopped", side=self.side)

    def is_live(self) -> bool:
        return time.monotonic() - self.turned < LIVE_SECONDS

    def is_ready(self) -> bool:
        return not self.stopping.is_set() and time.monotonic() - self.went_well < READY_SECONDS

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """The batch at hand is finished first."""
        self.stopping.set()

    def _turn(self) -> int:
        """Work every room once; a database that is away is tried again, and nothing is lost by it."""
        close_stale_connections()
        try:
            done = sum(self.work(room) for room in settings.ROOMS_HERE)
            self._watch()
        except (DatabaseError, InterfaceError):
            log.warning("database away, trying again", side=self.side, exc_info=True)
            connections.close_all()
            self.stopping.wait(AFTER_FAILURE_SECONDS)
            return 0
        else:
            self.went_well = time.monotonic()
            return done
        finally:
            self.turned = time.monotonic()

    def _watch(self) -> None:
        if time.monotonic() - self.watched > watch.SECONDS:
            for room in settings.ROOMS_HERE:
                self.watch(room)
            self.watched = time.monotonic()


def relay_loop(*, sink: Sink) -> Loop:
    return Loop(
        side=OUTBOX,
        work=lambda room: relay_room(room=room, sink=sink),
        watch=lambda room: watch.outbox(room=room, destination=sink.name),
    )


def inbox_loop() -> Loop:
    return Loop(side=INBOX, work=lambda room: work_room(room=room), watch=lambda room: watch.inbox(room=room))


def drain(*, rounds: int = 100) -> int:
    """Relay and handle until nothing is due, in this process: for commands and tests. Answers facts handled."""
    local, handled = sinks.find(sinks.LOCAL), 0
    for _ in range(rounds):
        relayed = sum(relay_room(room=room, sink=local) for room in settings.ROOMS_HERE)
        worked = sum(work_room(room=room) for room in settings.ROOMS_HERE)
        handled += worked
        if not relayed and not worked:
            return handled
    raise RuntimeError(f"Facts go on causing facts after {rounds} rounds: some handler answers itself.")

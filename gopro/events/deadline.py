"""A limit to how long a handler may take: it is interrupted, so that no fact can hold a worker for ever."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TookTooLong(Exception):
    """The handler was interrupted."""


@contextmanager
def interrupting() -> Iterator[None]:
    """Inside, `limit` works. It needs the process' timer and so its main thread; elsewhere there is no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = signal.signal(signal.SIGALRM, _interrupt)
    left = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, *left)


def limit(seconds: float) -> None:
    """From now on; 0 lifts it."""
    if threading.current_thread() is threading.main_thread():
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise TookTooLong("the handler took too long and was interrupted")

"""The same thing done by many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from apps.users.errors import RefreshTokenInvalid


def at_once[T](times: int, act: Callable[[], T]) -> list[T | None]:
    """The results of so many threads that begin together; None for a refusal."""
    start = Barrier(times)

    def run() -> T | None:
        start.wait()
        try:
            return act()
        except RefreshTokenInvalid:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(times)]]

"""Deferred work: enqueued by name after commit, so that no job starts before the change that it is about.

A job is a door: ids in, one service. The broker may lose it; a sweep (`every`) re-enqueues what the database says is
due.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

import structlog
from celery import Celery, Task, shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from gopro.database import close_stale_connections, in_transaction_of, on_commit
from gopro.observability import context

SANDBOXED = "sandbox"  # the queue of jobs that run code that isn't ours

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Periodic:
    name: str
    every_seconds: float
    queue: str


_periodic: list[Periodic] = []
_queues: dict[str, str] = {}


@cache
def celery_app() -> Celery:
    """The process' one application. Web and loops only send by it; `config.celery` runs it."""
    app = Celery("gopro")
    app.conf.update(settings.CELERY)
    app.set_default()
    return app


def job(name: str, *, queue: str = "default", every: float | None = None) -> Callable[[Callable[..., None]], Any]:
    """Register `<room>.<verb>` as a job; `every` (seconds) also has it run by the clock."""

    def register(act: Callable[..., None]) -> Any:
        if every is not None:
            _periodic.append(Periodic(name=name, every_seconds=every, queue=queue))
        _queues[name] = queue
        return shared_task(name=name, bind=True)(_in_context(act))

    return register


def _in_context(act: Callable[..., None]) -> Callable[..., None]:
    """The ids of the request that asked for the job are in its log lines and in the facts it tells."""

    @wraps(act)
    def run(task: "Task[Any, None]", *args: Any) -> None:
        close_stale_connections()
        with context.bind(**json.loads((task.request.headers or {}).get("gopro", "{}"))):
            act(*args)

    return run


def enqueue(name: str, *args: Any, delay_seconds: float = 0) -> None:
    """Run the job once the open transaction of its room has committed (at once, where none is open)."""
    room = name.partition(".")[0]
    carried = {key: value for key, value in context.current().items() if key != "request_id"}

    def send() -> None:
        try:
            task = celery_app().tasks[name]
            words = tuple(str(arg) for arg in args)
            headers = {"gopro": json.dumps(carried)}
            task.apply_async(args=words, queue=_queues[name], countdown=delay_seconds, headers=headers, retry=False)
        except (OperationalError, OSError):
            log.warning("job not enqueued; its sweep will", job=name)

    if in_transaction_of(room):
        on_commit(room, send)
    else:
        send()


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Celery's schedule of every job that runs by the clock."""
    return {one.name: _entry(one) for one in _periodic}


def _entry(one: Periodic) -> dict[str, Any]:
    options = {"queue": one.queue, "expires": one.every_seconds}
    return {"task": one.name, "schedule": one.every_seconds, "options": options}

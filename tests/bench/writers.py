"""What telling a fact costs who tells it: sixteen writers, and a web process while the broker is away."""

import multiprocessing
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from gopro.embedded.ports import accepts, free_port
from gopro.identifiers import uuid7
from tests.bench import mirror
from tests.bench.processes import ROOT, loops, standing_still
from tests.bench.report import Report, Size, percentile
from tests.bench.rooms.teller import services

WRITERS = 16
CLIENTS = 4
REQUESTS_PER_SECOND = 60
NOBODY = {"KAFKA_URL": "kafka://127.0.0.1:9"}  # nothing listens there
FORK = multiprocessing.get_context("fork")


def measure(*, report: Report, size: Size) -> None:
    """Each writer in a process of its own; an insert and commit with the ORM, without and with a fact."""
    quiet, telling = [], []
    for _ in range(size.rounds * 2):
        quiet.append(_write(seconds=size.seconds, tells=False))
        telling.append(_write(seconds=size.seconds, tells=True))
    report.add(f"insert and commit, {WRITERS} writers", quiet, unit="/s")
    report.add(f"insert, publish and commit, {WRITERS} writers", telling, unit="/s")
    added = [(before / after - 1) * 100 for before, after in zip(quiet, telling, strict=True)]
    report.add("  publish adds", added, unit="%", target="<= 15 %", met=lambda x: x <= 15)


def _write(*, seconds: float, tells: bool) -> float:
    connections.close_all()  # a connection is no child's
    barrier, counts = FORK.Barrier(WRITERS), FORK.SimpleQueue()
    children = [FORK.Process(target=_writer, args=(barrier, counts, seconds, tells)) for _ in range(WRITERS)]
    for child in children:
        child.start()
    total: int = sum(counts.get() for _ in children)
    for child in children:
        child.join()
    return total / seconds


def _writer(barrier: Barrier, counts: "multiprocessing.SimpleQueue[int]", seconds: float, tells: bool) -> None:
    act = services.keep if tells else services.keep_quietly
    act(owner_id=uuid7(), number=0)
    barrier.wait()
    ends, count, owner_id = time.monotonic() + seconds, 0, uuid7()
    while time.monotonic() < ends:
        act(owner_id=owner_id, number=count)
        count += 1
    counts.put(count)


def measure_web(*, report: Report, size: Size) -> None:
    """Requests that tell facts, while the mirror has its broker and while it has none, in turn."""
    if "KAFKA_URL" not in os.environ:
        return
    call_command("kafka", "topics", "--apply")
    up, down = [], []
    with (
        loops("relay", "inbox", "relay --sink kafka") as (*_, with_broker),
        loops("relay --sink kafka", environment=NOBODY) as without_broker,
        _served() as url,
    ):
        for _ in range(size.rounds * 2):
            with standing_still([with_broker]):
                down.append(_p99(url, seconds=size.seconds))
            with standing_still(without_broker):
                mirror.wait_for_mirror()
                up.append(_p99(url, seconds=size.seconds))
    report.add("web p99, broker up", up, unit="ms")
    report.add("web p99, broker down", down, unit="ms")
    change = [(percentile(down, 0.5) / percentile(up, 0.5) - 1) * 100]
    report.add("  broker down adds", change, unit="%", target="< 5 %", met=lambda x: x < 5)


@contextmanager
def _served() -> Iterator[str]:
    port = free_port()
    granian = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--workers", "1"]
    words = ["--blocking-threads", "4", "--no-ws", "--port", str(port), "tests.bench.web:application"]
    child = subprocess.Popen([*granian, *words], cwd=ROOT)
    try:
        while not accepts(port):
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/keep/"
    finally:
        child.terminate()
        child.wait(30)


def _p99(url: str, *, seconds: float) -> float:
    """Milliseconds, at a steady rate."""
    found: list[float] = []
    lock = threading.Lock()

    def ask(number: int) -> None:
        time.sleep(max(0.0, began + number / REQUESTS_PER_SECOND - time.perf_counter()))
        asked = time.perf_counter()
        urllib.request.urlopen(f"{url}{uuid7()}", timeout=30).close()  # noqa: S310 - our own server
        with lock:
            found.append((time.perf_counter() - asked) * 1000)

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(ask, range(int(seconds * REQUESTS_PER_SECOND))))
    return percentile(found, 0.99)

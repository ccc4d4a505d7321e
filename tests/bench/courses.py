"""The catalogue: p50 and p99 of each read, statements, and whether it stays flat as the catalogue grows a hundredfold.

Run by `python -m tests.bench courses`, which starts the servers.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from operator import eq

import django

django.setup()

from django.conf import settings  # noqa: E402 - after set-up, like the next
from rest_framework.test import APIClient  # noqa: E402

from gopro import provisioning  # noqa: E402
from gopro.api import kept  # noqa: E402
from gopro.cache import client as redis  # noqa: E402
from tests.bench.catalogue.filling import LESSONS, Catalogue  # noqa: E402
from tests.bench.catalogue.reads import API, READS, Cost, answered, cost, names  # noqa: E402
from tests.bench.report import Report, percentile  # noqa: E402

MOST_MILLISECONDS = 50
FLAT = 3.0  # times, for a catalogue a hundred times as large
FULL = ((1_000, 10_000, 100_000), 300)
QUICK = ((300, 3_000), 30)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    sizes, times = QUICK if given.quick else FULL
    settings.ALLOWED_HOSTS = ["*"]
    provisioning.provision()
    provisioning.migrate()
    report, catalogue, costs = Report(), Catalogue(), {}
    for size in sizes:
        _fill(catalogue, size)
        costs[size] = {name: _cost(name, catalogue, times) for name in names(given.only)}
    _tell(report, costs[sizes[0]], costs[sizes[-1]], sizes=(sizes[0], sizes[-1]))
    _tell_kept(report, catalogue, times=times)
    report.show()
    print(f"{len(report.missed)} targets not met {report.missed or ''}")  # noqa: T201 - this is what it is for
    return 0


def _fill(catalogue: Catalogue, size: int) -> None:
    began = time.perf_counter()
    catalogue.fill(size)
    seconds = time.perf_counter() - began
    print(f"{size:,} courses, {size * LESSONS:,} lessons, filled in {seconds:.0f} s", flush=True)  # noqa: T201


def _cost(name: str, catalogue: Catalogue, times: int) -> Cost:
    """Without any kept answer: what a read costs when it is the first."""
    return uncached(lambda: cost(READS[name], catalogue=catalogue, times=times, client=APIClient()))


def uncached[T](act: Callable[[], T]) -> T:
    """As if Redis were away, which is found out at once."""
    kept.absence.note_for(3_600)
    try:
        return act()
    finally:
        kept.absence.forget()


def _tell(report: Report, small: dict[str, Cost], large: dict[str, Cost], *, sizes: tuple[int, int]) -> None:
    for name, found in large.items():
        before = small[name]
        report.add(f"{name}: p50", [found.middle], unit="ms")
        target = f"< {MOST_MILLISECONDS} ms"
        report.add(f"{name}: p99", [found.slow], unit="ms", target=target, met=lambda ms: ms < MOST_MILLISECONDS)
        growth = f"x{sizes[1] // sizes[0]} courses"
        report.add(
            f"{name}: growth", [found.middle / before.middle], unit=growth, target=f"< {FLAT}", met=lambda x: x < FLAT
        )
        report.add(
            f"{name}: statements",
            [found.statements],
            target=f"{before.statements} as before",
            met=partial(eq, before.statements),
        )


def _answers(client: APIClient, path: str, *, times: int) -> list[float]:
    return [answered(client, path) for _ in range(times)]


def _tell_kept(report: Report, catalogue: Catalogue, *, times: int) -> None:
    """The same answers out of Redis, and how much of a 200 a 304 costs."""
    redis().flushdb()
    client = APIClient()
    for path in ("/courses", "/courses?facets=1&q=go", "/courses/popular", f"/courses/{catalogue.slugs[0]}"):
        alone = uncached(partial(_answers, client, path, times=times))
        answered(client, path)
        hits = _answers(client, path, times=times)
        tag = client.get(f"{API}{path}")["ETag"]
        unchanged = [_unchanged(client, path, tag) for _ in range(times)]
        report.add(f"{path}: computed", [percentile(alone, 0.5)], unit="ms")
        report.add(f"{path}: kept", [percentile(hits, 0.5)], unit="ms")
        share = percentile(unchanged, 0.5) / percentile(alone, 0.5)
        report.add(f"{path}: 304 of a computed 200", [share], target="< 0.5", met=lambda share: share < 0.5)


def _unchanged(client: APIClient, path: str, tag: str) -> float:
    began = time.perf_counter()
    response = client.get(f"{API}{path}", headers={"If-None-Match": tag})
    assert response.status_code == 304
    return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    sys.exit(main())

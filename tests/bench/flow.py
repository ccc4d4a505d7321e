"""From outbox to handler: facts a second, by one and by two of each process; and how soon at an easy pace."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from gopro.database import atomic, in_one_piece
from gopro.events import wake
from gopro.identifiers import uuid7
from tests.bench import facts
from tests.bench.processes import loops, standing_still
from tests.bench.report import Report, Size, percentile
from tests.bench.rooms.hearer import services as hearer
from tests.bench.rooms.teller import services

PER_SECOND = 200
PATIENCE = 300.0


def measure(*, report: Report, size: Size) -> None:
    _measure_handled(report=report, size=size)
    _measure_relayed(report=report, size=size)
    _measure_worker(report=report, size=size)


def _measure_handled(*, report: Report, size: Size) -> None:
    """One and two relays with as many workers in turn, and bare INSERTs of the same rows."""
    ones, twos, bare = [], [], []
    with loops("relay", "relay", "inbox", "inbox") as (_, other_relay, _, other_inbox):
        for _ in range(size.rounds):
            with standing_still([other_relay, other_inbox]):
                ones.append(_rate(size.facts, until=facts.is_handled))
            twos.append(_rate(size.facts, until=facts.is_handled))
            bare.append(facts.bare_inserts(size.facts))
    report.add("bare INSERTs of outbox rows", bare, unit="/s")
    one = report.add("outbox to handler, 1 relay and 1 worker", ones, unit="/s")
    report.add("  as a ratio to bare INSERTs", _ratios(ones, bare))
    report.add(
        "outbox to handler, 2 relays and 2 workers", twos, unit="/s", target="no less", met=lambda x: x >= one * 0.9
    )
    report.add("  as a ratio to bare INSERTs", _ratios(twos, bare))


def _measure_relayed(*, report: Report, size: Size) -> None:
    ones, twos = [], []
    with loops("relay", "relay") as (_, other):
        for _ in range(size.rounds):
            with standing_still([other]):
                ones.append(_rate(size.facts, until=facts.is_relayed))
            twos.append(_rate(size.facts, until=facts.is_relayed))
    one = report.add("into inboxes, 1 relay", ones, unit="/s", target=">= 10,000", met=lambda x: x >= 10_000)
    report.add("into inboxes, 2 relays", twos, unit="/s", target="no less", met=lambda x: x >= one * 0.9)


def _measure_worker(*, report: Report, size: Size) -> None:
    """What the last measure left in the inbox, and as much again."""
    rates, direct = [], []
    with ExitStack() as running:
        relay = running.enter_context(loops("relay"))
        inbox = running.enter_context(loops("inbox"))
        _wait(facts.is_handled)
        for _ in range(size.rounds):
            with standing_still(inbox):
                _rate(size.facts, until=facts.is_relayed)
            with standing_still(relay):
                began = time.perf_counter()
                wake.ring(wake.INBOX)
                _wait(facts.is_handled)
                rates.append(size.facts / (time.perf_counter() - began))
            with standing_still([*relay, *inbox]):
                direct.append(_directly(size.facts))
    report.add("inbox to handler, 1 worker", rates, unit="/s", target=">= 2,000", met=lambda x: x >= 2000)
    report.add("the handler's service alone, in one transaction", direct, unit="/s")
    report.add("  the worker as a ratio to it", _ratios(rates, direct))


def _directly(count: int) -> float:
    """What the handler itself can do, with nobody between: the limit of any worker."""
    began, owner_id = time.perf_counter(), uuid7()
    with atomic("hearer"), in_one_piece("hearer"):
        for number in range(count):
            hearer.remember(owner_id=owner_id, number=number)
    return count / (time.perf_counter() - began)


def measure_latency(*, report: Report, size: Size) -> None:
    with loops("relay", "inbox"):
        runs = [_latencies(size.seconds) for _ in range(size.rounds)]
    _report_latency(report=report, runs=runs, suffix="")


def measure_growth(*, report: Report, size: Size) -> None:
    """The same with few and with very many facts in the archive and in the inbox."""
    rates, latencies, total = [], [], 0
    for archived in size.archived:
        facts.archive(archived - total)
        total = archived
        with loops("relay", "inbox"):
            runs = [_rate(size.facts, until=facts.is_handled) for _ in range(size.rounds)]
            rates.append(report.add(f"outbox to handler, {archived:,} archived", runs, unit="/s"))
            latencies = [_latencies(size.seconds) for _ in range(size.rounds)]
        _report_latency(report=report, runs=latencies, suffix=f", {archived:,} archived")
    report.add("  rate, last to first", [rates[-1] / rates[0]], target=">= 0.8", met=lambda x: x >= 0.8)


def _report_latency(*, report: Report, runs: Sequence[Sequence[float]], suffix: str) -> None:
    name = f"commit to handler at {PER_SECOND}/s{suffix}"
    p50, p99 = [percentile(run, 0.5) for run in runs], [percentile(run, 0.99) for run in runs]
    report.add(f"{name}, p50", p50, unit="ms", target="<= 30", met=lambda x: x <= 30)
    report.add(f"{name}, p99", p99, unit="ms", target="<= 100", met=lambda x: x <= 100)


def _latencies(seconds: float) -> list[float]:
    """Milliseconds from after the commit to the handler's beginning."""
    owner_id, committed = uuid7(), {}
    began = time.perf_counter()
    for number in range(1, int(seconds * PER_SECOND) + 1):
        time.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
        owner_id = uuid7() if number % facts.EACH == 0 else owner_id
        services.keep(owner_id=owner_id, number=number)
        committed[owner_id, number] = time.time()
    _wait(facts.is_handled)
    heard = facts.run(
        "hearer",
        "SELECT owner_id, number, heard_at FROM hearer_effect WHERE owner_id = ANY(%s)",
        [list({owner for owner, _ in committed})],
    )
    assert len(heard) == len(committed)
    return [(heard_at - committed[owner, number]) * 1000 for owner, number, heard_at in heard]


def _rate(count: int, *, until: Callable[[], bool]) -> float:
    facts.tell(count)
    began = time.perf_counter()
    wake.ring(wake.OUTBOX)  # as telling by the service does
    _wait(until)
    return count / (time.perf_counter() - began)


def _wait(until: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not until():
        assert time.monotonic() - began < PATIENCE, f"{until.__name__}: not in {PATIENCE:.0f} s"
        time.sleep(0.01)


def _ratios(rates: Sequence[float], bare: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(rates, bare, strict=True)]

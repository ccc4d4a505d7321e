"""Facts: how many, how soon, at what cost. Run by `python -m tests.bench events`, which starts the servers."""

import argparse
import subprocess
import sys

import django

django.setup()

from gopro import provisioning  # noqa: E402 - after set-up, like the next
from tests.bench import facts, flow, mirror, writers  # noqa: E402
from tests.bench.report import Report, Size  # noqa: E402

MEASURES = {
    "flow": flow.measure,
    "latency": flow.measure_latency,
    "publish": writers.measure,
    "kafka": mirror.measure,
    "web": writers.measure_web,
    "growth": flow.measure_growth,
}

FULL = Size(rounds=3, facts=20_000, seconds=5.0, archived=(10_000, 1_000_000))
QUICK = Size(rounds=1, facts=200, seconds=0.5, archived=(200, 400))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    prepare()
    report = Report()
    for name, measure in MEASURES.items():
        if given.only in name:
            measure(report=report, size=QUICK if given.quick else FULL)
    report.show()
    print(f"{len(report.missed)} targets not met {report.missed or ''}")  # noqa: T201 - this is what it is for
    return 0


def prepare() -> None:
    provisioning.provision()
    provisioning.migrate()
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    settings = ", ".join(f"{name} {facts.run('teller', f'SHOW {name}')[0][0]}" for name in names)
    cores = subprocess.run(["nproc"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"PostgreSQL: {settings}. Cores: {cores}, shared with the servers and this program.")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

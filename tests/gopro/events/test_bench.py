"""The measures run; what they say is for `make bench-events` on a quiet machine."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_each_measure_says_something():
    words = ["events", "--quick", "--without-kafka", "--only", "latency"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "fsync on" in done.stdout
    assert "commit to handler at 200/s, p99" in done.stdout

"""A fresh clone gets what `pyproject.toml` asks for."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNNING = PROJECT["project"]["dependencies"]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower().replace("_", "-") for line in requirements}


@pytest.mark.parametrize(
    ("lock", "asked"),
    [("base.txt", RUNNING), ("dev.txt", RUNNING + PROJECT["dependency-groups"]["dev"])],
)
def test_locks_hold_each_direct_dependency_with_its_hash(lock, asked):
    text = (ROOT / "requirements" / lock).read_text()
    locked = re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==.*\\\n    --hash=sha256:", text, flags=re.MULTILINE)
    assert names(asked) - set(locked) == set(), "run `make lock`"


def test_both_locks_name_the_same_versions():
    base, dev = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / lock).read_text(), flags=re.MULTILINE))
        for lock in ("base.txt", "dev.txt")
    )
    assert base.items() <= dev.items()

"""The small house for the faults, deployed once a session; the tables of what was counted, at the end."""

import os
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults import report
from tests.faults.deployment import Deployment, deployed
from tests.faults.plantings import Planting
from tests.faults.report import Catch
from tests.faults.run import Fault, Row, Run, perform
from tests.provisioning.servers import scratch_folder

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
SEED = int(os.environ.get("FAULT_SEED", "0")) or secrets.randbelow(10**6)
ROWS: list[Row] = []
CATCHES: list[Catch] = []


@pytest.fixture(scope="session")
def deployment() -> Iterator[Deployment]:
    with deployed(scratch_folder()) as running:
        yield running


@pytest.fixture
def cause(deployment: Deployment) -> Callable[..., Row]:
    """Cause a fault and count; the row is in the table whatever it says."""

    def cause(fault: Fault, *, rounds: int = ROUNDS, is_kept: bool = True, **options: Any) -> Row:
        run = Run(deployment=deployment, rounds=fault.rounds or rounds, seed=SEED, is_long=rounds > 2, **options)
        row = perform(fault, run)
        if is_kept:
            ROWS.append(row)
        return row

    return cause


@pytest.fixture
def caught() -> Callable[[Planting, str], None]:
    """Write down by what a mutant was caught; an empty sign says that it was not."""

    def caught(planting: Planting, sign: str) -> None:
        CATCHES.append(Catch(mutant=planting.mutant, fault=planting.caught_by, sign=sign))

    return caught


def pytest_terminal_summary() -> None:
    if ROWS or CATCHES:
        report.show(ROWS, CATCHES)
        report.write(ROWS, CATCHES)

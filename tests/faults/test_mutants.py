"""A test that can't fail proves nothing: each mutant of the product must be caught by the fault that is its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.deployment import Deployment
from tests.faults.judgment import flaws
from tests.faults.plantings import KEYS, PLANTINGS, Planting
from tests.faults.sabotage import Plan
from tests.faults.scenarios.catalogue import FAULTS
from tests.faults.traffic import Refused

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.parametrize("planting", PLANTINGS, ids=lambda one: f"{one.mutant}, {one.caught_by}")
def test_is_caught(planting: Planting, deployment: Deployment, cause, caught):
    fault = FAULTS[planting.caught_by]
    deployment.manage("--mutant", planting.mutant, "check")  # it lives: what is caught is not that it can't start
    with _without(deployment, planting.without):
        deployment.plan = Plan(mutants=(planting.mutant,))
        try:
            row = cause(fault, rounds=2, quiet=8.0, patience=15.0, is_kept=False)
        except (AssertionError, Refused) as failure:
            sign = (str(failure) or "the scenario's own assertion").splitlines()[0][:80]
        else:
            sign = ", ".join(f"{name}: {value}" for name, value in flaws(row, fault).items())
    caught(planting, sign)
    assert sign, f"{planting.mutant} lives on: {planting.caught_by} stayed green"


@contextmanager
def _without(deployment: Deployment, keys: tuple[str, ...]) -> Iterator[None]:
    with deployment.connect() as connection:
        for key in keys:
            connection.execute(f"ALTER TABLE hearer.gopro_events_inbox DROP CONSTRAINT {key}")
    try:
        yield
    finally:
        deployment.empty()
        with deployment.connect() as connection:
            for key in keys:
                connection.execute(f"ALTER TABLE hearer.gopro_events_inbox ADD CONSTRAINT {key} {KEYS[key]}")

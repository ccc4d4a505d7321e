"""Every fact's effect exactly once and in order, whatever is killed and whenever. Figures: docs/faults.md."""

import pytest

from tests.faults.conftest import ROUNDS
from tests.faults.judgment import flaws
from tests.faults.run import Fault
from tests.faults.scenarios.catalogue import FAULTS

pytestmark = pytest.mark.timeout(150 if ROUNDS <= 2 else 3600)


@pytest.mark.parametrize(
    "fault",
    [pytest.param(fault, id=name, marks=[] if fault.is_small else pytest.mark.slow) for name, fault in FAULTS.items()],
)
def test_each_fact_has_its_effect_once_and_in_order(fault: Fault, cause):
    row = cause(fault)
    assert flaws(row, fault) == {}

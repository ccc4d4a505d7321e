"""What a row must say for the promise to hold."""

from tests.faults.run import Fault, Row

BACK_SECONDS = 10.0  # serving again after a process or server is back


def flaws(row: Row, fault: Fault) -> dict[str, object]:
    """Nothing, where all is as promised."""
    told, effects = row.verdict.changes, row.verdict.effects
    found: dict[str, object] = dict(row.verdict.wrong)
    if effects != 2 * told or told == 0:
        found["effects"] = f"{effects} of {told} changes in two hearers"
    if row.verdict.acknowledged > told:
        found["acknowledged"] = f"{row.verdict.acknowledged} of {told}"
    if row.slowest_recovery > BACK_SECONDS:
        found["slowest recovery"] = row.slowest_recovery
    if fault.within is not None and row.slowest_fact > fault.within:
        found["slowest fact"] = row.slowest_fact
    if fault.writes_within is not None and row.slowest_write > fault.writes_within:
        found["slowest write"] = row.slowest_write
    if not fault.refuses and row.refused:
        found["refused"] = row.refused
    return found

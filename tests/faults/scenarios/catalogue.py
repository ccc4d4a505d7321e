"""All faults by name."""

from tests.faults.run import Fault
from tests.faults.scenarios import (
    clocks,
    crashes,
    mirror,
    order,
    outages,
    requests,
    restored,
    storm,
    takeover,
    trouble,
    versions,
)

MODULES = (crashes, storm, outages, takeover, order, trouble, requests, restored, clocks, versions, mirror)
FAULTS: dict[str, Fault] = {fault.name: fault for module in MODULES for fault in module.FAULTS}

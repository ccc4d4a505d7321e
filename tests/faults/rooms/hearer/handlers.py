"""What the hearer does about counts."""

from gopro.events.registry import subscribe
from tests.faults.rooms.hearer import services
from tests.faults.rooms.teller.contracts import Counted


@subscribe(Counted)
def note(event: Counted) -> None:
    services.note(counter_id=event.counter_id, number=event.number)

"""What the echo does about notes."""

from gopro.events.registry import subscribe
from tests.faults.rooms.echo import services
from tests.faults.rooms.hearer.contracts import Noted


@subscribe(Noted)
def note(event: Noted) -> None:
    services.note(counter_id=event.counter_id, number=event.number)

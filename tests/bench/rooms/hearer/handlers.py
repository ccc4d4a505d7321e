"""What the hearer does about things kept."""

from gopro.events.registry import subscribe
from tests.bench.rooms.hearer import services
from tests.bench.rooms.teller.contracts import Kept


@subscribe(Kept)
def remember(event: Kept) -> None:
    services.remember(owner_id=event.owner_id, number=event.number)

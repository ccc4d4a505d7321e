"""LATER: sending, and looking after what was lost on the way to it."""

from uuid import UUID

from apps.notifications.services import delivery
from gopro.jobs import job


@job("notifications.deliver")
def deliver(delivery_id: str) -> None:
    delivery.deliver(delivery_id=UUID(delivery_id))


@job("notifications.sweep", every=15)
def sweep() -> None:
    delivery.sweep()

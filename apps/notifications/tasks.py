"""LATER: sending, and looking after what was lost on the way to it."""

from uuid import UUID

from apps.notifications.services import delivery, erasure, personal_exports
from gopro.jobs import job


@job("notifications.deliver")
def deliver(delivery_id: str) -> None:
    delivery.deliver(delivery_id=UUID(delivery_id))


@job("notifications.sweep", every=15)
def sweep() -> None:
    delivery.sweep()


@job("notifications.finish_erasures", every=30)
def finish_erasures() -> None:
    erasure.finish_erasures()


@job("notifications.export_personal_data")
def export_personal_data(export_id: str, user_id: str) -> None:
    personal_exports.write_part(export_id=UUID(export_id), user_id=UUID(user_id))

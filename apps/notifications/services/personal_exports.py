"""A person's data for that person: what this room keeps of them."""

from uuid import UUID

from apps.notifications.contracts import PersonalDataExported
from apps.notifications.selectors import personal
from gopro import exports
from gopro.database import atomic
from gopro.jobs import enqueue

ROOM = "notifications"


@atomic(ROOM)
def request_part(*, export_id: UUID, user_id: UUID) -> None:
    """Have the part written, outside any transaction; asked again, it is written again."""
    enqueue("notifications.export_personal_data", export_id, user_id)


def write_part(*, export_id: UUID, user_id: UUID) -> None:
    sections = personal.sections(user_id=user_id)
    exports.give_part(told=PersonalDataExported, room=ROOM, export_id=export_id, user_id=user_id, sections=sections)

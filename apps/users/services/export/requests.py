"""Asking for one's data."""

from uuid import UUID

from apps.users import selectors
from apps.users.models import Export
from apps.users.services import records
from apps.users.services.export.plan import EXPORT_ACCOUNT
from gopro.database import atomic
from gopro.sagas import engine


@atomic("users")
def request_export(*, user_id: UUID) -> Export:
    """Begin an export. While one goes on, that one is answered."""
    selectors.account(user_id=user_id)
    saga, is_new = engine.start(plan=EXPORT_ACCOUNT, subject=user_id)
    if is_new:
        records.record(user_id=user_id, action="users.user.export")
    return selectors.export(export_id=saga.pk)

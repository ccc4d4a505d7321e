"""What is written down and mailed when a second factor is guessed at."""

from uuid import UUID

from apps.users.models import NoticeKind
from apps.users.services import notices
from apps.users.services.records import record
from gopro.audit.models import Outcome
from gopro.database import atomic


@atomic("users")
def record_refusal(*, user_id: UUID | None, action: str, why: str) -> None:
    """By itself, since nothing else is kept of it."""
    record(user_id=user_id, action=action, outcome=Outcome.REFUSED, reason=why)


@atomic("users")
def warn(*, user_id: UUID, kind: NoticeKind, why: str) -> None:
    """Somebody tries what only the owner should know."""
    notices.request(user_id=user_id, kind=kind)
    record_refusal(user_id=user_id, action="users.factor.guess", why=why)

"""What is written down of second factors: in the audit, and in mails to their owner. In the caller's transaction."""

from collections.abc import Mapping
from uuid import UUID

from apps.users.models import NoticeKind
from apps.users.services import notices
from gopro.audit import trail
from gopro.audit.models import Outcome
from gopro.database import atomic


def record(*, user_id: UUID, action: str, changes: Mapping[str, str] = trail.NOTHING, reason: str = "") -> None:
    """Call it last in the transaction, as `trail.record` says."""
    trail.record(
        room="users",
        action=f"users.{action}",
        object_type="users.user",
        object_id=str(user_id),
        changes=changes,
        reason=reason,
    )


@atomic("users")
def record_refusal(*, user_id: UUID | None, action: str, why: str) -> None:
    """By itself, since nothing else is kept of it."""
    trail.record(
        room="users",
        action=f"users.{action}",
        object_type="users.user",
        object_id=str(user_id or ""),
        outcome=Outcome.REFUSED,
        reason=why,
    )


@atomic("users")
def warn(*, user_id: UUID, kind: NoticeKind, why: str) -> None:
    """Somebody tries what only the owner should know."""
    notices.request(user_id=user_id, kind=kind)
    record_refusal(user_id=user_id, action="factor.guess", why=why)

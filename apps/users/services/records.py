"""What the audit keeps of accounts."""

from collections.abc import Mapping
from uuid import UUID

from gopro.audit import trail
from gopro.audit.models import Outcome


def record(
    *,
    user_id: UUID | None,
    action: str,
    outcome: Outcome = Outcome.DONE,
    reason: str = "",
    changes: Mapping[str, str] = trail.NOTHING,
) -> None:
    """`action` is `users.<thing>.<verb>`; `user_id` is None where nobody was found. Call it last in the transaction."""
    trail.record(
        room="users",
        action=action,
        object_type="users.user",
        object_id=str(user_id or ""),
        outcome=outcome,
        reason=reason,
        changes=changes,
    )

"""What happened to an account, as the audit has it."""

from uuid import UUID

from django.db.models import QuerySet

from apps.users.errors import UserNotFound
from apps.users.models import User
from gopro.audit import trail
from gopro.audit.models import AuditEntry
from gopro.security import policy
from gopro.security.principal import Caller

READING = "users.security_log:view"


def security_log(*, user_id: UUID, viewer: Caller) -> QuerySet[AuditEntry]:
    """The latest first, each by one step on an index. Raises UserNotFound."""
    may_see = policy.allows(principal=viewer, permission=READING, owner_ids=[user_id])
    if not may_see or not User.objects.filter(pk=user_id).exists():
        raise UserNotFound
    return security_entries(user_id=user_id)


def security_entries(*, user_id: UUID) -> QuerySet[AuditEntry]:
    return trail.history(room="users", object_type="users.user", object_id=str(user_id))

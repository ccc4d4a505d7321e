"""Whose progress a caller may see: their own, everybody's for staff that may, in one course for its own staff."""

from uuid import UUID

from django.db.models import QuerySet

from apps.progress.errors import ProgressNotFound
from apps.progress.models import Enrollment
from apps.progress.selectors import enrollments
from gopro.security import policy
from gopro.security.permission import Scope
from gopro.security.principal import Principal

ME = "me"
VIEW = "progress.enrollment:view"


def seen(*, caller: Principal, whom: str, course_id: UUID | None = None) -> UUID:
    """`me` or an id. Raises ProgressNotFound for others, so that nobody learns who learns here."""
    user_id = _named(caller, whom)
    may_see = policy.allows(principal=caller, permission=VIEW, within=course_id)
    if user_id != caller.user_id and not may_see:
        raise ProgressNotFound
    return user_id


def enrollments_seen(*, caller: Principal, whom: str) -> QuerySet[Enrollment]:
    """Theirs, as far as the caller may see them. Raises ProgressNotFound where that is not at all."""
    user_id = _named(caller, whom)
    rows, scope = enrollments.of_user(user_id=user_id), policy.scope(principal=caller, permission=VIEW)
    if user_id == caller.user_id or scope is Scope.ALL:
        return rows
    rows = rows.filter(course_id__in=policy.things(principal=caller, permission=VIEW))
    if not rows.exists():
        raise ProgressNotFound
    return rows


def _named(caller: Principal, whom: str) -> UUID:
    try:
        return caller.user_id if whom == ME else UUID(whom)
    except ValueError:
        raise ProgressNotFound from None


def acting(*, caller: Principal, whom: str) -> UUID:
    """Progress is made by its learner alone, whatever else a caller may see."""
    if whom not in {ME, str(caller.user_id)}:
        raise ProgressNotFound
    return caller.user_id

"""Whose progress a caller may see: their own, and everybody's for staff that may."""

from uuid import UUID

from apps.progress.errors import ProgressNotFound
from gopro.security import policy
from gopro.security.principal import Principal

ME = "me"
VIEW = "progress.enrollment:view"


def seen(*, caller: Principal, whom: str) -> UUID:
    """`me` or an id. Raises ProgressNotFound for others, so that nobody learns who learns here."""
    if whom == ME:
        return caller.user_id
    try:
        user_id = UUID(whom)
    except ValueError:
        raise ProgressNotFound from None
    if user_id != caller.user_id and not policy.allows(principal=caller, permission=VIEW):
        raise ProgressNotFound
    return user_id


def acting(*, caller: Principal, whom: str) -> UUID:
    """Progress is made by its learner alone, whatever else a caller may see."""
    if whom not in {ME, str(caller.user_id)}:
        raise ProgressNotFound
    return caller.user_id

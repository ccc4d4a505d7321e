"""What users say of themselves."""

from uuid import UUID

from django.db import IntegrityError

from apps.users import selectors
from apps.users.contracts import UserUpdated
from apps.users.errors import UsernameTaken
from apps.users.models import User
from apps.users.services.registration import RESERVED
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.preconditions import UNCONDITIONAL, Precondition


def update_profile(
    *,
    user_id: UUID,
    username: str | None = None,
    display_name: str | None = None,
    bio: str | None = None,
    locale: str | None = None,
    time_zone: str | None = None,
    visibility: str | None = None,
    unless_changed: Precondition = UNCONDITIONAL,
) -> User:
    """Change what is given. Raises UsernameTaken, or PreconditionFailed where the profile changed since it was read."""
    wanted = {
        "username": username,
        "display_name": display_name,
        "bio": bio,
        "locale": locale,
        "time_zone": time_zone,
        "visibility": visibility,
    }
    try:
        return _update(user_id=user_id, wanted=wanted, unless_changed=unless_changed)
    except IntegrityError as failure:
        raise UsernameTaken from failure


@atomic("users")
def _update(*, user_id: UUID, wanted: dict[str, str | None], unless_changed: Precondition) -> User:
    user = selectors.own_account(user_id=user_id, lock=True)
    unless_changed.check(user.updated_at)
    changed = {name for name, value in wanted.items() if value is not None and value != getattr(user, name)}
    if not changed:
        return user
    for name in changed:
        setattr(user, name, wanted[name])
    if "username" in changed and user.username.lower() in RESERVED:
        raise UsernameTaken
    user.save(update_fields=[*changed, "updated_at"])
    if changed - {"bio", "visibility"}:
        _tell(user)
    return user


def _tell(user: User) -> None:
    publish(
        UserUpdated(
            user_id=user.id,
            username=user.username,
            display_name=user.display_name,
            locale=user.locale,
            time_zone=user.time_zone,
        )
    )

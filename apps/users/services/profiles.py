"""What users say of themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from django.db import IntegrityError

from apps.users import selectors
from apps.users.contracts import UserUpdated
from apps.users.errors import UsernameTaken
from apps.users.models import User
from apps.users.services import rules
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.preconditions import UNCONDITIONAL, Precondition

TOLD = frozenset({"username", "display_name", "locale", "time_zone"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileChanges:
    """What is None stays as it is; so does the visibility of a field that isn't named."""

    username: str | None = None
    display_name: str | None = None
    bio: str | None = None
    pronouns: str | None = None
    location: str | None = None
    links: Sequence[str] | None = None
    locale: str | None = None
    time_zone: str | None = None
    visibility: str | None = None
    field_visibility: Mapping[str, str] | None = None


def update_profile(*, user_id: UUID, changes: ProfileChanges, unless_changed: Precondition = UNCONDITIONAL) -> User:
    """One's own. Raises UsernameTaken, or PreconditionFailed where the profile changed since it was read."""
    try:
        return _update(user_id=user_id, changes=changes, unless_changed=unless_changed)
    except IntegrityError as failure:
        raise UsernameTaken from failure


def apply(user: User, *, changes: ProfileChanges) -> frozenset[str]:
    """The columns that changed, told where others keep them. In the caller's transaction, which locked the account."""
    wanted = {each.name: value for each in fields(changes) if (value := getattr(changes, each.name)) is not None}
    if "field_visibility" in wanted:
        wanted["shown_to"] = user.shown_to | wanted.pop("field_visibility")
    changed = frozenset(name for name, value in wanted.items() if value != getattr(user, name))
    if "username" in changed and wanted["username"].lower() in rules.RESERVED:
        raise UsernameTaken
    for name in changed:
        setattr(user, name, wanted[name])
    if changed:
        user.save(update_fields=[*changed, "updated_at"])
    if changed & TOLD:
        publish(UserUpdated(user_id=user.pk, **{name: getattr(user, name) for name in TOLD}))
    return changed


@atomic("users")
def _update(*, user_id: UUID, changes: ProfileChanges, unless_changed: Precondition) -> User:
    user = selectors.own_account(user_id=user_id, lock=True)
    unless_changed.check(user.updated_at)
    apply(user, changes=changes)
    return user

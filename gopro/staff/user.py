"""A member of staff as Django's admin wants its user: made of the token alone."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db.models import Model

from gopro.security import policy
from gopro.security.principal import Principal


def entering(room: str) -> str:
    """The permission to enter a room's pages, which each room with an admin declares."""
    return f"{room}.admin:enter"


def reading_audit(room: str) -> str:
    """The permission to read a room's audit, which each room with an admin declares."""
    return f"{room}.audit:view"


def reading_facts(room: str) -> str:
    """The permission to see facts that a room told and heard, which each room with an admin declares."""
    return f"{room}.fact:view"


def resolving(room: str) -> str:
    """The permission to retry or discard dead letters, which each room with an admin declares."""
    return f"{room}.deadletter:resolve"


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffUser(Principal):
    """The permissions are those of the policy, by their names there; Django's own names hold for nobody."""

    is_superuser: ClassVar[bool] = False

    @property
    def is_staff(self) -> bool:
        return bool(self.rooms())

    def rooms(self) -> tuple[str, ...]:
        """The rooms whose pages this person may enter."""
        return tuple(room for room in settings.ROOMS if self.has_perm(entering(room)))

    def has_perm(self, permission: str, thing: Model | None = None) -> bool:
        return permission in policy.DECLARED and policy.scope(principal=self, permission=permission) is not None

    def has_module_perms(self, room: str) -> bool:
        return self.has_perm(entering(room))

    def has_usable_password(self) -> bool:
        """Passwords are changed by the API, not here."""
        return False

    def get_username(self) -> str:
        return self.name or str(self.user_id)

    get_full_name = get_short_name = get_username

    def __str__(self) -> str:
        return self.get_username()

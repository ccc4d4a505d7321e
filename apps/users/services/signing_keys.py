"""The keys that sign tokens, as operators see and change them: on the record, and never one that is still needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from apps.users import selectors
from apps.users.services import personal_tokens
from gopro.audit import trail
from gopro.database import atomic
from gopro.security.tokens import rotation
from gopro.security.tokens.rotation import Key, State


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A key, and since when or until when it is needed: None while nobody can say, or where it is none."""

    key: Key
    free_at: datetime | None


def overview() -> list[Kept]:
    """The newest first, the retired at the end."""
    return [_kept(key) for key in rotation.keys_of(settings.KEY_FOLDER)]


@atomic("users")
def rotate() -> Key:
    """A new key, known to all before it signs. While one waits for that, it is the answer."""
    before = {key.id for key in rotation.keys_of(settings.KEY_FOLDER)}
    key = rotation.rotate(settings.KEY_FOLDER)
    if key.id not in before:
        _record(key.id, action="rotate", changes={"signs_from": f"{key.signs_from:%Y-%m-%dT%H:%M:%SZ}"})
    return key


@atomic("users")
def retire(*, key_id: str) -> None:
    """Written down first: a key can't be brought back where that fails. Raises KeyInUse, UnknownKey."""
    _record(key_id, action="retire")
    rotation.retire(settings.KEY_FOLDER, key_id=key_id, longest=selectors.last_expiry_of(key_id=key_id))


@atomic("users")
def discard(*, key_id: str, reason: str) -> None:
    """A leaked key: whatever it signed holds nowhere from now on. Raises UnknownKey, ReasonMissing."""
    rotation.found(settings.KEY_FOLDER, key_id=key_id)
    personal_tokens.revoke_signed_by(key_id=key_id)
    _record(key_id, action="discard", reason=trail.required(reason))
    rotation.discard(settings.KEY_FOLDER, key_id=key_id)


def _kept(key: Key) -> Kept:
    if key.state is not State.VERIFYING:
        return Kept(key=key, free_at=None)
    return Kept(key=key, free_at=rotation.free_at(key, longest=selectors.last_expiry_of(key_id=key.id)))


def _record(key_id: str, *, action: str, reason: str = "", changes: Mapping[str, str] = trail.NOTHING) -> None:
    trail.record(
        room="users",
        action=f"users.signing_key.{action}",
        object_type="users.signing_key",
        object_id=key_id,
        reason=reason,
        changes=changes,
    )

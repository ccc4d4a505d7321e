"""Pictures of users: made anew in three sizes, kept where only a view that asks who looks can reach them."""

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import IO
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from apps.users import selectors
from apps.users.errors import AvatarNotFound
from apps.users.models import Avatar, User, Visibility
from apps.users.services import limits
from gopro.database import atomic
from gopro.images.process import LARGEST
from gopro.images.squares import squares
from gopro.jobs import enqueue
from gopro.preconditions import UNCONDITIONAL, Precondition
from gopro.security import attempts
from gopro.security.principal import Caller
from gopro.storage.store import store

SIZES = (64, 256, 512)
FORGOTTEN_AFTER = timedelta(hours=1)
REMOVED_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """`is_versioned`: asked for by an address that another picture, or another audience, won't have."""

    avatar_id: UUID
    content: bytes
    is_versioned: bool
    is_public: bool


def set_avatar(*, user_id: UUID, file: IO[bytes], unless_changed: Precondition = UNCONDITIONAL) -> User:
    """Raises PictureRefused. Not in a transaction: decoding takes its time."""
    attempts.take(limits.AVATARS_OF_ACCOUNT, user_id)
    made = squares(file.read(LARGEST + 1), sizes=SIZES, pointer="/file")
    selectors.own_account(user_id=user_id)
    avatar = Avatar.objects.create(user_id=user_id, unused_since=timezone.now())  # so that no file is without a row
    for size, square in made.items():
        store().save(name=_name(avatar.pk, size), content=BytesIO(square), content_type="image/webp")
    return _use(user_id=user_id, avatar_id=avatar.pk, unless_changed=unless_changed)


def delete_avatar(*, user_id: UUID, unless_changed: Precondition = UNCONDITIONAL) -> User:
    """One's own. Deleting it twice changes nothing."""
    return _use(user_id=user_id, avatar_id=None, unless_changed=unless_changed)


def urls_of(user: User) -> dict[str, str] | None:
    """By size; None where there is no picture. They are for whoever may see it now."""
    if user.avatar_id is None:
        return None
    path, version = f"{settings.PUBLIC_URL}/api/v1/users/{user.pk}/avatar", version_of(user)
    return {str(size): f"{path}/{size}?v={version}" for size in SIZES}


def version_of(user: User) -> str:
    """In an address, the proof that its holder was shown the picture; another picture or audience makes it void."""
    audience = user.audience_of("avatar").value
    return salted_hmac("users.avatar", f"{user.pk}:{user.avatar_id}:{audience}", algorithm="sha256").hexdigest()[:32]


def picture(*, user_id: UUID, size: int, version: str, viewer: Caller) -> Picture:
    """For who may see it, by who they are or by the address that they have. Raises UserNotFound or AvatarNotFound."""
    user = selectors.account_named(key=str(user_id))
    is_versioned = user.is_active and constant_time_compare(version, version_of(user))
    if not is_versioned and "avatar" not in selectors.profile(key=str(user_id), viewer=viewer).shown:
        raise AvatarNotFound
    if user.avatar_id is None or size not in SIZES:
        raise AvatarNotFound
    return Picture(
        avatar_id=user.avatar_id,
        content=_read(user.avatar_id, size),
        is_versioned=is_versioned,
        is_public=user.audience_of("avatar") == Visibility.PUBLIC,
    )


def remove_unused(*, avatar_id: UUID) -> None:
    """Files that nobody is shown any more; running twice is running once."""
    for avatar in Avatar.objects.filter(pk=avatar_id, unused_since__isnull=False):
        _remove(avatar)


def sweep() -> None:
    """By the clock: what a broker forgot, and what was written and never taken into use."""
    forgotten = Avatar.objects.filter(unused_since__lt=timezone.now() - FORGOTTEN_AFTER)
    for avatar in forgotten[:REMOVED_AT_ONCE]:
        _remove(avatar)


def remove_all(*, user_id: UUID) -> None:
    """Of somebody who is erased."""
    for avatar in Avatar.objects.filter(user_id=user_id):
        _remove(avatar)


def exported(*, user_id: UUID) -> list[Mapping[str, object]]:
    """The addresses of files say nothing to their owner, so the largest is told itself, as a data URL."""
    user = User.objects.filter(pk=user_id, avatar_id__isnull=False).first()
    if user is None or user.avatar_id is None:
        return []
    with suppress(AvatarNotFound):
        return [{"id": user.avatar_id, "picture": _data_url(_read(user.avatar_id, max(SIZES)))}]
    return []


@atomic("users")
def _use(*, user_id: UUID, avatar_id: UUID | None, unless_changed: Precondition) -> User:
    user = selectors.own_account(user_id=user_id, lock=True)
    unless_changed.check(user.updated_at)
    return replace(user, avatar_id=avatar_id)


def replace(user: User, *, avatar_id: UUID | None) -> User:
    """In the caller's transaction, which locked the account."""
    former = user.avatar_id
    if former == avatar_id:
        return user
    user.avatar_id = avatar_id
    user.save(update_fields=["avatar_id", "updated_at"])
    if avatar_id is not None:
        Avatar.objects.filter(pk=avatar_id).update(unused_since=None)
    if former is not None:
        Avatar.objects.filter(pk=former).update(unused_since=timezone.now())
        enqueue("users.remove_avatar", former)
    return user


def _remove(avatar: Avatar) -> None:
    """The files first: a row without files is tried again, a file without a row never."""
    for size in SIZES:
        store().delete(name=_name(avatar.pk, size))
    avatar.delete()


def _read(avatar_id: UUID, size: int) -> bytes:
    try:
        with store().open(name=_name(avatar_id, size)) as file:
            return file.read()
    except FileNotFoundError:
        raise AvatarNotFound from None


def _name(avatar_id: UUID, size: int) -> str:
    return f"avatars/{avatar_id.hex}-{size}.webp"


def _data_url(content: bytes) -> str:
    return f"data:image/webp;base64,{b64encode(content).decode()}"

"""Who is given which file, and by which address."""

from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from apps.courses.errors import MediaNotFound
from apps.courses.models.media import Media
from apps.courses.selectors import media as selectors
from apps.courses.services.media import names
from apps.courses.services.media.rendering import opens
from gopro.content_types import KINDS, is_text
from gopro.security.principal import Caller
from gopro.storage.contract import Shown
from gopro.storage.store import store

EDIT = "courses.course:edit"
KEPT_BY_BROWSERS = 3600  # what lies at an address never changes


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """`is_public`: whoever asks is given it."""

    url: str
    is_public: bool


def address(*, media_id: UUID, viewer: Caller, key: str = "") -> Address:
    """For everybody once it was published; before that for those who may edit, or have a key. Raises MediaNotFound."""
    media = selectors.ready(media_id=media_id)
    if not (media.is_public or opens(key, media_id=media_id) or _may_edit(viewer, media)):
        raise MediaNotFound
    return Address(url=url_of(media), is_public=media.is_public)


def url_of(media: Media) -> str:
    """To whoever may see it. A text is shown as nothing but a text, whatever it holds, and saved, not opened."""
    kind = "text/plain; charset=utf-8" if is_text(media.content_type) else media.content_type
    shown = Shown(
        file_name=media.name,
        content_type=kind,
        is_inline=KINDS[media.content_type].is_inline,
        max_age=KEPT_BY_BROWSERS,
    )
    return store().download(name=names.kept(media.pk), shown=shown)


def _may_edit(viewer: Caller, media: Media) -> bool:
    return viewer.is_authenticated and selectors.owner(media).allows(viewer, permission=EDIT)


def open_media(*, media_id: UUID) -> BinaryIO:
    """The bytes, for exporters; the caller closes it. Raises MediaNotFound."""
    media = selectors.ready(media_id=media_id)
    try:
        return store().open(name=names.kept(media.pk))
    except FileNotFoundError:
        raise MediaNotFound from None

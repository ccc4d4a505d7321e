"""Files of courses for tests, taken in as everybody's are."""

import hashlib
from io import BytesIO
from itertools import count
from uuid import UUID

from PIL import Image

from apps.courses.models.content import Course
from apps.courses.models.media import Media
from apps.courses.services.media import names
from apps.courses.services.media.uploads import Begun, begin_upload, complete_upload
from gopro.identifiers import uuid7
from gopro.storage.contract import Announced
from gopro.storage.store import store

NUMBERS = count(1)


def png(color: int | None = None) -> bytes:
    """A picture that no other call without a color has made."""
    shade = next(NUMBERS) if color is None else color
    written = BytesIO()
    Image.new("RGB", (24, 24), (shade % 256, shade // 256 % 256, 7)).save(written, "PNG")
    return written.getvalue()


def announced(content: bytes, *, content_type: str = "image/png") -> Announced:
    return Announced(size=len(content), sha256=hashlib.sha256(content).hexdigest(), content_type=content_type)


def begin(
    *, course: Course, content: bytes, name: str = "books.png", content_type: str = "image/png", by: UUID | None = None
) -> Begun:
    return begin_upload(
        course_id=course.pk,
        name=name,
        announced=announced(content, content_type=content_type),
        uploader_id=by or uuid7(),
    )


def arrive(media: Media, content: bytes) -> None:
    """As the upload's address does."""
    store().save(name=names.sent(media.pk), content=BytesIO(content))


def make_media(*, course: Course, content: bytes | None = None, by: UUID | None = None, **said: str) -> Media:
    """Sent, looked at and ready."""
    content = content or png()
    begun = begin(course=course, content=content, by=by, **said)
    if begun.upload is None:
        return begun.media
    arrive(begun.media, content)
    return complete_upload(media_id=begun.media.pk, uploader_id=begun.media.uploaded_by or uuid7())

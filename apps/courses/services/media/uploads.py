"""Taking a file in: announced, sent to the store by whoever has it, then looked at."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from apps.courses.errors import MediaQuotaExceeded, UploadMissing
from apps.courses.models.choices import MediaState
from apps.courses.models.media import Media
from apps.courses.selectors import editing
from apps.courses.selectors import media as selectors
from apps.courses.services.media import inspection, names
from gopro.audit import trail
from gopro.content_types import fitting_name
from gopro.database import atomic
from gopro.security import attempts
from gopro.security.attempts import Limit
from gopro.storage.contract import Announced, Upload
from gopro.storage.store import store

UPLOADS_OF_ACCOUNT = Limit(name="media_uploads_of_account", most=300, within=timedelta(hours=1))
LOOKS_OF_ACCOUNT = Limit(name="media_looks_of_account", most=600, within=timedelta(hours=1))  # each reads it all
LONGEST_NAME = 200
LONGEST_SUFFIX = 8
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """`upload` says how to send it; None where the course has these bytes already."""

    media: Media
    upload: Upload | None


def begin_upload(*, course_id: UUID, name: str, announced: Announced, uploader_id: UUID) -> Begun:
    """Raises MediaRefused, MediaQuotaExceeded or RateLimited."""
    attempts.take(UPLOADS_OF_ACCOUNT, uploader_id)
    inspection.check_announced(announced)
    media = _announce(course_id=course_id, name=name, announced=announced, uploader_id=uploader_id)
    if media.state == MediaState.READY:
        return Begun(media=media, upload=None)
    return Begun(media=media, upload=store().upload(name=names.sent(media.pk), announced=announced))


def complete_upload(*, media_id: UUID, uploader_id: UUID) -> Media:
    """Look at what was sent, and keep it. Twice is once. Raises MediaRefused, UploadMissing or RateLimited.

    What was looked at is what is kept, whatever is sent to the upload's address meanwhile.
    """
    media = selectors.media(media_id=media_id)
    if media.state == MediaState.READY:
        return media
    attempts.take(LOOKS_OF_ACCOUNT, uploader_id)
    announced = announced_of(media)
    try:
        content = store().open(name=names.sent(media.pk))
    except FileNotFoundError:
        raise UploadMissing from None
    with content:
        inspection.check_content(content, announced=announced)
        store().save(name=names.kept(media.pk), content=content, content_type=announced.content_type)
    found = _settle(media_id=media.pk, announced=announced)
    store().delete(name=names.sent(media.pk))
    return found


def announced_of(media: Media) -> Announced:
    return Announced(size=media.size, sha256=media.sha256, content_type=media.content_type)


def fitting(name: str, *, content_type: str) -> str:
    """A file's name without a path or what can't be printed, with a suffix of its kind."""
    bare = UNPRINTABLE.sub(" ", name.replace("\\", "/").rpartition("/")[2]).strip(". ") or "file"
    stem, dot, suffix = bare.rpartition(".")
    if dot and len(suffix) < LONGEST_SUFFIX:
        bare = f"{stem[: LONGEST_NAME - 2 * LONGEST_SUFFIX]}.{suffix}"
    return fitting_name(bare[: LONGEST_NAME - LONGEST_SUFFIX], content_type=content_type)


@atomic("courses")
def _announce(*, course_id: UUID, name: str, announced: Announced, uploader_id: UUID) -> Media:
    """The same bytes have the same row; what is said anew of bytes that are awaited, holds."""
    course = editing.locked_course(course_id=course_id)
    media = selectors.same(course_id=course.pk, sha256=announced.sha256)
    if media is not None and media.state == MediaState.READY:
        return media
    media = media or Media(course=course, sha256=announced.sha256)
    taken = selectors.size_of_course(course_id=course.pk) - (media.size or 0)
    if taken + announced.size > settings.MEDIA_COURSE_BYTES:
        mebibytes = settings.MEDIA_COURSE_BYTES // settings.MEBIBYTE
        raise MediaQuotaExceeded(f"The files of a course may have {mebibytes} MiB in all. Delete some first.")
    media.name = fitting(name, content_type=announced.content_type)
    media.size, media.content_type = announced.size, announced.content_type
    media.uploaded_by = uploader_id
    media.save()
    return media


@atomic("courses")
def _settle(*, media_id: UUID, announced: Announced) -> Media:
    """Raises MediaNotFound where it was given up meanwhile; what was kept is collected then."""
    media = selectors.media(media_id=media_id, lock=True)
    if media.state == MediaState.READY:
        return media
    media.state = MediaState.READY
    media.size, media.content_type = announced.size, announced.content_type
    media.save(update_fields=["state", "size", "content_type"])
    record(media, verb="add")
    return media


def record(media: Media, *, verb: str) -> None:
    trail.record(
        room="courses",
        action=f"courses.media.{verb}",
        object_type="courses.media",
        object_id=str(media.pk),
        changes={"course": str(media.course_id), "content_type": media.content_type, "size": str(media.size)},
    )

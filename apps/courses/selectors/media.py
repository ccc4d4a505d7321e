"""Files of courses: rows, who may know of them, and what shows them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from apps.courses.errors import MediaNotFound
from apps.courses.models.banks import BankVersion
from apps.courses.models.choices import MediaState, MediaUser
from apps.courses.models.media import Media, MediaUse
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion
from apps.courses.selectors import ownership
from apps.courses.selectors.ownership import Ownership

SHOWN = ("id", "course_id", "name", "content_type", "size", "sha256", "state", "is_public", "created_at")
VERSIONS: Mapping[str, "QuerySet[Any]"] = {
    MediaUser.COURSE: CourseVersion.objects.all(),
    MediaUser.LESSON: LessonVersion.objects.all(),
    MediaUser.EXERCISE: ExerciseVersion.objects.all(),
    MediaUser.BANK: BankVersion.objects.all(),
}


def media(*, media_id: UUID, lock: bool = False) -> Media:
    """With `lock`, nobody uses or removes it meanwhile. Raises MediaNotFound."""
    rows = Media.objects.select_for_update(of=("self",)) if lock else Media.objects.all()
    found = rows.filter(pk=media_id).first()
    if found is None:
        raise MediaNotFound
    return found


def ready(*, media_id: UUID) -> Media:
    found = media(media_id=media_id)
    if found.state != MediaState.READY:
        raise MediaNotFound
    return found


def owner(found: Media) -> Ownership:
    """Who may work on the course may work on its files."""
    course = ownership.course(key=str(found.course_id))
    return replace(course, id=found.pk, is_public=found.is_public, missing=MediaNotFound)


def same(*, course_id: UUID, sha256: str) -> Media | None:
    """The same bytes in the same course, whether they are here or awaited."""
    return Media.objects.filter(course_id=course_id, sha256=sha256).first()


def by_sha256(*, course_id: UUID) -> dict[str, UUID]:
    """Ids of all files of a course that are ready, by their bytes."""
    return dict(Media.objects.filter(course_id=course_id, state=MediaState.READY).values_list("sha256", "id"))


def usable(*, course_id: UUID, media_ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that texts of the course may show, kept from removal until the transaction ends."""
    rows = Media.objects.select_for_update(no_key=True).filter(
        course_id=course_id, pk__in=media_ids, state=MediaState.READY
    )
    return set(rows.order_by("pk").values_list("pk", flat=True))


def size_of_course(*, course_id: UUID) -> int:
    """In bytes, with what is awaited."""
    found: int | None = Media.objects.filter(course_id=course_id).aggregate(sum=Sum("size"))["sum"]
    return found or 0


def of_course(*, course_id: UUID) -> "QuerySet[Any, Any]":
    """The newest first."""
    rows = Media.objects.filter(course_id=course_id).annotate(use_count=Count("uses"))
    return rows.order_by("-created_at", "-pk")


def shown(rows: list[Media]) -> list[dict[str, Any]]:
    return [_shown(row, uses=row.use_count) for row in rows]  # type: ignore[attr-defined]  # annotated above


def detail(found: Media) -> dict[str, Any]:
    return _shown(found, uses=MediaUse.objects.filter(media=found).count())


def uses(*, media_id: UUID) -> list[dict[str, Any]]:
    """The versions whose texts show it, the latest first."""
    rows = MediaUse.objects.filter(media_id=media_id).values_list("kind", "version_id")
    ids: dict[str, list[UUID]] = {}
    for kind, version_id in rows:
        ids.setdefault(kind, []).append(version_id)
    found = [_use(kind, version) for kind in ids for version in VERSIONS[kind].filter(pk__in=ids[kind])]
    return sorted(found, key=lambda use: str(use["version_id"]), reverse=True)


def is_used(*, media_id: UUID) -> bool:
    return MediaUse.objects.filter(media_id=media_id).exists()


def _use(kind: str, version: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "id": getattr(version, f"{kind}_id"),
        "title": version.title,
        "version": version.n,
        "version_id": version.pk,
    }


def _shown(found: Media, *, uses: int) -> dict[str, Any]:
    own = {name: getattr(found, name) for name in SHOWN}
    return own | {"reference": found.reference, "url": f"/api/v1/media/{found.pk}", "uses": uses}

"""Threads of comments, for those who may work on the course."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.courses.errors import ThreadNotFound
from apps.courses.models.reviews import Comment, CommentThread


def threads(
    *, course_id: UUID, resolved: bool | None = None, lesson: UUID | None = None, exercise: UUID | None = None
) -> "QuerySet[CommentThread]":
    """The newest first, each with its comments."""
    wanted: dict[str, Any] = {"lesson_id": lesson, "exercise_id": exercise}
    rows = CommentThread.objects.filter(course_id=course_id, **{key: value for key, value in wanted.items() if value})
    if resolved is not None:
        rows = rows.filter(resolved_at__isnull=not resolved)
    told = rows.select_related("lesson__draft_version", "exercise__draft_version")
    return told.prefetch_related(Prefetch("comments", Comment.objects.order_by("id"))).order_by("-id")


def thread(*, course_id: UUID, thread_id: UUID, lock: bool = False) -> CommentThread:
    rows = CommentThread.objects.filter(course_id=course_id, id=thread_id)
    found = (rows.select_for_update(no_key=True) if lock else rows).first()
    if found is None:
        raise ThreadNotFound
    return found


def participants(*, thread_id: UUID) -> tuple[UUID, ...]:
    rows = Comment.objects.filter(thread_id=thread_id).values_list("written_by", flat=True)
    return tuple(sorted({writer for writer in rows if writer is not None}))


def open_count(*, course_id: UUID) -> int:
    return CommentThread.objects.filter(course_id=course_id, resolved_at=None).count()


def shown(rows: list[CommentThread]) -> list[dict[str, Any]]:
    return [_shown(row) for row in rows]


def shown_thread(*, course_id: UUID, thread_id: UUID) -> dict[str, Any]:
    thread(course_id=course_id, thread_id=thread_id)
    return _shown(threads(course_id=course_id).get(id=thread_id))


def _shown(row: CommentThread) -> dict[str, Any]:
    own = (
        "id", "course_id", "lesson_id", "exercise_id", "field", "line", "quote", "created_at", "resolved_at",
        "resolved_by",
    )  # fmt: skip
    said = ("id", "text", "html", "written_by", "created_at")
    comments = [{name: getattr(comment, name) for name in said} for comment in row.comments.all()]
    return {name: getattr(row, name) for name in own} | {"version": row.n, "comments": comments}

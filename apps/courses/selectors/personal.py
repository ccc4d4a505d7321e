"""What courses keeps of a person: which courses they wrote, and what of them they changed or published."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from apps.courses.models.banks import BankVersion
from apps.courses.models.content import Course
from apps.courses.models.impacts import Impact
from apps.courses.models.media import Media
from apps.courses.models.previews import PreviewLink
from apps.courses.models.publishing import Publication
from apps.courses.models.reviews import Comment, Review
from apps.courses.models.schedules import Schedule
from apps.courses.models.structure import CoAuthor, SectionVersion
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion

ALL_AT_ONCE = 500
SCHEDULES = ("course_id", "due_at", "state", "note", "scheduled_at")
PREVIEWS = ("course_id", "label", "created_at", "expires_at", "revoked_at")
MEDIA = ("id", "course_id", "name", "content_type", "size", "sha256", "created_at")
VERSIONS = {
    "bank": BankVersion,
    "course": CourseVersion,
    "section": SectionVersion,
    "lesson": LessonVersion,
    "exercise": ExerciseVersion,
}


def sections(*, user_id: UUID) -> Mapping[str, Iterable[Mapping[str, Any]]]:
    """Rows by section, read as they are asked for."""
    courses = Course.objects.filter(author_id=user_id).order_by("pk")
    publications = Publication.objects.filter(published_by=user_id).order_by("pk")
    found = {
        "courses": courses.values("id", "slug", "status", "draft_version__title", "created_at", "updated_at"),
        "co_authored": CoAuthor.objects.filter(user_id=user_id).order_by("pk").values("course_id", "added_at"),
        "publications": publications.values("course_id", "n", "published_at"),
        "impacts": Impact.objects.filter(asked_by=user_id).order_by("pk").values("id", "course_id", "asked_at"),
        "schedules": Schedule.objects.filter(scheduled_by=user_id).order_by("pk").values(*SCHEDULES),
        "preview_links": PreviewLink.objects.filter(created_by=user_id).order_by("pk").values(*PREVIEWS),
        **_reviews(user_id=user_id),
        "media": Media.objects.filter(uploaded_by=user_id).order_by("pk").values(*MEDIA),
    }
    for name, model in VERSIONS.items():
        rows = model._default_manager.filter(created_by=user_id).order_by("pk")
        found[f"{name}_versions"] = rows.values("id", f"{name}_id", "n", "title", "created_at")
    return {name: rows.iterator(chunk_size=ALL_AT_ONCE) for name, rows in found.items()}


def _reviews(*, user_id: UUID) -> Mapping[str, Any]:
    comments = Comment.objects.filter(written_by=user_id).order_by("pk")
    asked = Review.objects.filter(requested_by=user_id).order_by("pk")
    decided = Review.objects.filter(decided_by=user_id).order_by("pk")
    return {
        "comments": comments.values("thread__course_id", "text", "created_at"),
        "reviews_requested": asked.values("course_id", "request_note", "requested_at"),
        "reviews_decided": decided.values("course_id", "state", "decision_note", "decided_at"),
    }

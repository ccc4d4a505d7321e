"""Courses as their publications showed them, told anew for whoever missed that."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.courses.contracts import CourseSnapshot, OutlineExercise, OutlineLesson
from apps.courses.models.content import Course
from apps.courses.models.publishing import Publication
from gopro.events.operations.snapshots import snapshots_of


@snapshots_of(CourseSnapshot, model=Course)
def course(course_id: UUID) -> Sequence[CourseSnapshot]:
    """Each publication, the first one first, since learners keep the outline that they began."""
    found = Course.objects.select_related("draft_version").filter(pk=course_id).first()
    if found is None:
        return []
    publications = found.publications.select_related("course_version").order_by("n")
    return [_published(found, publication=each) for each in publications] or [_draft(found)]


def _published(course: Course, *, publication: Publication) -> CourseSnapshot:
    return CourseSnapshot(
        course_id=course.id,
        status=course.status,
        version=publication.n,
        slug=course.slug,
        title=publication.course_version.title,
        language=publication.course_version.language,
        lessons=tuple(_lesson(entry) for entry in publication.outline),
    )


def _draft(course: Course) -> CourseSnapshot:
    return CourseSnapshot(
        course_id=course.id,
        status=course.status,
        version=0,
        slug=course.slug,
        title=course.draft_version.title,
        language=course.draft_version.language,
        lessons=(),
    )


def _lesson(entry: Mapping[str, Any]) -> OutlineLesson:
    return OutlineLesson(
        lesson_id=UUID(entry["lesson_id"]),
        version_id=UUID(entry["version_id"]),
        number=entry["number"],
        slug=entry["slug"],
        title=entry["title"],
        exercises=tuple(_exercise(exercise) for exercise in entry["exercises"]),
    )


def _exercise(entry: Mapping[str, Any]) -> OutlineExercise:
    return OutlineExercise(
        exercise_id=UUID(entry["exercise_id"]),
        version_id=UUID(entry["version_id"]),
        slug=entry["slug"],
        title=entry["title"],
        kind=entry["kind"],
        files=tuple(entry["files"]),
    )

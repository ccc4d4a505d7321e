"""Making, editing and retiring courses. Learners see nothing of it before the course is published."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from apps.courses.contracts import CourseCreated, CourseRetired, CourseUpdated
from apps.courses.models.choices import Status
from apps.courses.models.content import Course
from apps.courses.models.imports import ImportSource
from apps.courses.selectors import editing
from apps.courses.services import catalogue, prerequisites, rules, taxonomy, versions
from apps.courses.services.changes import CourseChanges
from apps.courses.services.conflicts import refuse_stale
from apps.courses.services.content import CourseContent
from apps.courses.services.publications.schedules import cancel_all
from apps.courses.services.slugs import minted
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.identifiers import uuid7
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def create_course(
    *,
    content: CourseContent,
    author_id: UUID | None,
    slug: str = "",
    source: ImportSource | None = None,
    external_key: str = "",
    course_id: UUID | None = None,
) -> Course:
    """A draft. An imported one has no author; staff give it one. `course_id` is for whoever needs it before."""
    course = Course(
        id=course_id or uuid7(),
        slug=minted(Course.objects.all(), wanted=slug, title=content.title),
        author_id=author_id,
        source=source,
        external_key=external_key,
    )
    _check(content, course=course)
    course.draft_version = versions.course_version(course=course, n=1, content=content, editor_id=author_id)
    course.save(force_insert=True)
    course.draft_version.save(force_insert=True)
    publish(CourseCreated(course_id=course.id, slug=course.slug, title=content.title))
    return course


@atomic("courses")
def edit_course(
    *, course_id: UUID, changes: CourseChanges, editor_id: UUID | None, if_match: Precondition = UNCONDITIONAL
) -> Course:
    """The same content again changes nothing."""
    course = editing.locked_course(course_id=course_id)
    refuse_stale(written=course, if_match=if_match, yours=changes)
    content = replace(CourseContent.of(course.draft_version), **changes)
    if revise_course(course=course, content=content, editor_id=editor_id) and course.source_id:
        course.locally_modified = True
        course.save(update_fields=["locally_modified", "updated_at"])
    return course


def revise_course(*, course: Course, content: CourseContent, editor_id: UUID | None) -> bool:
    """A new draft version of a locked course, if its content differs; whether it does."""
    if content.hash() == course.draft_version.content_hash:
        return False
    _check(content, course=course, held=course.draft_version.requires)
    version = versions.course_version(course=course, n=course.draft_version.n + 1, content=content, editor_id=editor_id)
    version.save(force_insert=True)
    course.draft_version = version
    course.save(update_fields=["draft_version", "updated_at"])
    publish(CourseUpdated(course_id=course.id, version=version.n))
    return True


@atomic("courses")
def retire_course(*, course_id: UUID, if_match: Precondition = UNCONDITIONAL) -> Course:
    """Take it out of the catalogue; those who began can still read it. Twice changes nothing."""
    course = editing.locked_course(course_id=course_id)
    if_match.check(course.draft_version.n)
    if course.status == Status.RETIRED:
        return course
    withdraw_course(course=course)
    trail.record(room="courses", action="courses.course.retire", object_type="courses.course", object_id=str(course.id))
    return course


def withdraw_course(*, course: Course) -> None:
    """Take a locked course out of the catalogue, in the caller's transaction. Nothing scheduled brings it back."""
    course.status = Status.RETIRED
    course.save(update_fields=["status", "updated_at"])
    catalogue.hide(course=course)
    cancel_all(course=course)
    publish(CourseRetired(course_id=course.id))


def _check(content: CourseContent, *, course: Course, held: Sequence[UUID] = ()) -> None:
    rules.check_course(content)
    prerequisites.check_course(course=course, requires=content.requires, held=held)
    taxonomy.require_categories(slugs=content.categories)
    taxonomy.ensure_tags(slugs=content.tags)

"""Making, editing, ordering and taking away lessons of a course's draft."""

from dataclasses import replace
from uuid import UUID

from apps.courses.contracts import LessonCreated, LessonDeleted, LessonUpdated
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Lesson
from apps.courses.selectors import editing
from apps.courses.services import arrangement, moves, prerequisites, rules, versions
from apps.courses.services.changes import LessonChanges
from apps.courses.services.conflicts import refuse_stale
from apps.courses.services.content import LessonContent
from apps.courses.services.slugs import minted
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def create_lesson(
    *,
    course_id: UUID,
    content: LessonContent,
    editor_id: UUID | None,
    slug: str = "",
    section_id: UUID | None = None,
) -> Lesson:
    """At the end of the section, or of the course."""
    course = editing.locked_course(course_id=course_id)
    lesson = Lesson(
        course=course,
        section=editing.section_of(course_id=course.id, section_id=section_id),
        slug=minted(Lesson.objects.filter(course=course), wanted=slug, title=content.title),
        position=editing.next_lesson_position(course_id=course.id),
    )
    add_lesson(lesson=lesson, content=content, editor_id=editor_id)
    if lesson.section_id:
        arrangement.place(lesson=lesson)
    return lesson


def add_lesson(*, lesson: Lesson, content: LessonContent, editor_id: UUID | None) -> None:
    """A new row with its first version, into a locked course."""
    rules.check_lesson(content)
    prerequisites.check_part(lesson, requires=content.requires)
    lesson.draft_version = versions.lesson_version(lesson=lesson, n=1, content=content, editor_id=editor_id)
    lesson.save(force_insert=True)
    lesson.draft_version.save(force_insert=True)
    publish(LessonCreated(lesson_id=lesson.id, course_id=lesson.course_id, title=content.title))


@atomic("courses")
def edit_lesson(
    *,
    lesson_id: UUID,
    changes: LessonChanges,
    editor_id: UUID | None,
    readiness: Readiness | None = None,
    if_match: Precondition = UNCONDITIONAL,
) -> Lesson:
    """The same content again changes nothing."""
    lesson = editing.locked_lesson(lesson_id=lesson_id)
    refuse_stale(written=lesson, if_match=if_match, yours={**changes, "readiness": readiness})
    content = replace(LessonContent.of(lesson.draft_version), **changes)
    is_revised = revise_lesson(lesson=lesson, content=content, editor_id=editor_id)
    is_moved = readiness is not None and readiness != lesson.readiness
    if is_revised or is_moved:
        before, lesson.readiness = lesson.readiness, readiness or lesson.readiness
        lesson.locally_modified = lesson.source_id is not None
        lesson.save(update_fields=["readiness", "locally_modified", "updated_at"])
        moves.tell_lesson_readiness(lesson=lesson, before=before, is_revised=is_revised)
        if before == Readiness.RETIRED:
            arrangement.arrange(course_id=lesson.course_id)
    return lesson


def revise_lesson(*, lesson: Lesson, content: LessonContent, editor_id: UUID | None) -> bool:
    """A new draft version, if the content differs; whether it does. The course is locked."""
    prerequisites.check_part(lesson, requires=content.requires, held=lesson.draft_version.requires)
    return rewrite_lesson(lesson=lesson, content=content, editor_id=editor_id)


def rewrite_lesson(*, lesson: Lesson, content: LessonContent, editor_id: UUID | None) -> bool:
    """The same for who writes many at once, and looks for circles afterwards."""
    if content.hash() == lesson.draft_version.content_hash:
        return False
    rules.check_lesson(content)
    version = versions.lesson_version(lesson=lesson, n=lesson.draft_version.n + 1, content=content, editor_id=editor_id)
    version.save(force_insert=True)
    lesson.draft_version = version
    lesson.save(update_fields=["draft_version", "updated_at"])
    publish(LessonUpdated(lesson_id=lesson.id, course_id=lesson.course_id, version=version.n))
    return True


@atomic("courses")
def delete_lesson(*, lesson_id: UUID, if_match: Precondition = UNCONDITIONAL) -> None:
    """Take it out of the draft; learners lose it with the next publication. Twice changes nothing."""
    lesson = editing.locked_lesson(lesson_id=lesson_id)
    refuse_stale(written=lesson, if_match=if_match, yours={})
    if lesson.readiness != Readiness.RETIRED:
        retire_lesson(lesson=lesson)
        lesson.locally_modified = lesson.source_id is not None
        lesson.save(update_fields=["locally_modified", "updated_at"])
        trail.record(
            room="courses",
            action="courses.lesson.delete",
            object_type="courses.lesson",
            object_id=str(lesson.id),
        )


def retire_lesson(*, lesson: Lesson) -> None:
    """The course is locked."""
    lesson.readiness = Readiness.RETIRED
    lesson.save(update_fields=["readiness", "updated_at"])
    publish(LessonDeleted(lesson_id=lesson.id, course_id=lesson.course_id))

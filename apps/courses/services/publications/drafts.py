"""Drafts that say again what a publication said: new versions, since none is ever changed."""

from collections.abc import Mapping
from uuid import UUID

from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.structure import Section, SectionVersion
from apps.courses.models.versions import ExerciseVersion, LessonVersion
from apps.courses.selectors.editions import Edition
from apps.courses.selectors.ordering import order_of
from apps.courses.services import arrangement, moves
from apps.courses.services.content import CourseContent, ExerciseContent, LessonContent, SectionContent
from apps.courses.services.courses import revise_course
from apps.courses.services.exercises import rewrite_exercise
from apps.courses.services.lessons import rewrite_lesson
from apps.courses.services.prerequisites import refuse_part_cycles
from apps.courses.services.sections import revise_section

type Part = Section | Lesson | Exercise


def restore_drafts(*, course: Course, edition: Edition, editor_id: UUID | None) -> None:
    """Content, order and readiness as in the edition. What is ready and not in it is held back, not lost.

    The course is locked.
    """
    before = order_of(course_id=course.id)
    content = CourseContent.of(edition.course_version)
    told = {course.id} if revise_course(course=course, content=content, editor_id=editor_id) else set()
    told |= _restore_sections(course, edition=edition, editor_id=editor_id)
    told |= _restore_lessons(course, edition=edition, editor_id=editor_id)
    told |= _restore_exercises(course, edition=edition, editor_id=editor_id)
    refuse_part_cycles(course_id=course.id)
    arrangement.arrange(course_id=course.id)
    is_moved = moves.tell_order(course=course, before=before, told=told)
    if (told or is_moved) and course.source_id:
        course.locally_modified = True
        course.save(update_fields=["locally_modified", "updated_at"])


def _restore_sections(course: Course, *, edition: Edition, editor_id: UUID | None) -> set[UUID]:
    versions = SectionVersion.objects.in_bulk(edition.section_versions.values())
    places = {section_id: place for place, section_id in enumerate(edition.section_versions, start=1)}
    told = set()
    for section in Section.objects.filter(course=course).select_related("draft_version"):
        is_revised, before = False, section.readiness
        if version_id := edition.section_versions.get(section.id):
            content = SectionContent.of(versions[version_id])
            is_revised = revise_section(section=section, content=content, editor_id=editor_id)
            section.position = places[section.id]
        _settle(section, is_shown=section.id in places, is_revised=is_revised, fields=["position"])
        moves.tell_section_readiness(section=section, before=before, is_revised=is_revised)
        told |= {section.id} if is_revised else set()
    return told


def _restore_lessons(course: Course, *, edition: Edition, editor_id: UUID | None) -> set[UUID]:
    versions = LessonVersion.objects.in_bulk(edition.lesson_versions.values())
    places = {one.lesson_id: (place, one) for place, one in enumerate(edition.outline, start=1)}
    told, shown = set(), len(places)
    for lesson in Lesson.objects.filter(course=course).select_related("draft_version").order_by("position"):
        is_revised, before = False, lesson.readiness
        if lesson.id in places:
            lesson.position, one = places[lesson.id]
            lesson.section_id = one.section_id
            content = LessonContent.of(versions[one.version_id])
            is_revised = rewrite_lesson(lesson=lesson, content=content, editor_id=editor_id)
        else:
            shown += 1
            lesson.position = shown
        _settle(lesson, is_shown=lesson.id in places, is_revised=is_revised, fields=["position", "section"])
        moves.tell_lesson_readiness(lesson=lesson, before=before, is_revised=is_revised)
        told |= {lesson.id} if is_revised else set()
    return told


def _restore_exercises(course: Course, *, edition: Edition, editor_id: UUID | None) -> set[UUID]:
    versions = ExerciseVersion.objects.in_bulk(edition.exercise_versions.values())
    places = _exercise_places(edition)
    told = set()
    for exercise in Exercise.objects.filter(course=course).select_related("draft_version").order_by("position"):
        is_revised, before = False, exercise.readiness
        if exercise.id in places:
            exercise.position, exercise.lesson_id, version_id = places[exercise.id]
            content = ExerciseContent.of(versions[version_id])
            is_revised = rewrite_exercise(exercise=exercise, content=content, editor_id=editor_id)
        else:
            exercise.position += len(places)
        _settle(exercise, is_shown=exercise.id in places, is_revised=is_revised, fields=["position", "lesson"])
        moves.tell_exercise_readiness(exercise=exercise, before=before, is_revised=is_revised)
        told |= {exercise.id} if is_revised else set()
    return told


def _exercise_places(edition: Edition) -> Mapping[UUID, tuple[int, UUID, UUID]]:
    return {
        each.exercise_id: (place, lesson.lesson_id, each.version_id)
        for lesson in edition.outline
        for place, each in enumerate(lesson.exercises, start=1)
    }


def _settle(part: Part, *, is_shown: bool, is_revised: bool, fields: list[str]) -> None:
    """Ready if it is in the edition; what isn't is held back, unless it was taken away."""
    before = part.readiness
    if is_shown:
        part.readiness = Readiness.READY
    elif part.readiness == Readiness.READY:
        part.readiness = Readiness.HELD
    if is_revised or part.readiness != before:
        part.locally_modified = part.source_id is not None
    part.save(update_fields=["readiness", "locally_modified", "updated_at", *fields])

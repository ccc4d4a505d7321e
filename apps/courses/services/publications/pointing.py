"""The published pointers: of everything in an edition, and of nothing else."""

from apps.courses.models.choices import Status
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.structure import Section
from apps.courses.selectors.editions import Edition


def point(*, course: Course, edition: Edition) -> None:
    """Have learners see this edition. The course is locked."""
    _point_sections(course=course, edition=edition)
    _point_lessons(course=course, edition=edition)
    _point_exercises(course=course, edition=edition)
    course.published_version, course.status = edition.course_version, Status.PUBLISHED
    course.save(update_fields=["published_version", "status", "updated_at"])


def _point_sections(*, course: Course, edition: Edition) -> None:
    """Those that have lessons, in the order of these."""
    versions = edition.section_versions
    places, moved = {section_id: place for place, section_id in enumerate(versions, start=1)}, []
    for row in Section.objects.filter(course=course).only("published_version", "published_position"):
        wanted = (versions.get(row.id, row.published_version_id), places.get(row.id))
        if (row.published_version_id, row.published_position) != wanted:
            row.published_version_id, row.published_position = wanted
            moved.append(row)
    Section.objects.bulk_update(moved, ["published_version", "published_position"])


def _point_lessons(*, course: Course, edition: Edition) -> None:
    """What isn't in it keeps its version, for those who began it, and has no place any more."""
    places = {lesson.lesson_id: place for place, lesson in enumerate(edition.outline, start=1)}
    sections = {lesson.lesson_id: lesson.section_id for lesson in edition.outline}
    versions, moved = edition.lesson_versions, []
    pointers = ("published_version", "published_position", "published_section")
    for row in Lesson.objects.filter(course=course).only(*pointers):
        section_id = sections.get(row.id, row.published_section_id)
        wanted = (versions.get(row.id, row.published_version_id), places.get(row.id), section_id)
        if (row.published_version_id, row.published_position, row.published_section_id) != wanted:
            row.published_version_id, row.published_position, row.published_section_id = wanted
            moved.append(row)
    Lesson.objects.bulk_update(moved, pointers)


def _point_exercises(*, course: Course, edition: Edition) -> None:
    places = {
        each.exercise_id: (place, lesson.lesson_id)
        for lesson in edition.outline
        for place, each in enumerate(lesson.exercises, start=1)
    }
    versions, moved = edition.exercise_versions, []
    pointers = ("published_version", "published_position", "published_lesson")
    for row in Exercise.objects.filter(course=course).only(*pointers):
        place, lesson_id = places.get(row.id, (None, row.published_lesson_id))
        wanted = (versions.get(row.id, row.published_version_id), place, lesson_id)
        if (row.published_version_id, row.published_position, row.published_lesson_id) != wanted:
            row.published_version_id, row.published_position, row.published_lesson_id = wanted
            moved.append(row)
    Exercise.objects.bulk_update(moved, pointers)

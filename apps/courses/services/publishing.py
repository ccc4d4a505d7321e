"""Publishing: the drafts that are ready become what learners see, all at once, and the log keeps which they were."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from uuid import UUID

from apps.courses.contracts import CoursePublished, OutlineExercise, OutlineLesson
from apps.courses.errors import DeletionUnderWay, EmptyCourse, UngradableExercises
from apps.courses.models.choices import Status
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.publishing import Publication
from apps.courses.selectors import deletions, editing, grading
from apps.courses.selectors import publishing as selectors
from apps.courses.services import catalogue
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def publish_course(*, course_id: UUID, publisher_id: UUID | None, if_match: Precondition = UNCONDITIONAL) -> Course:
    """Show the draft to learners. Publishing it twice changes nothing."""
    course = editing.locked_course(course_id=course_id)
    if_match.check(course.draft_version.n)
    if deletions.is_pending(course_id=course.id):
        raise DeletionUnderWay
    lessons = selectors.ready_lessons(course_id=course.id)
    exercises = selectors.ready_exercises(course_id=course.id)
    _refuse_ungradable(each for lesson in lessons for each in exercises.get(lesson.id, ()))
    outline = tuple(_told(lesson, exercises.get(lesson.id, ())) for lesson in lessons)
    if not outline:
        raise EmptyCourse
    last = course.publications.first()
    if last is not None and _is_shown(course=course, last=last, outline=outline):
        return course
    _point(course=course, lessons=lessons, exercises=exercises)
    _log(course=course, n=last.n + 1 if last else 1, outline=outline, publisher_id=publisher_id)
    return course


def _told(lesson: Lesson, exercises: Sequence[Exercise]) -> OutlineLesson:
    return OutlineLesson(
        lesson_id=lesson.id,
        version_id=lesson.draft_version_id,
        number=lesson.number,
        slug=lesson.slug,
        title=lesson.draft_version.title,
        exercises=tuple(
            OutlineExercise(
                exercise_id=exercise.id,
                version_id=exercise.draft_version_id,
                slug=exercise.slug,
                title=exercise.draft_version.title,
                kind=exercise.kind,
                files=tuple(sorted(exercise.draft_version.files)),
            )
            for exercise in exercises
        ),
    )


def _is_shown(*, course: Course, last: Publication, outline: Sequence[OutlineLesson]) -> bool:
    is_same = last.course_version_id == course.draft_version_id and last.outline == _plain(outline)
    return is_same and course.status == Status.PUBLISHED


def _plain(outline: Sequence[OutlineLesson]) -> object:
    """As the JSON of the log reads back."""
    return json.loads(json.dumps([asdict(lesson) for lesson in outline], default=str))


def _refuse_ungradable(exercises: Iterable[Exercise]) -> None:
    """A learner must never meet an exercise that its own solution doesn't pass."""
    coded = {
        exercise: exercise.draft_version.recording_key for exercise in exercises if exercise.draft_version.recording_key
    }
    recordings = grading.recordings(keys=list(coded.values()))
    reasons = {
        f"/exercises/{exercise.slug}": recordings[key].message if key in recordings else "Not run yet; try again soon."
        for exercise, key in coded.items()
        if key not in recordings or not recordings[key].passed
    }
    if reasons:
        detail = "The reference solution must pass the tests. Mend these exercises, or hold them back."
        raise UngradableExercises(detail, fields=reasons)


def _point(*, course: Course, lessons: Sequence[Lesson], exercises: dict[UUID, list[Exercise]]) -> None:
    """The published pointers of everything in the outline, and of nothing else."""
    shown = [each for lesson in lessons for each in exercises.get(lesson.id, ())]
    listed: dict[str, object] = {"course": course, "published_position__isnull": False}
    Lesson.objects.filter(**listed).exclude(id__in=[lesson.id for lesson in lessons]).update(published_position=None)
    Exercise.objects.filter(**listed).exclude(id__in=[each.id for each in shown]).update(published_position=None)
    Lesson.objects.bulk_update(
        [lesson for place, lesson in enumerate(lessons, start=1) if _moved(lesson, place=place)],
        ["published_version", "published_position"],
    )
    Exercise.objects.bulk_update(
        [
            each
            for lesson in lessons
            for place, each in enumerate(exercises.get(lesson.id, ()), start=1)
            if _moved(each, place=place) | _rehomed(each, lesson=lesson)
        ],
        ["published_version", "published_position", "published_lesson"],
    )
    course.published_version, course.status = course.draft_version, Status.PUBLISHED
    course.save(update_fields=["published_version", "status", "updated_at"])


def _moved(part: Lesson | Exercise, *, place: int) -> bool:
    """Point at the draft; whether that changed anything."""
    before = (part.published_version_id, part.published_position)
    part.published_version_id, part.published_position = part.draft_version_id, place
    return before != (part.draft_version_id, place)


def _rehomed(exercise: Exercise, *, lesson: Lesson) -> bool:
    before, exercise.published_lesson_id = exercise.published_lesson_id, lesson.id
    return before != lesson.id


def _log(*, course: Course, n: int, outline: tuple[OutlineLesson, ...], publisher_id: UUID | None) -> None:
    version = course.draft_version
    publication = Publication.objects.create(
        course=course, n=n, course_version=version, outline=_plain(outline), published_by=publisher_id
    )
    catalogue.show(course=course, publication=publication, outline=outline)
    publish(
        CoursePublished(
            course_id=course.id,
            version=n,
            slug=course.slug,
            title=version.title,
            language=version.language,
            lessons=outline,
        )
    )
    trail.record(
        room="courses",
        action="courses.course.publish",
        object_type="courses.course",
        object_id=str(course.id),
        changes={"version": str(n)},
    )

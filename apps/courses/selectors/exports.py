"""A whole course with its versions: the draft, or what one publication showed; with answers and solutions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from apps.courses.models.choices import Readiness, Status, TagKind
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.publishing import Publication
from apps.courses.models.structure import Section, SectionVersion
from apps.courses.models.taxonomy import Tag
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion
from apps.courses.selectors import editing, editions, history


@dataclass(frozen=True, kw_only=True, slots=True)
class WholeExercise:
    row: Exercise
    version: ExerciseVersion
    is_ready: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class WholeLesson:
    row: Lesson
    version: LessonVersion
    section_id: UUID | None
    is_ready: bool
    exercises: tuple[WholeExercise, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WholeCourse:
    """`concepts` are the tags of what it teaches, by slug, as far as there are any."""

    row: Course
    version: CourseVersion
    status: Status
    sections: tuple[tuple[Section, SectionVersion], ...]
    lessons: tuple[WholeLesson, ...]
    concepts: Mapping[str, Tag]


def draft(*, course_id: UUID) -> WholeCourse:
    """With what is held back, without what was taken away."""
    course = editing.course(course_id=course_id)
    exercises: dict[UUID, list[WholeExercise]] = {}
    for row in editing.exercises_of(course_id=course_id):
        whole = WholeExercise(row=row, version=row.draft_version, is_ready=row.readiness == Readiness.READY)
        exercises.setdefault(row.lesson_id, []).append(whole)
    sections = Section.objects.filter(course_id=course_id).exclude(readiness=Readiness.RETIRED)
    return WholeCourse(
        row=course,
        version=course.draft_version,
        status=Status(course.status),
        sections=tuple((each, each.draft_version) for each in sections.select_related("draft_version")),
        lessons=tuple(
            WholeLesson(
                row=row,
                version=row.draft_version,
                section_id=row.section_id,
                is_ready=row.readiness == Readiness.READY,
                exercises=tuple(exercises.get(row.id, ())),
            )
            for row in editing.lessons_of(course_id=course_id)
        ),
        concepts=_concepts(course),
    )


def publication(*, course_id: UUID, n: int) -> WholeCourse:
    """Raises VersionNotFound."""
    course = editing.course(course_id=course_id)
    edition = editions.of_publication(history.publication(course_id=course_id, n=n))
    lessons = _lessons(edition.lesson_versions.values())
    exercises = _exercises(edition.exercise_versions.values())
    return WholeCourse(
        row=course,
        version=edition.course_version,
        status=Status.PUBLISHED,
        sections=_sections(edition.section_versions.values()),
        lessons=tuple(
            WholeLesson(
                row=lessons[told.version_id].lesson,
                version=lessons[told.version_id],
                section_id=told.section_id,
                is_ready=True,
                exercises=tuple(exercises[each.version_id] for each in told.exercises),
            )
            for told in edition.outline
        ),
        concepts=_concepts(course),
    )


def last_publication(*, course_id: UUID) -> int | None:
    """The number of the one that learners see; None of a course that was never published."""
    numbers = Publication.objects.filter(course_id=course_id).order_by("-n").values_list("n", flat=True)
    return numbers.first()


def _lessons(version_ids: Iterable[UUID]) -> dict[UUID, LessonVersion]:
    return {each.id: each for each in LessonVersion.objects.filter(id__in=version_ids).select_related("lesson")}


def _exercises(version_ids: Iterable[UUID]) -> dict[UUID, WholeExercise]:
    rows = ExerciseVersion.objects.filter(id__in=version_ids).select_related("exercise")
    return {each.id: WholeExercise(row=each.exercise, version=each, is_ready=True) for each in rows}


def _sections(version_ids: Iterable[UUID]) -> tuple[tuple[Section, SectionVersion], ...]:
    """In the order in which they are named."""
    wanted = list(version_ids)
    found = {each.id: each for each in SectionVersion.objects.filter(id__in=wanted).select_related("section")}
    return tuple((found[each].section, found[each]) for each in wanted)


def _concepts(course: Course) -> dict[str, Tag]:
    rows = Tag.objects.filter(kind=TagKind.CONCEPT, source=course.source_id).order_by("slug")
    return {tag.slug: tag for tag in rows} if course.source_id else {}

"""What earlier imports of a source left here, by external key."""

from dataclasses import dataclass, field

from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import ImportSource
from apps.courses.models.structure import Section

LOADED = ("draft_version__n", "draft_version__content_hash", "draft_version__requires")


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """Of a course of one source. Of the versions only number, hash and what no source knows are loaded."""

    course: Course | None = None
    sections: dict[str, Section] = field(default_factory=dict)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    exercises: dict[str, Exercise] = field(default_factory=dict)


def source(*, kind: str, locator: str) -> ImportSource | None:
    return ImportSource.objects.filter(kind=kind, locator=locator).first()


def lock(*, kind: str, locator: str, external_key: str) -> None:
    """Nobody edits the course until the transaction ends; nothing to lock where it is new."""
    rows = Course.objects.select_for_update(no_key=True, of=("self",))
    rows.filter(source__kind=kind, source__locator=locator, external_key=external_key).values_list("id").first()


def imported(*, source: ImportSource | None, external_key: str) -> Imported:
    if source is None:
        return Imported()
    course = Course.objects.select_related("draft_version").filter(source=source, external_key=external_key).first()
    if course is None:
        return Imported()
    lessons = Lesson.objects.filter(source=source, course=course).select_related("draft_version")
    exercises = Exercise.objects.filter(source=source, course=course).select_related("draft_version")
    own = [one.name for one in Lesson._meta.concrete_fields], [one.name for one in Exercise._meta.concrete_fields]
    sections = Section.objects.filter(source=source, course=course).select_related("draft_version")
    return Imported(
        course=course,
        sections={row.external_key: row for row in sections},
        lessons={row.external_key: row for row in lessons.only(*own[0], *LOADED)},
        exercises={row.external_key: row for row in exercises.only(*own[1], *LOADED)},
    )

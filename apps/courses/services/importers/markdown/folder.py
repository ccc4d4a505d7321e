"""A whole folder: course.yaml and its lessons."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from apps.courses.services.importers.fields import Fields
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.markdown.documents import read_fields
from apps.courses.services.importers.markdown.lessons import read_lesson, read_pages
from apps.courses.services.importers.markdown.vocabulary import DIFFICULTIES, PUBLISHED, STATUSES
from apps.courses.services.importers.tree import (
    ImportedConcept,
    ImportedCourse,
    ImportedLesson,
    ImportedSource,
    Reading,
)
from gopro.archives.tree import Tree
from gopro.errors import Invalid

CONFIG: Final = "course.yaml"
LICENSE: Final = "LICENSE"


def read(tree: Tree) -> Reading:
    intake = Intake(tree.unwrapped())
    config = read_fields(CONFIG, intake=intake)
    key = config.uuid("key")
    target = f"course:{key}"
    intake.aim(CONFIG, target=target)
    pages = read_pages(intake)
    concepts = tuple(dict.fromkeys(slug for page in pages for slug in page.concepts))
    lessons = tuple(read_lesson(page, concepts=concepts, intake=intake) for page in pages)
    _refuse_twice(key, lessons=lessons)
    course = _course(config, lessons=lessons, concepts=concepts, source=_source(config, key=key, intake=intake))
    intake.remark_unasked(config, external_key=key, target=target)
    return Reading(course=course, lines=intake.lines())


def _course(
    config: Fields, *, lessons: tuple[ImportedLesson, ...], concepts: tuple[str, ...], source: ImportedSource
) -> ImportedCourse:
    return ImportedCourse(
        source=source,
        external_key=config.uuid("key"),
        slug=config.slug("slug"),
        title=config.text("title"),
        summary=config.optional_text("summary"),
        description=config.optional_text("description"),
        language=config.slug("language"),
        difficulty=config.choice("difficulty", DIFFICULTIES),
        tags=config.texts("tags"),
        status=config.choice("status", STATUSES, default=PUBLISHED),
        lessons=lessons,
        concepts=tuple(ImportedConcept(external_key=slug, slug=slug, name=_name(slug)) for slug in concepts),
    )


def _name(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _source(config: Fields, *, key: str, intake: Intake) -> ImportedSource:
    license_text = intake.text(LICENSE, type="license", target=f"course:{key}") if LICENSE in intake else ""
    return ImportedSource(
        kind="markdown",
        locator=f"markdown:{key}",
        archive_sha256=intake.sha256,
        license=config.optional_text("license"),
        license_text=license_text,
        attribution=config.optional_text("attribution"),
    )


def _refuse_twice(key: str, *, lessons: tuple[ImportedLesson, ...]) -> None:
    exercises = [exercise for lesson in lessons for exercise in lesson.exercises]
    keys = [key, *(lesson.external_key for lesson in lessons), *(exercise.external_key for exercise in exercises)]
    for found in _repeated(keys):
        raise Invalid(f"{CONFIG}: the key {found} stands twice in this course.")
    for found in _repeated([lesson.slug for lesson in lessons]):
        raise Invalid(f"lessons: the slug {found!r} stands twice.")
    for found in _repeated([exercise.slug for exercise in exercises]):
        raise Invalid(f"lessons: the exercise slug {found!r} stands twice in this course.")


def _repeated(values: list[str]) -> Iterator[str]:
    return (value for value, count in Counter(values).items() if count > 1)

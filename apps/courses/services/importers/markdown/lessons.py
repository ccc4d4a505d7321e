"""The lessons of a folder, in the order of their numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from apps.courses.services.importers.fields import SLUG, SLUG_LENGTH, Fields
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.markdown.documents import read_front_matter
from apps.courses.services.importers.markdown.exercises import read_exercise
from apps.courses.services.importers.markdown.quizzes import read_quiz
from apps.courses.services.importers.markdown.vocabulary import DIFFICULTIES, PUBLISHED, STATUSES
from apps.courses.services.importers.tree import Difficulty, ImportedExercise, ImportedLesson
from gopro.errors import Invalid

LESSONS: Final = "lessons"
NUMBERED: Final = re.compile(r"([0-9]{1,4})-([a-z0-9]+(?:-[a-z0-9]+)*)")
MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A lesson's own text, before its exercises are read."""

    folder: str
    slug: str
    fields: Fields
    body: str
    concepts: tuple[str, ...]


def read_pages(intake: Intake) -> tuple[Page, ...]:
    pages = tuple(_page(folder, slug=slug, intake=intake) for _number, slug, folder in _numbered_folders(intake))
    if not pages:
        raise Invalid(f"{LESSONS}: a course needs a lesson, such as {LESSONS}/01-hello/lesson.md.")
    return pages


def read_lesson(page: Page, *, concepts: tuple[str, ...], intake: Intake) -> ImportedLesson:
    """`concepts` are those of the whole course, which exercises may ask for."""
    fields = page.fields
    lesson = ImportedLesson(
        external_key=fields.uuid("key"),
        slug=page.slug,
        title=fields.text("title"),
        summary=fields.optional_text("summary"),
        body=page.body,
        status=fields.choice("status", STATUSES, default=PUBLISHED),
        difficulty=fields.choice("difficulty", DIFFICULTIES),
        duration_minutes=fields.optional_integer("duration_minutes", lowest=1, highest=MINUTES_A_DAY),
        concepts=page.concepts,
    )
    target = f"lesson:{lesson.external_key}"
    intake.aim(fields.path, target=target)
    intake.remark_unasked(fields, external_key=lesson.external_key, target=target)
    quiz = _quiz(page, difficulty=lesson.difficulty, intake=intake)
    return replace(lesson, exercises=(*quiz, *_exercises(page, concepts=concepts, intake=intake)))


def _page(folder: str, *, slug: str, intake: Intake) -> Page:
    fields, body = read_front_matter(f"{folder}/lesson.md", intake=intake)
    return Page(folder=folder, slug=slug, fields=fields, body=body, concepts=fields.slugs("concepts"))


def _numbered_folders(intake: Intake) -> list[tuple[int, str, str]]:
    found = []
    for name in intake.folders(LESSONS):
        match = NUMBERED.fullmatch(name)
        if not match or len(match[2]) > SLUG_LENGTH:
            raise Invalid(f"{LESSONS}/{name}: a lesson's folder is a number and a slug, such as '01-hello'.")
        found.append((int(match[1]), match[2], f"{LESSONS}/{name}"))
    return sorted(found)


def _quiz(page: Page, *, difficulty: Difficulty, intake: Intake) -> tuple[ImportedExercise, ...]:
    path = f"{page.folder}/quiz.yaml"
    return (read_quiz(path, difficulty=difficulty, intake=intake),) if path in intake else ()


def _exercises(page: Page, *, concepts: tuple[str, ...], intake: Intake) -> Iterator[ImportedExercise]:
    for slug in intake.folders(f"{page.folder}/exercises"):
        folder = f"{page.folder}/exercises/{slug}"
        if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug):
            raise Invalid(f"{folder}: an exercise's folder is its slug, such as 'two-words'.")
        yield read_exercise(folder, slug=slug, concepts=concepts, intake=intake)

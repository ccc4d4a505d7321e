"""What content must be like to be taken, whoever hands it in: an author, staff or an import."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from apps.courses.errors import ContentRefused
from apps.courses.models.choices import Difficulty, ExerciseKind, GradingMode
from apps.courses.services.content import (
    BankContent,
    Content,
    CourseContent,
    ExerciseContent,
    LessonContent,
    RatedContent,
    SectionContent,
)
from apps.courses.services.questions import rules as questions

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
LONGEST_TITLE = 200
LONGEST_SUMMARY = 500
LONGEST_SLUG = 100
MOST_BANKED = 1_000
MOST_FILES = 50
MOST_FILE_BYTES = 1024 * 1024


def check_course(content: CourseContent) -> None:
    _refuse(_common(content), _short("summary", content.summary), _slugs("tags", content.tags))


def check_section(content: SectionContent) -> None:
    _refuse(_titled(content), _short("summary", content.summary))


def check_lesson(content: LessonContent) -> None:
    _refuse(_common(content), _short("summary", content.summary), _slugs("concepts", content.concepts))


def check_exercise(content: ExerciseContent, *, kind: str) -> None:
    by_kind = {ExerciseKind.CODE: _code, ExerciseKind.QUIZ: _quiz, ExerciseKind.TEXT: _text}
    _refuse(
        _common(content),
        _short("blurb", content.blurb),
        _slugs("concepts", content.concepts),
        _slugs("prerequisites", content.prerequisites),
        by_kind[ExerciseKind(kind)](content),
    )


def check_bank(content: BankContent) -> None:
    _refuse(_titled(content), questions.faults(content.questions), _filled(content))


def check_slug(slug: str) -> None:
    if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug):
        raise ContentRefused(
            fields={"/slug": f"Lower-case words joined by hyphens, at most {LONGEST_SLUG} characters."}
        )


type Faults = Iterator[tuple[str, str]]


def _refuse(*groups: Faults) -> None:
    found = {pointer: reason for group in groups for pointer, reason in group}
    if found:
        raise ContentRefused(fields=found)


def _titled(content: Content) -> Faults:
    if not content.title.strip() or len(content.title) > LONGEST_TITLE:
        yield "/title", f"A title has 1 to {LONGEST_TITLE} characters."


def _common(content: RatedContent) -> Faults:
    yield from _titled(content)
    if content.difficulty not in Difficulty.values:
        yield "/difficulty", f"One of {', '.join(Difficulty.values)}."


def _short(name: str, text: str) -> Faults:
    if len(text) > LONGEST_SUMMARY:
        yield f"/{name}", f"At most {LONGEST_SUMMARY} characters."


def _slugs(name: str, values: Iterable[str]) -> Faults:
    for index, slug in enumerate(values):
        if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug):
            yield f"/{name}/{index}", "Lower-case words joined by hyphens."


def _code(content: ExerciseContent) -> Faults:
    groups = ("files", "readonly_files", "test_files", "solution_files")
    for name in groups:
        yield from _files(name, getattr(content, name))
    if not content.language:
        yield "/language", "A code exercise needs a language."
    if not content.files:
        yield "/files", "A code exercise needs at least one file for the learner to write."
    hidden = set(content.test_files) | set(content.readonly_files)
    for name in sorted(hidden & set(content.files)):
        yield f"/files/{name}", "This file is a test or read-only too; a learner can't write it."
    if content.rubric:
        yield "/rubric", "A rubric belongs to a text exercise."
    yield from _unquestioning(content)


def _files(group: str, files: Mapping[str, str]) -> Faults:
    if len(files) > MOST_FILES:
        yield f"/{group}", f"At most {MOST_FILES} files."
    for name, text in files.items():
        path = PurePosixPath(name)
        if not name or str(path) != name or path.is_absolute() or ".." in path.parts or "\0" in name + text:
            yield f"/{group}/{name}", "A relative path without dots, and text without NUL characters."
        elif len(text.encode(errors="replace")) > MOST_FILE_BYTES:
            yield f"/{group}/{name}", f"At most {MOST_FILE_BYTES:,} bytes."


def _quiz(content: ExerciseContent) -> Faults:
    if not content.questions and not content.draws:
        yield "/questions", "A quiz needs a question, or a bank to draw from."
    if content.rubric:
        yield "/rubric", "A rubric belongs to a text exercise."
    yield from questions.faults(content.questions)
    banks = [draw["bank"] for draw in content.draws]
    for index, bank in enumerate(banks):
        if bank in banks[:index]:
            yield f"/draws/{index}/bank", "Each bank once."
        if not bank and content.draws[index]["count"] > len(content.questions):
            yield f"/draws/{index}/count", f"The quiz has {len(content.questions)} questions of its own."


def _filled(content: BankContent) -> Faults:
    if not 1 <= len(content.questions) <= MOST_BANKED:
        yield "/questions", f"A bank has 1 to {MOST_BANKED:,} questions."


def _unquestioning(content: ExerciseContent) -> Faults:
    if content.questions:
        yield "/questions", "Questions belong to a quiz."
    if content.draws:
        yield "/draws", "Only a quiz draws questions."


def _text(content: ExerciseContent) -> Faults:
    if content.grading_mode != GradingMode.NONE:
        yield "/grading_mode", "A text exercise isn't graded: say none."
    yield from _unquestioning(content)
    yield from _rubric(content.rubric)


def _rubric(rubric: Sequence[Mapping[str, Any]]) -> Faults:
    keys = [criterion["key"] for criterion in rubric]
    for index, criterion in enumerate(rubric):
        if criterion["key"] in keys[:index] or not SLUG.fullmatch(criterion["key"]):
            yield f"/rubric/{index}/key", "Lower-case words joined by hyphens, each key once."
        if not criterion["title"].strip():
            yield f"/rubric/{index}/title", "What is looked for."

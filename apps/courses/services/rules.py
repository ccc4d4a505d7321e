"""What content must be like to be taken, whoever hands it in: an author, staff or an import."""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from pathlib import PurePosixPath
from typing import Any

from apps.courses.errors import ContentRefused
from apps.courses.models.choices import Difficulty, ExerciseKind, GradingMode, QuestionKind
from apps.courses.services.content import Content, CourseContent, ExerciseContent, LessonContent

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
LONGEST_TITLE = 200
LONGEST_SUMMARY = 500
LONGEST_SLUG = 100
MOST_FILES = 50
MOST_FILE_BYTES = 1024 * 1024


def check_course(content: CourseContent) -> None:
    _refuse(_common(content), _short("summary", content.summary), _slugs("tags", content.tags))


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


def _common(content: Content) -> Faults:
    if not content.title.strip() or len(content.title) > LONGEST_TITLE:
        yield "/title", f"A title has 1 to {LONGEST_TITLE} characters."
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
    if content.questions:
        yield "/questions", "Questions belong to a quiz."


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
    if not content.questions:
        yield "/questions", "A quiz needs a question."
    keys: set[str] = set()
    for index, question in enumerate(content.questions):
        if question["key"] in keys:
            yield f"/questions/{index}/key", "This key stands twice."
        keys.add(question["key"])
        for reason in _question(question):
            yield f"/questions/{index}/answers", reason


def _question(question: Mapping[str, Any]) -> Iterator[str]:
    kind, answers, choices = question["kind"], question["answers"], question["choices"]
    if kind not in QuestionKind.values:
        yield f"A kind is one of {', '.join(QuestionKind.values)}."
    if kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
        known = {str(number) for number in range(len(choices))}
        if not answers or not set(answers) <= known or len(set(answers)) != len(answers):
            yield "Answers are the indexes of the right choices, each once."
    if kind in {QuestionKind.SINGLE, QuestionKind.NUMERIC} and len(answers) != 1:
        yield "Exactly one answer."
    if kind == QuestionKind.NUMERIC and not all(_is_number(text) for text in (*answers, question["tolerance"])):
        yield "A number and a tolerance."
    elif kind == QuestionKind.NUMERIC and float(question["tolerance"]) < 0:
        yield "A tolerance of zero or more."
    if kind == QuestionKind.TEXT and not answers:
        yield "At least one text that is taken for right."


def _is_number(text: object) -> bool:
    try:
        return isfinite(float(str(text)))
    except ValueError:
        return False


def _text(content: ExerciseContent) -> Faults:
    if content.grading_mode != GradingMode.NONE:
        yield "/grading_mode", "A text exercise isn't graded: say none."

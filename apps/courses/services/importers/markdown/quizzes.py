"""The quiz of a lesson."""

import re
from typing import Final

from apps.courses.services.importers.fields import Fields
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.markdown.documents import read_fields
from apps.courses.services.importers.markdown.vocabulary import PUBLISHED, QUESTION_KINDS, STATUSES
from apps.courses.services.importers.tree import Difficulty, ImportedExercise, ImportedQuestion

NUMBER: Final = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?")
POSITION: Final = re.compile(r"[0-9]{1,3}")
OF_CHOICES: Final = frozenset({"single", "multiple", "matching", "ordering"})


def read_quiz(path: str, *, difficulty: Difficulty, intake: Intake) -> ImportedExercise:
    """A quiz is as difficult as its lesson."""
    quiz = read_fields(path, intake=intake)
    key = quiz.uuid("key")
    target = f"exercise:{key}"
    intake.aim(path, target=target)
    exercise = ImportedExercise(
        external_key=key,
        slug=quiz.slug("slug"),
        title=quiz.text("title"),
        kind="quiz",
        instructions=quiz.optional_text("instructions"),
        difficulty=difficulty,
        status=quiz.choice("status", STATUSES, default=PUBLISHED),
        draws=quiz.optional_integer("draws", lowest=1, highest=200) or 0,
        questions=tuple(_question(row, target=target, intake=intake) for row in quiz.rows("questions")),
    )
    _refuse_odd(exercise, quiz=quiz)
    intake.remark_unasked(quiz, external_key=key, target=target)
    return exercise


def _refuse_odd(exercise: ImportedExercise, *, quiz: Fields) -> None:
    if not exercise.questions:
        raise quiz.wrong("questions", "lists none")
    if exercise.draws > len(exercise.questions):
        raise quiz.wrong("draws", "is more than there are questions")
    keys = [question.external_key for question in exercise.questions]
    if len(set(keys)) != len(keys):
        raise quiz.wrong("questions", "holds the same key twice")


def _question(row: Fields, *, target: str, intake: Intake) -> ImportedQuestion:
    kind = row.choice("kind", QUESTION_KINDS)
    question = ImportedQuestion(
        external_key=row.slug("key"),
        kind=kind,
        prompt=row.text("prompt"),
        choices=_distinct(row, "choices") if kind in OF_CHOICES else (),
        matches=_distinct(row, "matches") if kind == "matching" else (),
        answers=_answers(row, kind=kind),
        tolerance=_tolerance(row) if kind == "numeric" else "0",
        explanation=row.optional_text("explanation"),
    )
    intake.remark_unasked(row, external_key=question.external_key, target=target)
    return question


def _distinct(row: Fields, key: str) -> tuple[str, ...]:
    texts = row.texts(key)
    if len(texts) < 2 or not all(text.strip() for text in texts):
        raise row.wrong(key, "must be two or more texts, none of them empty")
    if len(set(texts)) != len(texts):
        raise row.wrong(key, "holds the same text twice")
    return texts


def _answers(row: Fields, *, kind: str) -> tuple[str, ...]:
    if kind == "single":
        return (_choice(row, row.text("answer")),)
    if kind == "multiple":
        answers = tuple(_choice(row, position) for position in row.texts("answer"))
        if not answers or len(set(answers)) != len(answers):
            raise row.wrong("answer", "must list one or more different positions")
        return answers
    if kind in {"matching", "ordering"}:
        return _positions(row, kind=kind)
    if kind == "numeric":
        return (_number(row, "answer", row.text("answer")),)
    return _accepted(row)


def _positions(row: Fields, *, kind: str) -> tuple[str, ...]:
    """Of the choices in their right order, which is the file's unless it says another; or of each one's partner."""
    parts, answers = _distinct(row, "matches" if kind == "matching" else "choices"), row.texts("answer")
    positions = tuple(str(position) for position in range(len(parts)))
    if kind == "ordering" and sorted(answers or positions) != sorted(positions):
        raise row.wrong("answer", "must list the position of each choice once")
    is_paired = len(answers) == len(_distinct(row, "choices")) and set(answers) <= set(positions)
    if kind == "matching" and not is_paired:
        raise row.wrong("answer", "must list for each choice the position of its partner")
    return answers or positions


def _choice(row: Fields, position: str) -> str:
    """Choices are told by position, counted from 0."""
    choices = _distinct(row, "choices")
    if not POSITION.fullmatch(position) or int(position) >= len(choices):
        raise row.wrong("answer", f"must be a position from 0 to {len(choices) - 1}, not {position!r}")
    return choices[int(position)]


def _accepted(row: Fields) -> tuple[str, ...]:
    value = row.raw("answer")
    answers = row.texts("answer") if isinstance(value, list) else (row.text("answer"),)
    if not answers or not all(answer.strip() for answer in answers):
        raise row.wrong("answer", "must be one or more texts, none of them empty")
    return answers


def _tolerance(row: Fields) -> str:
    tolerance = _number(row, "tolerance", row.optional_text("tolerance") or "0")
    if tolerance.startswith("-"):
        raise row.wrong("tolerance", "must not be negative")
    return tolerance


def _number(row: Fields, key: str, value: str) -> str:
    if not NUMBER.fullmatch(value):
        raise row.wrong(key, f"must be a number such as 3 or 1.5, not {value!r}")
    return value.removeprefix("+")

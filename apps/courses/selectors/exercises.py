"""Published exercises, as plain values. No test, solution or recorded outcome is named here, so none can leave."""

from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.courses.errors import ExerciseNotFound
from apps.courses.models.content import Exercise
from apps.courses.selectors.prerequisites import listed
from apps.courses.selectors.questions import asked, drawn

type Row = dict[str, Any]
type Values = QuerySet[Any, Any]

VERSION = "published_version"
OWN = ("id", "slug", "kind", "course_id")
LISTED = (
    "title", "blurb", "language", "difficulty", "concepts", "prerequisites", "requires", "grading_mode", "is_beta",
)  # fmt: skip
DETAIL = (
    "instructions", "instructions_html", "tasks", "difficulty_raw", "files", "readonly_files",
    "authors", "contributors", "source", "source_url", "redraws",
)  # fmt: skip
MADE = ("hints", "questions", "draws", "rendered")


def of_course(*, course_id: UUID) -> Values:
    """In the order of its lessons."""
    rows = Exercise.objects.filter(course_id=course_id, published_position__isnull=False)
    return _values(rows.order_by("published_lesson__published_position", "published_position", "pk"))


def of_lesson(*, lesson_id: UUID) -> Values:
    rows = Exercise.objects.filter(published_lesson_id=lesson_id, published_position__isnull=False)
    return _values(rows.order_by("published_position", "pk"))


def exercise(*, exercise_id: UUID) -> Row:
    rows = Exercise.objects.filter(id=exercise_id, published_version__isnull=False)
    found = _values(rows, *DETAIL, *MADE).first()
    if found is None:
        raise ExerciseNotFound
    written = {name: found[f"{VERSION}__{name}"] for name in DETAIL}
    return {**shown([found])[0], **written, **read_aloud(**{name: found[f"{VERSION}__{name}"] for name in MADE})}


def shown(rows: list[Row]) -> list[Row]:
    """Of what is to be done before, only what learners find."""
    known = listed(Exercise, ids=chain.from_iterable(row[f"{VERSION}__requires"] for row in rows))
    return [_shown(row) | {"requires": [one for one in row[f"{VERSION}__requires"] if one in known]} for row in rows]


def _shown(row: Row) -> Row:
    return {
        **{name: row[name] for name in OWN},
        **{name: row[f"{VERSION}__{name}"] for name in LISTED},
        "version_id": row["published_version_id"],
        "version": row[f"{VERSION}__n"],
        "lesson_id": row["published_lesson_id"],
        "position": row["published_position"],
        "status": "published" if row["published_position"] else "retired",
    }


def _values(rows: "QuerySet[Exercise]", *more: str) -> Values:
    place = ("pk", "published_position", "published_lesson__published_position", "published_lesson_id")
    versioned = (f"{VERSION}__{name}" for name in ("n", *LISTED, *more))
    found: Values = rows.values(*place, *OWN, "published_version_id", *versioned)
    return found


def read_aloud(*, hints: list[Row], questions: list[Row], draws: list[Row], rendered: dict[str, Any]) -> Row:
    """Hints and questions with their HTML; of a question only what is asked, and none where some are drawn."""
    pairs = [] if draws else list(zip(questions, rendered["questions"], strict=True))
    return {
        "hints": [
            {"task": hint["task"], "text": hint["text"], "html": html}
            for hint, html in zip(hints, rendered["hints"], strict=True)
        ],
        "questions": [asked(question, html=html, key=question["key"]) for question, html in pairs],
        "drawn": drawn(questions=questions, draws=draws),
    }

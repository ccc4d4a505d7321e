"""What an author writes, apart from how it is kept: plain values with a hash that says whether anything changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion, Version


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A version's content. Field names are those of the version's columns."""

    title: str
    difficulty: str = "beginner"

    def hash(self) -> str:
        """Of the canonical form: the same content has the same hash whatever made it."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def of(cls, version: Version) -> Self:
        return cls(**{each.name: _frozen(getattr(version, each.name)) for each in fields(cls)})


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseContent(Content):
    summary: str = ""
    description: str = ""
    language: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    license: str = ""
    attribution: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonContent(Content):
    """`resources` are `{url, title}`; `concepts` the slugs of those it teaches."""

    summary: str = ""
    body: str = ""
    duration_minutes: int | None = None
    resources: tuple[Mapping[str, str], ...] = ()
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseContent(Content):
    """Files by name. `hints` are `{task, text}`, `tasks` `{number, title}`.

    `questions` are `{key, kind, prompt, choices, answers, tolerance, explanation}`; choices are answered by index.
    """

    blurb: str = ""
    instructions: str = ""
    hints: tuple[Mapping[str, Any], ...] = ()
    tasks: tuple[Mapping[str, Any], ...] = ()
    language: str = ""
    difficulty_raw: int | None = None
    is_beta: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    readonly_files: Mapping[str, str] = field(default_factory=dict)
    test_files: Mapping[str, str] = field(default_factory=dict)
    solution_files: Mapping[str, str] = field(default_factory=dict)
    grading_mode: str = "tests"
    questions: tuple[Mapping[str, Any], ...] = ()
    concepts: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    source: str = ""
    source_url: str = ""

    def recording_key(self, *, kind: str) -> str:
        """Of all that decides what the reference solution does with the tests; empty where there is nothing to run."""
        if kind != "code" or self.grading_mode == "none" or not self.test_files:
            return ""
        deciding = [self.language, self.files, self.readonly_files, self.test_files, self.solution_files]
        return hashlib.sha256(json.dumps(deciding, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def course_content(version: CourseVersion) -> CourseContent:
    return CourseContent.of(version)


def lesson_content(version: LessonVersion) -> LessonContent:
    return LessonContent.of(version)


def exercise_content(version: ExerciseVersion) -> ExerciseContent:
    return ExerciseContent.of(version)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value

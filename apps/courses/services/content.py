"""What an author writes, apart from how it is kept: plain values with a hash that says whether anything changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final, Self
from uuid import UUID

from apps.courses.models.questions import brief
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion, Version

# Metadata of a field that came after versions had been hashed: it counts once it says something, so that content from
# before keeps its hash.
LATER: Final = MappingProxyType({"is_later": True})


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A version's content. Field names are those of the version's columns."""

    title: str

    def hash(self) -> str:
        """Of the canonical form: the same content has the same hash whatever made it."""
        silent = {each.name for each in fields(self) if _is_silent(each, value=getattr(self, each.name))}
        said = {name: value for name, value in asdict(self).items() if name not in silent}
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def of(cls, version: Version) -> Self:
        return cls(**{each.name: _frozen(getattr(version, each.name)) for each in fields(cls)})


@dataclass(frozen=True, kw_only=True, slots=True)
class RatedContent(Content):
    difficulty: str = "beginner"


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionContent(Content):
    summary: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseContent(RatedContent):
    """`requires` are the ids of courses to take before."""

    summary: str = ""
    description: str = ""
    language: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    license: str = ""
    attribution: str = ""
    requires: tuple[UUID, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonContent(RatedContent):
    """`resources` are `{url, title}`; `concepts` the slugs of those it teaches, `requires` ids of lessons before it."""

    summary: str = ""
    body: str = ""
    duration_minutes: int | None = None
    resources: tuple[Mapping[str, str], ...] = ()
    concepts: tuple[str, ...] = ()
    requires: tuple[UUID, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseContent(RatedContent):
    """Files by name. `hints` are `{task, text}`, `tasks` `{number, title}`.

    `questions` are as `models.questions` keeps them; choices are answered by index. `draws` are `{bank, version,
    count}`, the bank empty for the exercise's own questions; with `redraws` each attempt draws anew. `rubric` is
    `{key, title, description}` for who reads a text.
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
    requires: tuple[UUID, ...] = field(default=(), metadata=LATER)
    draws: tuple[Mapping[str, Any], ...] = field(default=(), metadata=LATER)
    redraws: bool = field(default=False, metadata=LATER)
    rubric: tuple[Mapping[str, Any], ...] = field(default=(), metadata=LATER)

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", tuple(brief(question) for question in self.questions))

    def recording_key(self, *, kind: str) -> str:
        """Of all that decides what the reference solution does with the tests; empty where there is nothing to run."""
        if kind != "code" or self.grading_mode == "none" or not self.test_files:
            return ""
        deciding = [self.language, self.files, self.readonly_files, self.test_files, self.solution_files]
        return hashlib.sha256(json.dumps(deciding, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class BankContent(Content):
    """Questions from which quizzes draw; each is one as an exercise has it."""

    questions: tuple[Mapping[str, Any], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", tuple(brief(question) for question in self.questions))


def course_content(version: CourseVersion) -> CourseContent:
    return CourseContent.of(version)


def lesson_content(version: LessonVersion) -> LessonContent:
    return LessonContent.of(version)


def exercise_content(version: ExerciseVersion) -> ExerciseContent:
    return ExerciseContent.of(version)


def _is_silent(each: "Field[Any]", *, value: Any) -> bool:
    default = each.default_factory() if each.default_factory is not MISSING else each.default
    return "is_later" in each.metadata and value == default


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value

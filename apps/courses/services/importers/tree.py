"""A course as every reader hands it over, whatever format it came in."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Final, Literal

type Status = Literal["draft", "published", "retired"]
type Difficulty = Literal["beginner", "intermediate", "advanced"]
type ExerciseKind = Literal["code", "quiz", "text"]
type GradingMode = Literal["tests", "refactor", "none"]
type QuestionKind = Literal["single", "multiple", "numeric", "text"]
type Action = Literal[
    "used", "created", "updated", "unchanged", "retired", "ignored", "unsupported", "error", "conflict"
]

PROVENANCE: Final = frozenset({"revision", "archive_sha256"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedSource:
    """Where a course came from; nodes are known by (locator, external_key) for ever."""

    kind: str
    locator: str
    revision: str = ""
    archive_sha256: str = ""
    license: str = ""
    license_text: str = ""
    attribution: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedConcept:
    external_key: str
    slug: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedResource:
    url: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedTask:
    """One numbered step of an exercise."""

    number: int
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedHint:
    """Markdown; `task` is the number of the step it helps with, 0 for all of them."""

    task: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedQuestion:
    """`answers` are the right choices, the one number, or every text that is taken for right."""

    external_key: str
    kind: QuestionKind
    prompt: str
    choices: tuple[str, ...] = ()
    answers: tuple[str, ...]
    tolerance: str = "0"
    explanation: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedExercise:
    """Files by name; `grading_mode` is about them, not about questions.

    `concepts` and `prerequisites` are external keys of concepts of the same course.
    """

    external_key: str
    slug: str
    title: str
    kind: ExerciseKind
    language: str = ""
    blurb: str = ""
    instructions: str
    hints: tuple[ImportedHint, ...] = ()
    tasks: tuple[ImportedTask, ...] = ()
    difficulty: Difficulty
    difficulty_raw: int | None = None
    status: Status
    is_beta: bool = False
    stub_files: Mapping[str, str] = field(default_factory=dict)
    readonly_files: Mapping[str, str] = field(default_factory=dict)
    test_files: Mapping[str, str] = field(default_factory=dict)
    solution_files: Mapping[str, str] = field(default_factory=dict)
    grading_mode: GradingMode = "none"
    concepts: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    source: str = ""
    source_url: str = ""
    questions: tuple[ImportedQuestion, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedLesson:
    """`body` is Markdown; `concepts` are the external keys of those it teaches."""

    external_key: str
    slug: str
    title: str
    summary: str
    body: str
    resources: tuple[ImportedResource, ...] = ()
    status: Status
    difficulty: Difficulty
    duration_minutes: int | None = None
    concepts: tuple[str, ...] = ()
    exercises: tuple[ImportedExercise, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedCourse:
    """`description` is Markdown; lessons and their exercises stand in the order in which they are taught."""

    source: ImportedSource
    external_key: str
    slug: str
    title: str
    summary: str
    description: str
    language: str
    difficulty: Difficulty
    tags: tuple[str, ...] = ()
    status: Status
    lessons: tuple[ImportedLesson, ...]
    concepts: tuple[ImportedConcept, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportLine:
    """What became of one input; `used` stands until the plan knows what the `target` node became."""

    path: str
    external_key: str = ""
    type: str
    action: Action
    reason: str = ""
    target: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A line for every input file, then one for every remark about something inside a file (`file#/pointer`)."""

    course: ImportedCourse
    lines: tuple[ReportLine, ...]


type Node = ImportedCourse | ImportedLesson | ImportedExercise | ImportedConcept


def content_hash(node: Node) -> str:
    """Children count by key and order only, the source without revision and archive: equal means unchanged."""
    content = {part.name: _canonical(getattr(node, part.name)) for part in fields(node)}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, ImportedLesson | ImportedExercise | ImportedConcept):
        return value.external_key
    if is_dataclass(value):
        parts = (part.name for part in fields(value) if part.name not in PROVENANCE)
        return {name: _canonical(getattr(value, name)) for name in parts}
    if isinstance(value, Mapping):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_canonical(item) for item in value]
    return value

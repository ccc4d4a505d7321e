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
type QuestionKind = Literal["single", "multiple", "numeric", "text", "matching", "ordering"]
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
    """`answers` are the right choices, the one number, or every text that is taken for right.

    `ordering`: the positions of `choices`, from 0, in the right order. `matching`: for each choice the position of its
    partner among `matches`, of which there may be more than choices. `relative_tolerance` is a share of the number;
    `strict` names what of a text must be as in its answers (`case`, `spaces`, `forms`), `pattern` takes others too.
    """

    external_key: str
    kind: QuestionKind
    prompt: str
    choices: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    answers: tuple[str, ...]
    tolerance: str = "0"
    relative_tolerance: str = "0"
    strict: tuple[str, ...] = ()
    pattern: str = ""
    explanation: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedCriterion:
    """What whoever reads a text looks for."""

    key: str
    title: str
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedExercise:
    """Files by name; `grading_mode` is about them, not about questions.

    `concepts` and `prerequisites` are external keys of concepts of the same course. `draws` is how many of the
    questions each learner is asked, 0 for all; with `redraws` anew at each attempt. `rubric` is for texts.
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
    draws: int = 0
    redraws: bool = False
    rubric: tuple[ImportedCriterion, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedLesson:
    """`body` is Markdown; `concepts` are the external keys of those it teaches, `section` that of where it stands."""

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
    section: str = ""
    exercises: tuple[ImportedExercise, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedSection:
    """Lessons of a section stand together; a lesson without one stands before the first or between two."""

    external_key: str
    slug: str
    title: str
    summary: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedAsset:
    """A picture or another file that texts show or lead to as `asset:<external_key>`."""

    external_key: str
    name: str
    content: bytes


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
    sections: tuple[ImportedSection, ...] = ()
    assets: tuple[ImportedAsset, ...] = ()


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


type Node = ImportedCourse | ImportedSection | ImportedLesson | ImportedExercise | ImportedConcept | ImportedAsset


def content_hash(node: Node) -> str:
    """Children count by key and order only, the source without revision and archive: equal means unchanged."""
    content = {part.name: _canonical(getattr(node, part.name)) for part in fields(node)}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, ImportedSection | ImportedLesson | ImportedExercise | ImportedConcept | ImportedAsset):
        return value.external_key
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if is_dataclass(value):
        parts = (part.name for part in fields(value) if part.name not in PROVENANCE)
        return {name: _canonical(getattr(value, name)) for name in parts}
    if isinstance(value, Mapping):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_canonical(item) for item in value]
    return value

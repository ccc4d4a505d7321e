"""Which of an exercise's files the learner edits, reads and never sees."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from apps.courses.services.importers.exercism.entries import Entry
from apps.courses.services.importers.fields import Fields
from apps.courses.services.importers.grading import is_test_name
from apps.courses.services.importers.intake import Intake
from gopro.archives.limits import Limits, UnsafeArchive
from gopro.archives.names import safe_name
from gopro.errors import Invalid

EXAMPLES: Final = ("example", "exemplar")
GIVEN: Final = ("editor", "invalidator")
USUAL: Final = frozenset({"go.mod", "go.sum"})
LIMITS: Final = Limits()
UNUSED: Final[Mapping[str, str]] = {
    ".approaches/": "Approaches aren't imported.",
    ".articles/": "Articles aren't imported.",
    ".meta/tests.toml": "A list of upstream's cases; the tests themselves are imported.",
    ".meta/": "Upstream's own tooling, or one more example.",
}


@dataclass(frozen=True, slots=True)
class ExerciseFiles:
    """Contents by name, and what is wrong with them."""

    stub: dict[str, str] = field(default_factory=dict)
    readonly: dict[str, str] = field(default_factory=dict)
    test: dict[str, str] = field(default_factory=dict)
    solution: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """File names by role, from the exercise's own config or the track's patterns."""

    stub: tuple[str, ...]
    test: tuple[str, ...]
    example: tuple[str, ...]
    given: tuple[str, ...]


def read_files(entry: Entry, *, files: Fields, patterns: Fields, language: str, intake: Intake) -> ExerciseFiles:
    declared = _declared(files, patterns=patterns, entry=entry)
    found = ExerciseFiles()
    _take(declared.stub, into=found.stub, type="stub", entry=entry, intake=intake, faults=found.faults)
    _take(declared.test, into=found.test, type="test", entry=entry, intake=intake, faults=found.faults)
    _take(declared.given, into=found.readonly, type="readonly", entry=entry, intake=intake, faults=found.faults)
    _take_undeclared(found, entry=entry, language=language, intake=intake)
    examples: dict[str, str] = {}
    _take(declared.example, into=examples, type="solution", entry=entry, intake=intake, faults=found.faults)
    found.solution.update(_under_stub_names(examples, stub=found.stub))
    _leave_unused(entry, intake=intake)
    return found


def _declared(files: Fields, *, patterns: Fields, entry: Entry) -> Declared:
    usual = "exemplar" if entry.teaches else "example"
    examples = tuple(name for role in EXAMPLES for name in _safe(files, role=role))
    return Declared(
        stub=_safe(files, role="solution") or _usual(patterns, role="solution", slug=entry.slug),
        test=_safe(files, role="test") or _usual(patterns, role="test", slug=entry.slug),
        example=examples or _usual(patterns, role=usual, slug=entry.slug),
        given=tuple(name for role in GIVEN for name in _safe(files, role=role)),
    )


def _usual(patterns: Fields, *, role: str, slug: str) -> tuple[str, ...]:
    return tuple(_spelled(name, slug=slug) for name in _safe(patterns, role=role))


def _safe(files: Fields, *, role: str) -> tuple[str, ...]:
    """The names are written into folders later on, so they must lead nowhere else."""
    try:
        return tuple(name for raw in files.texts(role) if (name := safe_name(raw, limits=LIMITS)))
    except UnsafeArchive as refusal:
        raise Invalid(f"{files.path}: {role!r}: {refusal.detail}") from None


def _spelled(pattern: str, *, slug: str) -> str:
    words = slug.split("-")
    pascal = "".join(word.capitalize() for word in words)
    spellings = {"kebab": slug, "snake": "_".join(words), "pascal": pascal, "camel": pascal[:1].lower() + pascal[1:]}
    return re.sub(r"%\{(kebab|snake|pascal|camel)_slug\}", lambda found: spellings[found[1]], pattern)


def _take(
    names: tuple[str, ...], *, into: dict[str, str], type: str, entry: Entry, intake: Intake, faults: list[str]
) -> None:
    for name in names:
        path = f"{entry.folder}/{name}"
        if path in intake:
            into[name] = intake.text(path, type=type, target=entry.target)
        else:
            faults.append(f"{path}: declared as {type} and missing.")


def _take_undeclared(found: ExerciseFiles, *, entry: Entry, language: str, intake: Intake) -> None:
    """Some tests need files that nobody declared."""
    for name in _visible(intake.under(entry.folder)):
        if name in found.stub or name in found.test or name in found.readonly:
            continue
        path = f"{entry.folder}/{name}"
        type = "test" if is_test_name(name, language=language) else "readonly"
        reason = "" if name in USUAL else f"Undeclared file, taken as {type}."
        try:
            text = intake.text(path, type=type, target=entry.target, reason=reason)
        except Invalid as refusal:
            intake.leave(path, type=type, action="unsupported", reason=refusal.detail, target=entry.target)
            continue
        (found.test if type == "test" else found.readonly)[name] = text


def _visible(names: tuple[str, ...]) -> Iterator[str]:
    return (name for name in names if not any(part.startswith(".") for part in name.split("/")))


def _under_stub_names(examples: Mapping[str, str], *, stub: Mapping[str, str]) -> dict[str, str]:
    """An example stands where the stub stands: by its own name, else in order; stubs without one stay as they are."""
    if not examples:
        return {}
    named = {name.rpartition("/")[2]: text for name, text in examples.items()}
    free = [name for name in stub if name not in named]
    rest = [(name, text) for name, text in named.items() if name not in stub]
    placed = {name: text for name, text in named.items() if name in stub}
    placed |= {(free.pop(0) if free else name): text for name, text in rest}
    return {**{name: stub[name] for name in free}, **placed}


def _leave_unused(entry: Entry, *, intake: Intake) -> None:
    for name in intake.under(entry.folder):
        for prefix, reason in UNUSED.items():
            if name.startswith(prefix):
                path = f"{entry.folder}/{name}"
                intake.leave(path, type="file", action="ignored", reason=reason, target=entry.target)
                break

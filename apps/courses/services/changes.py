"""Partial changes of content, by the names of its fields."""

from collections.abc import Mapping
from typing import Any, TypedDict
from uuid import UUID


class CourseChanges(TypedDict, total=False):
    title: str
    difficulty: str
    summary: str
    description: str
    language: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    license: str
    attribution: str
    requires: tuple[UUID, ...]


class SectionChanges(TypedDict, total=False):
    title: str
    summary: str


class LessonChanges(TypedDict, total=False):
    title: str
    difficulty: str
    summary: str
    body: str
    duration_minutes: int | None
    resources: tuple[Mapping[str, str], ...]
    concepts: tuple[str, ...]
    requires: tuple[UUID, ...]


class ExerciseChanges(TypedDict, total=False):
    title: str
    difficulty: str
    blurb: str
    instructions: str
    hints: tuple[Mapping[str, Any], ...]
    tasks: tuple[Mapping[str, Any], ...]
    language: str
    files: Mapping[str, str]
    readonly_files: Mapping[str, str]
    test_files: Mapping[str, str]
    solution_files: Mapping[str, str]
    grading_mode: str
    questions: tuple[Mapping[str, Any], ...]
    draws: tuple[Mapping[str, Any], ...]
    redraws: bool
    rubric: tuple[Mapping[str, Any], ...]
    concepts: tuple[str, ...]
    prerequisites: tuple[str, ...]
    requires: tuple[UUID, ...]


class BankChanges(TypedDict, total=False):
    title: str
    questions: tuple[Mapping[str, Any], ...]

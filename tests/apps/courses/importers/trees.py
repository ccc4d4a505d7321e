"""Small courses written to disk, to be read and then broken in one place."""

import json
from collections.abc import Mapping
from pathlib import Path

from apps.courses.services.importers.registry import reader_for
from apps.courses.services.importers.tree import ImportedExercise, ImportedLesson, Reading, ReportLine
from gopro.archives.reader import open_tree

type Files = dict[str, str]


def read(kind: str, *, files: Mapping[str, str | bytes], root: Path) -> Reading:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_tree(root) as tree:
        return reader_for(kind)(tree)


def exercises(reading: Reading) -> dict[str, ImportedExercise]:
    return {exercise.slug: exercise for lesson in reading.course.lessons for exercise in lesson.exercises}


def lessons(reading: Reading) -> dict[str, ImportedLesson]:
    return {lesson.slug: lesson for lesson in reading.course.lessons}


def file_lines(reading: Reading) -> dict[str, ReportLine]:
    found = [line for line in reading.lines if "#" not in line.path]
    assert len({line.path for line in found}) == len(found)
    return {line.path: line for line in found}


def remarks(reading: Reading) -> list[tuple[str, str, str]]:
    return [(line.path, line.action, line.reason) for line in reading.lines if "#" in line.path]


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def as_json(value: object) -> str:
    return json.dumps(value)

"""What our own export keeps beside the OLX, in `gopro/`: all that OLX has no words for, and from which OLX it goes."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.olx.blocks import path_of
from apps.courses.services.importers.tree import ImportedCourse, ImportedExercise, ImportedLesson, ImportedSection
from gopro.errors import Invalid

FOLDER: Final = "gopro"
COURSE: Final = f"{FOLDER}/course.json"
MOST_BYTES: Final = 32 << 20
UNSAYABLE: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")

type Digests = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptAsset:
    """`file` is its name in `static/`."""

    file: str
    external_key: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptCourse:
    """`course` is without lessons, sections and assets. `loose` are chapters made for lessons that have no section.

    `files`, here and below, are the OLX that says the same, by SHA-256: where that was changed since, it counts.
    """

    format: Literal[1] = 1
    files: Digests
    course: ImportedCourse
    sections: Mapping[str, ImportedSection]
    loose: tuple[str, ...]
    assets: tuple[KeptAsset, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptLesson:
    """`lesson` is without exercises. It was written as one `unit`, with its body as the block `text`."""

    unit: str
    text: str
    files: Digests
    lesson: ImportedLesson


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptExercise:
    files: Digests
    exercise: ImportedExercise


def said(text: str) -> str:
    """As an attribute says it: in one line, and without what XML can't hold."""
    return " ".join(sayable(text).split())


def sayable(text: str) -> str:
    return UNSAYABLE.sub("\ufffd", text)


def lesson_file(name: str) -> str:
    return f"{FOLDER}/lessons/{path_of(name)}.json"


def exercise_file(kind: str, name: str) -> str:
    return f"{FOLDER}/exercises/{kind}/{path_of(name)}.json"


@dataclass(kw_only=True, slots=True)
class Kept:
    """All answers are None for a course that somebody else exported."""

    intake: Intake
    course: KeptCourse | None = field(init=False)

    def __post_init__(self) -> None:
        self.course = self._read(COURSE, kind=KeptCourse, target="")

    def lesson(self, name: str) -> KeptLesson | None:
        return self._read(lesson_file(name), kind=KeptLesson, target="lesson") if self.course else None

    def exercise(self, kind: str, name: str) -> KeptExercise | None:
        return self._read(exercise_file(kind, name), kind=KeptExercise, target="exercise") if self.course else None

    def section(self, name: str) -> ImportedSection | None:
        return self.course.sections.get(name) if self.course else None

    def is_loose(self, name: str) -> bool:
        return self.course is not None and name in self.course.loose

    def is_unchanged(self, files: Digests) -> bool:
        return all(name in self.intake and self.intake.digest(name) == told for name, told in files.items())

    def _read[Read](self, path: str, *, kind: type[Read], target: str) -> Read | None:
        if path not in self.intake:
            return None
        text = self.intake.text(path, type="kept", target="", most=MOST_BYTES)
        try:
            read: Read = _adapter(kind).validate_json(text)
        except ValidationError as fault:
            first = fault.errors(include_url=False, include_input=False)[0]
            place = "/".join(str(part) for part in first["loc"])
            raise Invalid(f"{path}#/{place}: {first['msg']}.") from None
        key = getattr(getattr(read, target or "course"), "external_key", "")
        self.intake.aim(path, target=f"{target or 'course'}:{key}")
        return read


def dump(kept: KeptCourse | KeptLesson | KeptExercise) -> bytes:
    plain = _adapter(type(kept)).dump_python(kept, mode="json")
    return f"{json.dumps(plain, indent=1, sort_keys=True, ensure_ascii=False)}\n".encode()


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return _ADAPTERS[kind]


_ADAPTERS: Final[Mapping[type[Any], TypeAdapter[Any]]] = {
    kind: TypeAdapter(kind) for kind in (KeptCourse, KeptLesson, KeptExercise)
}

"""Two who edit the same: the second is told both sides, and loses nothing."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from apps.courses.errors import EditConflict
from apps.courses.models.banks import Bank
from apps.courses.models.content import Course, Exercise, Lesson, Part
from apps.courses.models.structure import Section
from apps.courses.services.content import (
    BankContent,
    Content,
    CourseContent,
    ExerciseContent,
    LessonContent,
    SectionContent,
)
from gopro.errors import PreconditionFailed
from gopro.preconditions import Precondition

type Written = Course | Section | Lesson | Exercise | Bank

CONTENTS: Mapping[type[Written], type[Content]] = {
    Course: CourseContent,
    Section: SectionContent,
    Lesson: LessonContent,
    Exercise: ExerciseContent,
    Bank: BankContent,
}


def refuse_stale(*, written: Written, if_match: Precondition, yours: Mapping[str, Any]) -> None:
    """Raises EditConflict where the draft isn't any more what the editor saw. `yours` are the changes that were sent.

    Where the draft says the same as these, they were sent twice or two had the same thought: that is no conflict.
    """
    try:
        if_match.check(written.draft_version.n)
    except PreconditionFailed:
        conflict = _conflict(written=written, if_match=if_match, yours=yours)
        if conflict.differing or not conflict.yours:
            raise conflict from None


def are_same(one: object, other: object) -> bool:
    """Whatever of lists or tuples, ids or their texts they are made."""
    return _plain(one) == _plain(other)


def _conflict(*, written: Written, if_match: Precondition, yours: Mapping[str, Any]) -> EditConflict:
    theirs = asdict(CONTENTS[type(written)].of(written.draft_version))
    if isinstance(written, Part):
        theirs["readiness"] = str(written.readiness)
    sent = {name: value for name, value in yours.items() if value is not None or name != "readiness"}
    return EditConflict(
        version=written.draft_version.n,
        theirs=theirs,
        yours=sent,
        base=_base(written=written, if_match=if_match),
        differing=[name for name, value in sent.items() if not are_same(value, theirs.get(name))],
    )


def _base(*, written: Written, if_match: Precondition) -> Mapping[str, Any]:
    """The version that the editor saw, if it is one."""
    numbers = [n for n in written.versions.values_list("n", flat=True) if if_match.names(n)]
    version = written.versions.filter(n__in=numbers).first()
    return asdict(CONTENTS[type(written)].of(version)) if version else {}


def _plain(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)

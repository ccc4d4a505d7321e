"""Two editions of a course side by side, part by part."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.courses.models.structure import SectionVersion
from apps.courses.models.versions import ExerciseVersion, LessonVersion, Version
from apps.courses.selectors.audiences import Audience, written
from apps.courses.selectors.differences.fields import FieldChange, field_changes
from apps.courses.selectors.editions import Edition
from apps.courses.selectors.outlines import PartChange, compared

MOST_DETAILED = 200  # parts whose fields are compared in one answer; the others are asked for by their ids
VERSIONS: Mapping[str, type[Version]] = {
    "section": SectionVersion,
    "lesson": LessonVersion,
    "exercise": ExerciseVersion,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PartDiff:
    """`fields` is None where they weren't compared, in an answer about very many parts."""

    subject: str
    change: PartChange
    fields: tuple[FieldChange, ...] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseDiff:
    course: tuple[FieldChange, ...]
    sections: tuple[PartDiff, ...]
    lessons: tuple[PartDiff, ...]
    exercises: tuple[PartDiff, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.course or self.sections or self.lessons or self.exercises)


def course_diff(*, before: Edition, after: Edition, audience: Audience, part: UUID | None = None) -> CourseDiff:
    """Of everything, or of one `part` alone."""
    found = compared(before=before, after=after)
    parts = {"section": found.sections, "lesson": found.lessons, "exercise": found.exercises}
    wanted = {name: [one for one in each if part in {None, one.id}] for name, each in parts.items()}
    detailed = {one.id for one in [one for each in wanted.values() for one in each][:MOST_DETAILED]}
    diffs = {
        name: tuple(_diffs(name, changes, audience=audience, detailed=detailed)) for name, changes in wanted.items()
    }
    return CourseDiff(
        course=_of_course(before, after, audience=audience) if part is None else (),
        sections=diffs["section"],
        lessons=diffs["lesson"],
        exercises=diffs["exercise"],
    )


def _of_course(before: Edition, after: Edition, *, audience: Audience) -> tuple[FieldChange, ...]:
    old, new = (written(edition.course_version, audience=audience) for edition in (before, after))
    return field_changes(before=old, after=new)


def _diffs(
    subject: str, changes: Sequence[PartChange], *, audience: Audience, detailed: set[UUID]
) -> Iterator[PartDiff]:
    """A new version that says the same is no change."""
    places = [place for one in changes if one.id in detailed for place in (one.before, one.after) if place]
    versions = _versions(subject, {place.version_id for place in places}, audience=audience)
    for one in changes:
        fields = None
        if one.id in detailed:
            old, new = (versions[place.version_id] if place else {} for place in (one.before, one.after))
            fields = field_changes(before=old, after=new)
        if fields != () or one.kinds != ("changed",):
            yield PartDiff(subject=subject, change=one, fields=fields)


def _versions(subject: str, ids: Iterable[UUID], *, audience: Audience) -> dict[UUID, dict[str, Any]]:
    rows = VERSIONS[subject]._default_manager.filter(id__in=ids)
    return {row.pk: written(row, audience=audience) for row in rows}

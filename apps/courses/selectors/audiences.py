"""What of a version is shown to whom: everything to those who may edit it; to learners only what is named here."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db.models import Model

from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion, Version
from apps.courses.selectors import catalogue, exercises, lessons

KEPT = {"id", "n", "content_hash", "created_by", "created_at", "recording_key", "rendered"}  # no author wrote these
MADE = "_html"
LINKED = {"requires"}  # names other things, which learners may not all find: an outline says which
PUBLIC: dict[type[Version], tuple[str, ...]] = {
    CourseVersion: catalogue.WRITTEN,
    LessonVersion: (*lessons.LISTED, *lessons.DETAIL),
    ExerciseVersion: (*exercises.LISTED, *exercises.DETAIL),
}


class Audience(StrEnum):
    LEARNERS = "learners"
    EDITORS = "editors"


def written(version: Version, *, audience: Audience) -> dict[str, Any]:
    """What an author wrote, as far as it is for them; of questions learners are shown what is asked."""
    public = {*PUBLIC.get(type(version), ("title", "summary"))} - LINKED
    names = [name for name in _columns(type(version)) if audience is Audience.EDITORS or name in public]
    values = {name: getattr(version, name) for name in names}
    return {**values, **_aloud(version)} if audience is Audience.LEARNERS else values


def rendered(version: Version) -> dict[str, Any]:
    """The HTML that was made when the version was written."""
    return {name: getattr(version, name) for name in _names(type(version)) if name.endswith(MADE)}


def _aloud(version: Version) -> dict[str, Any]:
    if not isinstance(version, ExerciseVersion):
        return {}
    return exercises.read_aloud(
        hints=version.hints, questions=version.questions, draws=version.draws, rendered=version.rendered
    )


def _columns(model: type[Model]) -> Iterable[str]:
    return (name for name in _names(model) if name not in KEPT and not name.endswith(MADE))


def _names(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if not field.is_relation]

"""Estimates of what publications would do to learners, and what those would be made of."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.courses.contracts import OutlineLesson
from apps.courses.errors import ImpactNotFound
from apps.courses.models.content import Course
from apps.courses.models.impacts import Impact
from apps.courses.selectors import editions
from apps.courses.selectors.publishing import OUTLINE
from gopro.security import policy
from gopro.security.principal import Caller

SEE_LEARNERS = "progress.enrollment:view"


def impact(*, course_id: UUID, impact_id: UUID) -> Impact:
    """Raises ImpactNotFound for one of another course, too."""
    found = Impact.objects.filter(pk=impact_id, course_id=course_id).first()
    if found is None:
        raise ImpactNotFound
    return found


def estimated_outline(impact: Impact) -> tuple[OutlineLesson, ...]:
    return OUTLINE.validate_python(impact.outline)


def shown(impact: Impact, *, caller: Caller) -> dict[str, Any]:
    """Which learners it would be, only for who may see learners of this course."""
    may_see = policy.allows(principal=caller, permission=SEE_LEARNERS, within=impact.course_id)
    figures = dict(impact.figures or {})
    sample = figures.pop("below_full", [])
    names = {each["id"]: each["title"] for each in affected(impact)}
    exercises = [each | {"title": names.get(each["exercise_id"], "")} for each in figures.get("exercises", [])]
    return {
        "id": impact.id,
        "course_id": impact.course_id,
        "state": str(impact.state),
        "says": str(impact.state.label),
        "base_version": impact.base,
        "policy": impact.policy,
        "choices": impact.choices,
        "asked_at": impact.asked_at,
        "answered_at": impact.answered_at,
        "figures": figures | {"exercises": exercises} if figures else None,
        "below_full": sample if may_see else None,
    }


def affected(impact: Impact) -> list[dict[str, str]]:
    """Lessons and exercises that are new, changed or gone: those for which there is something to choose."""
    return _differing(before=_told(impact.course_id, n=impact.base), after=estimated_outline(impact))


def affected_by_draft(*, course: Course) -> list[dict[str, str]]:
    last = course.publications.first()
    before = editions.of_publication(last).outline if last else ()
    return _differing(before=before, after=editions.of_draft(course).outline)


def _told(course_id: UUID, *, n: int) -> tuple[OutlineLesson, ...]:
    publication = Course.objects.get(pk=course_id).publications.filter(n=n).first()
    return editions.of_publication(publication).outline if publication else ()


def _differing(*, before: tuple[OutlineLesson, ...], after: tuple[OutlineLesson, ...]) -> list[dict[str, str]]:
    old, new = _things(before), _things(after)
    return [
        {"id": str(id_), "kind": said["kind"], "title": said["title"], "change": change}
        for id_, said in (old | new).items()
        if (change := _change(old.get(id_), new.get(id_)))
    ]


def _change(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> str:
    if before is None or after is None:
        return "new" if before is None else "gone"
    return "" if before["version"] == after["version"] else "changed"


def _things(outline: tuple[OutlineLesson, ...]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    for lesson in outline:
        found[lesson.lesson_id] = {"kind": "lesson", "title": lesson.title, "version": str(lesson.version_id)}
        for each in lesson.exercises:
            said = {"kind": "exercise", "title": each.title, "version": str(each.version_id)}
            found[each.exercise_id] = said
    return found

"""What the newest version of a course would change for a learner who follows an older one."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from apps.progress.models import Enrollment, Kind, OutlineExercise, OutlineLesson
from apps.progress.selectors import enrollments
from apps.progress.selectors.following import loading
from apps.progress.selectors.following.paths import Place, moved
from apps.progress.selectors.following.reasons import counts_as
from apps.progress.selectors.following.records import Ledger, Versions


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A lesson or an exercise that is `new`, `changed` or `gone`; `counts_as` says how it then counts."""

    kind: str
    id: UUID
    title: str
    change: str
    counts_as: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Upgrade:
    enrollment: Enrollment
    now: Place
    then: Place
    changes: tuple[Change, ...]


def preview(*, user_id: UUID, enrollment_id: UUID) -> Upgrade:
    """Raises EnrollmentNotFound. Of who follows the newest version already, nothing changes."""
    enrollment = enrollments.own(user_id=user_id, enrollment_id=enrollment_id)
    now, then = newest(enrollment)
    return Upgrade(enrollment=enrollment, now=now, then=then, changes=_changes(enrollment, now=now, then=then))


def newest(enrollment: Enrollment) -> tuple[Place, Place]:
    """Where the learner stands, and where in the newest version."""
    editions = loading.editions(course_id=enrollment.course_id)
    now = loading.places([enrollment], editions=editions)[enrollment.pk]
    ordered = list(editions.values())
    return now, moved(now, to=ordered[-1], editions=ordered)


def _changes(enrollment: Enrollment, *, now: Place, then: Place) -> tuple[Change, ...]:
    course = {"outline__course": enrollment.course_id}
    lessons = dict(
        OutlineLesson.objects.filter(**course).order_by("outline__version").values_list("lesson_id", "title")
    )
    exercises = dict(
        OutlineExercise.objects.filter(**course).order_by("outline__version").values_list("exercise_id", "title")
    )
    old, new = now.edition, then.edition
    return (
        *_differing(Kind.LESSON, then.record.lessons, old=old.lessons, new=new.lessons, titles=lessons),
        *_differing(Kind.EXERCISE, then.record.exercises, old=old.exercises, new=new.exercises, titles=exercises),
    )


def _differing(kind: Kind, ledger: Ledger, *, old: Versions, new: Versions, titles: Mapping[UUID, str]) -> list[Change]:
    return [
        Change(
            kind=kind,
            id=id_,
            title=titles[id_],
            change="new" if id_ not in old else "changed" if id_ in new else "gone",
            counts_as=counts_as(ledger, id_, version_id=new.get(id_)),
        )
        for id_ in {**old, **new}
        if old.get(id_) != new.get(id_)
    ]

"""Learners come along to a new publication: some at a time, each once, whatever is interrupted."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from apps.progress.contracts import ProgressUpdated
from apps.progress.models import Adjustment, Course, Enrollment, EnrollmentStatus, Kind, Outline
from apps.progress.selectors.following import loading
from apps.progress.selectors.following.paths import Place, followed
from apps.progress.selectors.following.records import Ledger
from apps.progress.services import completion
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.jobs import enqueue

AT_ONCE = 200  # enrollments a transaction, for which their learners wait
COURSES_AT_ONCE = 50
CHANGED = ("outline", "considered_version", "lessons_completed", "lessons_total", "percent", "status", "completed_at")


@atomic("progress")
def request_following(*, course_id: UUID) -> None:
    """Have a job decide who comes along."""
    enqueue("progress.follow_course", course_id)


def follow_course(*, course_id: UUID) -> None:
    """Decide on each learner that is behind; running it again, or twice at once, decides nothing twice."""
    while _some(course_id=course_id):
        pass


def sweep() -> None:
    """By the clock: whatever a lost job left, and who enrolled while a publication came."""
    behind = Enrollment.objects.filter(course=OuterRef("pk"), considered_version__lt=OuterRef("followed_version"))
    waiting = Course.objects.filter(Exists(behind.exclude(status=EnrollmentStatus.ENDED)), followed_version__gt=0)
    for course_id in list(waiting.order_by("pk").values_list("pk", flat=True)[:COURSES_AT_ONCE]):
        follow_course(course_id=course_id)


def catch_up(enrollment: Enrollment) -> None:
    """Of one that was away, in the caller's transaction, which holds its lock."""
    course = Course.objects.get(pk=enrollment.course_id)
    if enrollment.considered_version < course.followed_version:
        _decide([enrollment], course=course)


def settle(enrollment: Enrollment, *, before: Place, after: Place, outline: Outline) -> list[Adjustment]:
    """Write onto the locked row where its learner stands now; answers the notes that are to be kept with it.

    What changed for the learner is told; whoever has nothing left to do has completed the course.
    """
    enrollment.outline = outline
    figures = after.figures
    if (enrollment.lessons_completed, enrollment.lessons_total) != (figures.completed, figures.total):
        enrollment.lessons_completed, enrollment.lessons_total = figures.completed, figures.total
        enrollment.percent = figures.percent
        publish(_updated(enrollment))
    if figures.is_full and enrollment.completed_at is None:
        completion.complete_course(enrollment)
    return [
        *_adjustments(enrollment, kind=Kind.LESSON, before=before.record.lessons, after=after.record.lessons),
        *_adjustments(enrollment, kind=Kind.EXERCISE, before=before.record.exercises, after=after.record.exercises),
    ]


@atomic("progress")
def _some(*, course_id: UUID) -> bool:
    """Answers whether there may be more."""
    course = Course.objects.filter(pk=course_id).first()
    if course is None:
        return False
    behind = Enrollment.objects.filter(course=course_id, considered_version__lt=course.followed_version)
    rows = behind.exclude(status=EnrollmentStatus.ENDED).select_for_update().order_by("considered_version", "pk")
    some = list(rows[:AT_ONCE])
    if some:
        _decide(some, course=course)
    return len(some) == AT_ONCE


def _decide(rows: Sequence[Enrollment], *, course: Course) -> None:
    editions = loading.editions(course_id=course.pk)
    newest = max(edition.version for edition in editions.values())
    outlines = {outline.version: outline for outline in Outline.objects.filter(pk__in=editions)}
    adjustments: list[Adjustment] = []
    for row, place in _placed(rows, editions=editions):
        row.course = course
        there = followed(place, considered=row.considered_version, editions=list(editions.values()))
        if there.edition is not place.edition:
            outline = outlines[there.edition.version]
            adjustments += settle(row, before=place, after=there, outline=outline)
        row.considered_version = newest
    Adjustment.objects.bulk_create(adjustments, ignore_conflicts=True)
    # They are there and locked; Django writes this many rows ten times faster so than by its bulk_update.
    Enrollment.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=CHANGED)


def _placed(rows: Sequence[Enrollment], *, editions: Mapping[int, Any]) -> list[tuple[Enrollment, Place]]:
    places = loading.places(rows, editions=editions)
    return [(row, places[row.pk]) for row in rows]


def _adjustments(enrollment: Enrollment, *, kind: Kind, before: Ledger, after: Ledger) -> list[Adjustment]:
    return [
        Adjustment(enrollment=enrollment, kind=kind, thing_id=id_, effect=note.effect, version=note.version)
        for id_, note in after.notes.items()
        if before.notes.get(id_) != note
    ]


def _updated(enrollment: Enrollment) -> ProgressUpdated:
    return ProgressUpdated(
        enrollment_id=enrollment.pk,
        user_id=enrollment.user_id,
        course_id=enrollment.course_id,
        percent=enrollment.percent,
        lessons_completed=enrollment.lessons_completed,
        lessons_total=enrollment.lessons_total,
        reason="version_followed",
        course_version=enrollment.outline.version,
    )

"""Estimating an impact: all learners of the course are looked at, told of as it goes, and trials are laid."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.progress.models import Enrollment, EnrollmentStatus, Impact, Submission, SubmissionStatus, Trial
from apps.progress.selectors.following import loading
from apps.progress.services.impacts.counting import Tally, edition_of, spread, variants
from apps.progress.services.impacts.telling import tell
from gopro import jobs
from gopro.database import atomic

AT_ONCE = 1_000
TOLD_EACH = 5_000
LEASE = timedelta(minutes=2)  # longer than sandboxed runs and AT_ONCE learners take
GRADED = frozenset({"code", "quiz"})


def estimate(*, impact_id: UUID) -> None:
    """Count, unless that was done or another worker does it; then submissions are tried, one job each."""
    impact = claim(impact_id=impact_id)
    if impact is None:
        return
    if impact.counts is None:
        _count(impact)
    release(impact)
    jobs.enqueue("progress.try_submission", impact_id)


def claim(*, impact_id: UUID) -> Impact | None:
    """Own it for the length of the lease; a worker that is killed loses it by itself."""
    now = timezone.now()
    with atomic("progress"):
        free = Impact.objects.filter(pk=impact_id, finished_at=None, due_at__lte=now)
        return Impact.objects.get(pk=impact_id) if free.update(due_at=now + LEASE) else None


@atomic("progress")
def release(impact: Impact) -> None:
    Impact.objects.filter(pk=impact.pk).update(due_at=timezone.now())


def _count(impact: Impact) -> None:
    editions = loading.editions(course_id=impact.course_id)
    ordered = list(editions.values())
    newest = ordered[-1] if ordered else None
    asked = edition_of(impact.asked, version=newest.version + 1 if newest else 1)
    shown = newest.exercises if newest else {}
    changing = {id_: now for id_, now in asked.exercises.items() if shown.get(id_, now) != now}
    tally = Tally(editions=ordered, variants=variants(asked), changing=changing)
    rows = Enrollment.objects.filter(course_id=impact.course_id).exclude(status=EnrollmentStatus.ENDED)
    learners = rows.count()
    for some in _portions(impact.course_id):
        places = loading.places(some, editions=editions)
        for row in some:
            tally.add(row, places[row.pk])
        if tally.looked_at % TOLD_EACH < AT_ONCE <= len(some):
            _tell_so_far(impact, counts=tally.plain(learners=max(learners, tally.looked_at)))
    _keep(impact, counts=tally.plain(learners=tally.looked_at), passed=tally.passed)


def _portions(course_id: UUID) -> Iterator[Sequence[Enrollment]]:
    rows = Enrollment.objects.filter(course_id=course_id).exclude(status=EnrollmentStatus.ENDED).order_by("pk")
    some = list(rows[:AT_ONCE])
    while some:
        yield some
        some = list(rows.filter(pk__gt=some[-1].pk)[:AT_ONCE])


@atomic("progress")
def _tell_so_far(impact: Impact, *, counts: Mapping[str, Any]) -> None:
    tell(impact, is_final=False, counts=counts)
    Impact.objects.filter(pk=impact.pk).update(due_at=timezone.now() + LEASE)


@atomic("progress")
def _keep(impact: Impact, *, counts: dict[str, Any], passed: Mapping[UUID, Sequence[UUID]]) -> None:
    """The figures, and the submissions that are to be tried."""
    impact.counts = counts
    if Impact.objects.filter(pk=impact.pk, counts__isnull=True).update(counts=counts):
        Trial.objects.bulk_create(_trials(impact, passed=passed))
        tell(impact, is_final=False)


def _trials(impact: Impact, *, passed: Mapping[UUID, Sequence[UUID]]) -> Iterator[Trial]:
    """The newest passing submission of some learners, as many of each exercise as the bound allows."""
    kinds = impact.asked["kinds"]
    graded = {id_: found for id_, found in passed.items() if found and kinds[str(id_)] in GRADED}
    left = impact.sample
    for place, (exercise_id, found) in enumerate(sorted(graded.items(), key=lambda item: len(item[1]))):
        chosen = list(spread(found, most=left // (len(graded) - place)))
        left -= len(chosen)
        version_id = UUID(impact.asked["exercises"][str(exercise_id)])
        for submission_id in _newest(exercise_id=exercise_id, among=chosen):
            yield Trial(impact=impact, submission_id=submission_id, version_id=version_id)


def _newest(*, exercise_id: UUID, among: Sequence[UUID]) -> Sequence[UUID]:
    rows = Submission.objects.filter(
        enrollment__in=among, exercise_id=exercise_id, status=SubmissionStatus.PASSED
    ).order_by("enrollment_id", "-id")
    return list(rows.distinct("enrollment_id").values_list("id", flat=True))

"""Grading stored submissions again, by a version that is a draft: one a job, so that learners' own come first."""

from uuid import UUID

from django.db.models import F
from django.utils import timezone

from apps.progress.models import Impact, Trial
from apps.progress.services.grading import outcome_of
from apps.progress.services.impacts.estimating import claim, release
from apps.progress.services.impacts.telling import tell
from gopro import jobs
from gopro.database import atomic

TRIES = 3  # where our side broke
TOLD_EACH = 10


def try_next(*, impact_id: UUID) -> None:
    """Try one submission and go to the end of the queue; with none left the estimate is final."""
    impact = claim(impact_id=impact_id)
    if impact is None:
        return
    trial = Trial.objects.filter(impact=impact, verdict="").select_related("submission").order_by("tries", "pk").first()
    if trial is None:
        _finish(impact)
        return
    outcome = outcome_of(trial.submission, version_id=trial.version_id)
    _note(impact, trial=trial, verdict=outcome.status)
    release(impact)
    jobs.enqueue("progress.try_submission", impact_id)


@atomic("progress")
def _note(impact: Impact, *, trial: Trial, verdict: str) -> None:
    """A submission that was erased meanwhile leaves no trace."""
    gives_up = verdict != "infra_error" or trial.tries + 1 >= TRIES
    Trial.objects.filter(pk=trial.pk).update(verdict=verdict if gives_up else "", tries=F("tries") + 1)
    if not impact.trials.exclude(verdict="").count() % TOLD_EACH:
        tell(impact, is_final=False)


@atomic("progress")
def _finish(impact: Impact) -> None:
    if Impact.objects.filter(pk=impact.pk, finished_at=None).update(finished_at=timezone.now()):
        tell(impact, is_final=True)

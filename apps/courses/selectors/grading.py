"""What grading needs of a version, and which versions nobody has run yet."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from apps.courses.errors import VersionNotFound
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Exercise
from apps.courses.models.imports import Recording
from apps.courses.models.versions import ExerciseVersion

MOST_UNRECORDED = 20


def gradable_version(*, version_id: UUID) -> tuple[ExerciseVersion, Recording | None]:
    """A version with its exercise, and what its reference solution did."""
    version = ExerciseVersion.objects.select_related("exercise").filter(id=version_id).first()
    if version is None:
        raise VersionNotFound
    recording = Recording.objects.filter(key=version.recording_key).first() if version.recording_key else None
    return version, recording


def recordings(*, keys: list[str]) -> dict[str, Recording]:
    return {one.key: one for one in Recording.objects.filter(key__in=set(keys))}


def unrecorded_versions() -> list[UUID]:
    """Drafts that wait for their reference solution to be run; a few at a time."""
    done = Recording.objects.filter(key=OuterRef("draft_version__recording_key"))
    waiting = Exercise.objects.filter(readiness=Readiness.READY).exclude(draft_version__recording_key="")
    rows = waiting.filter(~Exists(done)).order_by("updated_at").values_list("draft_version_id", flat=True)
    return list(rows[:MOST_UNRECORDED])

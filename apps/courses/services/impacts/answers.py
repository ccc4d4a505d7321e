"""What progress answers: figures that grow, then the final ones."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.courses.models.impacts import Impact
from gopro.database import atomic

KEPT = timedelta(days=30)  # what was published keeps its own words of it in the log
AT_ONCE = 1_000


@atomic("courses")
def record_impact(*, impact_id: UUID, is_final: bool, figures: Mapping[str, Any]) -> None:
    """Answers come in order, and the last one stands; of a question that is forgotten there is none."""
    plain = json.loads(json.dumps(figures, default=str))
    told = {"figures": plain, "is_final": is_final, "answered_at": timezone.now()}
    Impact.objects.filter(pk=impact_id, is_final=False).update(**told)


@atomic("courses")
def forget_impacts() -> int:
    """By the clock: questions that nobody can still act on."""
    old = Impact.objects.filter(asked_at__lt=timezone.now() - KEPT).values_list("pk", flat=True)[:AT_ONCE]
    forgotten, _ = Impact.objects.filter(pk__in=list(old)).delete()
    return forgotten

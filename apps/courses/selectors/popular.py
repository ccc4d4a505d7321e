"""What learners take most, and took lately."""

from typing import Any

from django.db.models import F

from apps.courses.models.search import Popularity
from apps.courses.selectors.catalogue import LISTED, Values

COUNTED = ("enrollment_count", "completion_count")


def courses() -> Values:
    """Published courses that somebody has begun, the most popular first."""
    entry = {name: F(f"course__entry__{name}") for name in LISTED if name != "id"}
    rows = Popularity.objects.filter(course__entry__isnull=False).order_by("-score", "-course_id")
    found: Values = rows.values("pk", "score", "course_id", *COUNTED, id=F("course_id"), **entry)
    return found


def shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in (*LISTED, *COUNTED)} for row in rows]

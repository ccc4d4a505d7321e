"""How popular courses are: each enrollment and completion counts, and counts half as much after each half-life.

The sum of all that counts is kept as a logarithm from a fixed day on, where fading away is a constant: two courses
never change places because time passes, so nothing has to be aged, and the order is that of one index. A publication
counts as one enrollment in a course's standing, so that what is new stands before what nobody has taken for long.
"""

import math
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connections

from apps.courses.models.search import Popularity
from apps.courses.services import pages
from gopro.database import alias_of, atomic

HALF_LIFE = timedelta(days=30)
DAY_ZERO = datetime(2020, 1, 1, tzinfo=UTC)
ENROLLMENT, COMPLETION = 1, 2  # a completion counts as much as two enrollments
STEP = 0.25  # the row of the catalogue, whose indexes are dear, follows in steps of a fifth
COUNT = """
INSERT INTO courses_popularity AS known (course_id, score, enrollment_count, completion_count)
SELECT id, %s, %s, %s FROM courses_course WHERE id = %s
ON CONFLICT (course_id) DO UPDATE SET
    score = courses_log_sum(known.score, excluded.score),
    enrollment_count = known.enrollment_count + excluded.enrollment_count,
    completion_count = known.completion_count + excluded.completion_count
RETURNING score
"""
FOLLOW = """
UPDATE courses_catalogueentry SET standing = courses_log_sum(%s, extract(epoch FROM published_at - %s) / %s)
WHERE course_id = %s AND standing + %s < courses_log_sum(%s, extract(epoch FROM published_at - %s) / %s)
"""


@atomic("courses")
def count_enrollment(*, course_id: UUID, at: datetime) -> None:
    """Somebody began the course."""
    _count(course_id=course_id, at=at, weight=ENROLLMENT, enrollments=1)


@atomic("courses")
def count_completion(*, course_id: UUID, at: datetime) -> None:
    """Somebody did all of its lessons."""
    _count(course_id=course_id, at=at, weight=COMPLETION, completions=1)


def standing(*, course_id: UUID, published_at: datetime) -> float:
    """Of a course that comes into the catalogue."""
    fresh = score_of(1, at=published_at)
    known = Popularity.objects.filter(course_id=course_id).values_list("score", flat=True).first()
    return fresh if known is None else log_sum(fresh, known)


def score_of(weight: float, *, at: datetime) -> float:
    """The logarithm of what something of this weight counts, from day zero on."""
    return math.log2(weight) + (at - DAY_ZERO) / HALF_LIFE


def log_sum(one: float, other: float) -> float:
    return max(one, other) + math.log2(1 + 2 ** -abs(one - other))


def _count(*, course_id: UUID, at: datetime, weight: float, enrollments: int = 0, completions: int = 0) -> None:
    """A course that isn't here, or no more, counts for nothing."""
    with connections[alias_of("courses")].cursor() as cursor:
        cursor.execute(COUNT, [score_of(weight, at=at), enrollments, completions, course_id])
        counted = cursor.fetchone()
        if counted is None:
            return
        since = (DAY_ZERO, HALF_LIFE.total_seconds())
        cursor.execute(FOLLOW, [counted[0], *since, course_id, STEP, counted[0], *since])
    pages.popularity_changed()

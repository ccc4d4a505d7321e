"""What searching the catalogue needs beside its rows: how many courses have which word, and what learners take."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from apps.courses.models.choices import TallyKind
from apps.courses.models.content import Course


class Tally(models.Model):
    """In how many published courses a value is: a word of the search, a tag, a shelf, a difficulty, a language.

    Counted with the row of the catalogue, in one transaction, and gone with the last course that has it: nothing of a
    draft or of a retired course can be suggested.
    """

    kind = models.CharField(max_length=10, choices=TallyKind)
    value = models.TextField()
    courses = models.IntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        ordering = ["kind", "-courses", "value"]
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="tally_once")]
        indexes: ClassVar = [
            models.Index(fields=["kind", "-courses", "value"], name="courses_tally_most"),
            GinIndex(
                OpClass(F("value"), name="gin_trgm_ops"), condition=Q(kind=TallyKind.WORD), name="courses_tally_likely"
            ),
            models.Index(
                OpClass(F("value"), name="text_pattern_ops"),
                condition=Q(kind=TallyKind.WORD),
                name="courses_tally_prefix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Popularity(models.Model):
    """How much a course is taken, as progress tells. `score` is a logarithm that needs no aging (docs/courses.md)."""

    course = models.OneToOneField(Course, primary_key=True, on_delete=models.PROTECT, related_name="popularity")
    score = models.FloatField()
    enrollment_count = models.PositiveIntegerField(default=0)
    completion_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "popularities"
        ordering = ["-score", "-course_id"]
        indexes = [models.Index(fields=["-score", "-course"], name="courses_popularity_score")]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.enrollment_count}"

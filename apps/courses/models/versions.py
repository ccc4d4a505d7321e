"""Immutable versions: written once, never changed or deleted; the database refuses both (migration 0001)."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.courses.models.choices import Difficulty, GradingMode
from apps.courses.models.content import Course, Exercise, Lesson
from gopro.identifiers import uuid7


def slugs() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.SlugField(max_length=100), default=list, blank=True)


def ids() -> "ArrayField[list[UUID], list[UUID]]":
    """Of things of the same kind, which may be gone by now."""
    return ArrayField(models.UUIDField(), default=list, blank=True)


class Version(models.Model):
    """`content_hash` is of what the author wrote; HTML is rendered when the version is written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    n = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    created_by = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.title} ({self.n})"


class RatedVersion(Version):
    """Of what is more or less difficult."""

    difficulty = models.CharField(max_length=12, choices=Difficulty, default=Difficulty.BEGINNER)

    class Meta(Version.Meta):
        abstract = True


def version_constraints(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=[name, "n"], name=f"{name}_version_once"),
        models.CheckConstraint(condition=Q(difficulty__in=Difficulty.values), name=f"{name}_difficulty_known"),
        models.CheckConstraint(condition=Q(n__gte=1), name=f"{name}_version_from_one"),
    ]


class CourseVersion(RatedVersion):
    """`requires` are courses to take before."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    summary = models.CharField(max_length=500, blank=True)
    description = models.TextField(blank=True)
    description_html = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    categories = slugs()
    tags = slugs()
    requires = ids()
    license = models.CharField(max_length=100, blank=True)
    attribution = models.TextField(blank=True)

    class Meta:
        ordering = ["-n"]
        constraints = version_constraints("course")


class LessonVersion(RatedVersion):
    """`requires` are lessons of the course to do before."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="versions")
    summary = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    resources = models.JSONField(default=list, blank=True)
    concepts = slugs()
    requires = ids()

    class Meta:
        ordering = ["-n"]
        constraints = version_constraints("lesson")


class ExerciseVersion(RatedVersion):
    """`recording_key` names what the reference solution did with the tests (`Recording`); empty where none is needed.

    `rendered` is the HTML of hints and questions, in their order. `prerequisites` are concepts, `requires` exercises of
    the course to do before.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="versions")
    blurb = models.CharField(max_length=500, blank=True)
    instructions = models.TextField(blank=True)
    instructions_html = models.TextField(blank=True)
    hints = models.JSONField(default=list, blank=True)
    tasks = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=20, blank=True)
    difficulty_raw = models.PositiveSmallIntegerField(null=True, blank=True)
    is_beta = models.BooleanField(default=False)
    files = models.JSONField(default=dict, blank=True)
    readonly_files = models.JSONField(default=dict, blank=True)
    test_files = models.JSONField(default=dict, blank=True)
    solution_files = models.JSONField(default=dict, blank=True)
    grading_mode = models.CharField(max_length=10, choices=GradingMode, default=GradingMode.TESTS)
    recording_key = models.CharField(max_length=64, blank=True, db_index=True)
    questions = models.JSONField(default=list, blank=True)
    draws = models.JSONField(default=list, blank=True)
    redraws = models.BooleanField(default=False)
    rubric = models.JSONField(default=list, blank=True)
    rendered = models.JSONField(default=dict, blank=True)
    concepts = slugs()
    prerequisites = slugs()
    requires = ids()
    authors = models.JSONField(default=list, blank=True)
    contributors = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=500, blank=True)
    source_url = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-n"]
        constraints = [
            *version_constraints("exercise"),
            models.CheckConstraint(
                condition=Q(grading_mode__in=GradingMode.values), name="exercise_grading_mode_known"
            ),
        ]

"""Courses, lessons and exercises: what stays while their content changes, with a pointer to a draft and one to what is
published.

The database itself refuses a pointer to another thing's version (migration 0001).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Func, Value

from apps.courses.models.choices import ExerciseKind, Readiness, Status, VersionPolicy
from apps.courses.models.imports import ImportSource
from gopro.identifiers import uuid7

LESSON_NUMBERS = "courses_lesson_number"


def key_constraints(name: str) -> list[models.BaseConstraint]:
    """An imported thing has both a source and a key, once; what was written here has neither."""
    return [
        models.UniqueConstraint(fields=["source", "external_key"], name=f"{name}_key_once"),
        models.CheckConstraint(
            condition=Q(source__isnull=True, external_key="") | (Q(source__isnull=False) & ~Q(external_key="")),
            name=f"{name}_key_with_source",
        ),
    ]


class Course(models.Model):
    """A course. `status` is what learners see of it; its slug is minted once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    author_id = models.UUIDField(null=True, blank=True, db_index=True)
    version_policy = models.CharField(
        max_length=20,
        choices=VersionPolicy,
        default=VersionPolicy.PIN,
        db_default=VersionPolicy.PIN,
        help_text="Who of those who learn already comes along, from the next publication on.",
    )
    draft_version = models.ForeignKey("courses.CourseVersion", on_delete=models.PROTECT, related_name="+")
    published_version = models.ForeignKey(
        "courses.CourseVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.ForeignKey(ImportSource, null=True, blank=True, on_delete=models.PROTECT, related_name="courses")
    external_key = models.CharField(max_length=200, blank=True, default="")
    locally_modified = models.BooleanField(default=False)
    review_required = models.BooleanField(default=False, db_default=False, help_text="Published with an approval only.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["status", "-created_at"])]
        constraints = [
            *key_constraints("course"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="course_status_known"),
            models.CheckConstraint(condition=Q(version_policy__in=VersionPolicy.values), name="course_policy_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_version__isnull=False),
                name="course_published_points",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.DRAFT) | Q(published_version__isnull=True), name="course_draft_unpublished"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Part(models.Model):
    """What lessons and exercises share. It is listed for learners exactly while `published_position` is set."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=100)
    readiness = models.CharField(max_length=10, choices=Readiness, default=Readiness.READY)
    position = models.PositiveIntegerField()
    published_position = models.PositiveIntegerField(null=True, blank=True)
    external_key = models.CharField(max_length=200, blank=True, default="")
    locally_modified = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug

    @property
    def status(self) -> Status:
        """Towards learners, as the last publication left it."""
        if self.published_position is not None:
            return Status.PUBLISHED
        was_published = getattr(self, "published_version_id", None) is not None
        return Status.RETIRED if was_published or self.readiness == Readiness.RETIRED else Status.DRAFT


def part_constraints(name: str) -> list[models.BaseConstraint]:
    return [
        *key_constraints(name),
        models.CheckConstraint(condition=Q(readiness__in=Readiness.values), name=f"{name}_readiness_known"),
        models.CheckConstraint(
            condition=Q(published_position__isnull=True) | Q(published_version__isnull=False),
            name=f"{name}_published_points",
        ),
    ]


class Lesson(Part):
    """A lesson of a course; `number` is a whole number of its own for clients that want one.

    The lessons of a section stand together; which section learners find it in is as published.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    section = models.ForeignKey(
        "courses.Section", null=True, blank=True, on_delete=models.PROTECT, related_name="lessons"
    )
    published_section = models.ForeignKey(
        "courses.Section", null=True, blank=True, on_delete=models.PROTECT, related_name="published_lessons"
    )
    number = models.IntegerField(
        unique=True,
        editable=False,
        db_default=Func(Value(LESSON_NUMBERS), function="nextval", output_field=models.IntegerField()),
    )
    draft_version = models.ForeignKey("courses.LessonVersion", on_delete=models.PROTECT, related_name="+")
    published_version = models.ForeignKey(
        "courses.LessonVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.ForeignKey(ImportSource, null=True, blank=True, on_delete=models.PROTECT, related_name="lessons")

    class Meta:
        ordering = ["course", "position"]
        indexes: ClassVar = [
            models.Index(fields=["course", "position"]),
            models.Index(
                fields=["course", "published_position"],
                condition=Q(published_position__isnull=False),
                name="courses_lesson_published",
            ),
        ]
        constraints = [
            *part_constraints("lesson"),
            models.UniqueConstraint(fields=["course", "slug"], name="lesson_slug_once"),
        ]


class Exercise(Part):
    """An exercise of a lesson; which lesson learners find it in is as published."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="exercises")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="exercises")
    published_lesson = models.ForeignKey(
        Lesson, null=True, blank=True, on_delete=models.PROTECT, related_name="published_exercises"
    )
    kind = models.CharField(max_length=10, choices=ExerciseKind)
    draft_version = models.ForeignKey("courses.ExerciseVersion", on_delete=models.PROTECT, related_name="+")
    published_version = models.ForeignKey(
        "courses.ExerciseVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.ForeignKey(ImportSource, null=True, blank=True, on_delete=models.PROTECT, related_name="exercises")

    class Meta:
        ordering = ["lesson", "position"]
        indexes: ClassVar = [
            models.Index(fields=["lesson", "position"]),
            models.Index(
                fields=["published_lesson", "published_position"],
                condition=Q(published_position__isnull=False),
                name="courses_exercise_published",
            ),
        ]
        constraints = [
            *part_constraints("exercise"),
            models.UniqueConstraint(fields=["course", "slug"], name="exercise_slug_once"),
            models.CheckConstraint(condition=Q(kind__in=ExerciseKind.values), name="exercise_kind_known"),
            models.CheckConstraint(
                condition=Q(published_position__isnull=True) | Q(published_lesson__isnull=False),
                name="exercise_published_somewhere",
            ),
        ]

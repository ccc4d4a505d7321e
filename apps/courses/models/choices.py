"""The words that columns may hold."""

from django.db import models


class Status(models.TextChoices):
    """Of a course, towards learners."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class Readiness(models.TextChoices):
    """What the next publication does with a lesson or an exercise: takes it in, leaves it out, takes it away."""

    READY = "ready", "Ready"
    HELD = "held", "Held back"
    RETIRED = "retired", "Retired"


class Difficulty(models.TextChoices):
    BEGINNER = "beginner", "Beginner"
    INTERMEDIATE = "intermediate", "Intermediate"
    ADVANCED = "advanced", "Advanced"


class ExerciseKind(models.TextChoices):
    CODE = "code", "Code"
    QUIZ = "quiz", "Quiz"
    TEXT = "text", "Text"


class QuestionKind(models.TextChoices):
    SINGLE = "single", "One choice"
    MULTIPLE = "multiple", "Several choices"
    NUMERIC = "numeric", "A number"
    TEXT = "text", "A short text"


class GradingMode(models.TextChoices):
    """What the author wants; that the untouched stub passes too (`refactor`) is found by recording."""

    TESTS = "tests", "By tests or answers"
    NONE = "none", "Not graded"


class TagKind(models.TextChoices):
    TAG = "tag", "Tag"
    CONCEPT = "concept", "Concept"

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
    MATCHING = "matching", "Pairs"
    ORDERING = "ordering", "An order"


class Strictness(models.TextChoices):
    """What a short text must have exactly as it is accepted; the rest is forgiven."""

    CASE = "case", "Capital and small letters"
    SPACES = "spaces", "Spaces and line ends"
    FORMS = "forms", "Forms of characters, such as ² for 2"


class GradingMode(models.TextChoices):
    """What the author wants; that the untouched stub passes too (`refactor`) is found by recording."""

    TESTS = "tests", "By tests or answers"
    NONE = "none", "Not graded"


class ReviewState(models.TextChoices):
    """Of a round of review; only the last that wasn't withdrawn counts."""

    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    CHANGES_REQUESTED = "changes_requested", "Changes asked for"
    WITHDRAWN = "withdrawn", "Withdrawn"


class TagKind(models.TextChoices):
    TAG = "tag", "Tag"
    CONCEPT = "concept", "Concept"


class SkillRelation(models.TextChoices):
    REQUIRES = "requires", "Requires"
    HAS_PART = "has_part", "Has as a part"


class VersionPolicy(models.TextChoices):
    """Who comes along to a new publication."""

    PIN = "pin", "Nobody: learners keep the version that they began, until they ask for a newer one"
    FOLLOW_COMPATIBLE = "follow_compatible", "Those for whom nothing that they did loses its worth"
    FOLLOW_LATEST = "follow_latest", "Everybody"


class PublishChoice(models.TextChoices):
    """What a lesson or an exercise that is new, changed or gone does to those who come along."""

    KEEP = "keep", "Keep: what they have stays as it is, what is new doesn't count for them"
    REQUIRE = "require", "Require: it counts, and percentages may fall"
    CREDIT = "credit", "Credit: it counts, and is credited to those who had completed"


class MediaState(models.TextChoices):
    """Whether the bytes are here and were looked at."""

    PENDING = "pending", "Awaited"
    READY = "ready", "Ready"


class MediaUser(models.TextChoices):
    """What shows a file: a version of one of these."""

    COURSE = "course", "Course"
    LESSON = "lesson", "Lesson"
    EXERCISE = "exercise", "Exercise"
    BANK = "bank", "Question bank"


class TallyKind(models.TextChoices):
    """What is counted over the catalogue. A shelving is all categories of a course, with commas between them."""

    ALL = "all", "All"
    WORD = "word", "Word"
    TAG = "tag", "Tag"
    CATEGORY = "category", "Category"
    SHELVING = "shelving", "Shelving"
    DIFFICULTY = "difficulty", "Difficulty"
    LANGUAGE = "language", "Language"

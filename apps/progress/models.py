"""Outlines as published, enrollments, what was completed, submissions, awards."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gopro.identifiers import uuid7


class CourseStatus(models.TextChoices):
    PUBLISHED = "published"
    RETIRED = "retired"
    DELETED = "deleted"


class EnrollmentStatus(models.TextChoices):
    ACTIVE = "active"
    COMPLETED = "completed"
    ENDED = "ended"


class SubmissionStatus(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    COMPILE_ERROR = "compile_error"
    TIMEOUT = "timeout"
    ERROR = "error"
    UNGRADED = "ungraded"
    INFRA_ERROR = "infra_error"


WAITING = (SubmissionStatus.QUEUED, SubmissionStatus.RUNNING)


class Course(models.Model):
    """A copy of what courses told: which outline is the present one."""

    course_id = models.UUIDField(primary_key=True)
    slug = models.TextField()
    title = models.TextField()
    language = models.TextField()
    status = models.TextField(choices=CourseStatus, default=CourseStatus.PUBLISHED)
    version = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["slug"], name="course_slug")]

    def __str__(self) -> str:
        return self.title


class Outline(models.Model):
    """One published version of a course; learners keep the one that they began."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="outlines")
    version = models.IntegerField()
    lessons_total = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "version"], name="outline_once")]

    def __str__(self) -> str:
        return f"{self.course} v{self.version}"


class OutlineLesson(models.Model):
    outline = models.ForeignKey(Outline, on_delete=models.CASCADE, related_name="lessons")
    lesson_id = models.UUIDField()
    version_id = models.UUIDField()
    position = models.IntegerField()
    number = models.IntegerField()
    slug = models.TextField()
    title = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["outline", "lesson_id"], name="outline_lesson_once")]
        indexes = [models.Index(fields=["lesson_id"], name="outline_lesson_id")]

    def __str__(self) -> str:
        return self.title


class OutlineExercise(models.Model):
    """`files` are the names that may be submitted."""

    outline = models.ForeignKey(Outline, on_delete=models.CASCADE, related_name="exercises")
    lesson_id = models.UUIDField()
    exercise_id = models.UUIDField()
    version_id = models.UUIDField()
    position = models.IntegerField()
    kind = models.TextField()
    slug = models.TextField()
    title = models.TextField()
    files = ArrayField(models.TextField(), default=list)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["outline", "exercise_id"], name="outline_exercise_once")]
        indexes = [models.Index(fields=["exercise_id"], name="outline_exercise_id")]

    def __str__(self) -> str:
        return self.title


class Enrollment(models.Model):
    """A learner in a course. The percentage is kept beside its causes, and can be counted again from them.

    `ends_at` is set while the course is to be deleted, which its learner was told.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField()
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrollments")
    outline = models.ForeignKey(Outline, on_delete=models.PROTECT, related_name="enrollments")
    status = models.TextField(choices=EnrollmentStatus, default=EnrollmentStatus.ACTIVE)
    lessons_completed = models.IntegerField(default=0)
    percent = models.FloatField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "course"], name="enrollment_once"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="percent_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_id}"


class LessonCompletion(models.Model):
    """Append-only: that a lesson was completed, when, and in which version. What percentages are counted from."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="completions")
    lesson_id = models.UUIDField()
    version_id = models.UUIDField()
    score = models.FloatField(null=True)
    completed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "lesson_id"], name="completion_once")]

    def __str__(self) -> str:
        return f"{self.lesson_id} by {self.enrollment_id}"


class Submission(models.Model):
    """An attempt as handed in, never changed; its verdict is written once. The sweep looks after it at `due_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField()
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="submissions")
    exercise_id = models.UUIDField()
    exercise_version_id = models.UUIDField()
    kind = models.TextField()
    files = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    status = models.TextField(choices=SubmissionStatus, default=SubmissionStatus.QUEUED)
    tests = models.JSONField(default=list)
    message = models.TextField(default="")
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    graded_at = models.DateTimeField(null=True)
    duration_ms = models.IntegerField(null=True)
    runner = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["user_id", "exercise_id", "-id"], name="submission_of_learner"),
            models.Index(fields=["user_id", "-id"], name="submission_newest"),
            models.Index(fields=["due_at"], name="submission_due", condition=Q(status__in=WAITING)),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.status}"


class ExercisePass(models.Model):
    """Append-only: the first submission with which a learner passed an exercise."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="passes")
    exercise_id = models.UUIDField()
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT)
    passed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "exercise_id"], name="pass_once")]

    def __str__(self) -> str:
        return f"{self.exercise_id} by {self.enrollment_id}"


class Award(models.Model):
    """An achievement that a learner has, once (once a course, where it is about a course)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField()
    achievement = models.TextField()
    course_id = models.UUIDField(null=True)
    awarded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("user_id"), F("achievement"), F("course_id"), name="award_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.achievement} of {self.user_id}"


class Certificate(models.Model):
    """That a learner completed a course, as it was then called; once an enrollment, and it outlives the course.

    It outlives its learner too, of whom then nothing stands in it: what was issued can be verified for ever.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField(null=True)
    enrollment = models.OneToOneField(Enrollment, null=True, on_delete=models.PROTECT, related_name="certificate")
    number = models.TextField(unique=True)
    course_id = models.UUIDField()
    course_title = models.TextField()
    course_version = models.IntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user_id", "-id"], name="certificate_of_learner")]

    def __str__(self) -> str:
        return self.number


class CourseDeletion(models.Model):
    """A course that is to go, by the id of the saga, and how far its enrollments have been looked after."""

    id = models.UUIDField(primary_key=True, editable=False)
    course_id = models.UUIDField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    learners = models.IntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    enrollments = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="course_deletion_open", condition=Q(finished_at=None))]

    def __str__(self) -> str:
        return f"deletion of {self.course_id}"

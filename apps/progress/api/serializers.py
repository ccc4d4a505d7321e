"""What the API of progress takes and shows."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.progress.models import Award, Certificate, Draw, Effect, Enrollment, Submission, SubmissionStatus
from apps.progress.selectors.achievements import BY_SLUG
from apps.progress.selectors.following.reasons import DONE, GONE, OPEN

MAX_FILES = 20
MAX_ANSWERS = 200
COUNTS_AS = (DONE, OPEN, *Effect.values)
HOW_IT_COUNTS = (
    "`done` by you; `credited` or `kept` by the choice of an author who changed the course; `waived`: it came in later "
    "and doesn't count for you; `required`: to be done anew; `open`."
)
KINDS = ("single", "multiple", "numeric", "text", "matching", "ordering")


class EnrollmentCreate(serializers.Serializer[Any]):
    course_id = serializers.UUIDField()


class EnrollmentShown(serializers.ModelSerializer[Enrollment]):
    course_slug = serializers.CharField(source="course.slug")
    course_title = serializers.CharField(source="course.title")
    course_version = serializers.IntegerField(source="outline.version", help_text="The version that is followed.")
    lessons_total = serializers.IntegerField(help_text="The lessons that count for you.")
    percent = serializers.FloatField(min_value=0, max_value=100)

    class Meta:
        model = Enrollment
        fields = (
            "id",
            "course_id",
            "course_slug",
            "course_title",
            "course_version",
            "status",
            "percent",
            "lessons_completed",
            "lessons_total",
            "created_at",
            "completed_at",
            "ended_at",
        )


class UpgradeAsked(serializers.Serializer[Any]):
    version = serializers.IntegerField(
        required=False, min_value=1, help_text="The newest as you saw it; 409 if there is a newer one by now."
    )


class ChangeShown(serializers.Serializer[Any]):
    """A lesson or an exercise that the newest version has new, changed, or not at all any more."""

    kind = serializers.ChoiceField(choices=("lesson", "exercise"))
    id = serializers.UUIDField()
    title = serializers.CharField()
    change = serializers.ChoiceField(choices=("new", "changed", "gone"))
    counts_as = serializers.ChoiceField(choices=(*COUNTS_AS, GONE), help_text=HOW_IT_COUNTS)


class UpgradeShown(serializers.Serializer[Any]):
    """What changes for you if you move to the newest version."""

    enrollment_id = serializers.UUIDField(source="enrollment.id")
    from_version = serializers.IntegerField(source="now.edition.version")
    to_version = serializers.IntegerField(source="then.edition.version")
    percent_now = serializers.FloatField(source="now.figures.percent")
    percent_then = serializers.FloatField(source="then.figures.percent")
    lessons_completed_then = serializers.IntegerField(source="then.figures.completed")
    lessons_total_then = serializers.IntegerField(source="then.figures.total")
    changes = ChangeShown(many=True)


class LessonRecord(serializers.Serializer[Any]):
    completed = serializers.BooleanField()
    score = serializers.FloatField(required=False, allow_null=True, min_value=0, max_value=100)


class LessonRecorded(serializers.Serializer[Any]):
    lesson_id = serializers.UUIDField()
    lesson_percent = serializers.FloatField(help_text="100 when completed, else 0.")
    course_id = serializers.UUIDField()
    course_percent = serializers.FloatField()
    lessons_completed = serializers.IntegerField()
    lessons_total = serializers.IntegerField()
    status = serializers.CharField()


class ExerciseShown(serializers.Serializer[Any]):
    exercise_id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    passed_at = serializers.DateTimeField(allow_null=True)
    counts_as = serializers.ChoiceField(choices=COUNTS_AS)


class LessonShown(serializers.Serializer[Any]):
    lesson_id = serializers.UUIDField()
    number = serializers.IntegerField()
    slug = serializers.CharField()
    title = serializers.CharField()
    completed_at = serializers.DateTimeField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    counts_as = serializers.ChoiceField(choices=COUNTS_AS)
    exercises = ExerciseShown(many=True)


class NextLesson(serializers.Serializer[Any]):
    lesson_id = serializers.UUIDField()
    number = serializers.IntegerField()
    slug = serializers.CharField()
    title = serializers.CharField()


class CourseShown(serializers.Serializer[Any]):
    enrollment = EnrollmentShown()
    exercises_passed = serializers.IntegerField()
    exercises_total = serializers.IntegerField()
    next_lesson = NextLesson(allow_null=True)
    lessons = LessonShown(many=True)


class ReasonShown(serializers.Serializer[Any]):
    lesson_id = serializers.UUIDField()
    title = serializers.CharField()
    completed_at = serializers.DateTimeField(allow_null=True)
    exercises_passed = serializers.IntegerField()
    exercises_total = serializers.IntegerField()
    counts = serializers.BooleanField(help_text="Whether it is one of the completed lessons in the percentage.")
    counts_as = serializers.ChoiceField(choices=COUNTS_AS, help_text=HOW_IT_COUNTS)


class Explanation(serializers.Serializer[Any]):
    course_id = serializers.UUIDField()
    course_version = serializers.IntegerField()
    percent = serializers.FloatField()
    rule = serializers.CharField()
    lessons_completed = serializers.IntegerField()
    lessons_total = serializers.IntegerField()
    lessons = ReasonShown(many=True)


class SubmissionCreate(serializers.Serializer[Any]):
    """`files` for code, by name. `answers` for a quiz by question, or a text as `{"text": "…"}`.

    A choice is answered by its position from 0, several by a list; `ordering` by the positions of all in your order,
    `matching` by the position of a partner for each choice; a number with a point or a comma, without a unit.
    """

    files = serializers.DictField(child=serializers.CharField(allow_blank=True, trim_whitespace=False), required=False)
    answers = serializers.DictField(child=serializers.JSONField(), required=False)

    def validate_files(self, files: dict[str, str]) -> dict[str, str]:
        if len(files) > MAX_FILES:
            raise serializers.ValidationError(f"At most {MAX_FILES} files.")
        return files

    def validate_answers(self, answers: dict[str, Any]) -> dict[str, Any]:
        if len(answers) > MAX_ANSWERS:
            raise serializers.ValidationError(f"At most {MAX_ANSWERS} answers.")
        for key, answer in answers.items():
            parts = answer if isinstance(answer, list) else [answer]
            if len(parts) > MAX_ANSWERS or not all(isinstance(one, str | int | float) for one in parts):
                raise serializers.ValidationError(f"{key}: a word, a number, or a list of them.")
        return answers


class TestShown(serializers.Serializer[Any]):
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=["passed", "failed", "skipped", "error"])
    message = serializers.CharField()
    output = serializers.CharField()


class SubmissionShown(serializers.ModelSerializer[Submission]):
    status = serializers.ChoiceField(choices=SubmissionStatus.choices)
    tests = TestShown(many=True)
    files = serializers.DictField(child=serializers.CharField())
    answers = serializers.DictField()

    class Meta:
        model = Submission
        fields = (
            "id",
            "exercise_id",
            "exercise_version_id",
            "kind",
            "status",
            "message",
            "tests",
            "files",
            "answers",
            "created_at",
            "graded_at",
            "duration_ms",
            "runner",
            "feedback",
        )


class AskedShown(serializers.Serializer[Any]):
    """A question as you are asked it; what you put in order or match is shuffled."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    prompt = serializers.CharField()
    prompt_html = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())
    choices_html = serializers.ListField(child=serializers.CharField())
    matches = serializers.ListField(child=serializers.CharField())
    matches_html = serializers.ListField(child=serializers.CharField())


class DrawShown(serializers.ModelSerializer[Draw]):
    """The questions of an attempt; `submission_id` once it was handed in."""

    submission_id = serializers.UUIDField(allow_null=True)
    questions = serializers.SerializerMethodField()

    class Meta:
        model = Draw
        fields = ("id", "exercise_id", "exercise_version_id", "attempt", "submission_id", "created_at", "questions")

    @extend_schema_field(AskedShown(many=True))
    def get_questions(self, draw: Draw) -> Any:
        return AskedShown(self.context["asked"], many=True).data


class QuestionsShown(serializers.Serializer[Any]):
    questions = AskedShown(many=True)


class GradeGiven(serializers.Serializer[Any]):
    """`criteria` of the exercise's rubric by key: whether each is met."""

    passed = serializers.BooleanField()
    feedback = serializers.CharField(
        default="", max_length=20_000, allow_blank=True, help_text="For the learner; Markdown."
    )
    criteria = serializers.DictField(child=serializers.BooleanField(), default=dict)


class SubmissionListed(serializers.ModelSerializer[Submission]):
    status = serializers.ChoiceField(choices=SubmissionStatus.choices)

    class Meta:
        model = Submission
        fields = ("id", "exercise_id", "exercise_version_id", "kind", "status", "created_at", "graded_at")


class SubmissionQuery(serializers.Serializer[Any]):
    exercise = serializers.UUIDField(required=False, help_text="Only attempts at this exercise.")


class AchievementShown(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    per_course = serializers.BooleanField()


class AwardShown(serializers.ModelSerializer[Award]):
    title = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()

    class Meta:
        model = Award
        fields = ("id", "achievement", "title", "description", "course_id", "awarded_at")

    def get_title(self, award: Award) -> str:
        return BY_SLUG[award.achievement].title

    def get_description(self, award: Award) -> str:
        return BY_SLUG[award.achievement].description


class CertificateShown(serializers.ModelSerializer[Certificate]):
    class Meta:
        model = Certificate
        fields = ("id", "number", "enrollment_id", "course_id", "course_title", "course_version", "issued_at")


class CertificateVerified(serializers.ModelSerializer[Certificate]):
    """That it is genuine, and of what; not whose it is, which its holder tells."""

    class Meta:
        model = Certificate
        fields = ("id", "number", "course_title", "course_version", "issued_at")

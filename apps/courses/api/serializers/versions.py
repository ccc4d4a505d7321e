"""Publications, differences, roll-backs, schedules and preview links in requests and answers."""

from typing import Any

from rest_framework import serializers

from apps.courses.api.serializers import fields
from apps.courses.api.serializers.exercises import HintSerializer, QuestionSerializer, TaskSerializer
from apps.courses.api.serializers.impacts import ChoicesSerializer
from apps.courses.api.serializers.lessons import ResourceSerializer
from apps.courses.models.choices import ExerciseKind, GradingMode
from apps.courses.models.edits import EditAction
from apps.courses.models.schedules import ScheduleState

type Form = serializers.Serializer[Any]

CHANGES = ("added", "removed", "moved", "changed")


class AsOfQuery(serializers.Serializer[Any]):
    as_of = serializers.DateTimeField(
        required=False, help_text="As it was shown to learners at that time, by the publish log."
    )


class DraftAsOfQuery(serializers.Serializer[Any]):
    as_of = serializers.DateTimeField(required=False, help_text="The draft as it was written at that time.")


class CountsSerializer(serializers.Serializer[Any]):
    """How many came, went, moved, changed."""

    added = serializers.IntegerField()
    removed = serializers.IntegerField()
    moved = serializers.IntegerField()
    changed = serializers.IntegerField()


class ChangeCountsSerializer(serializers.Serializer[Any]):
    """`course` is whether its own text changed."""

    course = serializers.BooleanField()
    sections = CountsSerializer()
    lessons = CountsSerializer()
    exercises = CountsSerializer()


class PublicationSerializer(serializers.Serializer[Any]):
    """One publication; `version` counts them, `restores` is the one that it shows again.

    `counts` are against the one before; null where they weren't taken yet. `published_by` is for those who edit.
    """

    version = serializers.IntegerField()
    title = serializers.CharField()
    note = serializers.CharField()
    restores = serializers.IntegerField(allow_null=True)
    counts = ChangeCountsSerializer(allow_null=True)
    published_at = serializers.DateTimeField()
    published_by = serializers.UUIDField(allow_null=True, required=False)


class EditSerializer(serializers.Serializer[Any]):
    """What happened to a thing; `version` is its own, or the number of the publication.

    Of what versions don't say, `edited_by` is null: the audit knows.
    """

    action = serializers.ChoiceField(choices=EditAction.choices)
    subject = serializers.ChoiceField(choices=("course", "section", "lesson", "exercise"))
    subject_id = serializers.UUIDField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    edited_by = serializers.UUIDField(allow_null=True)
    edited_at = serializers.DateTimeField()


class PublishedExerciseSerializer(serializers.Serializer[Any]):
    """As a publication shows it; tests, solutions and answers only to those who edit."""

    id = serializers.UUIDField()
    version_id = serializers.UUIDField()
    version = serializers.IntegerField()
    slug = serializers.SlugField()
    kind = serializers.ChoiceField(choices=ExerciseKind.choices)
    position = serializers.IntegerField()
    title = serializers.CharField()
    blurb = serializers.CharField()
    instructions = serializers.CharField()
    instructions_html = serializers.CharField()
    language = serializers.CharField()
    difficulty = fields.difficulty()
    grading_mode = serializers.ChoiceField(choices=GradingMode.choices)
    hints = HintSerializer(many=True)
    tasks = TaskSerializer(many=True)
    files = fields.files()
    readonly_files = fields.files()
    questions = QuestionSerializer(many=True)
    test_files = fields.files(required=False)
    solution_files = fields.files(required=False)


class PublishedLessonSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    slug = serializers.SlugField()
    position = serializers.IntegerField()
    section_id = serializers.UUIDField(allow_null=True, required=False)
    section_title = serializers.CharField(required=False)
    title = serializers.CharField()
    summary = serializers.CharField()
    body = serializers.CharField()
    body_html = serializers.CharField()
    duration_minutes = serializers.IntegerField(allow_null=True)
    difficulty = fields.difficulty()
    concepts = fields.slugs()
    resources = ResourceSerializer(many=True)
    exercises = PublishedExerciseSerializer(many=True)


class PublishedCourseSerializer(serializers.Serializer[Any]):
    """All of a course, as a publication shows it for ever."""

    id = serializers.UUIDField()
    slug = serializers.SlugField()
    title = serializers.CharField()
    summary = serializers.CharField()
    description = serializers.CharField()
    description_html = serializers.CharField()
    language = serializers.CharField()
    difficulty = fields.difficulty()
    categories = fields.slugs()
    tags = fields.slugs()
    license = serializers.CharField()
    attribution = serializers.CharField()
    lesson_count = serializers.IntegerField()
    exercise_count = serializers.IntegerField()
    duration_minutes = serializers.IntegerField()
    lessons = PublishedLessonSerializer(many=True)


class PublishedVersionSerializer(PublishedCourseSerializer):
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    note = serializers.CharField()
    restores = serializers.IntegerField(allow_null=True)
    counts = ChangeCountsSerializer(allow_null=True)


class DiffQuery(serializers.Serializer[Any]):
    part = serializers.UUIDField(required=False, help_text="One section, lesson or exercise alone.")


class PartSerializer(serializers.Serializer[Any]):
    """Of a text that differs; `differs` tells the words in a line that is otherwise the same."""

    text = serializers.CharField()
    differs = serializers.BooleanField()


class LineSerializer(serializers.Serializer[Any]):
    sign = serializers.ChoiceField(choices=(" ", "-", "+"))
    parts = PartSerializer(many=True)


class HunkSerializer(serializers.Serializer[Any]):
    header = serializers.CharField()
    lines = LineSerializer(many=True)


class FieldChangeSerializer(serializers.Serializer[Any]):
    """`form` says what is told: of a text its diff, of a value both, of a list what came and went, of files and rows
    (such as questions) an item for each that differs, with its own fields.
    """

    field = serializers.CharField()
    form = serializers.ChoiceField(choices=("text", "value", "list", "files", "rows"))
    unified = serializers.CharField(required=False)
    hunks = HunkSerializer(many=True, required=False)
    is_too_long = serializers.BooleanField(required=False)
    before = serializers.JSONField(required=False, allow_null=True)
    after = serializers.JSONField(required=False, allow_null=True)
    added = serializers.ListField(required=False)
    removed = serializers.ListField(required=False)
    items = serializers.ListField(child=serializers.DictField(), required=False)


class PlaceSerializer(serializers.Serializer[Any]):
    """`within` is the lesson of an exercise, the section of a lesson."""

    position = serializers.IntegerField()
    within = serializers.UUIDField(allow_null=True)
    title = serializers.CharField()


class PartDiffSerializer(serializers.Serializer[Any]):
    """`fields` is null in an answer about very many parts: ask for this one with `?part=`."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    changes = serializers.ListField(child=serializers.ChoiceField(choices=CHANGES))
    before = PlaceSerializer(allow_null=True)
    after = PlaceSerializer(allow_null=True)
    fields = FieldChangeSerializer(many=True, allow_null=True)  # type: ignore[assignment]  # a field, not the attribute


class DiffSerializer(serializers.Serializer[Any]):
    """What differs between two editions; parts that don't aren't named."""

    before = serializers.CharField(help_text="The number of a publication, or `draft`.")
    after = serializers.CharField()
    course = FieldChangeSerializer(many=True)
    sections = PartDiffSerializer(many=True)
    lessons = PartDiffSerializer(many=True)
    exercises = PartDiffSerializer(many=True)


class RollbackSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=10**9)
    note = fields.line(required=False)
    choices = ChoicesSerializer(required=False)
    drafts = serializers.BooleanField(
        default=False, help_text="Have the draft say the same again, in new versions; else it stays as it is."
    )


class ScheduleQuery(serializers.Serializer[Any]):
    impact = serializers.UUIDField(
        required=False, help_text="The estimate that you have seen; it fails if anything differs when its time comes."
    )


class ScheduleCreateSerializer(serializers.Serializer[Any]):
    due_at = serializers.DateTimeField(help_text="Shown in UTC, whatever offset it is given with.")
    note = fields.line(required=False)
    choices = ChoicesSerializer(required=False)


class ScheduleSerializer(serializers.Serializer[Any]):
    """`is_outdated`: the draft has moved on since, and what was scheduled is published all the same.

    `failure` and `reasons` say why it was refused when its time came.
    """

    id = serializers.UUIDField()
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ScheduleState.choices)
    is_outdated = serializers.BooleanField()
    note = serializers.CharField()
    scheduled_at = serializers.DateTimeField()
    scheduled_by = serializers.UUIDField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    publication = serializers.IntegerField(allow_null=True)
    failure = serializers.CharField()
    reasons = serializers.DictField(child=serializers.CharField())
    problems = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="What would be refused if it were due now."
    )


class PreviewLinkCreateSerializer(serializers.Serializer[Any]):
    expires_at = serializers.DateTimeField(required=False, help_text="Within thirty days; after seven unless given.")
    label = fields.line(100, required=False, help_text="For whom it is.")  # type: ignore[assignment]  # a field, not the attribute


class PreviewLinkSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]  # as above
    url = serializers.URLField()
    created_by = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    openings = serializers.IntegerField()
    opened_at = serializers.DateTimeField(allow_null=True)

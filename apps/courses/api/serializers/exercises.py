"""Exercises in requests and answers. What learners get has no field for tests, solutions or answers."""

from typing import Any

from rest_framework import serializers

from apps.courses.api.serializers import fields
from apps.courses.models.choices import ExerciseKind, GradingMode, QuestionKind, Readiness, Status


class HintSerializer(serializers.Serializer[Any]):
    """`task` is the number of the step it helps with, 0 for all."""

    task = serializers.IntegerField(min_value=0, max_value=1_000, default=0)
    text = fields.markdown()


class ShownHintSerializer(HintSerializer):
    html = serializers.CharField()


class TaskSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=0, max_value=1_000)
    title = serializers.CharField(max_length=200)


class ShownQuestionSerializer(serializers.Serializer[Any]):
    """An answer to choices is their index."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    prompt = serializers.CharField()
    prompt_html = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())
    choices_html = serializers.ListField(child=serializers.CharField())


class QuestionSerializer(serializers.Serializer[Any]):
    """With its answers: for those who edit."""

    key = serializers.SlugField(max_length=100)
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    prompt = fields.markdown()
    choices = serializers.ListField(child=fields.line(2_000), default=list, max_length=50)
    answers = serializers.ListField(child=fields.line(2_000), min_length=1, max_length=50)
    tolerance = fields.line(30, default="0")
    explanation = fields.markdown(default="")


class ExerciseSerializer(serializers.Serializer[Any]):
    """An exercise in a list."""

    id = serializers.UUIDField()
    version_id = serializers.UUIDField()
    version = serializers.IntegerField()
    slug = serializers.SlugField()
    kind = serializers.ChoiceField(choices=ExerciseKind.choices)
    course_id = serializers.UUIDField()
    lesson_id = serializers.UUIDField()
    title = serializers.CharField()
    blurb = serializers.CharField()
    language = serializers.CharField()
    difficulty = fields.difficulty()
    concepts = fields.slugs()
    prerequisites = fields.slugs()
    grading_mode = serializers.ChoiceField(choices=GradingMode.choices)
    is_beta = serializers.BooleanField()
    position = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices)


class ExerciseDetailSerializer(ExerciseSerializer):
    instructions = serializers.CharField(help_text="Markdown.")
    instructions_html = serializers.CharField()
    hints = ShownHintSerializer(many=True)
    tasks = TaskSerializer(many=True)
    difficulty_raw = serializers.IntegerField(allow_null=True)
    files = fields.files(help_text="Text by name: what to write, as it is handed out.")
    readonly_files = fields.files()
    questions = ShownQuestionSerializer(many=True)
    authors = fields.names()
    contributors = fields.names()
    source = serializers.CharField()  # type: ignore[assignment]  # a field, not the attribute of that name
    source_url = serializers.CharField()


class RecordingSerializer(serializers.Serializer[Any]):
    """What the reference solution did with the tests."""

    passed = serializers.BooleanField()
    expected = serializers.DictField(child=serializers.CharField())
    message = serializers.CharField()


class ExerciseDraftSerializer(ExerciseSerializer):
    """For those who edit, with tests, solution and answers."""

    instructions = serializers.CharField()
    instructions_html = serializers.CharField()
    hints = HintSerializer(many=True)
    tasks = TaskSerializer(many=True)
    difficulty_raw = serializers.IntegerField(allow_null=True)
    files = fields.files()
    readonly_files = fields.files()
    test_files = fields.files()
    solution_files = fields.files()
    questions = QuestionSerializer(many=True)
    authors = fields.names()
    contributors = fields.names()
    source = serializers.CharField()  # type: ignore[assignment]  # a field, not the attribute of that name
    source_url = serializers.CharField()
    readiness = serializers.ChoiceField(choices=Readiness.choices)
    locally_modified = serializers.BooleanField()
    recording = RecordingSerializer(allow_null=True)


class ExerciseEditSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    blurb = fields.line(required=False)
    instructions = fields.markdown(required=False)
    hints = fields.RowsField(row=HintSerializer, required=False, max_length=100)
    tasks = fields.RowsField(row=TaskSerializer, required=False, max_length=100)
    language = fields.line(20, required=False)
    difficulty = fields.difficulty(required=False)
    files = fields.files(required=False)
    readonly_files = fields.files(required=False)
    test_files = fields.files(required=False)
    solution_files = fields.files(required=False)
    grading_mode = serializers.ChoiceField(choices=GradingMode.choices, required=False)
    questions = fields.RowsField(row=QuestionSerializer, required=False, max_length=200)
    concepts = fields.slugs(required=False)
    prerequisites = fields.slugs(required=False)


class ExerciseCreateSerializer(ExerciseEditSerializer):
    lesson_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ExerciseKind.choices)
    slug = serializers.SlugField(max_length=100, required=False)


class ExercisePatchSerializer(ExerciseEditSerializer):
    readiness = serializers.ChoiceField(choices=Readiness.choices, required=False)

"""Exercises in requests and answers. What learners get has no field for tests, solutions or answers."""

from typing import Any

from rest_framework import serializers

from apps.courses.api.serializers import fields
from apps.courses.models.choices import ExerciseKind, GradingMode, QuestionKind, Readiness, Status, Strictness


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
    """An answer to choices is their index; `ordering` is answered by their indexes in order, `matching` by the index of
    a match for each choice. What must be put in order or matched is shuffled, the same for everybody.
    """

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    prompt = serializers.CharField()
    prompt_html = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())
    choices_html = serializers.ListField(child=serializers.CharField())
    matches = serializers.ListField(child=serializers.CharField(), help_text="Among which each choice has its partner.")
    matches_html = serializers.ListField(child=serializers.CharField())


class QuestionSerializer(serializers.Serializer[Any]):
    """With its answers: for those who edit.

    `answers`: indexes of the right choices; for `ordering` the indexes of the choices in the right order; for
    `matching` for each choice the index of its partner among `matches`; one number; or each text taken for right.
    """

    key = serializers.SlugField(max_length=100)
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    prompt = fields.markdown()
    choices = serializers.ListField(child=fields.line(2_000), default=list, max_length=50)
    matches = serializers.ListField(child=fields.line(2_000), default=list, max_length=50)
    answers = serializers.ListField(child=fields.verbatim(2_000), default=list, max_length=50)
    tolerance = fields.line(30, default="0", help_text="How far off a number may be.")
    relative_tolerance = fields.line(
        30, default="0", help_text="The same as a part of the answer: 0.01 is a hundredth."
    )
    strict = serializers.ListField(
        child=serializers.ChoiceField(choices=Strictness.choices),
        default=list,
        max_length=len(Strictness),
        help_text="What a text must have exactly as in the answer.",
    )
    pattern = fields.verbatim(300, default="", help_text="A regular expression (RE2) that a whole text may match.")
    explanation = fields.markdown(default="")


class DrawSerializer(serializers.Serializer[Any]):
    """Each learner is asked `count` questions of a bank, or without one of the exercise's own."""

    bank = serializers.UUIDField(allow_null=True, default=None)
    count = serializers.IntegerField(min_value=1, max_value=200)

    def to_internal_value(self, data: Any) -> Any:
        drawn = super().to_internal_value(data)
        return {"bank": str(drawn["bank"] or ""), "version": 0, "count": drawn["count"]}


class ShownDrawSerializer(DrawSerializer):
    version = serializers.IntegerField(help_text="The bank's, which this version of the exercise draws from.")


class CriterionSerializer(serializers.Serializer[Any]):
    """What a person looks for who reads a text."""

    key = serializers.SlugField(max_length=100)
    title = serializers.CharField(max_length=200)
    description = fields.markdown(default="")


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
    requires = fields.ids()
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
    drawn = serializers.IntegerField(
        help_text="How many questions each learner is drawn (POST exercises/{id}/draw); 0 where `questions` are all."
    )
    redraws = serializers.BooleanField(help_text="Whether each attempt draws anew.")
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
    draws = ShownDrawSerializer(many=True)
    redraws = serializers.BooleanField()
    rubric = CriterionSerializer(many=True)
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
    draws = fields.RowsField(row=DrawSerializer, required=False, max_length=20)
    redraws = serializers.BooleanField(required=False)
    rubric = fields.RowsField(row=CriterionSerializer, required=False, max_length=30)
    concepts = fields.slugs(required=False)
    prerequisites = fields.slugs(required=False)
    requires = fields.ids(required=False)


class ExerciseCreateSerializer(ExerciseEditSerializer):
    lesson_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ExerciseKind.choices)
    slug = serializers.SlugField(max_length=100, required=False)


class ExercisePatchSerializer(ExerciseEditSerializer):
    readiness = serializers.ChoiceField(choices=Readiness.choices, required=False)

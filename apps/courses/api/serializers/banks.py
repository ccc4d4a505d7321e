"""Banks of questions in requests and answers: for those who edit alone, with answers."""

from typing import Any

from rest_framework import serializers

from apps.courses.api.serializers import fields
from apps.courses.api.serializers.exercises import QuestionSerializer


class BankSerializer(serializers.Serializer[Any]):
    """A bank in a list; `version` counts its edits."""

    id = serializers.UUIDField()
    course_id = serializers.UUIDField()
    slug = serializers.SlugField()
    title = serializers.CharField()
    version = serializers.IntegerField()
    question_count = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class BankDetailSerializer(BankSerializer):
    questions = QuestionSerializer(many=True)


class BankEditSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    questions = fields.RowsField(row=QuestionSerializer, max_length=1_000)


class BankCreateSerializer(BankEditSerializer):
    course_id = serializers.UUIDField()
    slug = serializers.SlugField(max_length=100, required=False, help_text="Stands in the keys of its questions.")

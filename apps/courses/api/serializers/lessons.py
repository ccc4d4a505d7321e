"""Lessons in requests and answers."""

from typing import Any

from rest_framework import serializers

from apps.courses.api.serializers import fields
from apps.courses.models.choices import Readiness, Status


class ResourceSerializer(serializers.Serializer[Any]):
    url = serializers.URLField(max_length=500)
    title = serializers.CharField(max_length=200)


class LessonSerializer(serializers.Serializer[Any]):
    """A lesson in a list; `number` is a whole number of its own, for clients that want one."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    slug = serializers.SlugField()
    course_id = serializers.UUIDField()
    title = serializers.CharField()
    summary = serializers.CharField()
    duration_minutes = serializers.IntegerField(allow_null=True)
    difficulty = fields.difficulty()
    concepts = fields.slugs()
    requires = fields.ids()
    section_id = serializers.UUIDField(allow_null=True, required=False)
    section_title = serializers.CharField(required=False)
    exercise_count = serializers.IntegerField(required=False)
    position = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices)


class LessonDetailSerializer(LessonSerializer):
    """A lesson; `version`, `readiness` and `locally_modified` are a draft's."""

    body = serializers.CharField(help_text="Markdown.")
    body_html = serializers.CharField()
    resources = ResourceSerializer(many=True)
    previous_id = serializers.UUIDField(allow_null=True, required=False)
    next_id = serializers.UUIDField(allow_null=True, required=False)
    version = serializers.IntegerField(required=False)
    readiness = serializers.ChoiceField(choices=Readiness.choices, required=False)
    locally_modified = serializers.BooleanField(required=False)


class LessonEditSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    summary = fields.line(required=False)
    body = fields.markdown(required=False)
    duration_minutes = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=10_000)
    difficulty = fields.difficulty(required=False)
    resources = fields.RowsField(row=ResourceSerializer, required=False, max_length=100)
    concepts = fields.slugs(required=False)
    requires = fields.ids(required=False)


class LessonCreateSerializer(LessonEditSerializer):
    course_id = serializers.UUIDField()
    section_id = serializers.UUIDField(required=False, allow_null=True)
    slug = serializers.SlugField(max_length=100, required=False)


class LessonPatchSerializer(LessonEditSerializer):
    readiness = serializers.ChoiceField(choices=Readiness.choices, required=False)

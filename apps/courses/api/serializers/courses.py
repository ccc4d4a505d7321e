"""Courses in requests and answers."""

from typing import Any

from rest_framework import serializers

from apps.courses.api.serializers import fields
from apps.courses.api.serializers.lessons import LessonSerializer
from apps.courses.models.choices import Status


class DraftsQuery(serializers.Serializer[Any]):
    status = serializers.ChoiceField(required=False, choices=(*Status.values, "any"), default="any")


class CourseSerializer(serializers.Serializer[Any]):
    """A course in a list, as it was last published; `version` counts its publications."""

    id = serializers.UUIDField()
    slug = serializers.SlugField()
    title = serializers.CharField()
    summary = serializers.CharField()
    language = serializers.CharField()
    difficulty = fields.difficulty()
    categories = fields.slugs()
    tags = fields.slugs()
    author_id = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
    lesson_count = serializers.IntegerField()
    exercise_count = serializers.IntegerField()
    duration_minutes = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CourseDetailSerializer(CourseSerializer):
    """A course; a retired one has no counts. A draft's `version` counts its edits."""

    status = serializers.ChoiceField(choices=Status.choices)
    description = serializers.CharField(help_text="Markdown.")
    description_html = serializers.CharField()
    license = serializers.CharField()
    attribution = serializers.CharField()
    requires = fields.ids()
    co_author_ids = serializers.ListField(child=serializers.UUIDField())
    version = serializers.IntegerField(allow_null=True)
    lesson_count = serializers.IntegerField(allow_null=True, required=False)
    exercise_count = serializers.IntegerField(allow_null=True, required=False)
    duration_minutes = serializers.IntegerField(allow_null=True, required=False)
    published_at = serializers.DateTimeField(allow_null=True, required=False)
    updated_at = serializers.DateTimeField(allow_null=True)


class CourseDraftSerializer(serializers.Serializer[Any]):
    """A draft in a list; `version` counts its edits."""

    id = serializers.UUIDField()
    slug = serializers.SlugField()
    status = serializers.ChoiceField(choices=Status.choices)
    title = serializers.CharField()
    summary = serializers.CharField()
    language = serializers.CharField()
    difficulty = fields.difficulty()
    categories = fields.slugs()
    tags = fields.slugs()
    author_id = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class CourseEditSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    summary = fields.line(required=False)
    description = fields.markdown(required=False)
    language = fields.line(20, required=False)
    difficulty = fields.difficulty(required=False)
    categories = fields.slugs(required=False)
    tags = fields.slugs(required=False)
    license = fields.line(100, required=False)
    attribution = fields.line(2_000, required=False)
    requires = fields.ids(required=False)


class CourseCreateSerializer(CourseEditSerializer):
    slug = serializers.SlugField(
        max_length=100, required=False, help_text="Made of the title unless given; never changes."
    )


class SectionOrderSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    lessons = fields.TupleField(child=serializers.UUIDField(), max_length=5_000, required=False)


class ReorderSerializer(serializers.Serializer[Any]):
    """All lessons in order. `sections` are all sections in order with their lessons, which stand together; without it
    lessons stay in theirs. `exercises` maps ids of lessons to the ids of their exercises in order; they may move among
    those lessons.
    """

    sections = fields.RowsField(row=SectionOrderSerializer, max_length=1_000, required=False)
    lessons = fields.TupleField(child=serializers.UUIDField(), max_length=5_000)
    exercises = serializers.DictField(
        child=fields.TupleField(child=serializers.UUIDField(), max_length=5_000), required=False
    )


class DeletionSerializer(serializers.Serializer[Any]):
    """A course's deletion: it can be cancelled while `state` is `pending`, which is until `due_at` at least."""

    id = serializers.UUIDField()
    course_id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=("pending", "deleting", "deleted", "cancelled"))
    requested_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()


class CategorySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    slug = serializers.SlugField()
    name = serializers.CharField()
    parent = serializers.SlugField(allow_null=True)  # type: ignore[assignment]  # a field, not the attribute
    course_count = serializers.IntegerField()


class TagSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    slug = serializers.SlugField()
    name = serializers.CharField()
    course_count = serializers.IntegerField()


class CurriculumSerializer(CourseSerializer):
    """A published course with its lessons."""

    lessons = LessonSerializer(many=True)

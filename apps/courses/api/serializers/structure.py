"""Sections, authors, paths and bulk changes in requests and answers."""

from typing import Any

from rest_framework import serializers

from apps.courses.api.serializers import fields
from apps.courses.models.choices import Readiness, Status

ACTIONS = ("hold", "release", "retire", "move", "difficulty", "concepts")


class SectionSerializer(serializers.Serializer[Any]):
    """A section with the ids of its lessons in order; `version`, `readiness` and `locally_modified` are a draft's."""

    id = serializers.UUIDField()
    slug = serializers.SlugField()
    course_id = serializers.UUIDField()
    title = serializers.CharField()
    summary = serializers.CharField()
    lessons = serializers.ListField(child=serializers.UUIDField())
    position = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices)
    version = serializers.IntegerField(required=False)
    readiness = serializers.ChoiceField(choices=Readiness.choices, required=False)
    locally_modified = serializers.BooleanField(required=False)


class SectionEditSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    summary = fields.line(required=False)


class SectionCreateSerializer(SectionEditSerializer):
    course_id = serializers.UUIDField()
    slug = serializers.SlugField(max_length=100, required=False)


class SectionPatchSerializer(SectionEditSerializer):
    readiness = serializers.ChoiceField(
        choices=(Readiness.READY, Readiness.HELD), required=False, help_text="Held back, it keeps its lessons back."
    )


class AuthorSerializer(serializers.Serializer[Any]):
    """A profile to ask for (`GET users/{id}`), and what they are here."""

    user_id = serializers.UUIDField()
    role = serializers.ChoiceField(choices=("lead", "co_author"))


class AuthorsSerializer(serializers.Serializer[Any]):
    items = AuthorSerializer(many=True)


class AuthorAddSerializer(serializers.Serializer[Any]):
    user_id = serializers.UUIDField()
    role = serializers.ChoiceField(
        choices=("lead", "co_author"), default="co_author", help_text="`lead` gives the course away."
    )


class NamedCourseSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    slug = serializers.SlugField()
    title = serializers.CharField()


class CoursePathSerializer(serializers.Serializer[Any]):
    """What to know before a course, each in an order in which it can be learned."""

    courses = NamedCourseSerializer(many=True)
    skills = serializers.ListField(child=serializers.SlugField())


class BulkSerializer(serializers.Serializer[Any]):
    """`move` takes lessons to `section_id` (null: out of their sections) and exercises to `lesson_id`; `concepts` adds
    `add` and removes `remove`.
    """

    action = serializers.ChoiceField(choices=ACTIONS)
    lessons = fields.TupleField(child=serializers.UUIDField(), max_length=500, required=False)
    exercises = fields.TupleField(child=serializers.UUIDField(), max_length=500, required=False)
    section_id = serializers.UUIDField(required=False, allow_null=True)
    lesson_id = serializers.UUIDField(required=False)
    difficulty = fields.difficulty(required=False)
    add = fields.slugs(required=False)
    remove = fields.slugs(required=False)


class BulkQuery(serializers.Serializer[Any]):
    dry_run = serializers.BooleanField(required=False, default=False, help_text="Tell what would become of them.")


class OutcomeSerializer(serializers.Serializer[Any]):
    """`changes` are pairs of before and after by field, none where it was so already."""

    kind = serializers.ChoiceField(choices=("lesson", "exercise"))
    id = serializers.UUIDField()
    slug = serializers.SlugField()
    changes = serializers.DictField(child=serializers.ListField())


class BulkOutcomeSerializer(serializers.Serializer[Any]):
    is_dry_run = serializers.BooleanField()
    outcomes = OutcomeSerializer(many=True)

"""The tree of categories and the graph of skills, in requests and answers."""

from typing import Any

from rest_framework import serializers

from apps.courses.api.serializers import fields


class CategoryEditSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    parent = serializers.SlugField(max_length=100, required=False, allow_null=True)  # type: ignore[assignment]  # a field, not the attribute
    position = serializers.IntegerField(min_value=0, max_value=100_000, required=False)


class CategoryCreateSerializer(CategoryEditSerializer):
    slug = serializers.SlugField(max_length=100, required=False, help_text="Made of the name; never changes.")


class CategoryDetailSerializer(serializers.Serializer[Any]):
    """`path` is the slugs from the root down to it."""

    id = serializers.UUIDField()
    slug = serializers.SlugField()
    name = serializers.CharField()
    path = serializers.CharField()
    parent = serializers.SlugField(allow_null=True)  # type: ignore[assignment]  # a field, not the attribute
    position = serializers.IntegerField()


class BranchSerializer(serializers.Serializer[Any]):
    """A category with those below it, each of which is such a branch."""

    id = serializers.UUIDField()
    slug = serializers.SlugField()
    name = serializers.CharField()
    path = serializers.CharField()
    children = serializers.ListField(child=serializers.DictField())


class TreeSerializer(serializers.Serializer[Any]):
    items = BranchSerializer(many=True)


class SkillSerializer(serializers.Serializer[Any]):
    """Lessons and exercises teach it whose concepts have its slug. `requires` and `parts` are known before it."""

    id = serializers.UUIDField()
    slug = serializers.SlugField()
    name = serializers.CharField()
    summary = serializers.CharField()
    requires = fields.slugs()
    parts = fields.slugs()


class StepSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    slug = serializers.SlugField()
    name = serializers.CharField()


class SkillDetailSerializer(SkillSerializer):
    """`path` is all that is known before it, near and far, in an order in which it can be learned."""

    part_of = fields.slugs()
    path = StepSerializer(many=True)


class SkillEditSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    summary = fields.line(required=False)
    requires = fields.slugs(required=False)
    parts = fields.slugs(required=False)


class SkillCreateSerializer(SkillEditSerializer):
    slug = serializers.SlugField(max_length=100, required=False, help_text="Made of the name; never changes.")

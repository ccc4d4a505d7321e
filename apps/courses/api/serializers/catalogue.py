"""The catalogue in requests and answers: what is searched, and what is told beside what was found."""

from typing import Any

from rest_framework import serializers

from apps.courses.api.serializers.courses import CourseSerializer
from apps.courses.models.choices import Difficulty
from apps.courses.selectors.search import facets
from gopro.api.pagination import Pages

ORDERINGS = ("newest", "oldest", "updated", "title")
FACET = {
    "type": "object",
    "required": ["values", "is_exact"],
    "properties": {
        "values": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["value", "count"],
                "properties": {
                    "value": {"type": "string"},
                    "count": {"type": "integer"},
                    "name": {"type": "string"},
                    "parent": {"type": ["string", "null"], "description": "Of a category."},
                },
            },
        },
        "is_exact": {"type": "boolean", "description": f"Of more than {facets.MOST:,} courses, so many are counted."},
    },
}
SEARCH = {
    "type": "object",
    "description": "With `q`.",
    "required": ["corrected_to", "did_you_mean"],
    "properties": {
        "corrected_to": {
            "type": ["string", "null"],
            "description": "Searched instead: nothing has the words of `q`.",
        },
        "did_you_mean": {"type": ["string", "null"], "description": "Finds more than the words of `q`."},
    },
}


class CatalogueQuery(serializers.Serializer[Any]):
    q = serializers.CharField(
        required=False,
        max_length=200,
        help_text='Words, the last of which may be a beginning; `"these words"`, `this or that`, `-without`.'
        " Typing errors are forgiven.",
    )
    category = serializers.SlugField(required=False, max_length=100, help_text="With those below it.")
    tag = serializers.SlugField(required=False, max_length=100)
    skill = serializers.SlugField(required=False, max_length=100, help_text="Taught in a lesson or an exercise.")
    difficulty = serializers.ChoiceField(required=False, choices=Difficulty.choices)
    language = serializers.SlugField(required=False, max_length=20)
    author = serializers.UUIDField(required=False, help_text="Or co-author.")
    ordering = serializers.ChoiceField(
        required=False, choices=ORDERINGS, help_text="Best first with `q`, else the newest first."
    )
    facets = serializers.ChoiceField(
        required=False, choices=("1",), help_text="Count what each further filter would leave."
    )


class HighlightsSerializer(serializers.Serializer[Any]):
    """HTML in which `<mark>` is the only tag."""

    title = serializers.CharField()
    summary = serializers.CharField()
    passage = serializers.CharField(required=False, help_text="From the lessons' titles or the description.")


class FoundCourseSerializer(CourseSerializer):
    """A course in a list; with `q`, where its words are."""

    highlights = HighlightsSerializer(required=False)


class PopularCourseSerializer(CourseSerializer):
    """A course, with how many ever began and completed it."""

    enrollment_count = serializers.IntegerField()
    completion_count = serializers.IntegerField()


class CataloguePages(Pages):
    """Pages with what is told beside them."""

    suffix = "CataloguePage"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        paginated = super().get_paginated_response_schema(schema)
        counted = {
            "type": "object",
            "description": "With `facets=1`; each counted without its own filter.",
            "required": list(facets.FACETS),
            "properties": dict.fromkeys(facets.FACETS, FACET),
        }
        return {**paginated, "properties": {**paginated["properties"], "search": SEARCH, "facets": counted}}

"""Categories, tags, and the whole curriculum."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.serializers.courses import CategorySerializer, CurriculumSerializer, TagSerializer
from apps.courses.selectors import catalogue, lessons
from gopro.api.access import PUBLIC
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation


class CategoriesView(APIView):
    access = PUBLIC
    pagination_class = Pages

    @operation(answers={200: CategorySerializer(many=True)})
    def get(self, request: Request) -> Response:
        """The shelves of the catalogue."""
        return self.paginate(catalogue.categories(), serialize=catalogue.shown_categories)


class TagsView(APIView):
    access = PUBLIC
    pagination_class = Pages

    @operation(answers={200: TagSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """Tags of published courses."""
        return self.paginate(catalogue.tags())


class CurriculumView(APIView):
    access = PUBLIC
    pagination_class = Pages

    @operation(answers={200: CurriculumSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """Published courses, the oldest first, each with its lessons in order."""
        return self.paginate(catalogue.entries(ordering="oldest"), serialize=_with_lessons)


def _with_lessons(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    courses = catalogue.shown(rows)
    found = lessons.of_courses(course_ids=[course["id"] for course in courses])
    return [{**course, "lessons": found.get(course["id"], [])} for course in courses]

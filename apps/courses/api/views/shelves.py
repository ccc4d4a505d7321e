"""Categories, tags, and the whole curriculum."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import SHELVE, require_shelver
from apps.courses.api.serializers.courses import CategorySerializer, CurriculumSerializer, TagSerializer
from apps.courses.api.serializers.taxonomy import (
    CategoryCreateSerializer,
    CategoryDetailSerializer,
    CategoryEditSerializer,
    TreeSerializer,
)
from apps.courses.api.views.catalogue import CATALOGUE, SHELVES
from apps.courses.selectors import catalogue, lessons, taxonomy
from apps.courses.services.categories import create_category, delete_category, edit_category
from gopro.api.access import PUBLIC, holding
from gopro.api.etag import versioned
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation


class CategoriesView(APIView):
    room = "courses"
    pagination_class = Pages

    @operation(access=PUBLIC, answers={200: CategorySerializer(many=True)}, shared=SHELVES)
    def get(self, request: Request) -> Response:
        """The shelves of the catalogue."""
        return self.paginate(catalogue.categories(), serialize=catalogue.shown_categories)

    @operation(access=holding(SHELVE), body=CategoryCreateSerializer, answers={201: CategoryDetailSerializer})
    def post(self, request: Request) -> Response:
        """Make a category, below another if `parent` names one."""
        require_shelver(request)
        written = dict(self.body)
        made = create_category(parent_slug=written.pop("parent", None), **written)
        location = f"/api/v1/categories/{made.slug}"
        return _category(made.slug, status=201, headers={"Location": location})


class CategoryView(APIView):
    room = "courses"

    @operation(access=PUBLIC, answers={200: CategoryDetailSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """A category and where it stands."""
        return _category(slug)

    @operation(access=holding(SHELVE), body=CategoryEditSerializer, answers={200: CategoryDetailSerializer})
    def patch(self, request: Request, slug: str) -> Response:
        """Change its name or its place; with all below it, it may go below another."""
        require_shelver(request)
        written = {**taxonomy.shown_category(slug=slug), **self.body}
        edit_category(
            slug=slug,
            name=written["name"],
            parent_slug=written["parent"],
            position=written["position"],
            if_match=self.if_match,
        )
        return _category(slug)

    @operation(access=holding(SHELVE), answers={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Delete a category that no course stands on, and none below it."""
        require_shelver(request)
        delete_category(slug=slug, if_match=self.if_match)
        return Response(status=204)


class CategoryTreeView(APIView):
    access = PUBLIC

    @operation(answers={200: TreeSerializer}, shared=SHELVES)
    def get(self, request: Request) -> Response:
        """All categories as a tree, in order."""
        return Response({"items": taxonomy.tree()})


class TagsView(APIView):
    access = PUBLIC
    pagination_class = Pages

    @operation(answers={200: TagSerializer(many=True)}, shared=SHELVES)
    def get(self, request: Request) -> Response:
        """Tags of published courses."""
        return self.paginate(catalogue.tags())


class CurriculumView(APIView):
    access = PUBLIC
    pagination_class = Pages

    @operation(answers={200: CurriculumSerializer(many=True)}, shared=CATALOGUE)
    def get(self, request: Request) -> Response:
        """Published courses, the oldest first, each with its lessons in order."""
        return self.paginate(catalogue.entries(ordering="oldest"), serialize=_with_lessons)


def _with_lessons(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    courses = catalogue.shown(rows)
    found = lessons.of_courses(course_ids=[course["id"] for course in courses])
    return [{**course, "lessons": found.get(course["id"], [])} for course in courses]


def _category(slug: str, **how: Any) -> Response:
    row = taxonomy.shown_category(slug=slug)
    return versioned(Response(row, **how), taxonomy.version_of(row))

"""The catalogue as everybody reads it: lists, searches, what is popular."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.serializers.catalogue import PopularCourseSerializer
from apps.courses.errors import CourseNotFound
from apps.courses.selectors import popular
from apps.courses.selectors.search.results import results
from apps.courses.services import pages
from gopro.api.access import PUBLIC
from gopro.api.pagination import Pages, Total
from gopro.api.shared import Shared
from gopro.api.views import APIView, operation

CATALOGUE = Shared(room="courses", name="catalogue", things=(pages.CATALOGUE,))
SHELVES = Shared(room="courses", name="shelves", things=(pages.CATALOGUE, pages.SHELVES))
POPULAR = Shared(room="courses", name="popular", things=(pages.CATALOGUE, pages.POPULAR), seconds=20)
COURSE = Shared(
    room="courses",
    name="course",
    things=(pages.COURSE, pages.PRESENCE),
    by=pages.by_key,
    missing=CourseNotFound,
    is_all=False,
)
PARTS = Shared(room="courses", name="parts", things=(pages.COURSE,), by=pages.by_key, missing=CourseNotFound)


class PopularView(APIView):
    access = PUBLIC
    pagination_class = Pages

    @operation(answers={200: PopularCourseSerializer(many=True)}, shared=POPULAR)
    def get(self, request: Request) -> Response:
        """What learners take most, and took lately."""
        return self.paginate(popular.courses(), serialize=popular.shown)


def listed(view: APIView) -> Response:
    """The page of the catalogue that was asked for, and what is told beside it."""
    wanted: dict[str, Any] = dict(view.query)
    with_facets = "facets" in wanted
    wanted.pop("facets", None)
    found = results(**wanted)
    total = None
    if found.counted is not None:
        total = Total(rows=found.counted, number=found.number, is_estimated=found.is_countless)
    with found.read():
        response = view.paginate(found.rows, serialize=found.shown, total=total)
        response.data = {**response.data, **found.beside(with_facets=with_facets)}
    return response

"""Courses: the catalogue for everybody, and writing for authors and editors."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import (
    CREATE,
    DELETE,
    EDIT,
    PUBLISH,
    require_creator,
    require_editor,
)
from apps.courses.api.serializers.catalogue import CataloguePages, CatalogueQuery, FoundCourseSerializer
from apps.courses.api.serializers.courses import (
    CourseCreateSerializer,
    CourseDetailSerializer,
    CourseDraftSerializer,
    CourseEditSerializer,
    DeletionSerializer,
    DraftsQuery,
    ReorderSerializer,
)
from apps.courses.api.serializers.versions import AsOfQuery, DraftAsOfQuery
from apps.courses.api.views.catalogue import CATALOGUE, COURSE, listed
from apps.courses.api.views.reading import course_as_of
from apps.courses.api.views.shown import published_or_draft, shown
from apps.courses.selectors import catalogue, deletions, drafts, ownership
from apps.courses.services.content import CourseContent
from apps.courses.services.courses import create_course, edit_course, retire_course
from apps.courses.services.deletion.requests import delete_course, keep_course
from apps.courses.services.ordering import SectionOrder, reorder_course
from gopro.api.access import PUBLIC, holding, public_or
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation
from gopro.identifiers import id_of
from gopro.security.authentication import principal_of


class CoursesView(APIView):
    room = "courses"
    pagination_class = CataloguePages

    @operation(access=PUBLIC, query=CatalogueQuery, answers={200: FoundCourseSerializer(many=True)}, shared=CATALOGUE)
    def get(self, request: Request) -> Response:
        """The catalogue: published courses, searched and filtered."""
        return listed(self)

    @operation(access=holding(CREATE), body=CourseCreateSerializer, answers={201: CourseDetailSerializer})
    def post(self, request: Request) -> Response:
        """Make a course. It is a draft until it is published."""
        author = require_creator(request)
        written = dict(self.body)
        slug = written.pop("slug", "")
        course = create_course(content=CourseContent(**written), author_id=author.user_id, slug=slug)
        return shown(drafts.course(course_id=course.id), status=201, location=f"/api/v1/courses/{course.id}")


class DraftsView(APIView):
    access = holding(EDIT)
    room = "courses"
    pagination_class = Pages

    @operation(query=DraftsQuery, answers={200: CourseDraftSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """Courses that the caller may edit, as drafts."""
        return self.paginate(drafts.courses(editor=principal_of(request), **self.query), serialize=drafts.shown)


class CourseView(APIView):
    room = "courses"

    @operation(access=public_or(EDIT), query=AsOfQuery, answers={200: CourseDetailSerializer}, shared=COURSE)
    def get(self, request: Request, key: str) -> Response:
        """A course by id or slug, as it was last published. Its editors see the draft of one that never was."""
        if at := self.query.get("as_of"):
            return shown(course_as_of(key=key, at=at))
        return published_or_draft(
            request,
            published=lambda: catalogue.course(key=key),
            draft=lambda: drafts.course(course_id=ownership.course(key=key).id),
            owner=lambda: ownership.course(key=key),
        )

    @operation(access=holding(EDIT), body=CourseEditSerializer, answers={200: CourseDetailSerializer})
    def patch(self, request: Request, key: str) -> Response:
        """Change the draft; learners see it once it is published."""
        return self._edit(request, key, dict(self.body))

    @operation(access=holding(EDIT), body=CourseEditSerializer, answers={200: CourseDetailSerializer})
    def put(self, request: Request, key: str) -> Response:
        """Replace the draft's content; what isn't said is empty."""
        return self._edit(request, key, asdict(CourseContent(**self.body)))

    @operation(access=holding(DELETE), answers={202: DeletionSerializer, 204: None})
    def delete(self, request: Request, key: str) -> Response:
        """Delete the course: at once if nobody ever saw it, else after thirty days, of which its learners are told."""
        course = ownership.course(key=key)
        require_editor(request, course, permission=DELETE)
        deletion = delete_course(course_id=course.id, if_match=self.if_match)
        if deletion is None:
            return Response(status=204)
        location = f"/api/v1/courses/{course.id}/deletion"
        return Response(DeletionSerializer(deletion).data, status=202, headers={"Location": location})

    def _edit(self, request: Request, key: str, changes: Any) -> Response:
        course = ownership.course(key=key)
        editor = require_editor(request, course)
        edit_course(course_id=course.id, changes=changes, editor_id=editor.user_id, if_match=self.if_match)
        return shown(drafts.course(course_id=course.id))


class CourseDraftView(APIView):
    access = holding(EDIT)

    @operation(query=DraftAsOfQuery, answers={200: CourseDetailSerializer})
    def get(self, request: Request, key: str) -> Response:
        """The draft of a course, for those who may edit it."""
        course = ownership.course(key=key)
        require_editor(request, course)
        return shown(drafts.course(course_id=course.id, at=self.query.get("as_of")))


class CourseRetireView(APIView):
    access = holding(PUBLISH)
    room = "courses"

    @operation(answers={200: CourseDetailSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Take the course out of the catalogue; those who began it keep it. Publishing it brings it back."""
        course = ownership.course(key=key)
        require_editor(request, course, permission=PUBLISH)
        retire_course(course_id=course.id, if_match=self.if_match)
        return shown(drafts.course(course_id=course.id))


class CourseDeletionView(APIView):
    access = holding(DELETE)
    room = "courses"

    @operation(answers={200: DeletionSerializer})
    def get(self, request: Request, key: str) -> Response:
        """How far the course's deletion is."""
        course = ownership.course(key=key)
        require_editor(request, course, permission=DELETE)
        return Response(DeletionSerializer(deletions.pending(course_id=course.id)).data)

    @operation(answers={200: DeletionSerializer})
    def delete(self, request: Request, key: str) -> Response:
        """Keep the course after all: it is as it was before, and its learners are told."""
        course = ownership.course(key=key)
        require_editor(request, course, permission=DELETE)
        return Response(DeletionSerializer(keep_course(course_id=course.id)).data)


class CourseReorderView(APIView):
    access = holding(EDIT)
    room = "courses"

    @operation(body=ReorderSerializer, answers={200: CourseDetailSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Put the draft's lessons, and if named its sections and their exercises, in a new order."""
        course = ownership.course(key=key)
        require_editor(request, course)
        reorder_course(
            course_id=course.id,
            lesson_ids=self.body["lessons"],
            exercise_ids=_by_lesson(self.body.get("exercises", {})),
            sections=_sections(self.body.get("sections")),
            if_match=self.if_match,
        )
        return shown(drafts.course(course_id=course.id))


def _sections(orders: list[dict[str, Any]] | None) -> list[SectionOrder] | None:
    if orders is None:
        return None
    return [SectionOrder(section_id=order["id"], lesson_ids=order.get("lessons", ())) for order in orders]


def _by_lesson(orders: dict[str, tuple[UUID, ...]]) -> dict[UUID, tuple[UUID, ...]]:
    """JSON's keys are text; what is no id names no lesson."""
    return {id_of(key): ids for key, ids in orders.items()}

"""Who writes a course."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, GIVE, require_editor
from apps.courses.api.serializers.structure import AuthorAddSerializer, AuthorsSerializer
from apps.courses.api.views.reading import reader_of
from apps.courses.selectors import authors as selectors
from apps.courses.selectors import ownership
from apps.courses.selectors.ownership import Ownership
from apps.courses.services.authors import add_author, give_course, remove_author
from gopro.api.access import holding, public_or
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class CourseAuthorsView(APIView):
    room = "courses"

    @operation(access=public_or(EDIT), answers={200: AuthorsSerializer})
    def get(self, request: Request, key: str) -> Response:
        """Who wrote the course: profiles to ask for, the lead first."""
        course, _ = reader_of(request, key=key)
        return _shown(ownership.course(key=str(course.id)))

    @operation(access=holding(GIVE), body=AuthorAddSerializer, answers={200: AuthorsSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Have somebody write it too, as far as their roles let them; or give the course to another lead."""
        course = ownership.course(key=key)
        require_editor(request, course, permission=GIVE)
        if self.body["role"] == "lead":
            give_course(course_id=course.id, author_id=self.body["user_id"])
        else:
            add_author(course_id=course.id, user_id=self.body["user_id"])
        return _shown(ownership.course(key=str(course.id)))


class CourseAuthorView(APIView):
    access = holding(GIVE)
    room = "courses"

    @operation(answers={204: None})
    def delete(self, request: Request, key: str, user_id: UUID) -> Response:
        """Take a co-author off the course; a co-author may leave."""
        course = ownership.course(key=key)
        if not _leaves(request, course, user_id=user_id):
            require_editor(request, course, permission=GIVE)
        remove_author(course_id=course.id, user_id=user_id)
        return Response(status=204)


def _leaves(request: Request, course: Ownership, *, user_id: UUID) -> bool:
    """Whoever may do it anyway needs no such way."""
    principal = principal_of(request)
    is_free = not course.allows(principal, permission=GIVE)
    return is_free and user_id == principal.user_id and user_id in course.co_author_ids


def _shown(course: Ownership) -> Response:
    return Response({"items": selectors.shown(author_id=course.author_id, co_author_ids=course.co_author_ids)})

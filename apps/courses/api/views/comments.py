"""Comments on drafts, for those who work on them."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, require_editor
from apps.courses.api.serializers.reviews import (
    ReplySerializer,
    ThreadCreateSerializer,
    ThreadSerializer,
    ThreadsQuery,
)
from apps.courses.selectors import comments as selectors
from apps.courses.selectors import ownership
from apps.courses.services import comments
from gopro.api.access import holding
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation


class CommentsView(APIView):
    access = holding(EDIT)
    room = "courses"
    pagination_class = Pages

    @operation(query=ThreadsQuery, answers={200: ThreadSerializer(many=True)})
    def get(self, request: Request, key: str) -> Response:
        """Threads of comments on a course's draft and its parts, the newest first."""
        course = ownership.course(key=key)
        require_editor(request, course)
        return self.paginate(selectors.threads(course_id=course.id, **self.query), serialize=selectors.shown)

    @operation(body=ThreadCreateSerializer, answers={201: ThreadSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Begin a thread: on the course, or a lesson or exercise of it, on a field, or a line of that."""
        course = ownership.course(key=key)
        writer = require_editor(request, course)
        thread = comments.start_thread(course_id=course.id, writer_id=writer.user_id, **self.body)
        return Response(selectors.shown_thread(course_id=course.id, thread_id=thread.id), status=201)


class RepliesView(APIView):
    access = holding(EDIT)
    room = "courses"

    @operation(body=ReplySerializer, answers={201: ThreadSerializer})
    def post(self, request: Request, key: str, thread_id: UUID) -> Response:
        """Answer in a thread."""
        course = ownership.course(key=key)
        writer = require_editor(request, course)
        comments.reply(course_id=course.id, thread_id=thread_id, writer_id=writer.user_id, text=self.body["text"])
        return Response(selectors.shown_thread(course_id=course.id, thread_id=thread_id), status=201)


class ResolutionView(APIView):
    access = holding(EDIT)
    room = "courses"

    @operation(answers={200: ThreadSerializer})
    def post(self, request: Request, key: str, thread_id: UUID) -> Response:
        """Say that a thread is settled."""
        course = ownership.course(key=key)
        resolver = require_editor(request, course)
        comments.resolve(course_id=course.id, thread_id=thread_id, resolver_id=resolver.user_id)
        return Response(selectors.shown_thread(course_id=course.id, thread_id=thread_id))

    @operation(answers={200: ThreadSerializer})
    def delete(self, request: Request, key: str, thread_id: UUID) -> Response:
        """Reopen it."""
        course = ownership.course(key=key)
        require_editor(request, course)
        comments.reopen(course_id=course.id, thread_id=thread_id)
        return Response(selectors.shown_thread(course_id=course.id, thread_id=thread_id))

"""Lessons: read by everybody as published, written by authors and editors as drafts."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, require_editor
from apps.courses.api.serializers.lessons import (
    LessonCreateSerializer,
    LessonDetailSerializer,
    LessonPatchSerializer,
    LessonSerializer,
)
from apps.courses.api.serializers.versions import AsOfQuery, DraftAsOfQuery
from apps.courses.api.views.catalogue import PARTS
from apps.courses.api.views.reading import lesson_as_of, lessons_as_of
from apps.courses.api.views.shown import published_or_draft, shown
from apps.courses.selectors import catalogue, drafts, ownership
from apps.courses.selectors import lessons as selectors
from apps.courses.services.content import LessonContent
from apps.courses.services.lessons import create_lesson, delete_lesson, edit_lesson
from gopro.api.access import PUBLIC, holding, public_or
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation


class CourseLessonsView(APIView):
    access = PUBLIC
    pagination_class = Pages

    @operation(query=AsOfQuery, answers={200: LessonSerializer(many=True)}, shared=PARTS)
    def get(self, request: Request, key: str) -> Response:
        """The lessons of a course in order, as published."""
        if at := self.query.get("as_of"):
            listed, serialize = lessons_as_of(key=key, at=at)
            return self.paginate(listed, serialize=serialize)
        rows = selectors.lessons(course_id=catalogue.course_id(key=key))
        return self.paginate(rows, serialize=selectors.shown)


class CourseDraftLessonsView(APIView):
    access = holding(EDIT)
    pagination_class = Pages

    @operation(answers={200: LessonSerializer(many=True)})
    def get(self, request: Request, key: str) -> Response:
        """The lessons of a course's draft in order, for those who may edit it."""
        course = ownership.course(key=key)
        require_editor(request, course)
        return self.paginate(drafts.lessons(course_id=course.id), serialize=drafts.shown_lessons)


class LessonsView(APIView):
    access = holding(EDIT)
    room = "courses"

    @operation(body=LessonCreateSerializer, answers={201: LessonDetailSerializer})
    def post(self, request: Request) -> Response:
        """Add a lesson at the end of a course's draft, or of a section of it."""
        written = dict(self.body)
        course = ownership.course(key=str(written.pop("course_id")))
        editor = require_editor(request, course)
        slug, section_id = written.pop("slug", ""), written.pop("section_id", None)
        lesson = create_lesson(
            course_id=course.id,
            content=LessonContent(**written),
            editor_id=editor.user_id,
            slug=slug,
            section_id=section_id,
        )
        return shown(drafts.lesson(lesson_id=lesson.id), status=201, location=f"/api/v1/lessons/{lesson.id}")


class LessonView(APIView):
    room = "courses"

    @operation(access=public_or(EDIT), query=AsOfQuery, answers={200: LessonDetailSerializer})
    def get(self, request: Request, key: str) -> Response:
        """A lesson by id or number, as it was last published. Its editors see the draft of one that never was."""
        if at := self.query.get("as_of"):
            return shown(lesson_as_of(key=key, at=at))
        return published_or_draft(
            request,
            published=lambda: selectors.lesson(key=key),
            draft=lambda: drafts.lesson(lesson_id=ownership.lesson(key=key).id),
            owner=lambda: ownership.lesson(key=key),
        )

    @operation(access=holding(EDIT), body=LessonPatchSerializer, answers={200: LessonDetailSerializer})
    def patch(self, request: Request, key: str) -> Response:
        """Change the draft; learners see it once the course is published."""
        lesson = ownership.lesson(key=key)
        editor = require_editor(request, lesson)
        changes: Any = dict(self.body)
        readiness = changes.pop("readiness", None)
        edit_lesson(
            lesson_id=lesson.id,
            changes=changes,
            readiness=readiness,
            editor_id=editor.user_id,
            if_match=self.if_match,
        )
        return shown(drafts.lesson(lesson_id=lesson.id))

    @operation(access=holding(EDIT), answers={204: None})
    def delete(self, request: Request, key: str) -> Response:
        """Take it out of the draft; learners lose it with the next publication."""
        lesson = ownership.lesson(key=key)
        require_editor(request, lesson)
        delete_lesson(lesson_id=lesson.id, if_match=self.if_match)
        return Response(status=204)


class LessonDraftView(APIView):
    access = holding(EDIT)

    @operation(query=DraftAsOfQuery, answers={200: LessonDetailSerializer})
    def get(self, request: Request, lesson_id: UUID) -> Response:
        """The draft of a lesson, for those who may edit it."""
        require_editor(request, ownership.lesson(key=str(lesson_id)))
        return shown(drafts.lesson(lesson_id=lesson_id, at=self.query.get("as_of")))

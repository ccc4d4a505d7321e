"""Exercises: read by everybody as published and without what is hidden, written by authors and editors as drafts."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, require_editor
from apps.courses.api.serializers.exercises import (
    ExerciseCreateSerializer,
    ExerciseDetailSerializer,
    ExerciseDraftSerializer,
    ExercisePatchSerializer,
    ExerciseSerializer,
)
from apps.courses.api.serializers.versions import AsOfQuery, DraftAsOfQuery
from apps.courses.api.views.catalogue import PARTS
from apps.courses.api.views.reading import exercise_as_of, exercises_as_of, exercises_of_lesson_as_of
from apps.courses.api.views.shown import published_or_draft, shown
from apps.courses.selectors import catalogue, drafts, ownership
from apps.courses.selectors import exercises as selectors
from apps.courses.selectors import lessons as lesson_selectors
from apps.courses.services.content import ExerciseContent
from apps.courses.services.exercises import create_exercise, delete_exercise, edit_exercise
from gopro.api.access import PUBLIC, holding, public_or
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation


class CourseExercisesView(APIView):
    access = PUBLIC
    pagination_class = Pages

    @operation(query=AsOfQuery, answers={200: ExerciseSerializer(many=True)}, shared=PARTS)
    def get(self, request: Request, key: str) -> Response:
        """The exercises of a course, lesson by lesson, as published."""
        if at := self.query.get("as_of"):
            listed, serialize = exercises_as_of(key=key, at=at)
            return self.paginate(listed, serialize=serialize)
        rows = selectors.of_course(course_id=catalogue.course_id(key=key))
        return self.paginate(rows, serialize=selectors.shown)


class LessonExercisesView(APIView):
    access = PUBLIC
    pagination_class = Pages

    @operation(query=AsOfQuery, answers={200: ExerciseSerializer(many=True)})
    def get(self, request: Request, key: str) -> Response:
        """The exercises of a lesson in order, as published."""
        if at := self.query.get("as_of"):
            listed, serialize = exercises_of_lesson_as_of(key=key, at=at)
            return self.paginate(listed, serialize=serialize)
        rows = selectors.of_lesson(lesson_id=lesson_selectors.lesson_id(key=key))
        return self.paginate(rows, serialize=selectors.shown)


class ExercisesView(APIView):
    access = holding(EDIT)
    room = "courses"

    @operation(body=ExerciseCreateSerializer, answers={201: ExerciseDraftSerializer})
    def post(self, request: Request) -> Response:
        """Add an exercise at the end of a lesson's draft. A code exercise's solution is then run against its tests."""
        written = dict(self.body)
        lesson = ownership.lesson(key=str(written.pop("lesson_id")))
        editor = require_editor(request, lesson)
        kind, slug = written.pop("kind"), written.pop("slug", "")
        exercise = create_exercise(
            lesson_id=lesson.id, kind=kind, content=ExerciseContent(**written), editor_id=editor.user_id, slug=slug
        )
        made = drafts.exercise(exercise_id=exercise.id)
        return shown(made, status=201, location=f"/api/v1/exercises/{exercise.id}")


class ExerciseView(APIView):
    room = "courses"

    @operation(access=public_or(EDIT), query=AsOfQuery, answers={200: ExerciseDetailSerializer})
    def get(self, request: Request, exercise_id: UUID) -> Response:
        """An exercise as it was last published, never with its tests, solution or answers.

        Its editors see the draft of one that never was, as `/draft` shows it.
        """
        if at := self.query.get("as_of"):
            return shown(exercise_as_of(exercise_id=exercise_id, at=at))
        return published_or_draft(
            request,
            published=lambda: selectors.exercise(exercise_id=exercise_id),
            draft=lambda: drafts.exercise(exercise_id=exercise_id),
            owner=lambda: ownership.exercise(exercise_id=exercise_id),
        )

    @operation(access=holding(EDIT), body=ExercisePatchSerializer, answers={200: ExerciseDraftSerializer})
    def patch(self, request: Request, exercise_id: UUID) -> Response:
        """Change the draft; learners see it once the course is published."""
        editor = require_editor(request, ownership.exercise(exercise_id=exercise_id))
        changes: Any = dict(self.body)
        readiness = changes.pop("readiness", None)
        edit_exercise(
            exercise_id=exercise_id,
            changes=changes,
            readiness=readiness,
            editor_id=editor.user_id,
            if_match=self.if_match,
        )
        return shown(drafts.exercise(exercise_id=exercise_id))

    @operation(access=holding(EDIT), answers={204: None})
    def delete(self, request: Request, exercise_id: UUID) -> Response:
        """Take it out of the draft; learners lose it with the next publication."""
        require_editor(request, ownership.exercise(exercise_id=exercise_id))
        delete_exercise(exercise_id=exercise_id, if_match=self.if_match)
        return Response(status=204)


class ExerciseDraftView(APIView):
    access = holding(EDIT)

    @operation(query=DraftAsOfQuery, answers={200: ExerciseDraftSerializer})
    def get(self, request: Request, exercise_id: UUID) -> Response:
        """The draft of an exercise with tests, solution and answers, for those who may edit it."""
        require_editor(request, ownership.exercise(exercise_id=exercise_id))
        return shown(drafts.exercise(exercise_id=exercise_id, at=self.query.get("as_of")))

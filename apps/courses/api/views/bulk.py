"""One change to many lessons and exercises of a course."""

from dataclasses import asdict
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, require_editor
from apps.courses.api.serializers.structure import BulkOutcomeSerializer, BulkQuery, BulkSerializer
from apps.courses.selectors import ownership
from apps.courses.services.bulk.changes import Change
from apps.courses.services.bulk.run import Chosen, change_many, rehearse_change
from gopro.api.access import holding
from gopro.api.views import APIView, operation


class CourseBulkView(APIView):
    access = holding(EDIT)
    room = "courses"

    @operation(query=BulkQuery, body=BulkSerializer, answers={200: BulkOutcomeSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Change many lessons and exercises of the draft, all or none; `?dry_run=1` changes nothing."""
        course = ownership.course(key=key)
        editor = require_editor(request, course)
        written: dict[str, Any] = dict(self.body)
        chosen = Chosen(lesson_ids=written.pop("lessons", ()), exercise_ids=written.pop("exercises", ()))
        carry_out = rehearse_change if self.query["dry_run"] else change_many
        outcomes = carry_out(
            course_id=course.id,
            chosen=chosen,
            change=Change(**written),
            editor_id=editor.user_id,
            if_match=self.if_match,
        )
        told = [asdict(outcome) for outcome in outcomes]
        return Response({"is_dry_run": self.query["dry_run"], "outcomes": told})

"""Publishing at a time: scheduled, listed, cancelled by those who may publish."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import PUBLISH, require_editor
from apps.courses.api.serializers.versions import ScheduleCreateSerializer, ScheduleQuery, ScheduleSerializer
from apps.courses.api.views.publishing import choices_in
from apps.courses.selectors import editing, ownership, schedules
from apps.courses.services.publications.gradability import problems_of
from apps.courses.services.publications.schedules import cancel_schedule, schedule_publication
from apps.courses.services.publications.terms import Terms
from gopro.api.access import holding
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation


class CourseSchedulesView(APIView):
    access = holding(PUBLISH)
    room = "courses"
    pagination_class = Pages

    @operation(answers={200: ScheduleSerializer(many=True)})
    def get(self, request: Request, key: str) -> Response:
        """Publications at a time to come, and what became of earlier ones; the latest time first."""
        owner = ownership.course(key=key)
        require_editor(request, owner, permission=PUBLISH)
        course = editing.course(course_id=owner.id)

        def serialize(rows: list[Any]) -> list[dict[str, Any]]:
            return schedules.shown(course, rows)

        return self.paginate(schedules.schedules(course_id=owner.id), serialize=serialize)

    @operation(query=ScheduleQuery, body=ScheduleCreateSerializer, answers={201: ScheduleSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Publish the draft as it is now at a time to come, whatever is edited until then."""
        owner = ownership.course(key=key)
        scheduler = require_editor(request, owner, permission=PUBLISH)
        schedule = schedule_publication(
            course_id=owner.id,
            due_at=self.body["due_at"],
            note=self.body.get("note", ""),
            terms=Terms(choices=choices_in(self.body), impact_id=self.query.get("impact")),
            scheduler_id=scheduler.user_id,
            if_match=self.if_match,
        )
        row = {**_row(owner.id, schedule.id), "problems": problems_of(schedule=schedule)}
        location = f"/api/v1/courses/{owner.id}/schedules/{schedule.id}"
        return Response(row, status=201, headers={"Location": location})


class CourseScheduleView(APIView):
    access = holding(PUBLISH)
    room = "courses"

    @operation(answers={200: ScheduleSerializer})
    def get(self, request: Request, key: str, schedule_id: UUID) -> Response:
        """One of them, with what would be refused if it were due now."""
        owner = ownership.course(key=key)
        require_editor(request, owner, permission=PUBLISH)
        schedule = schedules.schedule(course_id=owner.id, schedule_id=schedule_id)
        return Response({**_row(owner.id, schedule_id), "problems": problems_of(schedule=schedule)})

    @operation(answers={200: ScheduleSerializer})
    def delete(self, request: Request, key: str, schedule_id: UUID) -> Response:
        """Cancel it; it stays in the list."""
        owner = ownership.course(key=key)
        require_editor(request, owner, permission=PUBLISH)
        cancel_schedule(course_id=owner.id, schedule_id=schedule_id)
        return Response(_row(owner.id, schedule_id))


def _row(course_id: UUID, schedule_id: UUID) -> dict[str, Any]:
    course = editing.course(course_id=course_id)
    return schedules.shown(course, [schedules.schedule(course_id=course_id, schedule_id=schedule_id)])[0]

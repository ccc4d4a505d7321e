"""Publishing a draft, what that would do to learners, and who of them comes along."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import OVERRIDE, PUBLISH, require_editor
from apps.courses.api.serializers.courses import CourseDetailSerializer
from apps.courses.api.serializers.impacts import (
    ImpactSerializer,
    PolicySerializer,
    PublishQuery,
    PublishSerializer,
)
from apps.courses.api.views.shown import shown
from apps.courses.contracts import PublishChoices
from apps.courses.selectors import catalogue, editing, impacts, ownership
from apps.courses.selectors.ownership import Ownership
from apps.courses.services.impacts.requests import request_impact
from apps.courses.services.policies import set_policy
from apps.courses.services.publications.terms import Terms, choices_of
from apps.courses.services.publishing import publish_course
from gopro.api.access import holding
from gopro.api.etag import versioned
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class CoursePublishView(APIView):
    access = holding(PUBLISH)
    room = "courses"

    @operation(query=PublishQuery, body=PublishSerializer, answers={200: CourseDetailSerializer, 202: ImpactSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Show the draft to learners, with all lessons and exercises that are ready. Twice changes nothing.

        With `dry_run=1` nothing is published: what it would do to learners is estimated, and polled at `Location`.
        """
        course = ownership.course(key=key)
        publisher = require_editor(request, course, permission=PUBLISH)
        choices = choices_in(self.body)
        if self.query["dry_run"]:
            return self._estimate(request, course, choices=choices or PublishChoices())
        if self.body.get("without_approval"):
            require_editor(request, course, permission=OVERRIDE)
        publish_course(
            course_id=course.id,
            publisher_id=publisher.user_id,
            note=self.body.get("note", ""),
            terms=self._terms(choices),
            if_match=self.if_match,
        )
        return shown(catalogue.course(key=str(course.id)))

    def _terms(self, choices: PublishChoices | None) -> Terms:
        reason = self.body.get("without_approval", "")
        return Terms(choices=choices, impact_id=self.query.get("impact"), without_approval=reason)

    def _estimate(self, request: Request, course: Ownership, *, choices: PublishChoices) -> Response:
        asker = principal_of(request)
        sample = self.query["sample"]
        impact = request_impact(course_id=course.id, asker_id=asker.user_id, choices=choices, sample=sample)
        location = f"/api/v1/courses/{course.id}/impacts/{impact.id}"
        return Response(impacts.shown(impact, caller=asker), status=202, headers={"Location": location})


class CourseImpactView(APIView):
    access = holding(PUBLISH)

    @operation(answers={200: ImpactSerializer})
    def get(self, request: Request, key: str, impact_id: UUID) -> Response:
        """What publishing would do to learners, as far as that is known by now."""
        course = ownership.course(key=key)
        require_editor(request, course, permission=PUBLISH)
        found = impacts.impact(course_id=course.id, impact_id=impact_id)
        return Response(impacts.shown(found, caller=principal_of(request)))


class CoursePolicyView(APIView):
    access = holding(PUBLISH)
    room = "courses"

    @operation(answers={200: PolicySerializer})
    def get(self, request: Request, key: str) -> Response:
        """Who comes along to new publications."""
        course = ownership.course(key=key)
        require_editor(request, course, permission=PUBLISH)
        return _policy(course)

    @operation(body=PolicySerializer, answers={200: PolicySerializer})
    def put(self, request: Request, key: str) -> Response:
        """Say who comes along, from the next publication on. Doing it twice changes nothing."""
        course = ownership.course(key=key)
        require_editor(request, course, permission=PUBLISH)
        set_policy(course_id=course.id, policy=self.body["policy"], if_match=self.if_match)
        return _policy(course)


def _policy(owned: Ownership) -> Response:
    course = editing.course(course_id=owned.id)
    return versioned(Response({"policy": course.version_policy}), course.draft_version.n)


def choices_in(body: Mapping[str, Any]) -> PublishChoices | None:
    said = body.get("choices")
    return choices_of(default=said["default"], items=said["items"]) if said is not None else None

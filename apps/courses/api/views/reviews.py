"""Reviews: where a draft stands, and what authors and reviewers do about it."""

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, OVERRIDE, REVIEW, require_editor
from apps.courses.api.serializers.reviews import (
    ChangesSerializer,
    RequestSerializer,
    RequiredSerializer,
    ReviewsQuery,
    StandingSerializer,
    WaitingSerializer,
)
from apps.courses.selectors import ownership
from apps.courses.selectors import reviews as selectors
from apps.courses.selectors.ownership import Ownership
from apps.courses.services.reviews.decisions import approve_review, request_changes
from apps.courses.services.reviews.gate import require_reviews
from apps.courses.services.reviews.requests import request_review, withdraw_review
from gopro.api.access import holding
from gopro.api.etag import versioned
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class ReviewsView(APIView):
    access = holding(REVIEW)
    pagination_class = Pages

    @operation(query=ReviewsQuery, answers={200: WaitingSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """Reviews of courses that the caller may review, the last that was asked for first."""
        rows = selectors.reviews(reviewer=principal_of(request), **self.query)
        return self.paginate(rows, serialize=WaitingSerializer)


class CourseReviewView(APIView):
    room = "courses"

    @operation(access=holding(EDIT), answers={200: StandingSerializer})
    def get(self, request: Request, key: str) -> Response:
        """Where the draft stands: draft, in review, approved, published; and what was edited since."""
        course = ownership.course(key=key)
        require_editor(request, course)
        return _standing(course)

    @operation(access=holding(EDIT), body=RequestSerializer, answers={200: StandingSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Ask for a review of the draft as it is now; after an edit, ask again."""
        course = ownership.course(key=key)
        editor = require_editor(request, course)
        request_review(course_id=course.id, requester_id=editor.user_id, note=self.body["note"], if_match=self.if_match)
        return _standing(course)

    @operation(access=holding(OVERRIDE), body=RequiredSerializer, answers={200: StandingSerializer})
    def patch(self, request: Request, key: str) -> Response:
        """Say whether the course is published with an approval only."""
        course = ownership.course(key=key)
        require_editor(request, course, permission=OVERRIDE)
        require_reviews(course_id=course.id, required=self.body["review_required"])
        return _standing(course)

    @operation(access=holding(EDIT), answers={204: None})
    def delete(self, request: Request, key: str) -> Response:
        """Take the request back."""
        course = ownership.course(key=key)
        require_editor(request, course)
        withdraw_review(course_id=course.id)
        return Response(status=204)


class CourseApprovalView(APIView):
    access = holding(REVIEW)
    room = "courses"

    @operation(body=RequestSerializer, answers={200: StandingSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Approve exactly the versions that were submitted. Nobody approves what they wrote or asked for."""
        course = ownership.course(key=key)
        reviewer = require_editor(request, course, permission=REVIEW)
        approve_review(
            course_id=course.id, reviewer_id=reviewer.user_id, note=self.body["note"], if_match=self.if_match
        )
        return _standing(course)


class CourseChangesView(APIView):
    access = holding(REVIEW)
    room = "courses"

    @operation(body=ChangesSerializer, answers={200: StandingSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Ask for changes first."""
        course = ownership.course(key=key)
        reviewer = require_editor(request, course, permission=REVIEW)
        request_changes(
            course_id=course.id, reviewer_id=reviewer.user_id, note=self.body["note"], if_match=self.if_match
        )
        return _standing(course)


def _standing(course: Ownership) -> Response:
    found = selectors.standing(course_id=course.id)
    return versioned(Response(StandingSerializer(found).data), found.version)

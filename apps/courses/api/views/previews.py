"""Preview links, and what they open: as JSON, and as a page for people."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, require_editor
from apps.courses.api.serializers.versions import (
    PreviewLinkCreateSerializer,
    PreviewLinkSerializer,
    PublishedCourseSerializer,
)
from apps.courses.selectors import ownership, previews
from apps.courses.services.publications.previews import create_preview_link, open_preview, revoke_preview_link
from gopro.api.access import PUBLIC, holding
from gopro.api.clients import client_address
from gopro.api.pagination import Pages
from gopro.api.refusals import status_of
from gopro.api.views import APIView, operation
from gopro.errors import DomainError

USUAL = timedelta(days=7)
UNKEPT = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
PAGE = {
    **UNKEPT,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' https: data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
}


class PreviewLinksView(APIView):
    access = holding(EDIT)
    room = "courses"
    idempotent = False
    pagination_class = Pages

    @operation(answers={200: PreviewLinkSerializer(many=True)})
    def get(self, request: Request, key: str) -> Response:
        """The links that show the draft to whoever has them, with how often they were opened."""
        course = ownership.course(key=key)
        require_editor(request, course)
        return self.paginate(previews.links(course_id=course.id), serialize=previews.shown)

    @operation(body=PreviewLinkCreateSerializer, answers={201: PreviewLinkSerializer})
    def post(self, request: Request, key: str) -> Response:
        """A link that shows the draft without an account, as learners would see it, until it expires or is revoked."""
        course = ownership.course(key=key)
        creator = require_editor(request, course)
        link = create_preview_link(
            course_id=course.id,
            expires_at=self.body.get("expires_at", timezone.now() + USUAL),
            label=self.body.get("label", ""),
            creator_id=creator.user_id,
        )
        return Response(previews.shown([link])[0], status=201)


class PreviewLinkView(APIView):
    access = holding(EDIT)
    room = "courses"

    @operation(answers={200: PreviewLinkSerializer})
    def delete(self, request: Request, key: str, link_id: UUID) -> Response:
        """Revoke it: from now on it opens nothing."""
        course = ownership.course(key=key)
        require_editor(request, course)
        return Response(previews.shown([revoke_preview_link(course_id=course.id, link_id=link_id)])[0])


class PreviewView(APIView):
    """The link is all that is asked for: a stale token in the header must not stand in the way."""

    access = PUBLIC
    authentication_classes = ()

    @operation(answers={200: PublishedCourseSerializer})
    def get(self, request: Request, token: str) -> Response:
        """What a preview link shows: the draft as learners would see it, never its tests, solutions or answers."""
        shown = open_preview(token=token, ip=client_address(request._request))
        return Response(shown, headers=UNKEPT)


@require_safe
def preview_page(request: HttpRequest, token: str) -> HttpResponse:
    context: dict[str, Any] = {}
    try:
        context["course"], status = open_preview(token=token, ip=client_address(request)), 200
    except DomainError as refusal:
        context["refusal"], status = refusal, status_of(type(refusal))
    page = render(request, "courses/shared_preview.html", context, status=status)
    for name, value in PAGE.items():
        page[name] = value
    return page

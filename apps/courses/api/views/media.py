"""Files of courses: sent by who may edit the course, shown to everybody once it is published."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpResponseRedirect
from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, require_editor
from apps.courses.api.serializers.media import (
    MediaAnnouncementSerializer,
    MediaKeyQuery,
    MediaQuery,
    MediaSerializer,
    MediaUploadSerializer,
    MediaUsesSerializer,
)
from apps.courses.selectors import media as selectors
from apps.courses.selectors import ownership
from apps.courses.services.media import downloads, removal, uploads
from gopro.api.access import holding, public_or
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation
from gopro.security.authentication import caller_of
from gopro.security.principal import Principal
from gopro.storage.contract import Announced

PUBLIC_SECONDS = 300  # much less than the address holds that is led to


class MediaListView(APIView):
    access = holding(EDIT)
    idempotent = False  # the same bytes are one file anyway, and the answer carries an address that runs out
    pagination_class = Pages

    @operation(query=MediaQuery, answers={200: MediaSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """The files of a course, the newest first, for those who may edit it."""
        course = ownership.course(key=self.query["course"])
        require_editor(request, course)
        return self.paginate(selectors.of_course(course_id=course.id), serialize=selectors.shown)

    @operation(body=MediaAnnouncementSerializer, answers={200: MediaUploadSerializer, 201: MediaUploadSerializer})
    def post(self, request: Request) -> Response:
        """Announce a file of a course: the answer says where to send it. Then complete it.

        Where the course has the same bytes already, the answer is 200 with that file, and nothing need be sent.
        """
        said = dict(self.body)
        course = ownership.course(key=said.pop("course"))
        uploader = require_editor(request, course)
        begun = uploads.begin_upload(
            course_id=course.id, name=said.pop("name"), announced=Announced(**said), uploader_id=uploader.user_id
        )
        upload = asdict(begun.upload) if begun.upload else None
        return Response(selectors.detail(begun.media) | {"upload": upload}, status=201 if upload else 200)


class MediaView(APIView):
    room = "courses"
    idempotent = False

    @operation(access=public_or(EDIT), query=MediaKeyQuery, answers={302: None})
    def get(self, request: Request, media_id: UUID) -> HttpResponseRedirect:
        """Leads to the file: everybody once something that shows it was published, before that who may edit it."""
        found = downloads.address(media_id=media_id, viewer=caller_of(request), key=self.query["key"])
        caching = f"public, max-age={PUBLIC_SECONDS}" if found.is_public else "private, no-store"
        return HttpResponseRedirect(found.url, headers={"Cache-Control": caching})

    @operation(access=holding(EDIT), answers={204: None})
    def delete(self, request: Request, media_id: UUID) -> Response:
        """Delete a file that no version shows."""
        _editable(request, media_id)
        removal.delete_media(media_id=media_id)
        return Response(status=204)


class MediaCompletionView(APIView):
    access = holding(EDIT)
    idempotent = False  # by itself; and looking at the bytes takes its time outside any transaction

    @operation(answers={200: MediaSerializer})
    def post(self, request: Request, media_id: UUID) -> Response:
        """Say that the file was sent: it is looked at, and ready then. Again changes nothing."""
        editor = _editable(request, media_id)
        return Response(selectors.detail(uploads.complete_upload(media_id=media_id, uploader_id=editor.user_id)))


class MediaUsesView(APIView):
    access = holding(EDIT)

    @operation(answers={200: MediaUsesSerializer})
    def get(self, request: Request, media_id: UUID) -> Response:
        """The versions whose texts show the file, the latest first."""
        _editable(request, media_id)
        return Response({"items": selectors.uses(media_id=media_id)})


def _editable(request: Request, media_id: UUID) -> Principal:
    return require_editor(request, selectors.owner(selectors.media(media_id=media_id)))

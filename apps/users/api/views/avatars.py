"""Pictures of users: one's own is sent and taken away; everybody's is shown to whom they show it."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.api.serializers import PictureSerializer, PictureVersionSerializer, ReasonSerializer, UserSerializer
from apps.users.services import accounts, avatars
from apps.users.services.avatars import Picture
from gopro.api.access import OWN, holding, public_or
from gopro.api.etag import versioned
from gopro.api.uploads import FormParser, PictureParser
from gopro.api.views import APIView, operation
from gopro.security.authentication import caller_of, principal_of

VIEW, CHANGE = "users.account:view", "users.account:change"
FILE = {"type": "string", "format": "binary", "description": "A picture as WebP."}
FOR_GOOD = "max-age=31536000, immutable"  # its address changes with the picture, and with its audience
FOR_GOOD_BUT_IN_SHARED_CACHES = f"public, {FOR_GOOD}, s-maxage=86400"  # which keep it when it is hidden


class MyAvatarView(APIView):
    room = "users"
    idempotent = False  # putting is by itself, and decoding takes its time outside any transaction
    parser_classes = (FormParser, PictureParser)

    @operation(access=OWN, body=PictureSerializer, answers={200: UserSerializer})
    def put(self, request: Request) -> Response:
        """Have a picture beside one's name: its middle, in three sizes, with nothing that the file says beside."""
        file = self.body["file"]
        user = avatars.set_avatar(user_id=principal_of(request).user_id, file=file, unless_changed=self.if_match)
        return versioned(Response(UserSerializer(user).data), user.updated_at)

    @operation(access=OWN, answers={204: None})
    def delete(self, request: Request) -> Response:
        """Have none."""
        avatars.delete_avatar(user_id=principal_of(request).user_id, unless_changed=self.if_match)
        return Response(status=204)


class AvatarRemovalView(APIView):
    room = "users"

    @operation(access=holding(CHANGE), body=ReasonSerializer, answers={204: None})
    def post(self, request: Request, user_id: UUID) -> Response:
        """Take somebody's picture away, by staff."""
        accounts.remove_avatar_of(user_id=user_id, reason=self.body["reason"], by=principal_of(request))
        return Response(status=204)


class AvatarView(APIView):
    scoped = impersonated = ("GET",)

    @operation(access=public_or(VIEW), query=PictureVersionSerializer, answers={200: FILE})
    def get(self, request: Request, user_id: UUID, size: int) -> HttpResponse:
        """Somebody's picture, 64, 256 or 512 pixels wide, for whom they show it to.

        A profile has its address with `v`, which is enough for whoever was shown it, until picture or audience change.
        """
        found = avatars.picture(user_id=user_id, size=size, version=self.query["v"], viewer=caller_of(request))
        return HttpResponse(found.content, content_type="image/webp", headers=_headers(found, size=size))


def _headers(found: Picture, *, size: int) -> dict[str, str]:
    headers = {
        "ETag": f'"{found.avatar_id.hex}-{size}"',
        "Content-Disposition": f'inline; filename="avatar-{size}.webp"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if found.is_versioned:
        headers["Cache-Control"] = FOR_GOOD_BUT_IN_SHARED_CACHES if found.is_public else f"private, {FOR_GOOD}"
    return headers

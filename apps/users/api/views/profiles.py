"""Who one is, and who others are."""

from uuid import UUID

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import ErasureSerializer, ProfileSerializer, UserSerializer
from apps.users.services import profiles
from apps.users.services.erasure import requests
from gopro.api.etag import versioned
from gopro.api.views import APIView, operation
from gopro.security.authentication import caller_of, principal_of


class MeView(APIView):
    room = "users"

    @operation(answers={200: UserSerializer})
    def get(self, request: Request) -> Response:
        """One's own account."""
        user = selectors.own_account(user_id=principal_of(request).user_id)
        return versioned(Response(UserSerializer(user).data), user.updated_at)

    @operation(body=UserSerializer, answers={200: UserSerializer})
    def patch(self, request: Request) -> Response:
        """Change one's own profile."""
        user = profiles.update_profile(user_id=principal_of(request).user_id, unless_changed=self.if_match, **self.body)
        return versioned(Response(UserSerializer(user).data), user.updated_at)

    @operation(answers={202: ErasureSerializer})
    def delete(self, request: Request) -> Response:
        """Have one's own account erased, everywhere.

        Only within ten minutes of logging in. The account is closed at once, and all its sessions end. For fourteen
        days the link in the mail that is sent keeps it; then everything goes, and `url` answers a signed receipt.
        """
        principal = principal_of(request)
        erasure = requests.request_erasure(user_id=principal.user_id, session_id=principal.session_id)
        return Response(ErasureSerializer(erasure).data, status=202)


class UserView(APIView):
    permission_classes = (AllowAny,)

    @operation(answers={200: ProfileSerializer})
    def get(self, request: Request, user_id: UUID) -> Response:
        """What somebody shows of themselves."""
        user = selectors.profile(user_id=user_id, viewer=caller_of(request))
        return Response(ProfileSerializer(user).data)

"""Who one is, and who others are."""

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import (
    AccountEditSerializer,
    AccountSerializer,
    ErasureSerializer,
    ProfileSerializer,
    UserSerializer,
)
from apps.users.services import accounts, profiles
from apps.users.services.erasure import requests
from apps.users.services.profiles import ProfileChanges
from gopro.api.access import OWN, holding, public_or
from gopro.api.etag import versioned
from gopro.api.views import APIView, operation
from gopro.security.authentication import caller_of, principal_of

VIEW, CHANGE = "users.account:view", "users.account:change"


class MeView(APIView):
    access = OWN
    room = "users"
    scoped = ("GET", "PATCH")
    impersonated = ("GET",)

    @operation(answers={200: UserSerializer})
    def get(self, request: Request) -> Response:
        """One's own account."""
        user = selectors.own_account(user_id=principal_of(request).user_id)
        return versioned(Response(UserSerializer(user).data), user.updated_at)

    @operation(body=UserSerializer, answers={200: UserSerializer})
    def patch(self, request: Request) -> Response:
        """Change one's own profile."""
        user = profiles.update_profile(
            user_id=principal_of(request).user_id, changes=ProfileChanges(**self.body), unless_changed=self.if_match
        )
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
    room = "users"
    scoped = impersonated = ("GET",)

    @operation(access=public_or(VIEW), answers={200: ProfileSerializer})
    def get(self, request: Request, key: str) -> Response:
        """What somebody shows of themselves, by id or user name. Staff see the `account`, too."""
        profile = selectors.profile(key=key, viewer=caller_of(request))
        shown = Response(ProfileSerializer(profile).data)
        return versioned(shown, profile.user.updated_at) if profile.is_for_staff else shown

    @operation(access=holding(CHANGE), body=AccountEditSerializer, answers={200: AccountSerializer})
    def patch(self, request: Request, key: str) -> Response:
        """Change somebody's account, by staff, with a `reason`. Closing it ends all its sessions."""
        written = dict(self.body)
        user = accounts.edit_user(
            key=key,
            is_active=written.pop("is_active", None),
            reason=written.pop("reason", ""),
            changes=ProfileChanges(**written),
            by=principal_of(request),
            unless_changed=self.if_match,
        )
        return versioned(Response(AccountSerializer(user).data), user.updated_at)

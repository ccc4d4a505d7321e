"""Another password."""

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.api.serializers import EmailSerializer, PasswordChangeSerializer, PasswordResetSerializer
from apps.users.api.views.public import PublicView, client_of, ip_of, remember_device
from apps.users.services import password_changes
from gopro.api.access import OWN
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class PasswordChangeView(APIView):
    access = OWN
    room = "users"
    idempotent = False

    @operation(body=PasswordChangeSerializer, answers={204: None})
    def post(self, request: Request) -> Response:
        """Choose another password. All other sessions end."""
        principal = principal_of(request)
        password_changes.change_password(user_id=principal.user_id, session_id=principal.session_id, **self.body)
        return Response(status=204)


class PasswordForgotView(PublicView):
    @operation(body=EmailSerializer, answers={202: None})
    def post(self, request: Request) -> Response:
        """Ask for a mail with which to choose another password.

        The answer doesn't tell whether there is such an account.
        """
        password_changes.forget_password(email=self.body["email"], ip=ip_of(request))
        return Response(status=202)


class PasswordResetView(PublicView):
    @operation(body=PasswordResetSerializer, answers={204: None})
    def post(self, request: Request) -> Response:
        """Choose another password with the token of the mail. All sessions end."""
        client = client_of(request)
        password_changes.reset_password(**self.body, client=client)
        return remember_device(Response(status=204), client=client)

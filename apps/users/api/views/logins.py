"""Logging in by more than a password, or by less."""

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.api.serializers import (
    MfaLoginSerializer,
    MfaTokenSerializer,
    PasskeyLoginSerializer,
    SignedInSerializer,
)
from apps.users.api.views.public import PublicView, client_of, ip_of, signed_in_response
from apps.users.services import login
from apps.users.services.mfa import second_step
from gopro.api.views import operation

REQUEST = {"type": "object", "description": "For `PublicKeyCredential.parseRequestOptionsFromJSON` in the browser."}


class MfaLoginView(PublicView):
    @operation(body=MfaLoginSerializer, answers={200: SignedInSerializer})
    def post(self, request: Request) -> Response:
        """Finish a log-in with its second factor: `otp` or `credential`.

        `mfa_token` is that of the problem `mfa_required`. It holds for five minutes and five tries.
        """
        client = client_of(request)
        return signed_in_response(login.finish(**self.body, client=client), client=client)


class MfaLoginOptionsView(PublicView):
    @operation(body=MfaTokenSerializer, answers={200: REQUEST})
    def post(self, request: Request) -> Response:
        """Begin to finish a log-in by a passkey."""
        return Response(second_step.passkey_options(**self.body, ip=ip_of(request)))


class PasskeyLoginView(PublicView):
    @operation(body=PasskeyLoginSerializer, answers={200: SignedInSerializer})
    def post(self, request: Request) -> Response:
        """Log in with a passkey alone: the device is one factor, and has checked the other."""
        client = client_of(request)
        return signed_in_response(login.log_in_with_passkey(**self.body, client=client), client=client)


class PasskeyLoginOptionsView(PublicView):
    @operation(answers={200: REQUEST})
    def post(self, request: Request) -> Response:
        """Begin to log in with a passkey. The answer names nobody."""
        return Response(second_step.passkey_login_options(ip=ip_of(request)))

"""Opening an account and proving its address."""

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.api.serializers import EmailSerializer, RegisterSerializer, TokenSerializer, UserSerializer
from apps.users.api.views.public import PublicView, ip_of
from apps.users.services import registration, verification
from gopro.api.views import operation


class RegisterView(PublicView):
    idempotent = True

    @operation(body=RegisterSerializer, answers={201: UserSerializer})
    def post(self, request: Request) -> Response:
        """Open an account.

        The answer is the same for an address that has an account already; its owner is told by mail.
        """
        user = registration.register(**self.body, ip=ip_of(request))
        return Response(UserSerializer(user).data, status=201)


class VerifyEmailView(PublicView):
    @operation(body=TokenSerializer, answers={204: None})
    def post(self, request: Request) -> Response:
        """Prove an address with the token of the mail."""
        verification.verify_email(token=self.body["token"], ip=ip_of(request))
        return Response(status=204)


class ResendVerificationView(PublicView):
    @operation(body=EmailSerializer, answers={202: None})
    def post(self, request: Request) -> Response:
        """Send the verification mail again.

        The answer doesn't tell whether there is such an account.
        """
        verification.resend_verification(email=self.body["email"], ip=ip_of(request))
        return Response(status=202)

"""Another e-mail address."""

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.api.serializers import EmailChangeSerializer, ResetTokenSerializer, TokenSerializer
from apps.users.api.views.public import PublicView, ip_of
from apps.users.services import email_changes
from gopro.api.access import OWN
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class EmailChangeView(APIView):
    room = "users"
    idempotent = False

    @operation(access=OWN, body=EmailChangeSerializer, answers={202: None})
    def post(self, request: Request) -> Response:
        """Ask for another address. A mail to it confirms that; until then the account keeps the one that it has.

        The answer doesn't tell whether the address is another's. Without a password, and with a second factor, only
        within ten minutes of proving who one is.
        """
        email_changes.request_change(principal=principal_of(request), **self.body)
        return Response(status=202)


class EmailChangeConfirmView(PublicView):
    @operation(body=TokenSerializer, answers={204: None})
    def post(self, request: Request) -> Response:
        """Confirm the new address with the token of the mail.

        The former address is told, and can undo it for a week.
        """
        email_changes.confirm_change(token=self.body["token"], ip=ip_of(request))
        return Response(status=204)


class EmailChangeUndoView(PublicView):
    @operation(body=TokenSerializer, answers={200: ResetTokenSerializer})
    def post(self, request: Request) -> Response:
        """Take the former address back with the token of the mail. All sessions end, and the password is void."""
        reset_token = email_changes.undo_change(token=self.body["token"], ip=ip_of(request))
        return Response({"reset_token": reset_token})

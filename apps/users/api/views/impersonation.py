"""Support acts as somebody."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.api.serializers import ImpersonateSerializer, SupportAccessSerializer
from apps.users.api.views.public import client_of
from apps.users.services import impersonation
from apps.users.services.impersonation import LOOK, Wish
from gopro.api.access import holding
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class ImpersonateView(APIView):
    room = "users"
    idempotent = False

    @operation(access=holding(LOOK), body=ImpersonateSerializer, answers={201: SupportAccessSerializer})
    def post(self, request: Request, user_id: UUID) -> Response:
        """Act as a learner, for up to an hour and with a reason, which the learner gets to read.

        The token only looks, unless `write` was asked for by an admin. It never opens passwords, factors, tokens,
        exports or erasure. The session stands in the learner's list, and either side may end it at once.
        """
        wish = Wish(user_id=user_id, **self.body)
        given = impersonation.impersonate(by=principal_of(request), wish=wish, client=client_of(request))
        return Response(SupportAccessSerializer(given).data, status=201)

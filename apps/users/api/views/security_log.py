"""What happened to an account, for its owner and for support."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import SecurityEntrySerializer
from gopro.api.access import OWN, holding
from gopro.api.pagination import Cursors
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class OwnSecurityLogView(APIView):
    pagination_class = Cursors
    impersonated = ("GET",)

    @operation(access=OWN, answers={200: SecurityEntrySerializer(many=True)})
    def get(self, request: Request) -> Response:
        """What happened to one's own account, the latest first.

        Log-ins and those that were refused, passwords, factors, tokens, sessions, roles, exports, and each visit of
        support.
        """
        viewer = principal_of(request)
        rows = selectors.security_log(user_id=viewer.user_id, viewer=viewer)
        return self.paginate(rows, serialize=SecurityEntrySerializer)


class SecurityLogView(APIView):
    pagination_class = Cursors

    @operation(access=holding(selectors.READING), answers={200: SecurityEntrySerializer(many=True)})
    def get(self, request: Request, user_id: UUID) -> Response:
        """The same of somebody, for support."""
        rows = selectors.security_log(user_id=user_id, viewer=principal_of(request))
        return self.paginate(rows, serialize=SecurityEntrySerializer)

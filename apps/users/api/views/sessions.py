"""One's own sessions: shown and ended."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import LogoutAllQuery, SessionSerializer
from apps.users.services import sessions
from gopro.api.access import OWN
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class LogoutView(APIView):
    access = OWN
    room = "users"
    impersonated = ("POST",)

    @operation(answers={204: None})
    def post(self, request: Request) -> Response:
        """End this session."""
        principal = principal_of(request)
        sessions.log_out(user_id=principal.user_id, session_id=principal.session_id)
        return Response(status=204)


class LogoutAllView(APIView):
    access = OWN
    room = "users"

    @operation(query=LogoutAllQuery, answers={204: None})
    def post(self, request: Request) -> Response:
        """End all sessions, this one too; with `others=1` all but this one."""
        principal = principal_of(request)
        if self.query["others"]:
            sessions.log_out_elsewhere(user_id=principal.user_id, session_id=principal.session_id)
        else:
            sessions.log_out_everywhere(user_id=principal.user_id)
        return Response(status=204)


class SessionsView(APIView):
    access = OWN
    pagination_class = Pages
    impersonated = ("GET",)

    @operation(answers={200: SessionSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List the devices that are logged in, the last used first."""
        rows = selectors.open_sessions(user_id=principal_of(request).user_id).order_by("-last_used_at")
        return self.paginate(rows, serialize=SessionSerializer)


class SessionView(APIView):
    access = OWN
    room = "users"

    @operation(answers={204: None})
    def delete(self, request: Request, session_id: UUID) -> Response:
        """End a session on another device, or this one."""
        sessions.revoke_own_session(user_id=principal_of(request).user_id, session_id=session_id)
        return Response(status=204)

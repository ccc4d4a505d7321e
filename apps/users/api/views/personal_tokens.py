"""One's own personal access tokens: made, shown, revoked. Only by who has logged in."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import (
    MadePersonalTokenSerializer,
    NewPersonalTokenSerializer,
    PersonalTokenSerializer,
)
from apps.users.services import personal_tokens
from gopro.api.access import OWN
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class PersonalTokensView(APIView):
    room = "users"
    idempotent = False  # the answer holds the token
    access = OWN
    pagination_class = Pages

    @operation(answers={200: PersonalTokenSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List the tokens that hold, the newest first."""
        rows = selectors.live_personal_tokens(user_id=principal_of(request).user_id)
        return self.paginate(rows, serialize=PersonalTokenSerializer)

    @operation(body=NewPersonalTokenSerializer, answers={201: MadePersonalTokenSerializer})
    def post(self, request: Request) -> Response:
        """Make a token for a program.

        Only within ten minutes of logging in, or of proving the second factor again. It acts with the roles that you
        have now, within its scopes; losing a role or choosing another password revokes it. It is shown this once.
        """
        made = personal_tokens.create_personal_token(principal=principal_of(request), **self.body)
        return Response(MadePersonalTokenSerializer(made).data, status=201)


class PersonalTokenView(APIView):
    room = "users"
    access = OWN

    @operation(answers={200: PersonalTokenSerializer})
    def get(self, request: Request, token_id: UUID) -> Response:
        """One token that holds."""
        row = selectors.personal_token(user_id=principal_of(request).user_id, token_id=token_id)
        return Response(PersonalTokenSerializer(row).data)

    @operation(answers={204: None})
    def delete(self, request: Request, token_id: UUID) -> Response:
        """Revoke a token, everywhere within seconds."""
        personal_tokens.revoke_personal_token(user_id=principal_of(request).user_id, token_id=token_id)
        return Response(status=204)

"""All accounts, for staff."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import AccountSerializer, AccountsQuery, InviteSerializer, RolesSerializer
from apps.users.services import accounts, role_assignments
from apps.users.services.role_assignments import Assignment
from apps.users.services.roles import Grant
from gopro.api.access import holding
from gopro.api.etag import versioned
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class AccountsView(APIView):
    room = "users"
    pagination_class = Pages

    @operation(access=holding(selectors.SEARCHES), query=AccountsQuery, answers={200: AccountSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """All accounts, the newest first, or those that are looked for."""
        return self.paginate(
            selectors.accounts(viewer=principal_of(request), **self.query), serialize=AccountSerializer
        )

    @operation(access=holding(accounts.INVITING), body=InviteSerializer, answers={201: AccountSerializer})
    def post(self, request: Request) -> Response:
        """Open an account for somebody. A mail lets its owner choose a password, and proves the address."""
        user = accounts.invite_user(by=principal_of(request), **self.body)
        shown = versioned(Response(AccountSerializer(user).data, status=201), user.updated_at)
        shown["Location"] = f"/api/v1/users/{user.pk}"
        return shown


class RolesView(APIView):
    room = "users"

    @operation(access=holding(role_assignments.GRANTING), answers={200: RolesSerializer})
    def get(self, request: Request, user_id: UUID) -> Response:
        """Somebody's roles, on everything and on single things."""
        return _shown(role_assignments.assignment_of(user_id=user_id, viewer=principal_of(request)))

    @operation(access=holding(role_assignments.GRANTING), body=RolesSerializer, answers={200: RolesSerializer})
    def put(self, request: Request, user_id: UUID) -> Response:
        """Give somebody these roles and no others, with a reason. Without `grants` those on single things stay."""
        grants = self.body.get("grants")
        held = role_assignments.assign_roles(
            user_id=user_id,
            roles_on_all=self.body["roles"],
            grants=None if grants is None else [Grant(**grant) for grant in grants],
            reason=self.body["reason"],
            by=principal_of(request),
            unless_changed=self.if_match,
        )
        return _shown(held)


def _shown(held: Assignment) -> Response:
    return versioned(Response(RolesSerializer(held).data), held.version)

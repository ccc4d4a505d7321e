"""Deny by default: a view that says nothing is for those who have signed in."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from gopro.errors import Unauthenticated


class SignedIn(BasePermission):
    """Anybody whose token holds. Views for everybody say `permission_classes = (AllowAny,)`."""

    def has_permission(self, request: Request, view: object) -> bool:
        if not getattr(request.user, "is_authenticated", False):
            raise Unauthenticated
        return True

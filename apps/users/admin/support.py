"""Support access from the staff's pages: the token is shown once, on a page that nobody keeps."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from apps.users.admin.site import site
from apps.users.models import User
from apps.users.services import impersonation
from apps.users.services.impersonation import LOOK, SupportAccess, Wish
from apps.users.services.sessions import Client
from gopro.api.clients import client_address
from gopro.errors import DomainError, Unauthenticated
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.user import StaffUser

MINUTES = 15


class SupportAccessAdmin(RoomModelAdmin):
    """Looking only: changing things as somebody else is asked for by the API."""

    def has_impersonate_permission(self, request: HttpRequest) -> bool:
        return self._may(request, LOOK)

    @admin.action(description=f"See what the selected account sees, for {MINUTES} minutes", permissions=["impersonate"])
    def impersonate(self, request: HttpRequest, chosen: QuerySet[User]) -> TemplateResponse | None:
        if len(chosen) != 1:
            self.message_user(request, "Choose one account.", messages.WARNING)
            return None
        try:
            given = _access(request, user=chosen[0])
        except DomainError as refusal:
            self.message_user(request, f"{chosen[0]}: {refusal.detail}", messages.WARNING)
            return None
        shown = {"given": given, "user_shown": chosen[0], "title": "Support access"}
        return TemplateResponse(request, "users/support_access.html", {**site.each_context(request), **shown})


def _access(request: HttpRequest, *, user: User) -> SupportAccess:
    by: object = request.user
    if not isinstance(by, StaffUser):
        raise Unauthenticated
    wish = Wish(user_id=user.pk, reason=request.POST.get("reason", ""), minutes=MINUTES, write=False)
    client = Client(ip=client_address(request) or None, user_agent=request.headers.get("User-Agent", ""))
    return impersonation.impersonate(by=by, wish=wish, client=client)

"""Admin sites: one a room, and the first page that leads to them."""

from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any, override

from django.apps import AppConfig
from django.contrib.admin.models import LogEntry
from django.core.checks import CheckMessage, Error
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver
from unfold.dataclasses import DropdownItem, Favicon
from unfold.sites import UnfoldAdminSite

from gopro.audit.models import AuditEntry
from gopro.security import policy
from gopro.staff.entrance import HOME, LOGOUT, to_login
from gopro.staff.facts.admin import register_facts
from gopro.staff.kernel_admin import AuditEntryAdmin
from gopro.staff.user import StaffUser, entering, reading_audit, reading_facts, resolving

type View = Callable[..., HttpResponseBase]

STYLES = ("staff/pages.css", "gopro/code.css")
# Served elsewhere (log-in, passwords: by API) or in need of Django's own tables (view on site).
LEFT_OUT = {"login", "password_change", "password_change_done", "view_on_site"}


class StaffSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold ships no types
    """What all the staff's sites share: nobody is led to sign in, and somebody without permission is refused."""

    enable_nav_sidebar = True

    @override
    def admin_view(self, view: View, cacheable: bool = False) -> View:
        inner: View = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_login(then=request.get_full_path() if request.method == "GET" else HOME)
            if not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return guarded

    @override
    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [each for each in super().get_urls() if getattr(each, "name", None) not in LEFT_OUT]

    @override
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The form goes on to where sessions are kept, whichever room's page it stood on."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return HttpResponseRedirect(LOGOUT, preserve_request=True)

    @override
    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **super().each_context(request),
            "site_dropdown": self._neighbors(request),
            "styles": [static(name) for name in STYLES],
            "site_favicons": [Favicon(href=static("gopro/mark.svg"), rel="icon", type="image/svg+xml")],
        }

    @override
    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """None, without a query: what was done stands in the rooms' audits."""
        return LogEntry.objects.none()

    def _neighbors(self, request: HttpRequest) -> list[DropdownItem]:
        user: object = request.user
        rooms = user.rooms() if isinstance(user, StaffUser) else ()
        return [DropdownItem(title=room.capitalize(), link=f"/admin/{room}/", icon="meeting_room") for room in rooms]


class HouseSite(StaffSite):
    """The first page: the rooms that this person may enter, whichever process serves them."""

    final_catch_all_view = False  # the rooms' sites stand below this one

    @override
    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        return [
            {"name": item.title, "app_label": item.title.lower(), "app_url": item.link, "models": []}
            for item in self._neighbors(request)
        ]


class RoomAdminSite(StaffSite):
    """A room's own pages, and its audit."""

    def __init__(self, room: str) -> None:
        super().__init__(name=f"{room}_admin")
        self.room = room
        self.index_title = room.capitalize()
        self.register(AuditEntry, AuditEntryAdmin)
        register_facts(self.register)
        self.disable_action("delete_selected")  # it would go round the services

    @override
    def has_permission(self, request: HttpRequest) -> bool:
        user: object = request.user
        return isinstance(user, StaffUser) and user.has_perm(entering(self.room))

    @override
    def check(self, app_configs: Sequence[AppConfig] | None) -> list[CheckMessage]:
        found: list[CheckMessage] = super().check(app_configs)
        wanted = [name(self.room) for name in (entering, reading_audit, reading_facts, resolving)]
        missing = [name for name in wanted if name not in policy.DECLARED]
        hint = "Its contracts have PERMISSIONS; add this one there."
        return found + [
            Error(f"{self.room} has an admin, but declares no {name}", hint=hint, id="gopro_staff.E001")
            for name in missing
        ]


@cache
def site_for(room: str) -> RoomAdminSite:
    """The room's one site: its admin module registers there, the composition root mounts it."""
    return RoomAdminSite(room)


@cache
def house_site() -> HouseSite:
    return HouseSite("admin")

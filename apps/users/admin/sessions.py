"""Sessions."""

from typing import Any, override

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.users.admin.site import site
from apps.users.models import Session
from apps.users.services import sessions
from gopro.errors import DomainError
from gopro.staff.admin import RoomModelAdmin


class OpenFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "open"), ("ended", "ended")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> QuerySet[Session]:
        return queryset.filter(revoked_at__isnull=self.value() == "open") if self.value() else queryset


@admin.register(Session, site=site)
class SessionAdmin(RoomModelAdmin):
    view_permission = "users.session:view"
    list_display = (
        "user",
        "device_name",
        "place",
        "ip",
        "kind",
        "created_at",
        "last_used_at",
        "revoked_at",
        "revoked_reason",
    )
    list_select_related = ("user",)
    list_filter = (OpenFilter, "is_staff", "revoked_reason")
    search_fields = ("user__username__istartswith", "user__email__istartswith", "id__exact")
    search_help_text = "The beginning of a user name or address, or a session's id"
    ordering = ("-last_used_at", "-id")
    actions = ("revoke",)

    @override
    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "user__id__exact" or bool(super().lookup_allowed(lookup, value, request))

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "users.session:revoke")

    @admin.action(description="End selected sessions", permissions=["revoke"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[Session]) -> None:
        for session in chosen:
            try:
                sessions.revoke_session_of(user_id=session.user_id, session_id=session.pk)
            except DomainError as refusal:
                self.message_user(request, f"{session}: {refusal.detail}", messages.WARNING)

"""Roles on one course alone."""

from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelectWidget

from apps.users.admin.site import site
from apps.users.models import Role, RoleGrant
from apps.users.services import roles
from apps.users.services.roles import Grant
from gopro.errors import DomainError
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.forms import ReasonForm


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    role = forms.ChoiceField(
        choices=lambda: [(role, Role(role).label) for role in roles.roles_on_one_thing()],
        widget=UnfoldAdminSelectWidget,
        help_text="It holds on this one course, and on what belongs to it.",
    )


@admin.register(RoleGrant, site=site)
class RoleGrantAdmin(RoomModelAdmin):
    """Given in the form, taken away by the action; nothing of a grant is edited."""

    form = GrantForm
    view_permission = add_permission = "users.role:grant"
    list_display = ("user", "role", "within", "expires_at", "reason", "granted_by", "created_at")
    list_select_related = ("user",)
    list_filter = ("role",)
    search_fields = ("user__username__istartswith", "user__email__istartswith", "within__exact", "id__exact")
    search_help_text = "The beginning of a user name or address, or a course's id"
    ordering = ("-created_at", "-id")
    autocomplete_fields = ("user",)
    fields = ("user", "role", "within", "expires_at", "reason")
    action_form = ReasonForm
    actions = ("take_away",)

    @override
    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        grant = Grant(role=obj.role, within=obj.within, expires_at=obj.expires_at)
        obj.pk = roles.grant_on(user_id=obj.user_id, grant=grant, reason=obj.reason, by=request.user.pk).pk

    def has_take_away_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.view_permission)

    @admin.action(description="Take selected roles away, and end their holders' sessions", permissions=["take_away"])
    def take_away(self, request: HttpRequest, chosen: QuerySet[RoleGrant]) -> None:
        reason = request.POST.get("reason", "")
        for held in chosen:
            try:
                roles.revoke_on(user_id=held.user_id, role=held.role, within=held.within, reason=reason)
            except DomainError as refusal:
                self.message_user(request, f"{held}: {refusal.detail}", messages.WARNING)

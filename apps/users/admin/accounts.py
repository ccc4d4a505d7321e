"""Accounts."""

from collections.abc import Callable
from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from apps.users.admin.persons import PersonAdmin
from apps.users.admin.site import site
from apps.users.admin.support import SupportAccessAdmin
from apps.users.models import Role, User
from apps.users.services import accounts, roles
from apps.users.services.erasure import requests
from apps.users.services.mfa import factors
from gopro.audit import trail
from gopro.errors import DomainError
from gopro.staff.forms import ReasonForm


class RoleFilter(admin.SimpleListFilter):
    title = "role"
    parameter_name = "role"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(role.value, str(role.label)) for role in Role]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(roles__contains=[self.value()]) if self.value() else queryset


class UserForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    roles = forms.MultipleChoiceField(
        choices=Role.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Beside learner, which everybody is. Taking a role away ends all sessions of the account.",
    )
    reason = forms.CharField(
        required=False,
        max_length=trail.LONGEST_REASON,
        widget=UnfoldAdminTextInputWidget,
        help_text="Why the roles change, which the audit keeps.",
    )

    @override
    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        if "roles" in self.changed_data and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Say why the roles change.")
        return cleaned


@admin.register(User, site=site)
class UserAdmin(PersonAdmin, SupportAccessAdmin):
    """Only roles are edited in the form; closing and opening an account are actions."""

    form = UserForm
    view_permission = "users.account:view"
    change_permission = "users.role:grant"
    list_display = ("portrait", "username", "email", "is_verified", "roles", "is_active", "created_at")
    list_filter = ("is_active", RoleFilter, ("email_verified_at", admin.EmptyFieldListFilter))
    list_display_links = ("username",)
    search_fields = ("username__istartswith", "email__istartswith", "display_name__istartswith", "id__exact")
    search_help_text = "The beginning of a user name, address or name, or an id"
    ordering = ("-created_at", "-id")
    fields = (
        *("roles", "reason"),
        *("username", "display_name", "email", "email_verified_at", "is_active", "open_sessions", "audit"),
        *("picture", "bio", "pronouns", "location", "links", "locale", "time_zone"),
        *("visibility", "field_visibility", "created_at", "updated_at"),
    )
    readonly_fields = fields[2:]
    action_form = ReasonForm
    actions = ("impersonate", "deactivate", "reactivate", "reset_factors", "remove_pictures", "erase")

    @admin.display(boolean=True, description="verified")
    def is_verified(self, user: User) -> bool:
        return user.email_verified

    @override
    def save_model(self, request: HttpRequest, obj: User, form: "forms.ModelForm[User]", change: bool) -> None:
        given, why = form.cleaned_data["roles"], form.cleaned_data["reason"]
        roles.set_roles(user_id=obj.pk, roles=given, by=request.user.pk, reason=why)

    def has_deactivate_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "users.account:deactivate")

    @admin.action(description="Close selected accounts", permissions=["deactivate"])
    def deactivate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        reason, by = request.POST.get("reason", ""), request.user.pk
        self._each(request, chosen, lambda user: accounts.deactivate_user(user_id=user.pk, by=by, reason=reason))

    @admin.action(description="Open selected accounts again", permissions=["deactivate"])
    def reactivate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        reason = request.POST.get("reason", "")
        self._each(request, chosen, lambda user: accounts.reactivate_user(user_id=user.pk, reason=reason))

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "users.account:erase")

    @admin.action(description="Erase selected accounts, after fourteen days", permissions=["erase"])
    def erase(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        reason = request.POST.get("reason", "")
        for user in chosen:
            try:
                found = requests.request_erasure_of(user_id=user.pk, by=request.user.pk, reason=reason)
            except DomainError as refusal:
                self.message_user(request, f"{user}: {refusal.detail}", messages.WARNING)
            else:
                self.message_user(request, f"{user}: closed, and erased on {found.due_at:%Y-%m-%d}", messages.SUCCESS)

    def has_reset_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "users.factor:reset")

    @admin.action(description="Remove the second factors of selected accounts", permissions=["reset"])
    def reset_factors(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        reason, by = request.POST.get("reason", ""), request.user.pk
        self._each(request, chosen, lambda user: factors.reset_factors_of(user_id=user.pk, by=by, reason=reason))

    def _each(self, request: HttpRequest, chosen: QuerySet[User], act: Callable[[User], User]) -> None:
        for user in chosen:
            try:
                act(user)
            except DomainError as refusal:
                self.message_user(request, f"{user}: {refusal.detail}", messages.WARNING)

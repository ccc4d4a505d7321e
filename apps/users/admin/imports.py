"""Imports of accounts: a file, tried, then run; how far it is; what became of each line."""

from collections.abc import Callable
from typing import Any, override
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminFileFieldWidget

from apps.users.admin.site import site
from apps.users.models import UserImport
from apps.users.services.imports import report, requests
from apps.users.services.imports.columns import COLUMNS
from gopro.errors import DomainError
from gopro.staff.admin import RoomModelAdmin, signed_in

REFRESHED_EVERY = "3"  # seconds, while it goes on


class UserImportForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    upload = forms.FileField(
        label="CSV file",
        allow_empty_file=True,
        widget=UnfoldAdminFileFieldWidget,
        help_text=f"UTF-8; the first line names the columns: {', '.join(COLUMNS)}. Only email must be there.",
    )
    is_dry_run = forms.BooleanField(
        label="dry run", initial=True, required=False, help_text="Say what would be done; run it from the list then."
    )
    sends_invitations = forms.BooleanField(
        initial=True, required=False, help_text="Mail new people a link to choose their password."
    )

    class Meta:
        model = UserImport
        fields = ("is_dry_run", "sends_invitations")


@admin.register(UserImport, site=site)
class UserImportAdmin(RoomModelAdmin):
    form = UserImportForm
    view_permission = add_permission = "users.import:run"
    list_display = ("file_name", "is_dry_run", "state", "progress", *("created", "updated", "unchanged", "refused"))
    list_filter = ("state", "is_dry_run")
    ordering = ("-created_at", "-id")
    actions = ("run", "cancel", "resume")
    shown = (
        *("file_name", "is_dry_run", "sends_invitations", "state", "progress", "failure", "lines"),
        *("rows_total", "rows", "created", "updated", "unchanged", "refused"),
        *("asked_by", "operator", "sha256", "created_at", "finished_at"),
    )

    @override
    def get_fields(self, request: HttpRequest, obj: UserImport | None = None) -> tuple[str, ...]:
        return self.shown if obj else ("upload", "is_dry_run", "sends_invitations")

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: UserImport | None = None) -> tuple[str, ...]:
        return self.shown if obj else ()

    @override
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download)
        own = [path("<uuid:import_id>/report/", view, name="users_userimport_report")]
        return [*own, *super().get_urls()]

    @admin.display(description="progress")
    def progress(self, user_import: UserImport) -> str:
        bar = '<progress max="100" value="{0}" aria-label="progress"></progress> {0} %'
        return format_html(bar, user_import.percent)

    @admin.display(description="report")
    def lines(self, user_import: UserImport) -> str:
        page = reverse(f"{site.name}:users_userimport_report", args=[user_import.pk])
        return format_html('<a href="{}">What became of each line, as CSV</a>', page)

    @override
    def save_model(
        self, request: HttpRequest, obj: UserImport, form: "forms.ModelForm[UserImport]", change: bool
    ) -> None:
        upload = form.cleaned_data["upload"]
        made = requests.request_import(
            file=upload,
            file_name=upload.name,
            is_dry_run=form.cleaned_data["is_dry_run"],
            sends_invitations=form.cleaned_data["sends_invitations"],
            by=signed_in(request),
        )
        obj.__dict__.update(made.__dict__)

    @override
    def response_post_save_add(self, request: HttpRequest, obj: UserImport) -> HttpResponseRedirect:
        """To where it can be followed."""
        return HttpResponseRedirect(reverse(f"{site.name}:users_userimport_change", args=[obj.pk]))

    @override
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **more: Any
    ) -> HttpResponse:
        response = super().changeform_view(request, object_id, *args, **more)
        found = self.get_object(request, object_id) if object_id else None
        if found is not None and found.is_under_way:
            response["Refresh"] = REFRESHED_EVERY
        return response

    def download(self, request: HttpRequest, import_id: UUID) -> StreamingHttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_object(request, str(import_id))
        if found is None:
            raise Http404
        name = f'attachment; filename="import-{found.pk}.csv"'
        return StreamingHttpResponse(
            report.as_csv(found), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
        )

    def has_run_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    @admin.action(description="Run what these dry runs have shown", permissions=["run"])
    def run(self, request: HttpRequest, chosen: QuerySet[UserImport]) -> None:
        self._each(request, chosen, requests.request_run_of)

    @admin.action(description="Cancel", permissions=["run"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[UserImport]) -> None:
        self._each(request, chosen, requests.cancel_import)

    @admin.action(description="Go on", permissions=["run"])
    def resume(self, request: HttpRequest, chosen: QuerySet[UserImport]) -> None:
        self._each(request, chosen, requests.resume_import)

    def _each(self, request: HttpRequest, chosen: QuerySet[UserImport], act: Callable[..., UserImport]) -> None:
        for user_import in chosen:
            try:
                found = act(import_id=user_import.pk, by=signed_in(request))
            except DomainError as refusal:
                self.message_user(request, f"{user_import}: {refusal.detail}", messages.WARNING)
            else:
                self.message_user(request, f"{found}: {found.state}", messages.SUCCESS)

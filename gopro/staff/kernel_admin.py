"""Pages on the kernel's own tables, which stand in every room's database: to read, not to write."""

from datetime import datetime
from typing import Any, override

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from unfold.contrib.filters.admin import RangeDateTimeFilter

from gopro.audit.models import AuditEntry
from gopro.database import alias_of
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.user import reading_audit


class KernelModelAdmin(RoomModelAdmin):
    """Shows the rows of the site's own room."""

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.using(alias_of(self.room))

    @override
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return super().changeform_view(request, *args, **kwargs)

    @override
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied


def second(moment: datetime | None) -> str:
    """As operators compare it with logs: UTC, to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


class AuditEntryAdmin(KernelModelAdmin):
    list_display = ("number", "when", "actor_id", "action", "outcome", "object_type", "object_id", "what", "reason")
    list_filter = ("outcome", ("at", RangeDateTimeFilter))
    list_filter_submit = True
    search_fields = ("object_id__exact", "actor_id__exact", "request_id__exact", "action__istartswith")
    search_help_text = "The id of a thing, of who acted or of a request, or the beginning of an action"
    ordering = ("-number",)

    def __init__(self, model: type[AuditEntry], site: Any) -> None:
        super().__init__(model, site)
        self.view_permission = reading_audit(self.room)  # type: ignore[misc]  # the room is known by its site alone

    @admin.display(description="at")
    def when(self, entry: AuditEntry) -> str:
        return second(entry.at)

    @admin.display(description="changes")
    def what(self, entry: AuditEntry) -> SafeString:
        return format_html_join(mark_safe("<br>"), "{}: {}", entry.changes.items())

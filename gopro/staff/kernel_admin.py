"""Pages on the kernel's own tables, which stand in every room's database: to read, not to write."""

from typing import Any, override

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from gopro.database import alias_of
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.models import AuditEntry
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


class AuditEntryAdmin(KernelModelAdmin):
    list_display = ("at", "actor_label", "action", "object_type", "object_repr", "request_id")
    list_filter = ("action",)
    search_fields = ("object_id", "object_repr", "actor_label", "request_id")

    def __init__(self, model: type[AuditEntry], site: Any) -> None:
        super().__init__(model, site)
        self.view_permission = reading_audit(self.room)  # type: ignore[misc]  # the room is known by its site alone

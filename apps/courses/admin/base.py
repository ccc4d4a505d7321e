"""What the pages of courses, lessons and exercises share."""

from collections.abc import Callable, Collection
from typing import Any, override
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.courses.admin.conflicts import conflicted_form
from apps.courses.errors import EditConflict, NotYours
from apps.courses.models.content import Course
from apps.courses.selectors.authors import lead_and_others
from apps.courses.selectors.ownership import owners, written_by
from gopro.errors import DomainError
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.user import StaffUser

CREATE, EDIT = "courses.course:create", "courses.course:edit"
PUBLISH, DELETE, GIVE = "courses.course:publish", "courses.course:delete", "courses.course:give"


def link(*, to: Model, text: str) -> SafeString:
    page = reverse(f"courses_admin:courses_{to._meta.model_name}_change", args=[to.pk])
    return format_html('<a class="text-primary-600" href="{}">{}</a>', page, text)


class DraftAdmin(RoomModelAdmin):
    """Authors see and change their own, and what they have a role on, through the course that a thing belongs to."""

    add_permission = EDIT
    change_permission = EDIT
    within_field = "id"

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related(*self.list_select_related)

    @override
    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Nobody adds to what they may not change."""
        target = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(target, DraftAdmin):
            options["queryset"] = target.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **options)

    @override
    def owners(self, thing: Any, *, permission: str) -> Collection[UUID]:
        """As they stand: a form that was sent may have put somebody else into the row at hand."""
        course_id = thing.pk if isinstance(thing, Course) else thing.course_id
        lead_id, co_author_ids = lead_and_others(course_id=course_id)
        return owners(permission, lead_id=lead_id, all_ids=[*([lead_id] if lead_id else []), *co_author_ids])

    @override
    def owned(self, user: StaffUser, *, permission: str) -> Q:
        course = "course__" if self.within_field == "course_id" else ""
        return written_by(user.user_id, permission=permission, course=course)

    @override
    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        refusal = getattr(request, "staff_refusal", None)
        return conflicted_form(form, refusal) if isinstance(refusal, EditConflict) else form

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return self._may(request, PUBLISH)

    def has_delete_course_permission(self, request: HttpRequest) -> bool:
        return self._may(request, DELETE)

    def each(
        self, request: HttpRequest, chosen: QuerySet[Any], act: Callable[[Any], Any], *, permission: str = EDIT
    ) -> None:
        """The same for each of the chosen; a refusal of one stops nothing else."""
        for thing in chosen:
            try:
                self._require(request, permission, thing)
                act(thing)
            except DomainError as refusal:
                reasons = "; ".join(refusal.fields.values())
                self.message_user(request, f"{thing}: {refusal.detail} {reasons}", messages.WARNING)

    def permitted(self, request: HttpRequest, pk: Any) -> Any:
        """The thing behind a page of its own, for those who may change it."""
        thing = self.get_queryset(request).filter(pk=pk).first()
        if thing is None:
            raise Http404
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        return thing

    def _require(self, request: HttpRequest, permission: str, thing: Model) -> None:
        if not self._may(request, permission, thing):
            raise NotYours

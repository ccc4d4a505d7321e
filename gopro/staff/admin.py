"""The base of a room's admin pages: the policy decides, refusals are shown in the form, the audit remembers."""

from collections.abc import Callable, Collection, Mapping
from functools import reduce, wraps
from operator import or_
from typing import Any, ClassVar, override

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from gopro.audit import trail
from gopro.database import atomic
from gopro.errors import DomainError
from gopro.security import policy
from gopro.security.permission import Scope
from gopro.staff.forms import refused_form
from gopro.staff.paginator import BoundedPaginator
from gopro.staff.user import StaffUser

type PageView = Callable[..., HttpResponse]

HISTORY_PAGE = 100
NOTHING = Q(pk__in=())


class RoomModelAdmin(ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    """Names the policy's permissions; one that stays empty is refused to everybody. Changes go through services."""

    view_permission: ClassVar[str] = ""
    add_permission: ClassVar[str] = ""
    change_permission: ClassVar[str] = ""
    delete_permission: ClassVar[str] = ""
    owner_field: ClassVar[str] = ""  # leads to the owner's id, for those who may only touch their own
    within_field: ClassVar[str] = ""  # leads to the id of what a thing belongs to, for those with a role on that alone

    paginator = BoundedPaginator
    show_full_result_count = False
    view_on_site = False
    list_per_page = 50
    compressed_fields = True
    warn_unsaved_form = True

    @property
    def room(self) -> str:
        room: str = self.admin_site.room
        return room

    def page(self, route: str, view: PageView, *, name: str, needs: str) -> URLPattern:
        """A page of its own below the model's, for those who have the permission that a model's page calls `needs`."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(self, f"has_{needs}_permission")(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        callback = self.admin_site.admin_view(guarded)
        callback.needs = needs
        found: URLPattern = path(route, callback, name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")
        return found

    @override
    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.view_permission, obj) or self.has_change_permission(request, obj)

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.add_permission)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.change_permission, obj)

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.delete_permission, obj)

    @override
    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) or self.has_add_permission(request)

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What this person may see at all: everything, their own and what they have a role on, or nothing."""
        rows: QuerySet[Any] = super().get_queryset(request)
        permissions = [name for name in (self.view_permission, self.change_permission) if name]
        if any(self._scope(request, name) is Scope.ALL for name in permissions):
            return rows
        return rows.filter(reduce(or_, (self._narrow(request, name) for name in permissions), NOTHING))

    @override
    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **options: Any
    ) -> "type[forms.ModelForm[Any]]":
        form: type[forms.ModelForm[Any]] = super().get_form(request, obj, change=change, **options)
        refusal: DomainError | None = getattr(request, "staff_refusal", None)
        return refused_form(form, refusal) if refusal else form

    @override
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A service's refusal is shown in the form, with everything that was typed."""
        try:
            shown: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            request.staff_refusal = refusal  # type: ignore[attr-defined]  # read by get_form, in this request only
            shown = super().changeform_view(request, object_id, form_url, extra_context)
        return shown

    @override
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            shown: HttpResponse = super().delete_view(request, object_id, extra_context)
        except DomainError as refusal:
            self.message_user(request, refusal.detail, messages.ERROR)
            shown = HttpResponseRedirect("../change/")
        return shown

    @override
    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """The names of the fields that were changed, for the audit: their values may be a person's."""
        changed = {*form.changed_data, *(each.prefix for each in formsets or () if each.has_changed())}
        return dict.fromkeys(sorted(changed), trail.WITHHELD)

    @override
    def log_addition(self, request: HttpRequest, obj: Model, message: Mapping[str, str]) -> None:
        self.record(obj, verb="add", changes=message)

    @override
    def log_change(self, request: HttpRequest, obj: Model, message: Mapping[str, str]) -> None:
        self.record(obj, verb="change", changes=message)

    @override
    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any] | list[Model]) -> None:
        for thing in queryset:
            self.record(thing, verb="delete")

    def record(self, thing: Model, *, verb: str, changes: Mapping[str, str] = trail.NOTHING) -> None:
        """That staff did this here; a service with a meaning of its own records that beside it."""
        with atomic(self.room):
            trail.record(
                room=self.room,
                action=f"admin.{thing._meta.model_name}.{verb}",
                object_type=thing._meta.label_lower,
                object_id=str(thing.pk),
                changes=changes,
            )

    @override
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            missing: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return missing
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        done = trail.history(room=self.room, object_type=thing._meta.label_lower, object_id=str(thing.pk))
        paginator = self.get_paginator(request, done, HISTORY_PAGE)
        page = paginator.get_page(request.GET.get(PAGE_VAR, 1))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {thing}",
            "page": page,
            "object": thing,
            "opts": self.opts,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name  # Django's own way to name the site
        return TemplateResponse(request, "staff/history.html", context)

    def _may(self, request: HttpRequest, permission: str, thing: Model | None = None) -> bool:
        """On a thing as the policy says; without one, whether there can be any on which it would be allowed."""
        if not permission:
            return False
        if thing is None:
            return self._scope(request, permission) is not None
        owners, within = self.owners(thing, permission=permission), _value(thing, self.within_field)
        return policy.allows(principal=signed_in(request), permission=permission, owner_ids=owners, within=within)

    def owners(self, thing: Model, *, permission: str) -> Collection[Any]:
        """Whose a thing is, as far as the permission goes; override where it may be several people's."""
        owner_id = _value(thing, self.owner_field)
        return [owner_id] if owner_id else []

    def owned(self, user: StaffUser, *, permission: str) -> Q:
        """The rows that are somebody's; they say the same as `owners`."""
        return Q(**{self.owner_field: user.user_id}) if self.owner_field else NOTHING

    def _scope(self, request: HttpRequest, permission: str) -> Scope | None:
        return policy.scope(principal=signed_in(request), permission=permission) if permission else None

    def _narrow(self, request: HttpRequest, permission: str) -> Q:
        """What is theirs, and what they have a role on."""
        user, rows = signed_in(request), NOTHING
        if self._scope(request, permission) is Scope.OWN:
            rows |= self.owned(user, permission=permission)
        if self.within_field:
            rows |= Q(**{f"{self.within_field}__in": policy.things(principal=user, permission=permission)})
        return rows


def _value(thing: Model, lookup: str) -> Any:
    """What a lookup such as `parent__owner_id` would find."""
    return reduce(getattr, lookup.split(LOOKUP_SEP), thing) if lookup else None


def signed_in(request: HttpRequest) -> StaffUser:
    """The site has let nobody else in."""
    user: object = request.user
    if not isinstance(user, StaffUser):
        raise PermissionDenied
    return user

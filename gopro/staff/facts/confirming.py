"""Acts of operators that a page asks about first: what would be done to which rows, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, override
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from unfold.widgets import UnfoldAdminTextInputWidget

from gopro.audit.trail import LONGEST_REASON
from gopro.errors import DomainError
from gopro.staff.kernel_admin import KernelModelAdmin
from gopro.staff.user import reading_facts, resolving

MOST_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """`perform(room, id, reason)` is done to each row by itself."""

    title: str
    meaning: str
    perform: Callable[[str, int, str], None]
    done: str


class WhyForm(forms.Form):
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        help_text="Kept in the audit. Ids, no names.",
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True}),
    )


class FactsAdmin(KernelModelAdmin):
    """Of the room's own facts, for who may read them; `acts` are for who may resolve dead letters."""

    acts: ClassVar[Mapping[str, Act]] = {}

    def __init__(self, model: type[Any], site: Any) -> None:
        super().__init__(model, site)
        self.view_permission = reading_facts(self.room)  # type: ignore[misc]  # the room is known by its site alone

    def has_resolve_permission(self, request: HttpRequest) -> bool:
        return self._may(request, resolving(self.room))

    @override
    def get_urls(self) -> list[URLPattern]:
        page = self.page("confirm/<slug:name>/", self.confirm_view, name="confirm", needs="resolve")
        return [page, *super().get_urls()]

    def ask(self, request: HttpRequest, chosen: QuerySet[Any], *, act: str) -> HttpResponse | None:
        """An action of the list: on to the page that asks."""
        ids = list(chosen.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            self.message_user(request, f"At most {MOST_AT_ONCE} at once here; manage.py takes more.", messages.ERROR)
            return None
        page = reverse(f"{self.admin_site.name}:{self._page}_confirm", args=[act])
        return HttpResponseRedirect(f"{page}?{urlencode({'id': ids}, doseq=True)}")

    def confirm_view(self, request: HttpRequest, name: str) -> HttpResponse:
        act = self.acts.get(name)
        if act is None:
            raise Http404
        given = request.POST if request.method == "POST" else request.GET
        ids = [int(one) for one in given.getlist("id") if one.isdecimal()][:MOST_AT_ONCE]
        chosen = list(self.get_queryset(request).filter(pk__in=ids).order_by("pk"))
        form = WhyForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._perform(request, act, chosen, reason=form.cleaned_data["reason"])
            return HttpResponseRedirect(self._list_page())
        return self._asked(request, act=act, chosen=chosen, form=form)

    def _perform(self, request: HttpRequest, act: Act, chosen: list[Any], *, reason: str) -> None:
        for row in chosen:
            try:
                act.perform(self.room, row.pk, reason)
            except DomainError as refusal:
                self.message_user(request, f"{row}: {refusal.detail}", messages.WARNING)
            else:
                self.message_user(request, f"{row}: {act.done}", messages.SUCCESS)

    def _asked(self, request: HttpRequest, **context: Any) -> HttpResponse:
        request.current_app = self.admin_site.name
        common = {**self.admin_site.each_context(request), "opts": self.opts, "title": context["act"].title}
        return TemplateResponse(request, "staff/confirm.html", {**common, **context, "back": self._list_page()})

    def _list_page(self) -> str:
        return reverse(f"{self.admin_site.name}:{self._page}_changelist")

    @property
    def _page(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

"""Lists of facts told and heard, of streams that wait, and the page of one fact."""

import json
from collections.abc import Callable, Iterable
from typing import Any, override
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gopro.events import deadletters, registry, waiting
from gopro.events.models import Fork, Inbox, InboxState, Outbox, StreamCursor
from gopro.staff.facts import journey, searching
from gopro.staff.facts.confirming import Act, FactsAdmin
from gopro.staff.kernel_admin import second
from gopro.staff.user import StaffUser, reading_facts, resolving


class TypeFilter(admin.SimpleListFilter):
    """From the contracts: asking the table for its different types would read all of it."""

    title = "type"
    parameter_name = "type"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, found.name) for name, found in sorted(registry.event_types().items())]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(type=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("dead", "dead letters"), ("pending", "pending"), ("revived", "revived"), ("done", "done")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = (self.value() or "").upper()
        return queryset.filter(state=InboxState[wanted]) if wanted in InboxState.__members__ else queryset


class FactAdmin(FactsAdmin):
    """A fact's own page is that of its whole way."""

    search_fields = ("event_id",)
    search_help_text = searching.HELP
    ordering = ("-id",)

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        return (queryset.filter(searching.condition(term)) if term else queryset), False

    @override
    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return HttpResponseRedirect(event_page(room=self.room, event_id=row.event_id))


class ToldAdmin(FactAdmin):
    list_display = ("when", "type", "stream", "sequence", "event_id")
    list_display_links = ("when", "event_id")
    list_filter = (TypeFilter,)

    @admin.display(description="told at")
    def when(self, row: Outbox) -> str:
        return second(row.told_at)

    @override
    def get_urls(self) -> list[URLPattern]:
        page = self.page("event/<uuid:event_id>/", self.event_view, name="event", needs="view")
        return [page, *super().get_urls()]

    def event_view(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        """Of other rooms' dealings with it, only what this person may see there."""
        rooms = [self.room, *(room for room in settings.ROOMS_HERE if room != self.room)]
        seen = [room for room in rooms if _may(request, reading_facts(room))]
        way = journey.of(event_id, rooms=seen)
        if way is None:
            raise Http404
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            **_shown(way, resolvable={room for room in seen if _may(request, resolving(room))}),
            "opts": self.opts,
            "title": f"{way.fact.type} #{way.fact.sequence}",
            "told_page": reverse(f"{self.admin_site.name}:gopro_events_outbox_changelist"),
        }
        return TemplateResponse(request, "staff/event.html", context)


class HeardAdmin(FactAdmin):
    list_display = ("when", "type", "stream", "sequence", "state", "attempts", "reason", "event_id")
    list_display_links = ("when", "event_id")
    list_filter = (StateFilter, TypeFilter)
    actions = ("retry", "discard")
    acts = {
        "retry": Act(
            title="Retry dead letters",
            meaning="Each is handled again: in its place where its stream waits for it, else by itself.",
            perform=lambda room, letter_id, why: deadletters.retry(room=room, letter_id=letter_id, reason=why),
            done="will be handled again",
        ),
        "discard": Act(
            title="Discard dead letters",
            meaning="Their streams go on without the effect of these facts. This can't be undone.",
            perform=lambda room, letter_id, why: deadletters.discard(room=room, letter_id=letter_id, reason=why),
            done="discarded; its stream goes on",
        ),
    }

    @admin.display(description="received at")
    def when(self, row: Inbox) -> str:
        return second(row.received_at)

    @admin.display(description="last error")
    def reason(self, row: Inbox) -> str:
        return row.last_error.strip().rpartition("\n")[2][:120]

    @admin.action(description="Retry dead letters", permissions=["resolve"])
    def retry(self, request: HttpRequest, chosen: QuerySet[Inbox]) -> HttpResponse | None:
        return self.ask(request, chosen.filter(state=InboxState.DEAD), act="retry")

    @admin.action(description="Discard dead letters", permissions=["resolve"])
    def discard(self, request: HttpRequest, chosen: QuerySet[Inbox]) -> HttpResponse | None:
        return self.ask(request, chosen.filter(state=InboxState.DEAD), act="discard")


class WaitingAdmin(FactsAdmin):
    """Streams that go no further now, for whatever reason."""

    list_display = ("stream", "consumer", "last_sequence", "waits_for", "since", "until", "next_fact")
    list_display_links = None
    search_fields = ("stream__exact",)
    search_help_text = "A whole stream, such as users.user:<id>"
    ordering = ("waits_since", "id")
    actions = ("release",)
    acts = {
        "release": Act(
            title="Release waiting streams",
            meaning="The next fact of each is tried now, in the place of waiting out the pause.",
            perform=lambda room, cursor_id, why: waiting.release(room=room, cursor_id=cursor_id, reason=why),
            done="tried now",
        )
    }

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(waits_since__isnull=False)

    @override
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        page: HttpResponse = super().changelist_view(request, {"title": "Waiting streams", **(extra_context or {})})
        return page

    @admin.display(description="waits since")
    def since(self, cursor: StreamCursor) -> str:
        return second(cursor.waits_since)

    @admin.display(description="is tried at")
    def until(self, cursor: StreamCursor) -> str:
        return second(cursor.blocked_until)

    @admin.display(description="facts heard")
    def next_fact(self, cursor: StreamCursor) -> SafeString:
        page = reverse(f"{self.admin_site.name}:gopro_events_inbox_changelist")
        return format_html('<a class="text-primary-600" href="{}?q={}">of this stream</a>', page, cursor.stream)

    @admin.action(description="Release now", permissions=["resolve"])
    def release(self, request: HttpRequest, chosen: QuerySet[StreamCursor]) -> HttpResponse | None:
        return self.ask(request, chosen, act="release")


class ForkAdmin(FactsAdmin):
    """Second facts with a number that was given before; only a person can say which of the two holds."""

    list_display = ("received_at", "type", "stream", "sequence", "consumer", "event_id")
    ordering = ("-id",)


def register_facts(register: Callable[[type[Any], type[FactsAdmin]], None]) -> None:
    for model, page in ((Outbox, ToldAdmin), (Inbox, HeardAdmin), (StreamCursor, WaitingAdmin), (Fork, ForkAdmin)):
        register(model, page)


def event_page(*, room: str, event_id: UUID) -> str:
    return reverse(f"{room}_admin:gopro_events_outbox_event", args=[event_id])


def _may(request: HttpRequest, permission: str) -> bool:
    user: object = request.user
    return isinstance(user, StaffUser) and user.has_perm(permission)


def _shown(way: journey.Journey, *, resolvable: set[str]) -> dict[str, Any]:
    meta = way.fact.meta
    correlation = meta.get("correlationid", "")
    return {
        "way": way,
        "data": json.dumps(way.fact.data, indent=2, ensure_ascii=False),
        "meta": sorted(meta.items()),
        "trace_id": meta.get("traceparent", "").split("-")[1:2],
        "correlation_query": f"{searching.CORRELATION}{correlation}" if correlation else "",
        "causes": [(_link(told), told) for told in way.causes],
        "effects": list(_flat(way.effects)),
        "hearings": [(one, _resolve_pages(one) if one.room in resolvable else {}) for one in way.hearings],
    }


def _flat(nodes: Iterable[journey.Node], *, depth: int = 0) -> Iterable[tuple[int, str, journey.Told]]:
    for node in nodes:
        yield depth, _link(node.told), node.told
        yield from _flat(node.effects, depth=depth + 1)


def _link(told: journey.Told) -> str:
    return event_page(room=told.room, event_id=told.row.event_id)


def _resolve_pages(hearing: journey.Hearing) -> dict[str, str]:
    if hearing.row is None or hearing.row.state != InboxState.DEAD:
        return {}
    pages = {name: reverse(f"{hearing.room}_admin:gopro_events_inbox_confirm", args=[name]) for name in HeardAdmin.acts}
    return {name: f"{page}?id={hearing.row.pk}" for name, page in pages.items()}

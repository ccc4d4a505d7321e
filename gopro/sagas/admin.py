"""The operator's view: sagas with their steps, times, answers and errors, and what a person may do, with a reason."""

import json
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gopro.errors import DomainError
from gopro.sagas import operations, rows
from gopro.sagas.models import Saga
from gopro.staff.forms import ReasonForm
from gopro.staff.kernel_admin import KernelModelAdmin
from gopro.staff.site import RoomAdminSite

STEPS = ("step", "state", "asked at", "due at", "over at", "tries", "waits for", "note")
REPLIES = ("at", "step", "from", "outcome", "answer")


class SagaAdmin(KernelModelAdmin):
    operate_permission: ClassVar[str] = ""
    list_display = ("kind", "subject", "state", "step", "started_at", "next_at", "deadline_at")
    list_filter = ("state", "kind")
    search_fields = ("id__exact", "subject__exact")
    search_help_text = "The id of a saga or of what it is about"
    ordering = ("-started_at",)
    fields = (
        *("id", "kind", "subject", "state", "step", "way", "replies", "shown_data"),
        *("started_at", "next_at", "deadline_at", "pivoted_at", "ended_at", "alarms", "version", "correlation"),
    )
    readonly_fields = fields
    action_form = ReasonForm
    actions = ("retry", "skip_step", "cancel")

    @admin.display(description="steps")
    def way(self, saga: Saga) -> SafeString:
        found = [
            (
                *(row.name, row.state, _time(row.asked_at), _time(row.due_at)),
                _time(row.compensated_at or row.done_at),
                row.compensations or row.attempts,
                ", ".join(row.answers),
                row.note,
            )
            for row in saga.steps.all()
        ]
        return _table(STEPS, found)

    @admin.display(description="answers")
    def replies(self, saga: Saga) -> SafeString:
        found = [
            (_time(row.at), row.step, row.source, row.outcome, row.refusal or json.dumps(row.answer))
            for row in rows.replies(saga)
        ]
        return _table(REPLIES, found)

    @admin.display(description="data")
    def shown_data(self, saga: Saga) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(saga.data, indent=1))

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.operate_permission)

    @admin.action(description="Retry now", permissions=["operate"])
    def retry(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._each(request, chosen, operations.retry)

    @admin.action(description="Skip the present step", permissions=["operate"])
    def skip_step(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._each(request, chosen, operations.skip_step)

    @admin.action(description="Cancel and undo", permissions=["operate"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._each(request, chosen, operations.cancel)

    def _each(self, request: HttpRequest, chosen: QuerySet[Any], act: Callable[..., None]) -> None:
        for saga in list(chosen):
            try:
                act(room=self.room, saga_id=saga.pk, reason=request.POST.get("reason", ""))
            except DomainError as refusal:
                self.message_user(request, f"{saga}: {refusal.detail}", messages.WARNING)
            else:
                saga.refresh_from_db()
                self.message_user(request, f"{saga}: now {saga.get_state_display()}", messages.SUCCESS)


def register_sagas(site: RoomAdminSite) -> None:
    """Show the room's sagas on its pages; its contracts declare `<room>.saga:view` and `<room>.saga:operate`."""
    site.register(
        Saga,
        SagaAdmin,
        view_permission=f"{site.room}.saga:view",
        operate_permission=f"{site.room}.saga:operate",
    )


def _time(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def _table(heads: tuple[str, ...], found: list[tuple[Any, ...]]) -> SafeString:
    head = format_html_join("", '<th class="px-2 text-left">{}</th>', [(each,) for each in heads])
    body = [
        format_html(
            "<tr>{}</tr>", format_html_join("", '<td class="px-2 align-top">{}</td>', [(cell,) for cell in row])
        )
        for row in found
    ]
    lines = format_html_join("", "{}", [(line,) for line in body])
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, lines)

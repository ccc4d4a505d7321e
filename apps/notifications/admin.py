"""BACK DOOR: staff see what was told to whom and why not, and have a failed mail sent again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline

from apps.notifications.models import Delivery, DeliveryAttempt, Notification, Preference, Recipient
from apps.notifications.services import delivery
from gopro.errors import DomainError
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.site import site_for

site = site_for("notifications")


class AttemptInline(TabularInline):  # type: ignore[misc]  # unfold ships no types
    model = DeliveryAttempt
    fields = readonly_fields = ("at", "outcome", "detail")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # whoever sees the delivery


@admin.register(Notification, site=site)
class NotificationAdmin(RoomModelAdmin):
    view_permission = "notifications.notification:view"
    list_display = ("title", "type", "user_id", "created_at", "read_at", "is_shown")
    list_filter = ("type", "is_shown")
    search_fields = ("id__exact", "user_id__exact")
    search_help_text = "The id of a notification or a user"
    ordering = ("-id",)


@admin.register(Delivery, site=site)
class DeliveryAdmin(RoomModelAdmin):
    view_permission = "notifications.delivery:view"
    list_display = ("title", "channel", "status", "tries", "due_at", "finished_at", "user_id")
    list_filter = ("status", "channel", "notification__type")
    list_select_related = ("notification",)
    search_fields = ("id__exact", "notification__id__exact", "notification__user_id__exact")
    search_help_text = "The id of a delivery, a notification or a user"
    ordering = ("-id",)
    inlines = (AttemptInline,)
    actions = ("send_again",)

    @admin.display(description="Notification")
    def title(self, found: Delivery) -> str:
        return found.notification.title

    @admin.display(description="User")
    def user_id(self, found: Delivery) -> str:
        return str(found.notification.user_id)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "notifications.delivery:retry")

    @admin.action(description="Send again (only what failed)", permissions=["retry"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        for found in chosen:
            try:
                delivery.retry(delivery_id=found.id)
            except DomainError as refusal:
                self.message_user(request, f"{found}: {refusal.detail}", messages.WARNING)
            else:
                self.message_user(request, f"{found}: queued again", messages.SUCCESS)


@admin.register(Recipient, site=site)
class RecipientAdmin(RoomModelAdmin):
    view_permission = "notifications.recipient:view"
    list_display = ("user_id", "display_name", "address", "email_verified", "locale", "time_zone")
    list_filter = ("email_verified", "is_known", "locale")
    search_fields = ("user_id__exact", "email__iexact")
    search_help_text = "A user's id, or a whole address"
    fields = ("user_id", "display_name", "address", "email_verified", "is_known", "locale", "time_zone")
    readonly_fields = ("address",)
    ordering = ("-user_id",)

    @admin.display(description="Address")
    def address(self, recipient: Recipient) -> str:
        """Enough to recognize it by, and not enough to write to it."""
        local, at, domain = recipient.email.partition("@")
        return f"{local[:1]}…{at}{domain}" if at else ""


@admin.register(Preference, site=site)
class PreferenceAdmin(RoomModelAdmin):
    view_permission = "notifications.preference:view"
    list_display = ("user_id", "type", "channel", "enabled", "changed_at")
    list_filter = ("type", "channel", "enabled")
    search_fields = ("user_id__exact",)
    search_help_text = "A user's id"
    ordering = ("-id",)

"""Who may be told, what they were told, and what became of each copy on its channel."""

from django.db import models
from django.db.models import Q

from gopro.identifiers import uuid7


class Channel(models.TextChoices):
    IN_APP = "in_app", "In the app"
    EMAIL = "email", "E-mail"


class Status(models.TextChoices):
    QUEUED = "queued", "Queued"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"
    SUPPRESSED = "suppressed", "Suppressed"


class Outcome(models.TextChoices):
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    REFUSED = "refused", "Refused"
    UNAVAILABLE = "unavailable", "Unavailable"
    SUPPRESSED = "suppressed", "Suppressed"
    LOST = "lost", "Lost"


class Recipient(models.Model):
    """A copy of what users told of a user. The row may come before they did: a fact about the user made it."""

    user_id = models.UUIDField(primary_key=True)
    display_name = models.TextField(default="")
    email = models.TextField(default="")
    locale = models.TextField(default="en")
    time_zone = models.TextField(default="UTC")
    email_verified = models.BooleanField(default=False)
    is_known = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True, db_default=True)

    def __str__(self) -> str:
        return self.display_name or str(self.user_id)

    @property
    def takes_mail(self) -> bool:
        """Until the address is verified nothing of ours is sent to it, and until the name is known nothing at all.

        Nor to a closed account: what is due then waits until it is open again.
        """
        return self.is_known and self.email_verified and self.is_active


class Notification(models.Model):
    """One message to one user. `cause` is the thing that it tells of, so that a fact heard twice tells it once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField()
    type = models.TextField()
    cause = models.TextField()
    data = models.JSONField(default=dict)
    title = models.TextField()
    body = models.TextField()
    url = models.TextField()
    is_shown = models.BooleanField(help_text="Whether its user has it in the app.")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "type", "cause"], name="notification_once")]
        indexes = [
            models.Index(fields=["user_id", "-id"], condition=Q(is_shown=True), name="notification_of_user"),
            models.Index(
                fields=["user_id", "-id"], condition=Q(is_shown=True, read_at=None), name="notification_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """A notification on one channel. Queued with no `due_at`, it waits until the recipient takes mail."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.TextField(choices=Channel)
    status = models.TextField(choices=Status, default=Status.QUEUED)
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="queued", due_at__isnull=False), name="delivery_due"),
            models.Index(fields=["-id"], condition=Q(status="failed"), name="delivery_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} of {self.notification_id}"

    @property
    def message_id(self) -> str:
        """The same at every try, so that whoever gets the message twice can tell."""
        return f"{self.notification_id}.{self.channel}"


class DeliveryAttempt(models.Model):
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(auto_now_add=True)
    outcome = models.TextField(choices=Outcome)
    detail = models.TextField(default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.outcome} at {self.at:%F %T}"


class Preference(models.Model):
    """What a user chose; where there is no row, the type's default holds."""

    user_id = models.UUIDField()
    type = models.TextField()
    channel = models.TextField(choices=Channel)
    enabled = models.BooleanField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "type", "channel"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.type} by {self.channel}: {'on' if self.enabled else 'off'}"

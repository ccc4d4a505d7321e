"""Log-ins, and the chain of refresh tokens of each."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.users.models.accounts import User
from apps.users.models.devices import KnownDevice
from gopro.identifiers import uuid7
from gopro.security.user_agents import device_of
from gopro.security.whereabouts import place_of


class Ended(models.TextChoices):
    """Why a session is over."""

    LOGGED_OUT = "logged_out"
    REVOKED_BY_USER = "revoked_by_user"
    REVOKED_BY_STAFF = "revoked_by_staff"
    REFRESH_TOKEN_REUSED = "refresh_token_reused"  # noqa: S105 - a word, no password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word, no password
    ROLES_CHANGED = "roles_changed"
    DEACTIVATED = "deactivated"
    ERASURE_REQUESTED = "erasure_requested"
    SUPPORT_ENDED = "support_ended"


class Session(models.Model):
    """One log-in on one device: the family of its refresh tokens, or a staff member's visit.

    With an actor it is a visit of support, who acts as the user: `origin` is support's own session, and ends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    is_staff = models.BooleanField(default=False)
    user_agent = models.CharField(max_length=200, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    methods = ArrayField(models.CharField(max_length=10), default=list, db_default=[], help_text="By RFC 8176.")
    device = models.ForeignKey(KnownDevice, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    actor_id = models.UUIDField(null=True, blank=True)
    origin = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="visits", editable=False)
    is_read_only = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    proved_at = models.DateTimeField(null=True, blank=True)  # since it began, by a second factor
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=30, choices=Ended, blank=True)

    class Meta:
        ordering = ["-last_used_at"]
        indexes = [
            models.Index(fields=["user", "-last_used_at"], condition=models.Q(revoked_at=None), name="session_open"),
            models.Index(fields=["revoked_at"], condition=models.Q(revoked_at__isnull=False), name="session_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.device_name} since {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def device_name(self) -> str:
        return device_of(self.user_agent)

    @property
    def place(self) -> str:
        return place_of(self.ip)

    @property
    def kind(self) -> str:
        """`login`, `staff` for the staff's pages, or `support` for support that acts as the user."""
        if self.actor_id:
            return "support"
        return "staff" if self.is_staff else "login"


class RefreshToken(models.Model):
    """One link in the chain of a session. Only its hash is kept; a used one stays, so that its return is noticed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="refresh_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"refresh token {self.id}"

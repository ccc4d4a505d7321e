"""Accounts, their sessions and one-time tokens."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from gopro.identifiers import uuid7


class Role(models.TextChoices):
    """Beside learner, which everybody is."""

    AUTHOR = "author"
    EDITOR = "editor"
    SUPPORT = "support"
    ADMIN = "admin"


LEARNER = "learner"


class Visibility(models.TextChoices):
    """Who may see a profile."""

    PUBLIC = "public", "everybody"
    MEMBERS = "members", "people who are signed in"
    PRIVATE = "private", "nobody"


class User(AbstractBaseUser):
    """An account. Its address counts only once verified; its roles say what it may do."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    last_login = None
    username = models.CharField(max_length=30)
    email = models.EmailField(max_length=254, unique=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    display_name = models.CharField(max_length=80)
    bio = models.CharField(max_length=500, blank=True, default="")
    locale = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.MEMBERS)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]
    objects = BaseUserManager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_once"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def all_roles(self) -> list[str]:
        return [LEARNER, *sorted(self.roles)]

    @property
    def email_verified(self) -> bool:
        return self.email_verified_at is not None


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


class Session(models.Model):
    """One log-in on one device: the family of its refresh tokens, or a staff member's visit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    is_staff = models.BooleanField(default=False)
    user_agent = models.CharField(max_length=200, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=30, choices=Ended, blank=True)

    class Meta:
        ordering = ["-last_used_at"]
        indexes = [
            models.Index(fields=["user", "-last_used_at"], condition=models.Q(revoked_at=None), name="session_open"),
            models.Index(fields=["revoked_at"], condition=models.Q(revoked_at__isnull=False), name="session_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.user_agent or 'unknown device'} since {self.created_at:%Y-%m-%d %H:%M}"


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


class Purpose(models.TextChoices):
    """What a one-time token is good for, and so which mail carries it."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a word, no password
    ACCOUNT_EXISTS = "account_exists", "reset password, since the address was registered again"
    CANCEL_ERASURE = "cancel_erasure"


class OneTimeToken(models.Model):
    """A mail that is due, then the token that it carries. Made by the job that sends it; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="one_time_tokens")
    purpose = models.CharField(max_length=20, choices=Purpose)
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - NULL until made, and unique
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    attempted_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=models.Q(sent_at=None), name="one_time_token_due")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class Erasure(models.Model):
    """An account's erasure, by the id of its saga. It outlives the account, and holds nothing personal but its id."""

    id = models.UUIDField(primary_key=True, editable=False)
    user_id = models.UUIDField()
    was_active = models.BooleanField()
    requested_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    receipt = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id"],
                condition=models.Q(cancelled_at=None, completed_at=None),
                name="erasure_pending_once",
            )
        ]

    def __str__(self) -> str:
        return f"erasure of {self.user_id}"

    @property
    def state(self) -> str:
        """`pending`, while it can be cancelled; then `erasing`, `erased`, or `cancelled`."""
        if self.cancelled_at:
            return "cancelled"
        if self.completed_at:
            return "erased"
        return "erasing" if self.begun_at else "pending"


class Export(models.Model):
    """An archive of what is kept of a person, by the id of its saga. `size` is in bytes."""

    id = models.UUIDField(primary_key=True, editable=False)
    user_id = models.UUIDField()
    requested_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, db_index=True)
    removed_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["user_id", "-requested_at"], name="export_of_user")]

    def __str__(self) -> str:
        return f"export for {self.user_id}"

    @property
    def state(self) -> str:
        """`pending`, then `ready`, then `gone`."""
        if self.removed_at or (self.expires_at and self.expires_at <= timezone.now()):
            return "gone"
        return "ready" if self.completed_at else "pending"

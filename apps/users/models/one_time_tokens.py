"""Tokens that travel by mail."""

from django.db import models

from apps.users.models.accounts import User
from gopro.identifiers import uuid7


class Purpose(models.TextChoices):
    """What a one-time token is good for, and so which mail carries it."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a word, no password
    ACCOUNT_EXISTS = "account_exists", "reset password, since the address was registered again"
    CANCEL_ERASURE = "cancel_erasure"
    NEW_DEVICE = "new_device", "end a session on a device that was not known"
    SUPPORT_ACCESS = "support_access", "end a session of support"
    INVITATION = "invitation", "choose a first password"
    CHANGE_EMAIL = "change_email", "take this address in the place of the account's"
    RESTORE_EMAIL = "restore_email", "take this address back"


class OneTimeToken(models.Model):
    """A mail that is due, then the token that it carries. Made by the job that sends it; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="one_time_tokens")
    purpose = models.CharField(max_length=20, choices=Purpose)
    email = models.EmailField(max_length=254)
    session_id = models.UUIDField(null=True, help_text="The one that it is about.")
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - NULL until made, and unique
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    attempted_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(sent_at=None), name="one_time_token_due"),
            models.Index(fields=["email"], condition=models.Q(purpose="restore_email"), name="email_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

"""Mails that tell somebody what was done to their account."""

from django.db import models

from apps.users.models.accounts import User
from gopro.identifiers import uuid7


class NoticeKind(models.TextChoices):
    """What the mail tells."""

    AUTHENTICATOR_APP_ADDED = "authenticator_app_added"
    AUTHENTICATOR_APP_REMOVED = "authenticator_app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    CODES_GUESSED = "codes_guessed"
    PASSWORD_GUESSED = "password_guessed"  # noqa: S105 - a word, no password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word, no password
    FACTORS_RESET = "factors_reset"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_UNLINKED = "identity_unlinked"
    PERSONAL_TOKEN_MADE = "personal_token_made"  # noqa: S105 - a word, no password


class Notice(models.Model):
    """A mail that is due, or was sent. `about` is the name of the thing that it is about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40, choices=NoticeKind)
    about = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    attempted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=models.Q(sent_at=None), name="notice_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

"""Tokens that people make for their programs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.users.models.accounts import User
from gopro.identifiers import uuid7


class PersonalToken(models.Model):
    """What was signed and shown once, but not the token itself. Its id is the token's `sid`, by which it is revoked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="personal_tokens")
    name = models.CharField(max_length=80)
    scopes = ArrayField(models.CharField(max_length=60))
    key_id = models.CharField(max_length=64, help_text="The key that signed it, which must be kept as long.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the hour.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=30, blank=True, help_text="One of those why sessions end.")

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="personal_token_of_user"),
            models.Index(
                fields=["revoked_at"], condition=models.Q(revoked_at__isnull=False), name="personal_token_revoked"
            ),
        ]

    def __str__(self) -> str:
        return self.name

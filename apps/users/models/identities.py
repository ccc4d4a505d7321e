"""Log-ins by other providers: whom of theirs an account belongs to, and the ones that are under way."""

from django.db import models

from apps.users.models.accounts import User
from gopro.identifiers import uuid7


class Identity(models.Model):
    """Somebody at a provider who may act as this account. The issuer's name for them never changes; an address may."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=40)
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.id}"


class AuthorizationRequest(models.Model):
    """A log-in that went to a provider (RFC 6749), each step of which can be taken once. It keeps hashes alone.

    `user` is set where somebody who is signed in links an identity, `is_browser` where a cookie holds the secret.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.CharField(max_length=40)
    state_hash = models.CharField(max_length=64, unique=True)
    secret_hash = models.CharField(max_length=64)
    is_browser = models.BooleanField()
    return_to = models.CharField(max_length=500)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="authorization_requests")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    redeemed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.provider} {self.id}"

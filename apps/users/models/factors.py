"""Second factors: authenticator apps, recovery codes, passkeys, and the challenges between two requests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.users.models.accounts import User
from gopro.identifiers import uuid7


class AuthenticatorApp(models.Model):
    """The secret that an app makes codes of (RFC 6238), encrypted with its owner's key; it counts once confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator_app")
    secret = models.CharField(max_length=500)
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"authenticator app of {self.user_id}"


class RecoveryCode(models.Model):
    """One of the codes that somebody keeps for the day on which their other factors are lost; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code {self.id}"


class Passkey(models.Model):
    """The public half of a key that some device holds. `data` is WebAuthn's attested credential data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=80)
    credential_id = models.CharField(max_length=1400, unique=True)
    data = models.BinaryField()
    sign_count = models.BigIntegerField()
    transports = ArrayField(models.CharField(max_length=20), default=list)
    is_backed_up = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name


class ChallengePurpose(models.TextChoices):
    """What a challenge is good for; one of another purpose doesn't pass."""

    SECOND_FACTOR = "second_factor", "a log-in that waits for its second factor"
    PASSKEY_AS_SECOND_FACTOR = "passkey_as_second_factor", "a passkey asked for by such a log-in"
    PASSKEY_LOGIN = "passkey_login", "a log-in by passkey alone"
    PASSKEY_REGISTRATION = "passkey_registration"
    STEP_UP = "step_up", "a passkey asked of who is signed in"


class Challenge(models.Model):
    """What was handed out for the next request, once: only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=30, choices=ChallengePurpose)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="challenges", null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    methods = ArrayField(models.CharField(max_length=10), default=list)
    password_stamp = models.CharField(max_length=128, blank=True, default="")
    tries = models.SmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

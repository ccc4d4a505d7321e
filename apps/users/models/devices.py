"""Devices from which an account was used."""

from django.db import models

from apps.users.models.accounts import User
from gopro.identifiers import uuid7


class KnownDevice(models.Model):
    """One from which its user has logged in. `mark` is a hash, of a random cookie or of what a program tells."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_devices")
    mark = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "mark"], name="known_device_once")]

    def __str__(self) -> str:
        return f"device {self.id}"

"""Answers kept for the keys of idempotent writes; the table stands in every room's database."""

from django.db import models


class IdempotencyKey(models.Model):
    """A key that was used, and its answer: written in the transaction of the effect, so that neither is alone."""

    fingerprint = models.UUIDField(primary_key=True)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField()
    body = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "idempotency key"

    def __str__(self) -> str:
        return str(self.fingerprint)

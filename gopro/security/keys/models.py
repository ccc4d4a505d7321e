"""Keys of people, each wrapped by a master key that is not in the database."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class PersonalKey(models.Model):
    """A destroyed key leaves its row, so that it is never made again."""

    person = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField(null=True)
    master = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    destroyed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="personalkey_is_there_or_destroyed",
                condition=Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | Q(wrapped__isnull=True, destroyed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

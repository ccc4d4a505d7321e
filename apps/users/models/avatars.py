"""Pictures of users."""

from django.db import models

from gopro.identifiers import uuid7


class Avatar(models.Model):
    """Files in the storage, whose names have this id: none is there without a row, so that none is forgotten there.

    Its user is a plain id, since the files are removed after the account. `User.avatar_id` names the one in use.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    unused_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unused_since"], condition=models.Q(unused_since__isnull=False), name="avatar_unused")
        ]

    def __str__(self) -> str:
        return f"avatar {self.id}"

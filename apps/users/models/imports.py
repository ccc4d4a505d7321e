"""Imports of accounts from files, and what became of each line."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.users.models.accounts import User
from gopro.identifiers import uuid7


class ImportState(models.TextChoices):
    """How far an import is. The first two are under way; all but the last can be resumed while the file is there."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLED = "cancelled"
    FAILED = "failed"
    DONE = "done"


UNDER_WAY = (ImportState.QUEUED, ImportState.RUNNING)


class Became(models.TextChoices):
    """What became of a row, or would: one that changes nothing leaves no line."""

    CREATED = "created"
    UPDATED = "updated"
    REFUSED = "refused"


class UserImport(models.Model):
    """One file of accounts. `position` and `line` are where its next row begins; the counts are of the rows before.

    Whoever asked is known by their account, or is an operator at a shell. `permissions` are those that they held then.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.QUEUED)
    is_dry_run = models.BooleanField()
    sends_invitations = models.BooleanField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="imports")
    operator = models.CharField(max_length=80, blank=True, default="")
    permissions = ArrayField(models.CharField(max_length=60), default=list)
    file = models.CharField(max_length=100, blank=True)
    file_name = models.CharField(max_length=120)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    delimiter = models.CharField(max_length=1)
    columns = ArrayField(models.CharField(max_length=20))
    first_position = models.BigIntegerField()
    first_line = models.IntegerField()
    position = models.BigIntegerField()
    line = models.IntegerField()
    rows_total = models.IntegerField()
    rows = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_dry_run"], condition=models.Q(state__in=UNDER_WAY), name="user_import_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["-created_at"], name="user_import_newest")]

    def __str__(self) -> str:
        return f"{'dry run' if self.is_dry_run else 'import'} of {self.file_name}"

    @property
    def percent(self) -> int:
        return 100 * self.rows // self.rows_total if self.rows_total else 100

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


class ImportLine(models.Model):
    """What became of one line of the file. It names the line and its columns, and holds nothing that stood there."""

    user_import = models.ForeignKey(UserImport, on_delete=models.CASCADE, related_name="lines", db_index=False)
    line = models.IntegerField()
    became = models.CharField(max_length=10, choices=Became)
    columns = models.CharField(max_length=120, blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["user_import", "id"], name="user_import_lines")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.became}"

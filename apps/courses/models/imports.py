"""Where imported content came from, what each import did, and what reference solutions were seen to do."""

from django.db import models
from django.db.models.functions import Now

from gopro.identifiers import uuid7


class ImportSource(models.Model):
    """An origin such as `exercism:go`. Its nodes are known by (source, external key) for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    locator = models.CharField(max_length=200)
    revision = models.CharField(max_length=200, blank=True, default="")
    archive_sha256 = models.CharField(max_length=64, blank=True, default="")
    license = models.CharField(max_length=100, blank=True, default="")
    license_text = models.TextField(blank=True, default="")
    attribution = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["locator"]
        constraints = [models.UniqueConstraint(fields=["kind", "locator"], name="import_source_once")]

    def __str__(self) -> str:
        return self.locator


class ImportRun(models.Model):
    """One import that was carried out, with how many nodes became what."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(ImportSource, on_delete=models.PROTECT, related_name="runs")
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="import_runs")
    revision = models.CharField(max_length=200, blank=True, default="")
    archive_sha256 = models.CharField(max_length=64, blank=True, default="")
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-finished_at", "-id"]
        indexes = [models.Index(fields=["source", "-finished_at"])]

    def __str__(self) -> str:
        return f"{self.source} at {self.finished_at:%Y-%m-%d %H:%M}"


class Recording(models.Model):
    """What a reference solution did with its tests, by the hash of all that decides it; made once, then only read.

    `passed` means that it may grade: at least one test, none failed. `expected` maps test names to PASS or SKIP.
    """

    key = models.CharField(primary_key=True, max_length=64)
    language = models.CharField(max_length=20)
    passed = models.BooleanField()
    stub_passes = models.BooleanField(default=False)
    expected = models.JSONField(default=dict)
    message = models.TextField(blank=True, default="")
    runner = models.CharField(max_length=50, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(passed=True) & ~models.Q(expected={}) | models.Q(passed=False, expected={}),
                name="recording_expected_when_passed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.key[:12]}"

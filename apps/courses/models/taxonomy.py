"""How courses are found: categories in a tree, tags, and the concepts that lessons teach."""

from django.db import models

from apps.courses.models.choices import TagKind
from apps.courses.models.imports import ImportSource
from gopro.identifiers import uuid7


class Category(models.Model):
    """A shelf of the catalogue."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="category_not_its_parent",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word of the catalogue, or a concept of an imported track (known there by its external key)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=TagKind, default=TagKind.TAG)
    slug = models.SlugField(max_length=100)
    name = models.CharField(max_length=100)
    source = models.ForeignKey(ImportSource, null=True, blank=True, on_delete=models.PROTECT, related_name="tags")
    external_key = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "slug"], nulls_distinct=False, name="tag_slug_once"),
            models.UniqueConstraint(fields=["source", "external_key"], name="tag_key_once"),
            models.CheckConstraint(condition=models.Q(kind__in=TagKind.values), name="tag_kind_known"),
            models.CheckConstraint(
                condition=models.Q(source__isnull=True, external_key="")
                | models.Q(source__isnull=False) & ~models.Q(external_key=""),
                name="tag_key_with_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

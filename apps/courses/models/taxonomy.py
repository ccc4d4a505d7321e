"""How courses are found: categories in a tree, tags, the concepts that lessons teach, and skills.

A tag is a word on courses, a concept one on lessons and exercises. A skill is a concept that the catalogue knows: it
has a name, stands in a graph, and is taught by whatever has its slug among its concepts.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from apps.courses.models.choices import SkillRelation, TagKind
from apps.courses.models.imports import ImportSource
from gopro.identifiers import uuid7


class Category(models.Model):
    """A shelf of the catalogue. `path` is the slugs from the root down to it, with slashes between them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=1000, default="", db_index=True, editable=False)

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

    def save(self, *args: Any, **options: Any) -> None:
        """Its own path; those below it are moved by the service."""
        self.path = f"{self.parent.path}/{self.slug}" if self.parent else self.slug
        super().save(*args, **options)


class Skill(models.Model):
    """What one can do after lessons that teach the concept of this slug."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=100)
    summary = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class SkillLink(models.Model):
    """`before` is learned before `skill`: because it needs it, or because it is a part of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="links")
    before = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="links_back")
    relation = models.CharField(max_length=10, choices=SkillRelation)

    class Meta:
        ordering = ["skill", "before"]
        constraints = [
            models.UniqueConstraint(fields=["skill", "before"], name="skill_link_once"),
            models.CheckConstraint(condition=~Q(skill=F("before")), name="skill_not_before_itself"),
            models.CheckConstraint(condition=Q(relation__in=SkillRelation.values), name="skill_relation_known"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} before {self.skill_id}"


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

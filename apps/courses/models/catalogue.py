"""What the public lists and searches: one row a published course, written when it is published.

Drafts can't leak from here, since nothing of a draft is ever written here.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from apps.courses.models.choices import Difficulty
from apps.courses.models.content import Course
from apps.courses.models.versions import slugs


class CatalogueEntry(models.Model):
    """`version` is the number of the publication shown; `words` are for searches with typing errors."""

    course = models.OneToOneField(Course, primary_key=True, on_delete=models.PROTECT, related_name="entry")
    slug = models.SlugField(max_length=100, unique=True)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=20, blank=True)
    difficulty = models.CharField(max_length=12, choices=Difficulty)
    categories = slugs()
    tags = slugs()
    author_id = models.UUIDField(null=True, blank=True)
    lesson_count = models.PositiveIntegerField()
    exercise_count = models.PositiveIntegerField()
    duration_minutes = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    words = models.TextField()
    search = SearchVectorField()

    class Meta:
        verbose_name_plural = "catalogue entries"
        ordering = ["-published_at", "-course_id"]
        indexes = [
            GinIndex(fields=["search"], name="courses_entry_search"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="courses_entry_words"),
            GinIndex(fields=["tags"], name="courses_entry_tags"),
            GinIndex(fields=["categories"], name="courses_entry_categories"),
            models.Index(fields=["-published_at", "-course"], name="courses_entry_published"),
            models.Index(fields=["-updated_at", "-course"], name="courses_entry_updated"),
            models.Index(fields=["title", "course"], name="courses_entry_title"),
            models.Index(fields=["language", "-published_at"], name="courses_entry_language"),
            models.Index(fields=["author_id", "-published_at"], name="courses_entry_author"),
        ]

    def __str__(self) -> str:
        return self.slug

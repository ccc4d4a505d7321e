"""What the public lists and searches: one row a published course, written when it is published.

Drafts can't leak from here, since nothing of a draft is ever written here.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from apps.courses.models.choices import Difficulty
from apps.courses.models.content import Course
from apps.courses.models.versions import ids, slugs


class CatalogueEntry(models.Model):
    """`version` is the number of the publication shown; `words` are those that the tallies count, `passage` what is
    searched beside title and summary, to be quoted from. `standing` is how new and how popular it is, see
    docs/courses.md; `heading` is the part of `search` that a title and tags make.

    `author_ids` are the lead's and the co-authors', `concepts` those that its lessons and exercises teach.
    """

    course = models.OneToOneField(Course, primary_key=True, on_delete=models.PROTECT, related_name="entry")
    slug = models.SlugField(max_length=100, unique=True)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=20, blank=True)
    difficulty = models.CharField(max_length=12, choices=Difficulty)
    categories = slugs()
    tags = slugs()
    concepts = slugs()
    author_id = models.UUIDField(null=True, blank=True)
    author_ids = ids()
    lesson_count = models.PositiveIntegerField()
    exercise_count = models.PositiveIntegerField()
    duration_minutes = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    words = ArrayField(models.TextField(), default=list, blank=True)
    passage = models.TextField(blank=True, default="")
    heading = SearchVectorField(default="")
    search = SearchVectorField()
    standing = models.FloatField(default=0)
    indexed_as = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "catalogue entries"
        ordering = ["-published_at", "-course_id"]
        indexes = [
            GinIndex(fields=["search"], name="courses_entry_search"),
            GinIndex(fields=["heading"], name="courses_entry_heading"),
            GinIndex(fields=["tags"], name="courses_entry_tags"),
            GinIndex(fields=["categories"], name="courses_entry_categories"),
            GinIndex(fields=["concepts"], name="courses_entry_concepts"),
            GinIndex(fields=["author_ids"], name="courses_entry_authors"),
            models.Index(fields=["-standing", "-course"], name="courses_entry_standing"),
            models.Index(fields=["indexed_as"], name="courses_entry_indexed"),
            models.Index(fields=["-published_at", "-course"], name="courses_entry_published"),
            models.Index(fields=["-updated_at", "-course"], name="courses_entry_updated"),
            models.Index(fields=["title", "course"], name="courses_entry_title"),
            models.Index(fields=["language", "-published_at"], name="courses_entry_language"),
            models.Index(fields=["author_id", "-published_at"], name="courses_entry_author"),
        ]

    def __str__(self) -> str:
        return self.slug

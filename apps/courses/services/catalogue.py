"""The public row of a course: written when it is published, gone when it is retired."""

from collections.abc import Sequence
from itertools import chain

from django.db.models import Sum

from apps.courses.contracts import OutlineLesson
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.publishing import Publication
from apps.courses.selectors.authors import authors_of
from apps.courses.selectors.publishing import told_outline
from apps.courses.services import pages, popularity, tallies
from apps.courses.services.indexing import INDEXED_AS, texts_of
from gopro.database import atomic

AT_ONCE, BATCHES = 100, 20  # that are indexed anew
COPIED = ("title", "summary", "language", "difficulty", "categories", "tags")
KEPT = {"course", "published_at", "slug", "standing"}


def show(*, course: Course, publication: Publication, outline: Sequence[OutlineLesson]) -> None:
    before, entry = tallies.of(course_id=course.id), _entry(course=course, publication=publication, outline=outline)
    names = [field.name for field in CatalogueEntry._meta.concrete_fields if field.name not in KEPT]
    CatalogueEntry.objects.bulk_create([entry], update_conflicts=True, unique_fields=["course"], update_fields=names)
    tallies.change(before=before, after=tallies.counted_in(vars(entry)))
    pages.course_changed(course_id=course.id, slug=course.slug, comes_or_goes=not before)


def _entry(*, course: Course, publication: Publication, outline: Sequence[OutlineLesson]) -> CatalogueEntry:
    version, concepts = publication.course_version, _concepts(course=course)
    texts = texts_of(version=version, concepts=concepts, outline=outline)
    return CatalogueEntry(
        **{name: getattr(version, name) for name in COPIED},
        course=course,
        slug=course.slug,
        version=publication.n,
        concepts=concepts,
        author_id=course.author_id,
        author_ids=authors_of(course=course),
        lesson_count=len(outline),
        exercise_count=sum(len(lesson.exercises) for lesson in outline),
        duration_minutes=_minutes(course=course),
        published_at=publication.published_at,
        updated_at=publication.published_at,
        words=texts.words,
        passage=texts.passage,
        heading=texts.heading,
        search=texts.search,
        standing=popularity.standing(course_id=course.id, published_at=publication.published_at),
        indexed_as=INDEXED_AS,
    )


def show_again(*, course: Course) -> None:
    """The last publication, of a course that had left the catalogue."""
    publication = course.publications.select_related("course_version").latest("n")
    show(course=course, publication=publication, outline=told_outline(publication))


def hide(*, course: Course) -> None:
    tallies.change(before=tallies.of(course_id=course.id), after=frozenset())
    CatalogueEntry.objects.filter(course=course).delete()
    pages.course_changed(course_id=course.id, slug=course.slug, comes_or_goes=True)


def credit(*, course: Course) -> None:
    """Who wrote the course changed."""
    told = {"author_id": course.author_id, "author_ids": authors_of(course=course)}
    CatalogueEntry.objects.filter(course=course).update(**told)
    pages.course_changed(course_id=course.id, slug=course.slug)


def index_anew() -> None:
    """Rows that were indexed in an older way, as many as a sweep may take."""
    for _ in range(BATCHES):
        if not _index_some():
            return


@atomic("courses")
def _index_some() -> bool:
    """Whether there were any."""
    stale = CatalogueEntry.objects.filter(indexed_as__lt=INDEXED_AS).order_by("indexed_as", "pk")
    some = list(stale.values_list("pk", flat=True)[:AT_ONCE])
    for course in Course.objects.filter(pk__in=some).select_for_update().order_by("pk"):
        show_again(course=course)
    return bool(some)


def _minutes(*, course: Course) -> int:
    listed = Lesson.objects.filter(course=course, published_position__isnull=False)
    minutes: int | None = listed.aggregate(sum=Sum("published_version__duration_minutes"))["sum"]
    return minutes or 0


def _concepts(*, course: Course) -> list[str]:
    """What its lessons and exercises teach, as they were just pointed at."""
    listed = {"course": course, "published_position__isnull": False}
    rows = [
        model._default_manager.filter(**listed).values_list("published_version__concepts", flat=True)
        for model in (Lesson, Exercise)
    ]
    return sorted({concept for concepts in chain(*rows) for concept in concepts})

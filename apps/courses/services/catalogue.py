"""The public row of a course: written when it is published, gone when it is retired."""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchVector
from django.db.models import Sum, TextField, Value
from django.db.models.expressions import CombinedExpression

from apps.courses.contracts import OutlineLesson
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.content import Course, Lesson
from apps.courses.models.publishing import Publication
from apps.courses.selectors.publishing import told_outline
from gopro.markdown import plain_text

LANGUAGE = "english"
MOST_CHARACTERS = 50_000
KEPT = {"course", "published_at", "slug"}


def show(*, course: Course, publication: Publication, outline: Sequence[OutlineLesson]) -> None:
    version = publication.course_version
    entry = CatalogueEntry(
        course=course,
        slug=course.slug,
        version=publication.n,
        title=version.title,
        summary=version.summary,
        language=version.language,
        difficulty=version.difficulty,
        categories=version.categories,
        tags=version.tags,
        author_id=course.author_id,
        lesson_count=len(outline),
        exercise_count=sum(len(lesson.exercises) for lesson in outline),
        duration_minutes=_minutes(course=course),
        published_at=publication.published_at,
        updated_at=publication.published_at,
        words=_words(publication=publication, outline=outline),
        search=_search(publication=publication, outline=outline),
    )
    names = [field.name for field in CatalogueEntry._meta.concrete_fields if field.name not in KEPT]
    CatalogueEntry.objects.bulk_create([entry], update_conflicts=True, unique_fields=["course"], update_fields=names)


def show_again(*, course: Course) -> None:
    """The last publication, of a course that had left the catalogue."""
    publication = course.publications.select_related("course_version").latest("n")
    show(course=course, publication=publication, outline=told_outline(publication))


def hide(*, course: Course) -> None:
    CatalogueEntry.objects.filter(course=course).delete()


def credit(*, course: Course) -> None:
    """Whose course it is changed."""
    CatalogueEntry.objects.filter(course=course).update(author_id=course.author_id)


def _minutes(*, course: Course) -> int:
    listed = Lesson.objects.filter(course=course, published_position__isnull=False)
    minutes: int | None = listed.aggregate(sum=Sum("published_version__duration_minutes"))["sum"]
    return minutes or 0


def _words(*, publication: Publication, outline: Sequence[OutlineLesson]) -> str:
    version = publication.course_version
    titles = " ".join(lesson.title for lesson in outline)
    return f"{version.title} {version.language} {' '.join(version.tags)} {titles}"[:MOST_CHARACTERS].lower()


def _search(*, publication: Publication, outline: Sequence[OutlineLesson]) -> CombinedExpression:
    version = publication.course_version
    lessons = " ".join(lesson.title for lesson in outline)
    exercises = " ".join(exercise.title for lesson in outline for exercise in lesson.exercises)
    return (
        _vector(version.title, weight="A")
        + _vector(f"{version.summary} {version.language} {' '.join(version.tags)}", weight="B")
        + _vector(f"{lessons} {plain_text(version.description)}", weight="C")
        + _vector(exercises, weight="D")
    )


def _vector(text: str, *, weight: str) -> SearchVector:
    return SearchVector(Value(text[:MOST_CHARACTERS], output_field=TextField()), weight=weight, config=LANGUAGE)

"""Where a draft stands between its authors and its reviewers; both speak of editions, as publications do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from apps.courses.models.choices import ReviewState
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.publishing import Publication
from apps.courses.models.reviews import Review
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion
from apps.courses.selectors import editing, editions
from apps.courses.selectors.editions import Edition
from apps.courses.selectors.ownership import reach
from apps.courses.selectors.publishing import OUTLINE
from gopro.security.principal import Caller

type Parts = dict[tuple[str, UUID], UUID]

REVIEW = "courses.course:review"
VERSIONS = {"course": CourseVersion, "lesson": LessonVersion, "exercise": ExerciseVersion}


class Stage(StrEnum):
    """Of a draft, in one word. An approval of other versions than those of the draft is none."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What became of a part since: `added`, `changed` or `removed`."""

    kind: str
    id: UUID
    title: str
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """`review` is the last round that wasn't withdrawn. It `is_outdated` once anything was edited since it was asked
    for, which `outdated_by` lists, but for a new order.
    """

    course: Course
    stage: Stage
    review: Review | None
    is_outdated: bool
    outdated_by: tuple[Difference, ...]

    @property
    def version(self) -> str:
        """For `If-Match`: a decision is about the round that was seen, as it was seen."""
        return version_of(self.review)


def version_of(review: Review | None) -> str:
    return f"{review.pk}.{review.state}.{review.requested_at.isoformat()}" if review else "none"


def standing(*, course_id: UUID) -> Standing:
    course = editing.course(course_id=course_id)
    draft, review = editions.of_draft(course), latest(course_id=course_id)
    seen = edition_of(review) if review else draft
    return Standing(
        course=course,
        stage=_stage(course=course, review=review, draft=draft, is_outdated=seen != draft),
        review=review,
        is_outdated=seen != draft,
        outdated_by=_differences(before=_parts(course, seen), after=_parts(course, draft)),
    )


def latest(*, course_id: UUID) -> Review | None:
    rows = Review.objects.filter(course_id=course_id).exclude(state=ReviewState.WITHDRAWN)
    return rows.select_related("course_version").order_by("-id").first()


def reviews(*, reviewer: Caller, state: str) -> "QuerySet[Review]":
    """Of courses that somebody may review, the last that was asked for first."""
    reached = reach(reviewer, permission=REVIEW, course="course__")
    rows = Review.objects.filter(reached, state=state).select_related("course__draft_version")
    return rows.order_by("-requested_at", "-id")


def edition_of(review: Review) -> Edition:
    return Edition(course_version=review.course_version, outline=OUTLINE.validate_python(review.outline))


def is_approved(*, course_id: UUID, edition: Edition) -> bool:
    review = latest(course_id=course_id)
    return review is not None and review.state == ReviewState.APPROVED and edition_of(review) == edition


def is_shown(*, course: Course, edition: Edition) -> bool:
    """Whether learners see exactly this."""
    last = _last_publication(course)
    return last is not None and editions.of_publication(last) == edition


def writers(*, course: Course, edition: Edition) -> set[UUID]:
    """Who wrote what learners don't see yet."""
    last = _last_publication(course)
    known = _parts(course, editions.of_publication(last)) if last else {}
    fresh = {key: version for key, version in _parts(course, edition).items() if known.get(key) != version}
    found: set[UUID] = set()
    for kind, model in VERSIONS.items():
        rows = model._default_manager.filter(id__in=[version for (name, _), version in fresh.items() if name == kind])
        found |= {writer for writer in rows.values_list("created_by", flat=True) if writer is not None}
    return found


def _last_publication(course: Course) -> Publication | None:
    return Publication.objects.filter(course=course).select_related("course_version").order_by("-n").first()


def _stage(*, course: Course, review: Review | None, draft: Edition, is_outdated: bool) -> Stage:
    state = review.state if review else None
    if state == ReviewState.IN_REVIEW:
        return Stage.IN_REVIEW
    if is_shown(course=course, edition=draft):
        return Stage.PUBLISHED
    if state == ReviewState.CHANGES_REQUESTED:
        return Stage.CHANGES_REQUESTED
    return Stage.APPROVED if state == ReviewState.APPROVED and not is_outdated else Stage.DRAFT


def _parts(course: Course, edition: Edition) -> Parts:
    """The version of each part, by its kind and id."""
    found: Parts = {("course", course.id): edition.course_version.id}
    found |= {("lesson", own_id): version for own_id, version in edition.lesson_versions.items()}
    return found | {("exercise", own_id): version for own_id, version in edition.exercise_versions.items()}


def _differences(*, before: Parts, after: Parts) -> tuple[Difference, ...]:
    found = {key: "changed" if key in before else "added" for key in after if before.get(key) != after[key]}
    found |= {key: "removed" for key in before if key not in after}
    titles = _titles(found)
    return tuple(
        Difference(kind=kind, id=own_id, title=titles.get(own_id, ""), what=what)
        for (kind, own_id), what in found.items()
    )


def _titles(keys: Iterable[tuple[str, UUID]]) -> dict[UUID, str]:
    titles: dict[UUID, str] = {}
    for kind, model in (("course", Course), ("lesson", Lesson), ("exercise", Exercise)):
        ids = [own_id for name, own_id in keys if name == kind]
        rows = model._default_manager.filter(id__in=ids).values_list("id", "draft_version__title") if ids else ()
        titles |= dict(rows)
    return titles

"""A review is of exactly the versions that were submitted, and never by who wrote them."""

from typing import Any

import pytest

from apps.courses.contracts import CoursePublished, ReviewApproved, ReviewChangesRequested, ReviewRequested
from apps.courses.errors import (
    ApprovalMissing,
    EmptyCourse,
    NothingToReview,
    OwnReview,
    ReviewNotOpen,
    ReviewOutdated,
)
from apps.courses.models.content import Course
from apps.courses.models.reviews import Review
from apps.courses.selectors import reviews as selectors
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.ordering import reorder_course
from apps.courses.services.publications.rollback import roll_back
from apps.courses.services.publications.terms import Terms
from apps.courses.services.publishing import publish_course
from apps.courses.services.reviews.decisions import approve_review, request_changes
from apps.courses.services.reviews.gate import require_reviews
from apps.courses.services.reviews.requests import request_review, withdraw_review
from gopro.audit.models import AuditEntry
from gopro.errors import PreconditionFailed
from gopro.identifiers import uuid7
from gopro.preconditions import Precondition, version_tag
from gopro.testing.facts import Told
from tests.apps.courses.factories import lessons_of, make_course, make_lesson, make_published, make_quiz

pytestmark = pytest.mark.usefixtures("db")
REVIEWER = uuid7()


def draft(*, lessons: int = 1) -> Course:
    """That wants a review."""
    course = make_course(title="Go")
    for _ in range(lessons):
        make_quiz(lesson=make_lesson(course=course))
    return require_reviews(course_id=course.pk, required=True)


def ask(course: Course) -> Review:
    assert course.author_id
    return request_review(course_id=course.pk, requester_id=course.author_id, note="Please.")


def approve(course: Course) -> Review:
    return approve_review(course_id=course.pk, reviewer_id=REVIEWER)


def publish(course: Course) -> Course:
    return publish_course(course_id=course.pk, publisher_id=course.author_id)


def stage(course: Course) -> str:
    return selectors.standing(course_id=course.pk).stage


def edit(course: Course, title: str = "Edited") -> None:
    edit_lesson(lesson_id=lessons_of(course)[0].pk, changes={"title": title}, editor_id=course.author_id)


def actions() -> list[str]:
    rows = AuditEntry.objects.using("courses").filter(action__startswith="courses.review").order_by("number")
    return [action.removeprefix("courses.review.") for action in rows.values_list("action", flat=True)]


def test_from_a_draft_to_published(told: Told) -> None:
    course = draft()
    stages = [stage(course)]
    for step in (ask, approve, publish):
        step(course)
        stages.append(stage(course))
    assert stages == ["draft", "in_review", "approved", "published"]
    review = Review.objects.get()
    about: dict[str, Any] = {
        "review_id": review.pk,
        "course_id": course.pk,
        "title": "Go",
        "author_id": course.author_id,
    }
    asked = ReviewRequested(**about, requested_by=course.author_id)
    assert told.of(ReviewRequested) == [asked]
    assert told.of(ReviewApproved) == [ReviewApproved(**about, requested_by=course.author_id, decided_by=REVIEWER)]
    assert actions() == ["require", "request", "approve"]


def test_nothing_is_published_without_an_approval(told: Told) -> None:
    course = draft()
    for ready in (lambda: None, lambda: ask(course)):
        ready()
        with pytest.raises(ApprovalMissing, match="once somebody else has approved it"):
            publish(course)
    request_changes(course_id=course.pk, reviewer_id=REVIEWER, note="Mend it.")
    with pytest.raises(ApprovalMissing, match="asked for changes"):
        publish(course)
    assert told.of(CoursePublished) == []
    assert Course.objects.get().status == "draft"


def test_an_edit_after_the_approval_voids_it() -> None:
    course = draft()
    ask(course)
    approve(course)
    edit(course)
    standing = selectors.standing(course_id=course.pk)
    assert (standing.stage, standing.is_outdated) == ("draft", True)
    assert [(one.kind, one.title, one.what) for one in standing.outdated_by] == [("lesson", "Edited", "changed")]
    with pytest.raises(ApprovalMissing, match="edited since, so the approval is void"):
        publish(course)
    ask(course)
    approve(course)
    assert publish(course).status == "published"
    assert Review.objects.count() == 2


def test_an_edit_that_is_taken_back_leaves_the_approval_void() -> None:
    """Other versions with the same words are other versions."""
    course = draft()
    before = lessons_of(course)[0].draft_version.title
    ask(course)
    approve(course)
    edit(course)
    edit(course, title=before)
    assert stage(course) == "draft"


def test_a_new_order_voids_it_too() -> None:
    course = draft(lessons=2)
    ask(course)
    approve(course)
    first, second = lessons_of(course)
    reorder_course(course_id=course.pk, lesson_ids=[second.pk, first.pk], exercise_ids={})
    standing = selectors.standing(course_id=course.pk)
    assert (standing.stage, standing.is_outdated, standing.outdated_by) == ("draft", True, ())


def test_what_was_edited_since_it_was_asked_for_is_not_approved(told: Told) -> None:
    course = draft()
    ask(course)
    edit(course)
    with pytest.raises(ReviewOutdated):
        approve(course)
    assert told.of(ReviewApproved) == []
    again = ask(course)
    assert (Review.objects.count(), again.state) == (1, "in_review")
    assert approve(course).state == "approved"
    assert len(told.of(ReviewRequested)) == 2


def test_nobody_approves_their_own() -> None:
    course, editor, asker = draft(), uuid7(), uuid7()
    edit_lesson(lesson_id=lessons_of(course)[0].pk, changes={"title": "By an editor"}, editor_id=editor)
    request_review(course_id=course.pk, requester_id=asker)
    for own in (course.author_id, editor, asker):
        assert own
        with pytest.raises(OwnReview):
            approve_review(course_id=course.pk, reviewer_id=own)
    assert approve(course).decided_by == REVIEWER
    publish(course)
    edit(course)
    ask(course)
    assert approve_review(course_id=course.pk, reviewer_id=editor).decided_by == editor  # wrote nothing of what is new


def test_a_decision_is_about_what_was_seen() -> None:
    course = draft()
    ask(course)
    seen = Precondition(versions=frozenset({version_tag(selectors.standing(course_id=course.pk).version)}))
    edit(course)
    ask(course)
    with pytest.raises(PreconditionFailed):
        approve_review(course_id=course.pk, reviewer_id=REVIEWER, if_match=seen)
    assert stage(course) == "in_review"


def test_asking_twice_is_asking_once(told: Told) -> None:
    course = draft()
    assert ask(course) == ask(course)
    approve(course)
    assert ask(course).state == "approved"
    assert len(told.of(ReviewRequested)) == 1


def test_changes_are_asked_for_and_made(told: Told) -> None:
    course = draft()
    ask(course)
    request_changes(course_id=course.pk, reviewer_id=REVIEWER, note="Shorter.")
    assert (stage(course), Review.objects.get().decision_note) == ("changes_requested", "Shorter.")
    assert len(told.of(ReviewChangesRequested)) == 1
    edit(course)
    ask(course)
    assert (stage(course), Review.objects.count()) == ("in_review", 2)


def test_a_request_is_taken_back() -> None:
    course = draft()
    ask(course)
    withdraw_review(course_id=course.pk)
    assert stage(course) == "draft"
    for late in (lambda: approve(course), lambda: withdraw_review(course_id=course.pk)):
        with pytest.raises(ReviewNotOpen):
            late()


def test_there_must_be_something_to_review() -> None:
    with pytest.raises(EmptyCourse):
        ask(make_course())
    with pytest.raises(NothingToReview):
        ask(make_published())
    assert Review.objects.count() == 0


def test_a_reason_stands_in_for_an_approval_and_is_kept() -> None:
    course = draft()
    terms = Terms(without_approval="A broken link must go today.")
    publish_course(course_id=course.pk, publisher_id=REVIEWER, terms=terms)
    entry = AuditEntry.objects.using("courses").get(action="courses.review.override")
    assert (entry.object_id, entry.reason) == (str(course.pk), "A broken link must go today.")


def test_a_course_that_asks_for_none_is_published_as_before() -> None:
    course = draft()
    require_reviews(course_id=course.pk, required=False)
    assert publish(course).status == "published"
    assert actions() == ["require", "require"]


def test_what_learners_have_seen_is_shown_again_without_an_approval() -> None:
    course = make_published()
    edit(course)
    publish(course)
    require_reviews(course_id=course.pk, required=True)
    assert roll_back(course_id=course.pk, n=1, publisher_id=course.author_id).n == 3


def test_publishing_twice_asks_for_nothing() -> None:
    course = make_published()
    require_reviews(course_id=course.pk, required=True)
    assert publish(course).publications.count() == 1

"""What the buttons of a review's page do, for whom, and what is said then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from apps.courses.admin.base import EDIT
from apps.courses.models.content import Course
from apps.courses.services import comments
from apps.courses.services.reviews.decisions import approve_review, request_changes
from apps.courses.services.reviews.gate import require_reviews
from apps.courses.services.reviews.requests import request_review, withdraw_review
from gopro.identifiers import id_of
from gopro.preconditions import Precondition
from gopro.staff.user import StaffUser

REVIEW, OVERRIDE = "courses.course:review", "courses.review:override"
LONGEST_NOTE = 2_000

type Do = Callable[[Course, StaffUser, QueryDict], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """What a button of the page does, for whom, and what is said then."""

    permission: str
    said: str
    do: Do


def _seen(form: QueryDict) -> Precondition:
    """The round that was shown with the buttons."""
    return Precondition(versions=frozenset({form.get("seen", "")}))


def _note(form: QueryDict) -> str:
    return form.get("note", "").strip()[:LONGEST_NOTE]


def _begin(course: Course, user: StaffUser, form: QueryDict) -> object:
    return comments.start_thread(
        course_id=course.pk,
        writer_id=user.user_id,
        writer_name=user.name,
        text=form.get("text", ""),
        lesson_id=_id(form, "lesson"),
        exercise_id=_id(form, "exercise"),
        field=form.get("field", ""),
        line=_number(form.get("line", "")),
    )


def _reply(course: Course, user: StaffUser, form: QueryDict) -> object:
    return comments.reply(
        course_id=course.pk,
        thread_id=_thread(form),
        writer_id=user.user_id,
        writer_name=user.name,
        text=form.get("text", ""),
    )


def _id(form: QueryDict, name: str) -> UUID | None:
    return id_of(str(form[name])) if form.get(name) else None


def _thread(form: QueryDict) -> UUID:
    return _id(form, "thread") or UUID(int=0)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


ACTS: Mapping[str, Act] = {
    "request": Act(
        permission=EDIT,
        said="The review was asked for.",
        do=lambda course, user, form: request_review(course_id=course.pk, requester_id=user.user_id, note=_note(form)),
    ),
    "withdraw": Act(
        permission=EDIT,
        said="The review was taken back.",
        do=lambda course, *_: withdraw_review(course_id=course.pk),
    ),
    "approve": Act(
        permission=REVIEW,
        said="Approved: it may be published as it is.",
        do=lambda course, user, form: approve_review(
            course_id=course.pk, reviewer_id=user.user_id, note=_note(form), if_match=_seen(form)
        ),
    ),
    "changes": Act(
        permission=REVIEW,
        said="Its author was asked for changes.",
        do=lambda course, user, form: request_changes(
            course_id=course.pk, reviewer_id=user.user_id, note=_note(form), if_match=_seen(form)
        ),
    ),
    "require": Act(
        permission=OVERRIDE,
        said="From now on it is published with an approval only.",
        do=lambda course, *_: require_reviews(course_id=course.pk, required=True),
    ),
    "waive": Act(
        permission=OVERRIDE,
        said="It can be published without an approval now.",
        do=lambda course, *_: require_reviews(course_id=course.pk, required=False),
    ),
    "comment": Act(permission=EDIT, said="The comment is there.", do=_begin),
    "reply": Act(permission=EDIT, said="The answer is there.", do=_reply),
    "resolve": Act(
        permission=EDIT,
        said="Settled.",
        do=lambda course, user, form: comments.resolve(
            course_id=course.pk, thread_id=_thread(form), resolver_id=user.user_id
        ),
    ),
    "reopen": Act(
        permission=EDIT,
        said="Open again.",
        do=lambda course, _, form: comments.reopen(course_id=course.pk, thread_id=_thread(form)),
    ),
}

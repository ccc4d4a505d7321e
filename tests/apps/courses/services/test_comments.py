"""Comments on drafts: on what they are, whose, and what becomes of them."""

from typing import Any

import pytest

from apps.courses.contracts import CommentAdded
from apps.courses.errors import CommentRefused, CourseNotFound, ExerciseNotFound, LessonNotFound, ThreadNotFound
from apps.courses.models.reviews import Comment, CommentThread
from apps.courses.selectors import comments as selectors
from apps.courses.services.comments import reopen, reply, resolve, start_thread
from apps.courses.services.deletion.removal import remove
from apps.courses.services.lessons import edit_lesson
from gopro.database import atomic
from gopro.identifiers import uuid7
from gopro.testing.facts import Told
from tests.apps.courses.factories import make_code, make_course, make_lesson

pytestmark = pytest.mark.usefixtures("db")
WRITER = uuid7()


def begin(course: Any, text: str = "Why *so*?", **about: Any) -> CommentThread:
    return start_thread(course_id=course.pk, writer_id=WRITER, writer_name="Ada", text=text, **about)


def test_a_line_is_quoted_and_stays_so(told: Told) -> None:
    course = make_course()
    lesson = make_lesson(course=course, body="One\nTwo\nThree")
    thread = begin(course, lesson_id=lesson.pk, field="body", line=2)
    edit_lesson(lesson_id=lesson.pk, changes={"body": "Else"}, editor_id=None)
    thread.refresh_from_db()
    assert (thread.quote, thread.n, thread.field, thread.line) == ("Two", 1, "body", 2)
    comment = Comment.objects.get()
    assert (comment.html, comment.writer_name) == ("<p>Why <em>so</em>?</p>\n", "Ada")
    assert told.of(CommentAdded) == [
        CommentAdded(
            thread_id=thread.pk,
            comment_id=comment.pk,
            course_id=course.pk,
            title=course.draft_version.title,
            author_id=course.author_id,
            written_by=WRITER,
            participants=(),
        )
    ]


def test_a_line_of_a_hidden_file() -> None:
    course = make_course()
    exercise = make_code(lesson=make_lesson(course=course))
    thread = begin(course, exercise_id=exercise.pk, field="test_files/greet_test.go", line=1)
    assert thread.quote == "package greet // TESTS-SECRET"


@pytest.mark.parametrize(
    ("about", "pointer"),
    [
        ({"field": "body"}, "/field"),
        ({"field": "id"}, "/field"),
        ({"field": "description", "line": 2}, "/line"),
        ({"field": "description", "line": 0}, "/line"),
        ({"line": 1}, "/field"),
        ({"field": "title/x"}, "/field"),
        ({"field": "tags", "line": 1}, "/line"),
        ({"text": " "}, "/text"),
        ({"text": "x" * 10_001}, "/text"),
        ({"lesson_id": uuid7(), "exercise_id": uuid7()}, "/exercise_id"),
    ],
)
def test_what_can_not_be_meant_is_refused(about: dict[str, Any], pointer: str) -> None:
    course = make_course(description="One line")
    with pytest.raises(CommentRefused) as refusal:
        begin(course, **about)
    assert list(refusal.value.fields) == [pointer]
    assert CommentThread.objects.count() == 0


def test_other_courses_are_out_of_reach() -> None:
    mine, other = make_course(), make_course()
    lesson = make_lesson(course=other)
    exercise, thread = make_code(lesson=lesson), begin(other)
    with pytest.raises(LessonNotFound):
        begin(mine, lesson_id=lesson.pk)
    with pytest.raises(ExerciseNotFound):
        begin(mine, exercise_id=exercise.pk)
    with pytest.raises(ThreadNotFound):
        reply(course_id=mine.pk, thread_id=thread.pk, writer_id=WRITER, text="Hi")
    with pytest.raises(CourseNotFound):
        start_thread(course_id=uuid7(), writer_id=WRITER, text="Hi")
    assert Comment.objects.count() == 1


def test_answers_know_who_spoke_before(told: Told) -> None:
    course, second = make_course(), uuid7()
    thread = begin(course)
    reply(course_id=course.pk, thread_id=thread.pk, writer_id=second, text="Because.")
    reply(course_id=course.pk, thread_id=thread.pk, writer_id=WRITER, text="I see.")
    assert [fact.participants for fact in told.of(CommentAdded)] == [
        (),
        (WRITER,),
        tuple(sorted({WRITER, second})),
    ]


def test_settled_and_opened_again() -> None:
    course = make_course()
    thread = begin(course)
    for _ in range(2):
        assert resolve(course_id=course.pk, thread_id=thread.pk, resolver_id=WRITER).resolved_by == WRITER
    assert selectors.open_count(course_id=course.pk) == 0
    for _ in range(2):
        assert reopen(course_id=course.pk, thread_id=thread.pk).resolved_at is None
    assert selectors.open_count(course_id=course.pk) == 1


def test_they_go_with_the_course() -> None:
    course, other = make_course(), make_course()
    begin(course)
    kept = begin(other)
    with atomic("courses"):
        counts = remove(course_id=course.pk)
    assert (counts["courses_comment"], counts["courses_commentthread"]) == (1, 1)
    assert list(CommentThread.objects.values_list("pk", flat=True)) == [kept.pk]

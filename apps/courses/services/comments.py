"""Comments on drafts: threads about a course, a lesson or an exercise, on one of its fields, or a line of it."""

from collections.abc import Mapping
from dataclasses import fields
from uuid import UUID

from django.utils import timezone

from apps.courses.contracts import CommentAdded
from apps.courses.errors import CommentRefused, ExerciseNotFound, LessonNotFound
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.reviews import LONGEST_COMMENT, LONGEST_QUOTE, Comment, CommentThread
from apps.courses.selectors import comments as selectors
from apps.courses.selectors import editing
from apps.courses.services.content import CourseContent, ExerciseContent, LessonContent
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.markdown import render

CONTENT = {Course: CourseContent, Lesson: LessonContent, Exercise: ExerciseContent}


@atomic("courses")
def start_thread(
    *,
    course_id: UUID,
    writer_id: UUID,
    text: str,
    writer_name: str = "",
    lesson_id: UUID | None = None,
    exercise_id: UUID | None = None,
    field: str = "",
    line: int | None = None,
) -> CommentThread:
    """The line is quoted as it is now, so that the comment can be read after it has changed."""
    thing = _thing(course=(course := editing.course(course_id=course_id)), lesson_id=lesson_id, exercise_id=exercise_id)
    thread = CommentThread.objects.create(
        course=course,
        lesson=thing if isinstance(thing, Lesson) else None,
        exercise=thing if isinstance(thing, Exercise) else None,
        n=thing.draft_version.n,
        field=field,
        line=line,
        quote=_quoted(thing, field=field, line=line),
    )
    _add(thread, text=text, writer_id=writer_id, writer_name=writer_name)
    _record("courses.comment.start", thread=thread)
    return thread


@atomic("courses")
def reply(*, course_id: UUID, thread_id: UUID, writer_id: UUID, text: str, writer_name: str = "") -> CommentThread:
    """In a thread that is settled, too; it stays so until somebody reopens it."""
    thread = selectors.thread(course_id=course_id, thread_id=thread_id, lock=True)
    _add(thread, text=text, writer_id=writer_id, writer_name=writer_name)
    _record("courses.comment.reply", thread=thread)
    return thread


@atomic("courses")
def resolve(*, course_id: UUID, thread_id: UUID, resolver_id: UUID) -> CommentThread:
    """Twice changes nothing."""
    thread = selectors.thread(course_id=course_id, thread_id=thread_id, lock=True)
    if thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by = timezone.now(), resolver_id
        thread.save(update_fields=["resolved_at", "resolved_by"])
        _record("courses.comment.resolve", thread=thread)
    return thread


@atomic("courses")
def reopen(*, course_id: UUID, thread_id: UUID) -> CommentThread:
    """Twice changes nothing."""
    thread = selectors.thread(course_id=course_id, thread_id=thread_id, lock=True)
    if thread.resolved_at is not None:
        thread.resolved_at = thread.resolved_by = None
        thread.save(update_fields=["resolved_at", "resolved_by"])
        _record("courses.comment.reopen", thread=thread)
    return thread


def _thing(*, course: Course, lesson_id: UUID | None, exercise_id: UUID | None) -> Course | Lesson | Exercise:
    """What is commented on; another course's is as good as none."""
    if lesson_id is not None and exercise_id is not None:
        raise CommentRefused(fields={"/exercise_id": "Name a lesson or an exercise, not both."})
    if lesson_id is not None:
        lesson = editing.lesson(lesson_id=lesson_id)
        if lesson.course_id != course.id:
            raise LessonNotFound
        return lesson
    if exercise_id is not None:
        exercise = editing.exercise(exercise_id=exercise_id)
        if exercise.course_id != course.id:
            raise ExerciseNotFound
        return exercise
    return course


def _quoted(thing: Course | Lesson | Exercise, *, field: str, line: int | None) -> str:
    """`field` is a field of the content, or `<field>/<file>` for one of its files."""
    name, _, key = field.partition("/")
    if not field and line is None:
        return ""
    if name not in {each.name for each in fields(CONTENT[type(thing)])}:
        raise CommentRefused(fields={"/field": "There is no such field."})
    value = getattr(thing.draft_version, name)
    text = value.get(key) if isinstance(value, Mapping) and key else value
    if (key and text is value) or text is None:
        raise CommentRefused(fields={"/field": "There is no such file."})
    if line is None:
        return ""
    lines = text.splitlines() if isinstance(text, str) else []
    if not 1 <= line <= len(lines):
        raise CommentRefused(fields={"/line": f"There are {len(lines)} lines."})
    return str(lines[line - 1])[:LONGEST_QUOTE]


def _add(thread: CommentThread, *, text: str, writer_id: UUID, writer_name: str) -> None:
    if not text.strip() or len(text) > LONGEST_COMMENT:
        raise CommentRefused(fields={"/text": f"Write something, in at most {LONGEST_COMMENT:,} characters."})
    course, before = editing.course(course_id=thread.course_id), selectors.participants(thread_id=thread.id)
    comment = Comment.objects.create(
        thread=thread, text=text, html=render(text), written_by=writer_id, writer_name=writer_name
    )
    publish(
        CommentAdded(
            thread_id=thread.id,
            comment_id=comment.id,
            course_id=course.id,
            title=course.draft_version.title,
            author_id=course.author_id,
            written_by=writer_id,
            participants=before,
        )
    )


def _record(action: str, *, thread: CommentThread) -> None:
    changes = {"thread": str(thread.id)}
    trail.record(
        room="courses",
        action=action,
        object_type="courses.course",
        object_id=str(thread.course_id),
        changes=changes,
    )

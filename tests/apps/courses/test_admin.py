"""The staff's pages: what is written there goes through services, and authors stay among their own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from apps.courses.contracts import CoursePublished, LessonUpdated
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import ImportSource
from apps.courses.models.taxonomy import Category
from gopro.identifiers import uuid7
from gopro.staff.cookies import NAME
from gopro.testing.facts import Told
from gopro.testing.tokens import staff_token
from tests.apps.courses.conftest import Queries
from tests.apps.courses.factories import exercises_of, lessons_of, make_code, make_course, make_lesson, make_published

pytestmark = pytest.mark.usefixtures("db")
type Browser = Callable[..., Client]

COURSE = {
    "title": "Go",
    "slug": "",
    "summary": "Small.",
    "description": "*Hi*\r\n",
    "language": "go",
    "difficulty": "beginner",
    "categories": "",
    "tags": "fast, small",
    "license": "",
    "attribution": "",
    "author_id": "",
    "sections-TOTAL_FORMS": "0",
    "sections-INITIAL_FORMS": "0",
    "lessons-TOTAL_FORMS": "0",
    "lessons-INITIAL_FORMS": "0",
}
LESSON = {
    "title": "One",
    "body": "Text",
    "difficulty": "beginner",
    "readiness": "ready",
    "concepts": "",
    "resources": "",
}
NO_EXERCISES = {"exercises-TOTAL_FORMS": "0", "exercises-INITIAL_FORMS": "0"}


@pytest.fixture
def browser() -> Browser:
    def make(*roles: str, user_id: UUID | None = None) -> Client:
        client = Client()
        client.cookies[NAME] = staff_token(user_id=user_id or uuid7(), roles=roles)
        return client

    return make


def page(name: str, *args: Any) -> str:
    return reverse(f"courses_admin:courses_{name}", args=args)


def test_from_nothing_to_published(browser: Browser, told: Told) -> None:
    editor = browser("editor")
    assert editor.post(page("course_add"), COURSE).status_code == 302
    course = Course.objects.get()
    assert (course.slug, course.draft_version.tags, course.draft_version.description) == (
        "go",
        ["fast", "small"],
        "*Hi*\n",
    )
    assert editor.post(page("lesson_add"), {"course": course.pk, **LESSON, **NO_EXERCISES}).status_code == 302
    lesson = Lesson.objects.get()
    quiz = {
        "lesson": lesson.pk,
        "kind": "quiz",
        "title": "Quiz",
        "difficulty": "beginner",
        "grading_mode": "tests",
        "readiness": "ready",
        "questions": '[{"key": "q", "kind": "numeric", "prompt": "1+1?", "answers": ["2"]}]',
    }
    assert editor.post(page("exercise_add"), quiz).status_code == 302
    assert Exercise.objects.get().draft_version.questions[0]["tolerance"] == "0"
    shown = editor.get(page("course_preview", course.pk)).content.decode()
    assert ("<p><em>Hi</em></p>" in shown, "1+1?" in shown) == (True, True)
    assert editor.post(page("course_preview", course.pk)).status_code == 302
    assert [fact.slug for fact in told.of(CoursePublished)] == ["go"]
    assert "What learners saw" in editor.get(page("course_versions", course.pk)).content.decode()


def test_an_edit_makes_a_version_and_the_form_unchanged_makes_none(browser: Browser, told: Told) -> None:
    course = make_published()
    lesson = lessons_of(course)[0]
    editor = browser("editor")
    form = {**inline("exercises", exercises_of(lesson)), **written(editor, page("lesson_change", lesson.pk))}
    facts = len(told)
    assert editor.post(page("lesson_change", lesson.pk), form).status_code == 302
    assert len(told) == facts
    assert editor.post(page("lesson_change", lesson.pk), {**form, "title": "New"}).status_code == 302
    assert told.of(LessonUpdated) == [LessonUpdated(lesson_id=lesson.pk, course_id=course.pk, version=2)]


def test_lessons_are_ordered_by_dragging(browser: Browser) -> None:
    course = make_published(lessons=2)
    first, second = lessons_of(course)
    editor = browser("editor")
    form = {
        **inline("sections", []),
        **inline("lessons", [first, second]),
        **written(editor, page("course_change", course.pk)),
    }
    form |= {"lessons-0-position": "2", "lessons-1-position": "1"}
    assert editor.post(page("course_change", course.pk), form).status_code == 302
    assert lessons_of(course) == [second, first]


def test_a_refusal_is_shown_in_the_form(browser: Browser) -> None:
    make_course(title="Go")
    editor = browser("editor")
    taken = editor.post(page("course_add"), {**COURSE, "slug": "go"})
    assert (taken.status_code, "already exists" in taken.content.decode()) == (200, True)
    unknown = editor.post(page("course_add"), {**COURSE, "categories": "nope"})
    assert (unknown.status_code, Course.objects.count()) == (200, 1)
    lesson = make_lesson(course=Course.objects.get())
    for questions in ("{}", "[1]", '[{"odd": 1}]', '[{"answers": [1]}]', "nonsense"):
        quiz = {"lesson": lesson.pk, "kind": "quiz", "title": "Q", "difficulty": "beginner", "grading_mode": "tests"}
        refused = editor.post(page("exercise_add"), {**quiz, "readiness": "ready", "questions": questions})
        assert refused.status_code == 200, questions
    assert Exercise.objects.count() == 0


def test_actions_publish_retire_and_take_away(browser: Browser) -> None:
    ready, empty = make_course(), make_course()
    lesson = make_lesson(course=ready)
    exercise = make_code(lesson=lesson)
    editor = browser("editor")

    def act(model: str, action: str, *things: Any) -> str:
        form = {"action": action, "_selected_action": [thing.pk for thing in things]}
        return editor.post(page(f"{model}_changelist"), form, follow=True).content.decode()

    assert "needs at least one lesson" in act("course", "publish", ready, empty)
    assert list(Course.objects.order_by("created_at").values_list("status", flat=True)) == ["published", "draft"]
    act("exercise", "take_away", exercise)
    act("lesson", "take_away", lesson)
    act("course", "retire", ready)
    exercise.refresh_from_db()
    lesson.refresh_from_db()
    ready.refresh_from_db()
    assert (exercise.readiness, lesson.readiness, ready.status) == ("retired", "retired", "retired")


def test_authors_stay_among_their_own(browser: Browser) -> None:
    author_id = uuid7()
    mine, others = make_published(author_id=author_id, title="Mine"), make_published(title="Theirs")
    author = browser("author", user_id=author_id)
    for model, own, foreign in (
        ("course", mine, others),
        ("lesson", lessons_of(mine)[0], lessons_of(others)[0]),
        ("exercise", exercises_of(lessons_of(mine)[0])[0], exercises_of(lessons_of(others)[0])[0]),
    ):
        listed = author.get(page(f"{model}_changelist")).content.decode()
        assert (str(own.pk) in listed, str(foreign.pk) in listed) == (True, False)
        assert author.get(page(f"{model}_change", own.pk)).status_code == 200
        assert author.get(page(f"{model}_change", foreign.pk)).status_code == 302
    assert author.get(page("course_preview", others.pk)).status_code == 404
    assert author.post(page("course_preview", others.pk)).status_code == 404
    assert author.post(page("lesson_add"), {"course": others.pk, **LESSON, **NO_EXERCISES}).status_code == 200
    assert lessons_of(others) == list(Lesson.objects.filter(course=others))
    assert len(lessons_of(others)) == 1


def test_learners_and_nobody_stay_out(browser: Browser) -> None:
    course = make_published()
    for client, status in ((browser("learner"), 403), (Client(), 302)):
        for address in (page("course_changelist"), page("course_preview", course.pk), page("course_change", course.pk)):
            assert client.get(address).status_code == status
            assert client.post(address).status_code in {status, 302}


def test_every_list_opens_in_few_queries(browser: Browser, queries: Queries) -> None:
    ImportSource.objects.create(kind="exercism", locator="exercism:go")
    Category.objects.create(slug="web", name="Web")
    editor = browser("editor")
    counts: dict[str, int] = {}
    for lessons in (1, 3):
        make_published(lessons=lessons)
        for name in ("course", "lesson", "exercise", "importsource", "importrun", "recording", "category", "tag"):
            with queries() as made:
                assert editor.get(page(f"{name}_changelist")).status_code == 200
            assert counts.setdefault(name, len(made)) == len(made), name
            assert len(made) < 8


def written(client: Client, address: str) -> dict[str, Any]:
    """What the form holds as it is shown."""
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def inline(prefix: str, parts: Any) -> dict[str, Any]:
    form: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(parts), f"{prefix}-INITIAL_FORMS": len(parts)}
    for index, part in enumerate(parts):
        form |= {f"{prefix}-{index}-id": part.pk, f"{prefix}-{index}-position": part.position}
        form |= {
            f"{prefix}-{index}-{'course' if prefix == 'lessons' else 'lesson'}": getattr(
                part, "lesson_id", part.course_id
            )
        }
    return form

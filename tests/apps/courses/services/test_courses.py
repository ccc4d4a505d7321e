"""Making and editing courses, lessons and exercises: new versions only where the content differs."""

import pytest

from apps.courses.contracts import (
    CourseCreated,
    CourseRetired,
    CourseUpdated,
    ExerciseCreated,
    ExerciseDeleted,
    ExerciseUpdated,
    LessonCreated,
    LessonDeleted,
    LessonUpdated,
)
from apps.courses.errors import ContentRefused, OrderMismatch, SlugTaken
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course
from apps.courses.models.taxonomy import Category, Tag
from apps.courses.services.authors import give_course
from apps.courses.services.content import CourseContent, ExerciseContent
from apps.courses.services.courses import create_course, edit_course, retire_course
from apps.courses.services.exercises import create_exercise, delete_exercise, edit_exercise
from apps.courses.services.lessons import delete_lesson, edit_lesson
from apps.courses.services.ordering import reorder_course
from gopro.errors import PreconditionFailed
from gopro.identifiers import uuid7
from gopro.preconditions import Precondition, version_tag
from gopro.testing.facts import Told
from tests.apps.courses.factories import (
    code_content,
    make_code,
    make_course,
    make_lesson,
    make_published,
    make_quiz,
    quiz_content,
)

pytestmark = pytest.mark.usefixtures("db")


def test_a_new_course_is_a_draft(told: Told) -> None:
    author = uuid7()
    course = create_course(content=CourseContent(title="Go, first steps", description="*Hi*"), author_id=author)
    course.refresh_from_db()
    assert (course.slug, course.status, course.author_id) == ("go-first-steps", "draft", author)
    assert (course.draft_version.n, course.draft_version.description_html) == (1, "<p><em>Hi</em></p>\n")
    assert told == [CourseCreated(course_id=course.id, slug="go-first-steps", title="Go, first steps")]


def test_slugs_are_minted_once_and_kept() -> None:
    titles = ["Go!", "Go", "go", "…", "01a20c36-08ba-704a-83e9-dd58926f5eed"]
    slugs = [make_course(title=title).slug for title in titles]
    assert slugs == ["go", "go-2", "go-3", "untitled", "01a20c36-08ba-704a-83e9-dd58926f5eed-2"]
    course = Course.objects.get(slug="go")
    assert edit_course(course_id=course.id, changes={"title": "Rust"}, editor_id=None).slug == "go"
    with pytest.raises(SlugTaken):
        create_course(content=CourseContent(title="x"), author_id=None, slug="go")


def test_an_edit_is_a_new_version_and_the_same_content_is_none(told: Told) -> None:
    course, editor = make_course(title="Go"), uuid7()
    old = course.draft_version
    edited = edit_course(course_id=course.id, changes={"title": "Go!"}, editor_id=editor)
    again = edit_course(course_id=course.id, changes={"title": "Go!"}, editor_id=editor)
    old.refresh_from_db()
    assert (old.title, edited.draft_version.title, edited.draft_version.created_by) == ("Go", "Go!", editor)
    assert edited.draft_version_id == again.draft_version_id
    assert told.of(CourseUpdated) == [CourseUpdated(course_id=course.id, version=2)]
    assert not again.locally_modified  # nobody's import could bring it back


def test_a_lost_update_is_refused() -> None:
    course = make_course()
    seen = Precondition(versions=frozenset({version_tag(1)}))
    edit_course(course_id=course.id, changes={"title": "One"}, editor_id=None, if_match=seen)
    with pytest.raises(PreconditionFailed):
        edit_course(course_id=course.id, changes={"title": "Two"}, editor_id=None, if_match=seen)


def test_categories_must_exist_and_tags_come_to_be() -> None:
    course = make_course()
    with pytest.raises(ContentRefused) as refusal:
        edit_course(course_id=course.id, changes={"categories": ("web",), "tags": ("fast",)}, editor_id=None)
    assert refusal.value.fields == {"/categories/0": "There is no such category."}
    assert Tag.objects.count() == 0
    Category.objects.create(slug="web", name="Web")
    edit_course(course_id=course.id, changes={"categories": ("web",), "tags": ("fast-code",)}, editor_id=None)
    assert list(Tag.objects.values_list("kind", "slug", "name")) == [("tag", "fast-code", "Fast code")]


def test_retiring_twice_is_told_once(told: Told) -> None:
    course = make_published()
    retire_course(course_id=course.id)
    retire_course(course_id=course.id)
    assert told.of(CourseRetired) == [CourseRetired(course_id=course.id)]


def test_a_course_changes_hands_in_the_catalogue_too() -> None:
    course, author = make_published(), uuid7()
    give_course(course_id=course.id, author_id=author)
    course.refresh_from_db()
    assert (course.author_id, course.entry.author_id) == (author, author)


def test_lessons_and_exercises_are_versioned_alike(told: Told) -> None:
    course = make_course()
    lesson = make_lesson(course=course, title="Strings")
    exercise = make_code(lesson=lesson)
    for _ in range(2):
        edit_lesson(lesson_id=lesson.id, changes={"body": "New"}, editor_id=None)
        edit_exercise(exercise_id=exercise.id, changes={"instructions": "New"}, editor_id=None)
    assert list(told)[1:] == [
        LessonCreated(lesson_id=lesson.id, course_id=course.id, title="Strings"),
        ExerciseCreated(exercise_id=exercise.id, lesson_id=lesson.id, course_id=course.id, title="Greet"),
        LessonUpdated(lesson_id=lesson.id, course_id=course.id, version=2),
        ExerciseUpdated(exercise_id=exercise.id, lesson_id=lesson.id, course_id=course.id, version=2),
    ]


def test_taking_away_is_told_once_and_can_be_undone(told: Told) -> None:
    course = make_course()
    lesson = make_lesson(course=course)
    exercise = make_quiz(lesson=lesson)
    for _ in range(2):
        delete_exercise(exercise_id=exercise.id)
        delete_lesson(lesson_id=lesson.id)
    assert list(told)[3:] == [
        ExerciseDeleted(exercise_id=exercise.id, lesson_id=lesson.id, course_id=course.id),
        LessonDeleted(lesson_id=lesson.id, course_id=course.id),
    ]
    assert edit_lesson(lesson_id=lesson.id, changes={}, readiness=Readiness.READY, editor_id=None).status == "draft"


def test_an_order_names_every_lesson_once() -> None:
    course = make_course()
    first, second = make_lesson(course=course), make_lesson(course=course)
    for ids in ([first.id], [first.id, first.id], [first.id, second.id, uuid7()]):
        with pytest.raises(OrderMismatch):
            reorder_course(course_id=course.id, lesson_ids=ids, exercise_ids={})
    with pytest.raises(OrderMismatch):
        reorder_course(course_id=course.id, lesson_ids=[second.id, first.id], exercise_ids={uuid7(): []})


@pytest.mark.parametrize(
    ("kind", "content", "pointers"),
    [
        ("code", code_content(files={}), {"/files"}),
        ("code", code_content(language=""), {"/language"}),
        ("code", code_content(test_files={"greet.go": ""}), {"/files/greet.go"}),
        ("code", code_content(test_files={"../up.go": ""}), {"/test_files/../up.go"}),
        ("code", code_content(difficulty="odd", title=" "), {"/difficulty", "/title"}),
        ("quiz", quiz_content(questions=()), {"/questions"}),
        ("text", ExerciseContent(title="Essay"), {"/grading_mode"}),
    ],
)
def test_content_that_cant_be_graded_is_refused(kind: str, content: ExerciseContent, pointers: set[str]) -> None:
    lesson = make_lesson(course=make_course())
    with pytest.raises(ContentRefused) as refusal:
        create_exercise(lesson_id=lesson.id, kind=kind, content=content, editor_id=None)
    assert set(refusal.value.fields) == pointers
    assert lesson.exercises.count() == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"kind": "single", "choices": ["a"], "answers": ["1"]},
            "Answers are the indexes of the right choices, each once.",
        ),
        ({"kind": "numeric", "answers": ["many"]}, "A number such as 3, -2.5 or 1e3."),
        ({"kind": "numeric", "answers": ["nan"]}, "A number such as 3, -2.5 or 1e3."),
        ({"kind": "numeric", "answers": ["1e999"]}, "An exponent from -400 to 400."),
        ({"kind": "single", "choices": ["a", "b"], "answers": ["0", "1"]}, "Exactly one answer."),
        ({"kind": "text", "answers": []}, "At least one text that is taken for right, or a pattern."),
    ],
)
def test_questions_need_answers_that_can_be_compared(change: dict[str, object], reason: str) -> None:
    lesson = make_lesson(course=make_course())
    question = {"key": "q", "prompt": "?", "choices": [], "tolerance": "0", "explanation": "", **change}
    with pytest.raises(ContentRefused) as refusal:
        make_quiz(lesson=lesson, questions=(question,))
    assert refusal.value.fields == {"/questions/0/answers": reason}


def test_a_tolerance_is_zero_or_more() -> None:
    question = {"key": "q", "kind": "numeric", "prompt": "?", "choices": [], "explanation": "", "answers": ["1"]}
    with pytest.raises(ContentRefused) as refusal:
        make_quiz(lesson=make_lesson(course=make_course()), questions=({**question, "tolerance": "-1"},))
    assert refusal.value.fields == {"/questions/0/tolerance": "A tolerance of zero or more."}

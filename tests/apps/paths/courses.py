"""Courses, lessons and exercises: written over the API and in the admin, and imported."""

from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import UUID

from apps.courses.contracts import (
    CourseCreated,
    CoursePublished,
    CourseRetired,
    CourseUpdated,
    ExerciseCreated,
    ExerciseDeleted,
    ExerciseUpdated,
    LessonCreated,
    LessonDeleted,
    LessonUpdated,
)
from apps.courses.models.content import Course, Exercise, Lesson
from tests.apps.courses.factories import exercises_of, lessons_of, make_course, make_lesson, make_published, make_quiz
from tests.apps.courses.services.imports.test_run import EXERCISE, FILES
from tests.apps.courses.test_admin import COURSE, LESSON, NO_EXERCISES, inline, page, written
from tests.apps.paths.cases import Act, Doors, case

API = "/api/v1"
QUIZ = {
    "kind": "quiz",
    "title": "Quiz",
    "questions": [{"key": "q", "kind": "numeric", "prompt": "1 + 1?", "answers": ["2"]}],
}


@case(door="api", tells=(CourseCreated,), again=(CourseCreated,))
def create_course(doors: Doors) -> Act:
    return lambda: doors.api("editor").post(f"{API}/courses", {"title": "Go"})


@case(door="admin", tells=(CourseCreated,), again=(CourseCreated,))
def add_course(doors: Doors) -> Act:
    return lambda: doors.admin("editor").post(page("course_add"), COURSE)


@case(door="api", tells=(CourseUpdated,))
def edit_course(doors: Doors) -> Act:
    course = make_course()
    return lambda: doors.api("editor").patch(f"{API}/courses/{course.pk}", {"title": "New"})


@case(door="admin", tells=(CourseUpdated,))
def change_course(doors: Doors) -> Act:
    editor, place = doors.admin("editor"), page("course_change", make_published().pk)
    form = {
        **inline("sections", []),
        **inline("lessons", lessons_of(Course.objects.get())),
        **written(editor, place),
        "title": "New",
    }
    return lambda: editor.post(place, form)


@case(door="api", tells=(CourseUpdated,))
def reorder_lessons(doors: Doors) -> Act:
    course = make_published(lessons=2)
    first, second = lessons_of(course)
    body = {"lessons": [str(second.pk), str(first.pk)]}
    return lambda: doors.api("editor").post(f"{API}/courses/{course.pk}/reorder", body)


@case(door="admin", tells=(CourseUpdated,))
def drag_lessons(doors: Doors) -> Act:
    course = make_published(lessons=2)
    editor, place = doors.admin("editor"), page("course_change", course.pk)
    form = {**inline("sections", []), **inline("lessons", lessons_of(course)), **written(editor, place)}
    form |= {"lessons-0-position": "2", "lessons-1-position": "1"}
    return lambda: editor.post(place, form)


@case(door="admin", tells=(LessonUpdated,))
def drag_exercises(doors: Doors) -> Act:
    lesson = lessons_of(make_published())[0]
    editor, place = doors.admin("editor"), page("lesson_change", lesson.pk)
    form = {**inline("exercises", exercises_of(lesson)), **written(editor, place)}
    form |= {"exercises-0-position": "2", "exercises-1-position": "1"}
    return lambda: editor.post(place, form)


@case(door="api", tells=(ExerciseUpdated,))
def move_an_exercise(doors: Doors) -> Act:
    course = make_course()
    one, two = make_lesson(course=course), make_lesson(course=course)
    quiz = make_quiz(lesson=one)
    body = {"lessons": [str(one.pk), str(two.pk)], "exercises": {str(one.pk): [], str(two.pk): [str(quiz.pk)]}}
    return lambda: doors.api("editor").post(f"{API}/courses/{course.pk}/reorder", body)


@case(door="api", tells=(CoursePublished,))
def publish(doors: Doors) -> Act:
    course = make_course()
    make_quiz(lesson=make_lesson(course=course))
    return lambda: doors.api("editor").post(f"{API}/courses/{course.pk}/publish")


@case(door="admin", tells=(CoursePublished,))
def publish_selected(doors: Doors) -> Act:
    course = make_course()
    make_quiz(lesson=make_lesson(course=course))
    return chosen(doors, model="course", action="publish", pk=course.pk)


@case(door="admin", tells=(CourseRetired,))
def retire_selected(doors: Doors) -> Act:
    return chosen(doors, model="course", action="retire", pk=make_published().pk)


@case(door="api", tells=(LessonCreated,), again=(LessonCreated,))
def create_lesson(doors: Doors) -> Act:
    body = {"course_id": str(make_course().pk), "title": "One"}
    return lambda: doors.api("editor").post(f"{API}/lessons", body)


@case(door="admin", tells=(LessonCreated,), again=(LessonCreated,))
def add_lesson(doors: Doors) -> Act:
    form = {"course": make_course().pk, **LESSON, **NO_EXERCISES}
    return lambda: doors.admin("editor").post(page("lesson_add"), form)


@case(door="api", tells=(LessonUpdated,))
def edit_lesson(doors: Doors) -> Act:
    lesson = make_lesson(course=make_course())
    return lambda: doors.api("editor").patch(f"{API}/lessons/{lesson.pk}", {"title": "New"})


@case(door="admin", tells=(LessonUpdated,))
def hold_lesson_back(doors: Doors) -> Act:
    return readiness(doors, model="lesson", thing=make_lesson(course=make_course()), value="held")


@case(door="admin", tells=(LessonDeleted,))
def retire_lesson_in_its_form(doors: Doors) -> Act:
    return readiness(doors, model="lesson", thing=make_lesson(course=make_course()), value="retired")


@case(door="api", tells=(LessonDeleted,))
def delete_lesson(doors: Doors) -> Act:
    lesson = make_lesson(course=make_course())
    return lambda: doors.api("editor").delete(f"{API}/lessons/{lesson.pk}")


@case(door="admin", tells=(LessonDeleted,))
def take_lesson_away(doors: Doors) -> Act:
    return chosen(doors, model="lesson", action="take_away", pk=make_lesson(course=make_course()).pk)


@case(door="api", tells=(ExerciseCreated,), again=(ExerciseCreated,))
def create_exercise(doors: Doors) -> Act:
    body = {"lesson_id": str(make_lesson(course=make_course()).pk), **QUIZ}
    return lambda: doors.api("editor").post(f"{API}/exercises", body)


@case(door="api", tells=(ExerciseUpdated,))
def edit_exercise(doors: Doors) -> Act:
    quiz = make_quiz(lesson=make_lesson(course=make_course()))
    return lambda: doors.api("editor").patch(f"{API}/exercises/{quiz.pk}", {"title": "New"})


@case(door="api", tells=(ExerciseDeleted,))
def delete_exercise(doors: Doors) -> Act:
    quiz = make_quiz(lesson=make_lesson(course=make_course()))
    return lambda: doors.api("editor").delete(f"{API}/exercises/{quiz.pk}")


@case(door="admin", tells=(ExerciseDeleted,))
def take_exercise_away(doors: Doors) -> Act:
    quiz = make_quiz(lesson=make_lesson(course=make_course()))
    return chosen(doors, model="exercise", action="take_away", pk=quiz.pk)


@case(
    door="import",
    tells=(CourseCreated, LessonCreated, ExerciseCreated, LessonCreated, ExerciseCreated, CoursePublished),
)
def import_anew(doors: Doors) -> Act:
    folder = write(doors.folder, FILES)
    return lambda: doors.command("import_course", "markdown", folder, "--without-recording")


@case(door="import", tells=(LessonUpdated, ExerciseUpdated, CoursePublished))
def import_changes(doors: Doors) -> Act:
    folder = imported(doors)
    text = FILES["lessons/01-one/lesson.md"].replace("First.", "The first.")
    write(folder.parent, {"lessons/01-one/lesson.md": text, f"{EXERCISE}/instructions.md": "Double it twice.\n"})
    return lambda: doors.command("import_course", "markdown", folder, "--without-recording")


@case(door="import", tells=(CourseUpdated, CoursePublished))
def import_in_another_order(doors: Doors) -> Act:
    folder = imported(doors)
    (folder / "lessons" / "01-one").rename(folder / "lessons" / "03-one")
    return lambda: doors.command("import_course", "markdown", folder, "--without-recording")


@case(door="import", tells=(LessonDeleted, ExerciseDeleted, CoursePublished))
def import_without_a_lesson(doors: Doors) -> Act:
    folder = imported(doors)
    rmtree(folder / "lessons" / "02-two")
    return lambda: doors.command("import_course", "markdown", folder, "--without-recording")


@case(door="import", tells=(LessonCreated, ExerciseCreated, CoursePublished))
def import_a_lesson_again(doors: Doors) -> Act:
    folder = imported(doors)
    (folder / "lessons" / "02-two").rename(doors.folder / "kept")
    doors.command("import_course", "markdown", folder, "--without-recording")
    (doors.folder / "kept").rename(folder / "lessons" / "02-two")
    return lambda: doors.command("import_course", "markdown", folder, "--without-recording")


def imported(doors: Doors) -> Path:
    folder = write(doors.folder, FILES)
    doors.command("import_course", "markdown", folder, "--without-recording")
    return folder


def chosen(doors: Doors, *, model: str, action: str, pk: UUID) -> Act:
    form = {"action": action, "_selected_action": [str(pk)]}
    return lambda: doors.admin("editor").post(page(f"{model}_changelist"), form)


def readiness(doors: Doors, *, model: str, thing: Lesson | Exercise, value: str) -> Act:
    editor, place = doors.admin("editor"), page(f"{model}_change", thing.pk)
    form: dict[str, Any] = {**NO_EXERCISES, **written(editor, place), "readiness": value}
    return lambda: editor.post(place, form)


def write(folder: Path, files: dict[str, str]) -> Path:
    root = folder / "course"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root

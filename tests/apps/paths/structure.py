"""Sections, and what else puts the parts of a course in their places."""

from apps.courses.contracts import (
    CoursePublished,
    CourseUpdated,
    ExerciseUpdated,
    LessonDeleted,
    LessonUpdated,
    SectionCreated,
    SectionDeleted,
    SectionUpdated,
)
from tests.apps.courses.factories import make_course, make_lesson, make_published, make_quiz, make_section
from tests.apps.courses.test_admin import inline, page, written
from tests.apps.paths.cases import Act, Doors, case
from tests.apps.paths.courses import API, chosen


@case(door="api", tells=(SectionCreated,), again=(SectionCreated,))
def create_section(doors: Doors) -> Act:
    body = {"course_id": str(make_course().pk), "title": "Basics"}
    return lambda: doors.api("editor").post(f"{API}/sections", body)


@case(door="admin", tells=(SectionCreated,), again=(SectionCreated,))
def add_section(doors: Doors) -> Act:
    form = {"course": make_course().pk, "title": "Basics", "summary": "", "readiness": "ready"}
    return lambda: doors.admin("editor").post(page("section_add"), form)


@case(door="api", tells=(SectionUpdated,))
def edit_section(doors: Doors) -> Act:
    section = make_section(course=make_course())
    return lambda: doors.api("editor").patch(f"{API}/sections/{section.pk}", {"title": "New"})


@case(door="admin", tells=(SectionUpdated,))
def change_section(doors: Doors) -> Act:
    editor, place = doors.admin("editor"), page("section_change", make_section(course=make_course()).pk)
    form = {**written(editor, place), "readiness": "held"}
    return lambda: editor.post(place, form)


@case(door="api", tells=(SectionDeleted, LessonUpdated))
def delete_section(doors: Doors) -> Act:
    section = make_section(course=make_course())
    make_lesson(course=section.course, section=section)
    return lambda: doors.api("editor").delete(f"{API}/sections/{section.pk}")


@case(door="admin", tells=(SectionDeleted,))
def take_section_away(doors: Doors) -> Act:
    return chosen(doors, model="section", action="take_away", pk=make_section(course=make_course()).pk)


@case(door="api", tells=(CourseUpdated, LessonUpdated))
def group_lessons(doors: Doors) -> Act:
    course = make_published(lessons=2)
    one, two = make_section(course=course), make_section(course=course)
    first, second = course.lessons.order_by("position")
    sections = [{"id": str(two.pk), "lessons": [str(first.pk)]}, {"id": str(one.pk)}]
    body = {"lessons": [str(first.pk), str(second.pk)], "sections": sections}
    return lambda: doors.api("editor").post(f"{API}/courses/{course.pk}/reorder", body)


@case(door="admin", tells=(CourseUpdated,))
def drag_sections(doors: Doors) -> Act:
    course = make_course()
    sections = [make_section(course=course) for _ in range(2)]
    editor, place = doors.admin("editor"), page("course_change", course.pk)
    form = {**inline("sections", sections), **inline("lessons", []), **written(editor, place)}
    form |= {"sections-0-position": "2", "sections-1-position": "1"}
    return lambda: editor.post(place, form)


@case(door="api", tells=(LessonUpdated, ExerciseUpdated))
def hold_many_back(doors: Doors) -> Act:
    lesson = make_lesson(course=make_course())
    quiz = make_quiz(lesson=lesson)
    body = {"action": "hold", "lessons": [str(lesson.pk)], "exercises": [str(quiz.pk)]}
    return lambda: doors.api("editor").post(f"{API}/courses/{lesson.course_id}/bulk", body)


@case(door="api", tells=())
def rehearse_many(doors: Doors) -> Act:
    lesson = make_lesson(course=make_course())
    body = {"action": "retire", "lessons": [str(lesson.pk)]}
    return lambda: doors.api("editor").post(f"{API}/courses/{lesson.course_id}/bulk?dry_run=1", body)


@case(door="admin", tells=(LessonDeleted,))
def retire_many(doors: Doors) -> Act:
    return chosen(doors, model="lesson", action="retire", pk=make_lesson(course=make_course()).pk)


@case(door="api", tells=(CoursePublished,))
def publish_an_edited_section(doors: Doors) -> Act:
    course = make_course()
    section = make_section(course=course)
    make_lesson(course=course, section=section)
    return lambda: doors.api("editor").post(f"{API}/courses/{course.pk}/publish")

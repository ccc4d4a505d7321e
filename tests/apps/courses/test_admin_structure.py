"""Staff on sections, co-authors, skills, bulk changes, and two who save the same form."""

from typing import Any

import pytest
from django.test import Client

from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.structure import Section
from apps.courses.models.taxonomy import Category, Skill
from apps.courses.selectors import editing
from apps.courses.selectors.authors import authors_of
from apps.courses.services.authors import add_author
from apps.courses.services.lessons import edit_lesson
from gopro.identifiers import uuid7
from tests.apps.courses.conftest import Queries
from tests.apps.courses.factories import (
    exercises_of,
    lessons_of,
    make_course,
    make_lesson,
    make_published,
    make_quiz,
    make_section,
)
from tests.apps.courses.test_admin import Browser, browser, inline, page, written

__all__ = ["browser"]
pytestmark = pytest.mark.usefixtures("db")


def saved(client: Client, name: str, thing: Any, **changes: Any) -> Any:
    """The form as it was shown, with these changes."""
    address = page(f"{name}_change", thing.pk)
    parts = {
        "course": lambda: {
            **inline("sections", editing.sections_of(course_id=thing.pk)),
            **inline("lessons", editing.lessons_of(course_id=thing.pk)),
        },
        "lesson": lambda: inline("exercises", exercises_of(thing)),
    }
    form = {**parts.get(name, dict)(), **written(client, address), **changes}
    return client.post(address, form)


def test_a_section_is_made_held_and_taken_away(browser: Browser) -> None:
    course, editor = make_course(), browser("editor")
    form = {"course": course.pk, "title": "Basics", "summary": "First.", "readiness": "ready"}
    assert editor.post(page("section_add"), form).status_code == 302
    section = Section.objects.get()
    assert (section.slug, section.draft_version.summary) == ("basics", "First.")
    assert saved(editor, "section", section, readiness="held").status_code == 302
    assert Section.objects.get().readiness == "held"
    make_lesson(course=course, section=section)
    preview = editor.get(page("course_preview", course.pk)).content.decode()
    assert "<h2>Basics (held back with its lessons: learners won't see it)</h2>" in preview
    editor.post(page("section_changelist"), {"action": "take_away", "_selected_action": [section.pk]})
    assert Section.objects.get().readiness == "retired"
    assert browser("learner").get(page("section_changelist")).status_code == 403


def test_a_lesson_is_made_in_a_section_and_sections_are_ordered_by_dragging(browser: Browser) -> None:
    course, editor = make_course(), browser("editor")
    one, two = make_section(course=course, title="One"), make_section(course=course, title="Two")
    lessons = [make_lesson(course=course, section=each) for each in (one, two)]
    form = {"course": course.pk, "section": one.pk, "title": "New", "difficulty": "beginner", "readiness": "ready"}
    made = editor.post(page("lesson_add"), {**form, **inline("exercises", [])})
    assert made.status_code == 302
    new = Lesson.objects.get(slug="new")
    assert [each.pk for each in lessons_of(course)] == [lessons[0].pk, new.pk, lessons[1].pk]
    places = {"sections-0-position": "2", "sections-1-position": "1"}
    assert saved(editor, "course", course, **places).status_code == 302
    assert [each.pk for each in lessons_of(course)] == [lessons[1].pk, lessons[0].pk, new.pk]
    scattered = {"lessons-0-position": "2", "lessons-1-position": "1", "lessons-2-position": "3"}
    refused = saved(editor, "course", course, **scattered)
    assert (refused.status_code, "stand together" in refused.content.decode()) == (200, True)
    assert [each.pk for each in lessons_of(course)] == [lessons[1].pk, lessons[0].pk, new.pk]


def test_who_saves_second_sees_both_sides_and_loses_nothing(browser: Browser) -> None:
    course = make_published()
    lesson, editor = lessons_of(course)[0], browser("editor")
    address = page("lesson_change", lesson.pk)
    form = {**inline("exercises", exercises_of(lesson)), **written(editor, address)}
    edit_lesson(lesson_id=lesson.pk, changes={"body": "<b>Theirs</b>", "summary": "Their summary."}, editor_id=None)
    late = editor.post(address, {**form, "body": "Yours", "title": "Your title"})
    text = late.content.decode()
    assert late.status_code == 200
    assert ("&lt;b&gt;Theirs&lt;/b&gt;" in text, ">Yours<" in text, "<b>Theirs</b>" in text) == (True, True, False)
    assert "Taken over from what was saved meanwhile, since you had left it: summary." in text
    assert Lesson.objects.get(pk=lesson.pk).draft_version.n == 2
    shown = late.context["adminform"].form
    again = {**form, **{name: shown[name].value() for name in ("title", "body", "summary", "seen_version")}}
    assert (again["title"], again["body"], again["summary"], again["seen_version"]) == (
        "Your title",
        "Yours",
        "Their summary.",
        2,
    )
    assert editor.post(address, again).status_code == 302
    version = Lesson.objects.get(pk=lesson.pk).draft_version
    assert (version.n, version.title, version.body, version.summary) == (3, "Your title", "Yours", "Their summary.")


def test_every_form_of_a_draft_looks(browser: Browser) -> None:
    course, editor = make_course(), browser("editor")
    section, lesson = make_section(course=course), make_lesson(course=course)
    quiz = make_quiz(lesson=lesson)
    for name, thing in (("course", course), ("section", section), ("lesson", lesson), ("exercise", quiz)):
        late = saved(editor, name, thing, title="Yours", seen_version="9")
        assert (late.status_code, "Saved meanwhile" in late.content.decode()) == (200, True), name
        thing.refresh_from_db()
        assert thing.draft_version.n == 1
        assert saved(editor, name, thing, title="Yours").status_code == 302, name


def test_what_to_do_before_and_co_authors_are_fields(browser: Browser) -> None:
    first, second = make_published(title="First"), make_course(title="Second")
    one, two = make_lesson(course=second, title="One"), make_lesson(course=second, title="Two")
    editor, user_id = browser("editor"), uuid7()
    assert saved(editor, "course", second, requires="first", co_authors=str(user_id)).status_code == 302
    course = Course.objects.get(pk=second.pk)
    assert course.draft_version.requires == [first.pk]
    assert authors_of(course=course) == [second.author_id, user_id]
    assert saved(editor, "course", second).status_code == 302
    assert Course.objects.get(pk=second.pk).draft_version.n == course.draft_version.n
    assert saved(editor, "course", second, requires="nope").status_code == 200
    assert saved(editor, "course", second, co_authors="nobody").status_code == 200
    assert saved(editor, "lesson", two, requires=[str(one.pk)]).status_code == 302
    refused = saved(editor, "lesson", one, requires=[str(two.pk)])
    assert "A circle: One → Two → One." in refused.content.decode()
    quiz, other = make_quiz(lesson=one), make_quiz(lesson=one)
    assert saved(editor, "exercise", other, requires=[str(quiz.pk)]).status_code == 302
    assert Exercise.objects.get(pk=other.pk).draft_version.requires == [quiz.pk]


def test_co_authors_work_on_what_is_theirs_and_name_nobody(browser: Browser) -> None:
    user_id = uuid7()
    mine, other = make_published(title="Mine"), make_published(title="Other")
    add_author(course_id=mine.pk, user_id=user_id)
    author = browser("author", user_id=user_id)
    listed = author.get(page("course_changelist")).content.decode()
    assert (str(mine.pk) in listed, str(other.pk) in listed) == (True, False)
    shown = author.get(page("course_change", mine.pk)).content.decode()
    assert [f'name="{name}"' in shown for name in ("title", "co_authors", "author_id")] == [True, False, False]
    assert saved(author, "course", mine, summary="Ours").status_code == 302
    assert Course.objects.get(pk=mine.pk).draft_version.summary == "Ours"
    assert authors_of(course=Course.objects.get(pk=mine.pk)) == [mine.author_id, user_id]
    assert saved(author, "lesson", lessons_of(mine)[0], title="Ours").status_code == 302
    author.post(page("course_changelist"), {"action": "delete_course", "_selected_action": [mine.pk]})
    assert Course.objects.get(pk=mine.pk).status == "published"


def test_a_lead_gives_the_course_away_and_a_wrong_form_is_shown_again(browser: Browser) -> None:
    lead_id, other_id = uuid7(), uuid7()
    course = make_published(author_id=lead_id)
    lead = browser("author", user_id=lead_id)
    assert lead.post(page("course_change", course.pk), {"title": ""}).status_code == 200
    form = {"author_id": str(other_id), "co_authors": str(lead_id)}
    assert saved(lead, "course", course, **form).status_code == 302
    assert authors_of(course=Course.objects.get(pk=course.pk)) == [other_id, lead_id]


def act(client: Client, name: str, action: str, *things: Any, **more: str) -> str:
    form = {"action": action, "_selected_action": [thing.pk for thing in things], **more}
    return client.post(page(f"{name}_changelist"), form, follow=True).content.decode()


def test_many_are_changed_at_once_or_rehearsed(browser: Browser) -> None:
    course, editor = make_course(), browser("editor")
    section = make_section(course=course, title="Basics")
    one, two = make_lesson(course=course, title="One"), make_lesson(course=course, title="Two")
    quiz, foreign = make_quiz(lesson=one), make_lesson(course=make_course())
    assert "2 of 2 would change. one: readiness; two: readiness" in act(
        editor, "lesson", "hold", one, two, rehearse="1"
    )
    assert set(Lesson.objects.values_list("readiness", flat=True)) == {"ready"}
    assert "2 of 2 changed." in act(editor, "lesson", "hold", one, two)
    assert "1 of 1 changed." in act(editor, "lesson", "release", one)
    assert "of one course" in act(editor, "lesson", "hold", one, foreign)
    assert "1 of 1 changed." in act(editor, "lesson", "move", two, value="basics")
    assert Lesson.objects.get(pk=two.pk).section_id == section.pk
    assert "no such section" in act(editor, "lesson", "move", one, value="nope")
    assert "1 of 1 changed." in act(editor, "lesson", "move", two)
    assert "1 of 1 changed." in act(editor, "exercise", "move", quiz, value="two")
    assert Exercise.objects.get().lesson_id == two.pk
    assert "1 of 1 changed." in act(editor, "exercise", "set_difficulty", quiz, value="Advanced")
    assert "Nothing was changed" in act(editor, "exercise", "set_difficulty", quiz, value="hard")
    act(editor, "exercise", "add_concepts", quiz, value="loops, maps")
    act(editor, "exercise", "remove_concepts", quiz, value="maps")
    version = Exercise.objects.get().draft_version
    assert (version.difficulty, version.concepts) == ("advanced", ["loops"])
    act(editor, "lesson", "retire", one, two)
    assert set(Lesson.objects.filter(course=course).values_list("readiness", flat=True)) == {"retired"}
    assert "Choose lessons" in act(browser("author"), "lesson", "hold", foreign) or foreign.readiness == "ready"


def test_editors_keep_categories_and_skills(browser: Browser) -> None:
    editor = browser("editor")
    assert editor.post(page("category_add"), {"name": "Web", "position": "0"}).status_code == 302
    web = Category.objects.get()
    assert editor.post(page("category_add"), {"name": "CSS", "position": "0", "parent": web.pk}).status_code == 302
    assert Category.objects.get(slug="css").path == "web/css"
    circle = editor.post(
        page("category_change", web.pk), {"name": "Web", "position": "0", "parent": Category.objects.get(slug="css").pk}
    )
    assert "web → css → web" in circle.content.decode()
    assert editor.post(page("category_delete", web.pk), {"post": "yes"}).status_code == 200
    assert editor.post(page("category_delete", Category.objects.get(slug="css").pk), {"post": "yes"}).status_code == 302
    assert list(Category.objects.values_list("slug", flat=True)) == ["web"]
    assert editor.post(page("skill_add"), {"name": "Loops"}).status_code == 302
    assert editor.post(page("skill_add"), {"name": "Sorting", "requires": "loops"}).status_code == 302
    loops, sorting = Skill.objects.order_by("slug")
    assert [link.before_id for link in sorting.links.all()] == [loops.pk]
    circle = editor.post(page("skill_change", loops.pk), {"name": "Loops", "parts": "sorting"})
    assert "loops → sorting → loops" in circle.content.decode()
    assert editor.post(page("skill_delete", loops.pk), {"post": "yes"}).status_code == 302
    assert list(Skill.objects.values_list("slug", flat=True)) == ["sorting"]
    for client in (browser("author"), browser("learner")):
        assert client.get(page("skill_changelist")).status_code == 403
        assert client.post(page("category_add"), {"name": "x", "position": "0"}).status_code == 403


def test_lists_open_in_few_queries(browser: Browser, queries: Queries) -> None:
    editor = browser("editor")
    counts: dict[str, int] = {}
    for size in (1, 3):
        course = make_course()
        for _ in range(size):
            make_lesson(course=course, section=make_section(course=course))
        for name in ("section", "lesson", "skill"):
            with queries() as made:
                assert editor.get(page(f"{name}_changelist")).status_code == 200
            assert counts.setdefault(name, len(made)) == len(made), name
            assert len(made) < 8

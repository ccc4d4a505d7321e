"""A course from nothing to published, written by people with a browser."""

import base64
import io
from collections.abc import Callable
from functools import partial

import httpx2
import pytest
from PIL import Image
from pytest_django.fixtures import Settings
from selenium.webdriver.common.keys import Keys

from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.services.reviews.gate import require_reviews
from apps.users.models import User
from tests.apps.courses.factories import lessons_of, make_course, make_lesson, make_quiz, record_pass
from tests.browser.conftest import Visitor
from tests.provisioning import chromium

BODY = "# Slices\n\nThey **grow**.\n\n```go\nvar names []string\n```\n"
DROP = """
const [area, name, data, kind] = arguments;
const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
const carried = new DataTransfer();
carried.items.add(new File([bytes], name, { type: "image/png" }));
const usual = { bubbles: true, cancelable: true };
const event = kind === "paste" ? new ClipboardEvent("paste", { clipboardData: carried, ...usual })
  : new DragEvent("drop", { dataTransfer: carried, ...usual });
area.dispatchEvent(event);
"""


@pytest.fixture(autouse=True)
def links_lead_here(house: str, settings: Settings) -> None:
    settings.PUBLIC_URL = house


def picture(color: str) -> str:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), color).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def admin(model: str, rest: str = "add/") -> str:
    return f"/admin/courses/courses/{model}/{rest}"


def test_from_nothing_to_published(visitor: Visitor, staff_of: Callable[[str], User]) -> None:
    author, editor = staff_of("author"), staff_of("editor")
    visitor.log_in(author)
    course = write_course(visitor)
    require_reviews(course_id=course.pk, required=True)
    slices, errors = write_lesson(visitor, course, "Slices"), write_lesson(visitor, course, "Errors")
    illustrate(visitor, slices)
    write_quiz(visitor, slices)
    write_code(visitor, errors)
    reorder(visitor, course)
    ask_for_review(visitor, course)
    visitor.browser.delete_all_cookies()
    visitor.log_in(editor)
    approve(visitor, course)
    visitor.open(admin("course", f"{course.pk}/preview/"))
    visitor.press("Publish")
    assert_public(visitor.house, course)
    assert visitor.complaints() == []


def write_course(visitor: Visitor) -> Course:
    visitor.open(admin("course"))
    visitor.write("title", "Go in a browser")
    visitor.write("language", "go")
    visitor.write("description", "All of *it*.")
    visitor.wait(lambda: visitor.find(".markdown-preview em").text == "it")
    visitor.press("Save")
    return Course.objects.get(slug="go-in-a-browser")


def write_lesson(visitor: Visitor, course: Course, title: str) -> Lesson:
    visitor.open(admin("lesson", f"add/?course={course.pk}"))
    visitor.write("title", title)
    area = visitor.find("textarea[name='body']")
    area.send_keys(BODY)
    visitor.wait(lambda: visitor.find(".markdown-preview code.language-go .kd").text == "var")
    area.send_keys("A word", Keys.SHIFT, *[Keys.ARROW_LEFT] * 4, Keys.NULL)
    area.send_keys(Keys.CONTROL, "b", Keys.NULL)
    assert area.get_property("value") == f"{BODY}A **word**"
    visitor.press("Save")
    return Lesson.objects.get(course=course, draft_version__title=title)


def shows_pictures(visitor: Visitor, number: int) -> bool:
    return len(visitor.all(".markdown-preview img")) == number


def illustrate(visitor: Visitor, lesson: Lesson) -> None:
    """A picture dropped, another pasted: each is kept by the course and shown at once."""
    visitor.open(admin("lesson", f"{lesson.pk}/change/"))
    area = visitor.find("textarea[name='body']")
    for number, kind in enumerate(("drop", "paste"), start=1):
        visitor.run(DROP, area, f"{kind}.png", picture("red" if kind == "drop" else "blue"), kind)
        visitor.wait(partial(shows_pictures, visitor, number))
    loaded = "return [...document.querySelectorAll('.markdown-preview img')].every((each) => each.naturalWidth === 8)"
    visitor.wait(lambda: visitor.run(loaded))
    visitor.press("Save")
    lesson.refresh_from_db()
    assert lesson.draft_version.body.count("](media:") == 2


def write_quiz(visitor: Visitor, lesson: Lesson) -> None:
    visitor.open(admin("exercise", f"add/?lesson={lesson.pk}"))
    visitor.choose("kind", "quiz")
    visitor.write("title", "Sums")
    visitor.choose("questions-0-kind", "numeric")
    visitor.write("questions-0-prompt", "What is 1 + 1?")
    visitor.write("questions-0-text", "2")
    visitor.click("[data-rows='questions'] > .rows-tools [data-add]")
    visitor.choose("questions-1-kind", "single")
    visitor.write("questions-1-prompt", "Which?")
    for option, text in zip(visitor.all("[name='questions-1-text']"), ("This", "That"), strict=False):
        option.send_keys(text)
    visitor.run("arguments[0].value = '1'", visitor.all("[name='questions-1-right']")[1])
    visitor.press("Save")
    questions = Exercise.objects.get(slug="sums").draft_version.questions
    assert [(each["kind"], each["choices"], each["answers"]) for each in questions] == [
        ("numeric", [], ["2"]),
        ("single", ["This", "That"], ["1"]),
    ]


def write_code(visitor: Visitor, lesson: Lesson) -> None:
    visitor.open(admin("exercise", f"add/?lesson={lesson.pk}"))
    visitor.choose("kind", "code")
    visitor.write("title", "Greet")
    visitor.write("language", "go")
    files = {
        "files": ("greet.go", "package greet"),
        "test_files": ("greet_test.go", "package greet // TESTS-SECRET"),
        "solution_files": ("greet.go", "package greet // SOLUTION-SECRET"),
    }
    for field, (name, text) in files.items():
        visitor.write(f"{field}-0-name", name)
        visitor.write(f"{field}-0-text", text)
    visitor.press("Save")
    exercise = Exercise.objects.get(slug="greet")
    assert exercise.draft_version.test_files == {"greet_test.go": "package greet // TESTS-SECRET"}
    record_pass(exercise)  # in a worker's stead


def reorder(visitor: Visitor, course: Course) -> None:
    """The handle is dragged in a way that drivers can't follow; what it does is to number the rows anew."""
    visitor.open(admin("course", f"{course.pk}/change/"))
    for place, index in ((2, 0), (1, 1)):
        visitor.run("arguments[0].value = arguments[1]", visitor.find(f"[name='lessons-{index}-position']"), place)
    visitor.press("Save")
    assert [lesson.draft_version.title for lesson in lessons_of(course)] == ["Errors", "Slices"]


def ask_for_review(visitor: Visitor, course: Course) -> None:
    visitor.open(admin("course", f"{course.pk}/preview/"))
    visitor.press("Publish")
    assert visitor.says("published once somebody else has approved it")
    visitor.open(admin("course", f"{course.pk}/review/"))
    visitor.write("note", "Is it clear?")
    visitor.press("Ask for a review")
    assert visitor.says("In review")


def approve(visitor: Visitor, course: Course) -> None:
    visitor.open(admin("course", f"{course.pk}/review/"))
    assert visitor.says("Is it clear?")
    place = f"#part_{lessons_of(course)[0].pk.hex}"
    for summary in visitor.all(f"{place} summary"):
        if summary.text == "Comment on it":
            visitor.run("arguments[0].click()", summary)
    visitor.find(f"{place} form textarea[name='text']").send_keys("Say *why*.")
    visitor.run("arguments[0].click()", visitor.find(f"{place} details[open] form button.is-main"))
    visitor.wait(lambda: visitor.find(f"{place} .staff-thread em").text == "why")
    visitor.press("Approve")
    assert visitor.says("Approved: it may be published as it is.")


def assert_public(house: str, course: Course) -> None:
    """As anybody finds it, pictures with it, and nothing of what is hidden."""
    with httpx2.Client(base_url=house) as http:
        found = http.get(f"/api/v1/courses/{course.slug}").json()
        lessons = http.get(f"/api/v1/courses/{course.slug}/lessons").json()["items"]
        lesson = http.get(f"/api/v1/lessons/{lessons[1]['id']}").json()
        exercises = http.get(f"/api/v1/courses/{course.slug}/exercises").text
        pictures = lesson["body_html"].split('src="')[1:]
        answers = [http.get(each.partition('"')[0], follow_redirects=True) for each in pictures]
    assert (found["title"], [each["title"] for each in lessons]) == ("Go in a browser", ["Errors", "Slices"])
    assert '<code class="language-go"><span class="kd">var</span>' in lesson["body_html"]
    assert [(each.status_code, each.headers["Content-Type"]) for each in answers] == [(200, "image/png")] * 2
    assert "SECRET" not in exercises


def test_without_scripts_everything_can_be_written(house: str, staff_of: Callable[[str], User]) -> None:
    course = make_course(title="Plain")
    lesson = make_lesson(course=course)
    quiz = make_quiz(lesson=lesson)
    editor = staff_of("editor")
    with chromium.running(scripts=False) as browser:
        visitor = Visitor(house=house, browser=browser)
        visitor.open("/admin/login/")
        visitor.write("email", editor.email)
        visitor.write("password", "correct horse battery staple")
        visitor.find("form button[type='submit']").click()
        visitor.wait(lambda: "/login/" not in browser.current_url)
        visitor.open(admin("exercise", f"{quiz.pk}/change/"))
        assert visitor.all(".markdown-editor") == []
        visitor.write("instructions", "Plain *text*.")
        visitor.write("questions-2-key", "third")
        visitor.choose("questions-2-kind", "numeric")
        visitor.write("questions-2-prompt", "What is 2 + 2?")
        visitor.write("questions-2-text", "4")
        for name in ("questions-0-REMOVE", "_save"):
            visitor.click(f"[name='{name}']")
    quiz.refresh_from_db()
    assert quiz.draft_version.instructions == "Plain *text*."
    assert [each["key"] for each in quiz.draft_version.questions] == ["pick", "third"]

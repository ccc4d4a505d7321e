"""What texts show: remembered with each version, refused where the course hasn't got it."""

from typing import Any

import pytest

from apps.courses.errors import ContentRefused
from apps.courses.models.content import Course
from apps.courses.models.media import Media, MediaUse
from apps.courses.models.versions import LessonVersion
from apps.courses.selectors import media as selectors
from apps.courses.services.content import LessonContent
from apps.courses.services.courses import edit_course
from apps.courses.services.lessons import create_lesson, edit_lesson
from gopro.identifiers import uuid7
from tests.apps.courses.factories import CHOICE, make_code, make_course, make_lesson, make_quiz
from tests.apps.courses.media import begin, make_media, png

pytestmark = pytest.mark.usefixtures("db")


def uses(media: Media) -> list[tuple[str, int]]:
    return [(use["kind"], use["version"]) for use in selectors.uses(media_id=media.pk)]


@pytest.fixture
def course() -> Course:
    return make_course()


def test_a_picture_of_a_text_is_shown_by_the_api(course: Course):
    media = make_media(course=course)
    lesson = make_lesson(course=course, body=f"![Books](media:{media.pk}) and [a sheet](media:{media.pk}).")
    html = lesson.draft_version.body_html
    assert f'<img src="/api/v1/media/{media.pk}" alt="Books">' in html
    assert f'<a href="/api/v1/media/{media.pk}"' in html


@pytest.mark.parametrize(
    "written", ["![a](media:{id})", "[a](media:{id})", "![a](/api/v1/media/{id})", "![a][b]\n\n[b]: media:{id}"]
)
def test_every_way_of_naming_it_counts(course: Course, written: str):
    media = make_media(course=course)
    make_lesson(course=course, body=written.replace("{id}", str(media.pk)))
    assert uses(media) == [("lesson", 1)]


def test_what_is_only_talked_about_is_no_use(course: Course):
    media = make_media(course=course)
    make_lesson(course=course, body=f"Write `![a](media:{media.pk})`.\n\n```\n![a](media:{media.pk})\n```\n")
    assert uses(media) == []


def test_each_version_of_each_kind_has_its_uses(course: Course):
    media = make_media(course=course)
    text = f"![a](media:{media.pk})"
    lesson = make_lesson(course=course, body=text)
    edit_lesson(lesson_id=lesson.pk, changes={"title": "Another"}, editor_id=None)
    edit_lesson(lesson_id=lesson.pk, changes={"body": "Nothing."}, editor_id=None)
    edit_course(course_id=course.pk, changes={"description": text}, editor_id=None)
    make_code(lesson=lesson, instructions=text, recorded=False)
    make_code(lesson=lesson, hints=({"task": 0, "text": text},), recorded=False)
    assert sorted(uses(media)) == [("course", 2), ("exercise", 1), ("exercise", 1), ("lesson", 1), ("lesson", 2)]


@pytest.mark.parametrize(
    "question",
    [{"prompt": "{text}"}, {"explanation": "{text}"}, {"choices": ["{text}", "That"]}],
    ids=["prompt", "explanation", "choice"],
)
def test_questions_show_files(course: Course, question: dict[str, Any]):
    media = make_media(course=course)
    text = f"![a](media:{media.pk})"
    filled: Any = {name: [text, "That"] if name == "choices" else text for name in question}
    quiz = make_quiz(lesson=make_lesson(course=course), questions=(CHOICE | filled,))
    assert uses(media) == [("exercise", 1)]
    assert f"/api/v1/media/{media.pk}" in str(quiz.draft_version.rendered)


def test_refuses_what_the_course_has_not_and_names_it(course: Course):
    foreign, missing = make_media(course=make_course()), uuid7()
    awaited = begin(course=course, content=png()).media
    for named in (foreign.pk, missing, awaited.pk, "nonsense"):
        with pytest.raises(ContentRefused) as caught:
            make_lesson(course=course, body=f"![a](media:{named})")
        assert caught.value.fields == {"/body": f"This course has no file {named}."}
    assert (MediaUse.objects.count(), LessonVersion.objects.count()) == (0, 0)


def test_names_the_place_in_a_quiz(course: Course):
    lesson, missing = make_lesson(course=course), uuid7()
    with pytest.raises(ContentRefused) as caught:
        make_quiz(lesson=lesson, questions=(CHOICE, CHOICE | {"key": "b", "explanation": f"![a](media:{missing})"}))
    assert list(caught.value.fields) == ["/questions/1/explanation"]


def test_a_new_course_has_no_files_yet(course: Course):
    media = make_media(course=course)
    with pytest.raises(ContentRefused):
        make_course(description=f"![a](media:{media.pk})")


def test_files_elsewhere_are_no_business_of_ours(course: Course):
    lesson = create_lesson(
        course_id=course.pk,
        content=LessonContent(
            title="One", body="![a](https://example.org/api/v1/media/1.png) [b](mailto:media@example.org)"
        ),
        editor_id=None,
    )
    assert "https://example.org/api/v1/media/1.png" in lesson.draft_version.body_html

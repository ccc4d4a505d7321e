"""Whole courses: both layouts, what is hidden, and a line for everything."""

from dataclasses import asdict
from pathlib import Path

import pytest

from apps.courses.services.importers.tree import ImportedQuestion, Reading
from gopro.errors import Invalid
from tests.apps.courses.importers.olx.courses import INLINED, SPREAD, expected_paths, reading, told_paths
from tests.apps.courses.importers.trees import file_lines


@pytest.fixture
def spread(tmp_path: Path) -> Reading:
    return reading(tmp_path, files=SPREAD)


def test_a_file_a_block(spread: Reading) -> None:
    course = spread.course
    assert (course.source.kind, course.source.locator, course.source.license) == (
        "olx",
        "olx:Org+C1+R1",
        "all-rights-reserved",
    )
    assert (course.external_key, course.slug, course.title, course.status) == (
        "Org+C1+R1",
        "made-by-hand",
        "Made by hand",
        "published",
    )
    assert (course.summary, course.description) == ("In short.", "## About\n\nAll of it.\n")
    assert [(section.external_key, section.title) for section in course.sections] == [
        ("chapter/one", "One"),
        ("chapter/hidden", "Hidden"),
    ]
    assert [(lesson.external_key, lesson.slug, lesson.section, lesson.status) for lesson in course.lessons] == [
        ("sequential/first", "first-steps", "chapter/one", "published"),
        ("sequential/later", "later", "chapter/hidden", "draft"),
    ]


def test_a_lesson_reads_as_its_blocks_stand(spread: Reading) -> None:
    assert spread.course.lessons[0].body == "\n".join(
        [
            r"## A \*unit\*",
            "",
            "Hello [there](lesson:sequential/first).",
            "",
            "![Figure](asset:static/my_fig.png)![Gone](/static/gone.png)",
            "",
            "[https://example.org/app](https://example.org/app)",
            "",
            "x^2 and `a_b`",
            "",
            "> **Exercise:** Sum",
            "",
            "[▶ Film](https://www.youtube.com/watch?v=abcdefghijk) (from 00:01:00)",
            "",
            "[▶ Film](https://example.org/film.mp4)",
            "",
            "- [Transcript (en)](asset:static/film-en.srt)",
            "",
            "> **Not supported:** discussion “Talk”.",
            "",
            "> **Not supported:** problem.",
            "",
        ]
    )


def test_a_problem_is_a_quiz_whose_answers_stay_here(spread: Reading) -> None:
    (quiz,) = spread.course.lessons[0].exercises
    assert (quiz.external_key, quiz.kind, quiz.title, quiz.instructions) == ("problem/sum", "quiz", "Sum", "")
    assert [hint.text for hint in quiz.hints] == ["Count."]
    assert quiz.questions == (
        ImportedQuestion(
            external_key="q1",
            kind="single",
            prompt="What is **1 \\+ 1**?\n\nChoose.",
            choices=("1", "2"),
            answers=("2",),
            explanation="CHOICE-HINT-SECRET\n\nSOLUTION-SECRET",
        ),
    )
    lessons = [asdict(lesson) | {"exercises": ()} for lesson in spread.course.lessons]
    assert "SECRET" not in str(lessons)


def test_files_that_texts_show_come_along(spread: Reading) -> None:
    assert [(asset.external_key, asset.name, asset.content) for asset in spread.course.assets] == [
        ("static/my_fig.png", "my_fig.png", b"PNG"),
        ("static/film-en.srt", "film-en.srt", b"1\n"),
    ]


def test_every_input_has_one_line(spread: Reading) -> None:
    assert told_paths(spread) == expected_paths(SPREAD)
    lines = {path: (line.type, line.action, line.reason, line.target) for path, line in file_lines(spread).items()}
    assert lines["chapter/one.xml"] == ("chapter", "used", "Left out: start.", "section:chapter/one")
    assert lines["sequential/first.xml"] == (
        "sequential",
        "used",
        "Left out: due, format, graded.",
        "lesson:sequential/first",
    )
    assert lines["html/intro.xml"] == ("html", "used", "Removed: 1 handler, 1 script.", "lesson:sequential/first")
    assert lines["html/intro.html"] == ("html", "used", "", "lesson:sequential/first")
    assert lines["problem/sum.xml"] == ("problem", "used", "Left out: max_attempts.", "exercise:problem/sum")
    assert lines["problem/scripted.xml"][:3] == (
        "problem",
        "unsupported",
        "It needs a script, which is never run here.",
    )
    assert lines["discussion/talk.xml"][1] == "unsupported"
    assert lines["drafts/vertical/never.xml"][:2] == ("draft", "ignored")
    assert lines["static/unused.css"][1] == "ignored"
    assert not Path("/tmp/olx-was-run").exists()  # noqa: S108 - the name that the script in the problem would write


def test_what_is_missing_is_said(spread: Reading) -> None:
    missing = [(line.path, line.action) for line in spread.lines if line.type == "asset" and "#" in line.path]
    assert missing == [("html/intro.xml#/static/gone.png", "error")]


def test_secrets_are_named_and_never_read_in(spread: Reading) -> None:
    told = {line.path: line.reason for line in spread.lines if line.type == "key"}
    assert told == {
        "policies/R1/policy.json#/course~1R1/lti_passports": "A secret: not read in.",
        "policies/R1/policy.json#/course~1R1/video_upload_token": "A secret: not read in.",
        "policies/R1/policy.json#/course~1R1/xqa_key": "Not used here.",
    }
    assert "PASSPORT" not in str(spread)
    assert "TOKEN" not in str(spread)


def test_blocks_within_blocks(tmp_path: Path) -> None:
    read = reading(tmp_path, files=INLINED)
    assert [(lesson.external_key, lesson.title) for lesson in read.course.lessons] == [
        ("sequential/first", "First steps"),
        ("problem/lone", "Alone"),
    ]
    first, alone = read.course.lessons
    assert first.body == (
        "Hello **there**.\n\n> **Exercise:** Sum\n\n> **Not supported:** poll\\_question.\n\n"
        "Nameless, and directly in the lesson.\n"
    )
    assert (first.exercises[0].questions[0].choices, first.exercises[0].questions[0].answers) == (("a", "b"), ("b",))
    assert (alone.exercises[0].questions[0].answers, alone.exercises[0].questions[0].strict) == (("yes",), ())
    assert told_paths(read) == expected_paths(INLINED)


def test_both_layouts_say_the_same(tmp_path: Path) -> None:
    spread = {
        "course.xml": '<course url_name="R1" org="Org" course="C1"/>',
        "course/R1.xml": '<course display_name="C"><chapter url_name="a"/></course>',
        "chapter/a.xml": '<chapter display_name="A"><sequential url_name="b"/></chapter>',
        "sequential/b.xml": '<sequential display_name="B"><html url_name="c"/></sequential>',
        "html/c.xml": '<html display_name="C" filename="c"/>',
        "html/c.html": "<p>Text.</p>",
    }
    inlined = {
        "course.xml": '<course url_name="R1" org="Org" course="C1" display_name="C"><chapter url_name="a"'
        ' display_name="A"><sequential url_name="b" display_name="B"><html url_name="c" display_name="C"><p>Text.</p>'
        "</html></sequential></chapter></course>"
    }
    one, other = (reading(tmp_path / name, files=files) for name, files in (("s", spread), ("i", inlined)))
    assert (one.course.lessons, one.course.sections) == (other.course.lessons, other.course.sections)


def test_what_only_staff_see_stays_hidden(tmp_path: Path) -> None:
    files = {
        "course.xml": '<course url_name="R" org="O" course="C"><chapter url_name="a"><sequential url_name="b">'
        '<vertical url_name="v" display_name="Answers" visible_to_staff_only="true"><html url_name="h">HIDDEN</html>'
        '<problem url_name="p"><stringresponse answer="x"><textline/></stringresponse></problem></vertical>'
        "</sequential></chapter></course>"
    }
    read = reading(tmp_path, files=files)
    (lesson,) = read.course.lessons
    assert (lesson.status, lesson.body) == ("published", "> **Exercise:** Questions\n")
    assert lesson.exercises[0].status == "draft"
    assert [line.action for line in read.lines if line.type == "html"] == ["unsupported"]


def test_pools_are_drawn_from(tmp_path: Path) -> None:
    one = '<problem url_name="{0}"><stringresponse answer="{0}" type="ci"><textline/></stringresponse></problem>'
    pool = '<library_content url_name="l" max_count="2" source_library_id="x">{}</library_content>'.format(
        "".join(map(one.format, "abc")) + '<html url_name="h">No problem.</html>'
    )
    files = {
        "course.xml": '<course url_name="R" org="O" course="C"><chapter url_name="a"><sequential url_name="s">'
        f"{pool}</sequential></chapter></course>"
    }
    read = reading(tmp_path, files=files)
    (exercise,) = read.course.lessons[0].exercises
    assert (exercise.draws, [question.external_key for question in exercise.questions]) == (2, ["a-q1", "b-q1", "c-q1"])
    assert told_paths(read) == expected_paths(files)
    assert [(line.type, line.action) for line in read.lines if "#" in line.path][-5:] == [
        ("library_content", "used"),
        ("problem", "used"),
        ("problem", "used"),
        ("problem", "used"),
        ("html", "unsupported"),
    ]


def test_alternatives_are_told_with_all_in_them(tmp_path: Path) -> None:
    files = {
        "course.xml": '<course url_name="R" org="O" course="C"><chapter url_name="a"><sequential url_name="s">'
        '<split_test url_name="t"><vertical url_name="v"><html url_name="h">A</html></vertical></split_test>'
        "</sequential></chapter></course>"
    }
    read = reading(tmp_path, files=files)
    assert read.course.lessons[0].body == "> **Not supported:** split\\_test.\n"
    assert told_paths(read) == expected_paths(files)
    assert [line.action for line in read.lines if line.type in {"split_test", "vertical", "html"}] == [
        "unsupported"
    ] * 3


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"course.xml": "<library/>"}, "course.xml: a course was to be here, not a library."),
        ({"chapter/one.xml": "<chapter"}, "chapter/one.xml: not XML"),
        ({"policies/R1/policy.json": "[]"}, "a mapping of blocks to settings"),
    ],
)
def test_without_a_structure_nothing_is_taken(tmp_path: Path, changed: dict[str, str], told: str) -> None:
    with pytest.raises(Invalid, match=told.replace(".", r"\.")):
        reading(tmp_path, files=SPREAD | changed)


def test_without_course_xml_nothing_is_taken(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"course\.xml: missing"):
        reading(tmp_path, files={"chapter/one.xml": "<chapter/>"})


def test_a_broken_block_costs_itself_alone(tmp_path: Path) -> None:
    read = reading(tmp_path, files=SPREAD | {"problem/sum.xml": "<problem", "vertical/unit.xml": _WITH_LOST_BLOCKS})
    assert read.course.lessons[0].exercises == ()
    actions = {line.path: line.action for line in read.lines}
    assert actions["problem/sum.xml"] == "error"
    assert actions["vertical/unit.xml#/2"] == "error"  # missing
    assert [line.reason for line in read.lines if line.type == "reference" and line.path == "vertical/unit.xml#/3"] == [
        "problem 'sum' stands twice; the first place counts."
    ]


_WITH_LOST_BLOCKS = (
    '<vertical><html url_name="intro"/><problem url_name="sum"/><video url_name="nowhere"/><problem url_name="sum"/>'
    "</vertical>"
)

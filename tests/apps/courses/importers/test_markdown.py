"""Our own folders: one of everything, broken in one place at a time."""

from pathlib import Path

import pytest

from apps.courses.services.importers.tree import (
    ImportedConcept,
    ImportedHint,
    ImportedQuestion,
    ImportedSource,
    ImportedTask,
)
from gopro.errors import Invalid
from tests.apps.courses.importers.trees import Files, exercises, file_lines, lessons, read, remarks, uuid

LESSON = "lessons/01-hello"
EXERCISE = f"{LESSON}/exercises/greeting"
TEST = "package x\n\nfunc TestX(t *testing.T) {}\n"
COURSE = f"""
key: {uuid(1)}
slug: first-steps
title: First steps
summary: No more, no less.
description: |
  All of *it*.
language: go
difficulty: beginner
tags: [go, 1.10, no]
license: CC-BY-4.0
attribution: Somebody
"""
HELLO = f"""---
key: {uuid(2)}
title: Hello
summary: Say it.
difficulty: beginner
duration_minutes: 20
concepts: [printing, exported-names]
---

Some *text*.

---

More.
"""
QUIZ = f"""
key: {uuid(3)}
slug: hello-quiz
title: Check yourself
instructions: Choose.
questions:
  - key: one
    kind: single
    prompt: Which?
    choices: [yes, no, 010]
    answer: 2
    explanation: Because.
  - key: many
    kind: multiple
    prompt: Which?
    choices: [a, b, c]
    answer: [2, 0]
  - key: number
    kind: numeric
    prompt: How many?
    answer: 1.5
    tolerance: 0.01
  - key: words
    kind: text
    prompt: What?
    answer: [go run, go  run]
  - key: steps
    kind: ordering
    prompt: In which order?
    choices: [edit, build, run]
  - key: pairs
    kind: matching
    prompt: Whose?
    choices: [go, python]
    matches: [.py, .rs, .go]
    answer: [2, 0]
draws: 3
"""
ONE_QUESTION = "  - {key: one, kind: single, prompt: Which one, choices: [a, b], answer: 0}"
GREETING = f"""
key: {uuid(4)}
title: Greeting
language: go
difficulty: intermediate
blurb: Say hello.
prerequisites: [printing]
"""


def course() -> Files:
    return {
        "course.yaml": COURSE,
        f"{LESSON}/lesson.md": HELLO,
        f"{LESSON}/quiz.yaml": QUIZ,
        f"{EXERCISE}/exercise.yaml": GREETING,
        f"{EXERCISE}/instructions.md": "Do.\n\n## 1. Greet\n\nHer.\n",
        f"{EXERCISE}/hints.md": "## General\n\n- Look.\n\n## 1. Greet\n\n- Say it.\n",
        f"{EXERCISE}/stub/x.go": "package x // stub\n",
        f"{EXERCISE}/tests/x_test.go": TEST,
        f"{EXERCISE}/tests/testdata/a.txt": "1\n",
        f"{EXERCISE}/solution/x.go": "package x // done\n",
        f"{EXERCISE}/readonly/go.mod": "module x\n",
    }


class TestCourse:
    def test_what_it_says(self, tmp_path: Path) -> None:
        reading = read("markdown", files=course() | {"LICENSE": "Use it.\n"}, root=tmp_path)
        found = reading.course
        assert (found.external_key, found.slug, found.title) == (uuid(1), "first-steps", "First steps")
        assert (found.summary, found.description) == ("No more, no less.", "All of *it*.\n")
        assert (found.language, found.difficulty, found.status) == ("go", "beginner", "published")
        assert found.tags == ("go", "1.10", "no")
        assert found.concepts == (
            ImportedConcept(external_key="printing", slug="printing", name="Printing"),
            ImportedConcept(external_key="exported-names", slug="exported-names", name="Exported names"),
        )
        assert found.source == ImportedSource(
            kind="markdown",
            locator=f"markdown:{uuid(1)}",
            archive_sha256=found.source.archive_sha256,
            license="CC-BY-4.0",
            license_text="Use it.\n",
            attribution="Somebody",
        )

    def test_lessons_stand_in_the_order_of_their_numbers(self, tmp_path: Path) -> None:
        files = course()
        for number, name in ((3, "10-last"), (2, "9-middle")):
            files[f"lessons/{name}/lesson.md"] = HELLO.replace(uuid(2), uuid(10 + number))
        assert list(lessons(read("markdown", files=files, root=tmp_path))) == ["hello", "middle", "last"]

    def test_a_draft_says_so(self, tmp_path: Path) -> None:
        files = course() | {"course.yaml": f"{COURSE}\nstatus: draft\n"}
        assert read("markdown", files=files, root=tmp_path).course.status == "draft"


class TestLesson:
    def test_what_it_says(self, tmp_path: Path) -> None:
        found = lessons(read("markdown", files=course(), root=tmp_path))["hello"]
        assert (found.external_key, found.title, found.summary) == (uuid(2), "Hello", "Say it.")
        assert found.body == "Some *text*.\n\n---\n\nMore.\n"
        assert (found.difficulty, found.duration_minutes, found.status) == ("beginner", 20, "published")
        assert found.concepts == ("printing", "exported-names")
        assert [exercise.slug for exercise in found.exercises] == ["hello-quiz", "greeting"]


class TestQuiz:
    def test_what_it_says(self, tmp_path: Path) -> None:
        found = exercises(read("markdown", files=course(), root=tmp_path))["hello-quiz"]
        assert (found.external_key, found.title, found.kind) == (uuid(3), "Check yourself", "quiz")
        assert (found.instructions, found.difficulty, found.grading_mode) == ("Choose.", "beginner", "none")
        assert found.questions == (
            ImportedQuestion(
                external_key="one",
                kind="single",
                prompt="Which?",
                choices=("yes", "no", "010"),
                answers=("010",),
                explanation="Because.",
            ),
            ImportedQuestion(
                external_key="many", kind="multiple", prompt="Which?", choices=("a", "b", "c"), answers=("c", "a")
            ),
            ImportedQuestion(
                external_key="number", kind="numeric", prompt="How many?", answers=("1.5",), tolerance="0.01"
            ),
            ImportedQuestion(external_key="words", kind="text", prompt="What?", answers=("go run", "go  run")),
            ImportedQuestion(
                external_key="steps",
                kind="ordering",
                prompt="In which order?",
                choices=("edit", "build", "run"),
                answers=("0", "1", "2"),
            ),
            ImportedQuestion(
                external_key="pairs",
                kind="matching",
                prompt="Whose?",
                choices=("go", "python"),
                matches=(".py", ".rs", ".go"),
                answers=("2", "0"),
            ),
        )
        assert found.draws == 3


class TestExercise:
    def test_what_it_says(self, tmp_path: Path) -> None:
        found = exercises(read("markdown", files=course(), root=tmp_path))["greeting"]
        assert (found.external_key, found.title, found.kind, found.language) == (uuid(4), "Greeting", "code", "go")
        assert (found.blurb, found.difficulty, found.status) == ("Say hello.", "intermediate", "published")
        assert found.instructions == "Do.\n\n## 1. Greet\n\nHer.\n"
        assert found.tasks == (ImportedTask(number=1, title="Greet"),)
        assert found.hints == (ImportedHint(task=0, text="- Look."), ImportedHint(task=1, text="- Say it."))
        assert found.stub_files == {"x.go": "package x // stub\n"}
        assert found.test_files == {"x_test.go": TEST, "testdata/a.txt": "1\n"}
        assert found.solution_files == {"x.go": "package x // done\n"}
        assert found.readonly_files == {"go.mod": "module x\n"}
        assert (found.grading_mode, found.prerequisites) == ("tests", ("printing",))

    def test_without_hints_and_tests(self, tmp_path: Path) -> None:
        files = course()
        for name in (f"{EXERCISE}/hints.md", f"{EXERCISE}/tests/x_test.go"):
            del files[name]
        reading = read("markdown", files=files, root=tmp_path)
        found = exercises(reading)["greeting"]
        assert (found.hints, found.grading_mode) == ((), "none")
        assert remarks(reading) == [
            (f"{EXERCISE}/exercise.yaml#/tests", "unsupported", "No tests: it can be done, but not graded.")
        ]


class TestReport:
    def test_every_file_has_one_line_and_a_target(self, tmp_path: Path) -> None:
        reading = read("markdown", files=course(), root=tmp_path)
        lines = file_lines(reading)
        assert set(lines) == set(course())
        assert {line.action for line in lines.values()} == {"used"}
        assert {path: line.target for path, line in lines.items() if "exercises" not in path} == {
            "course.yaml": f"course:{uuid(1)}",
            f"{LESSON}/lesson.md": f"lesson:{uuid(2)}",
            f"{LESSON}/quiz.yaml": f"exercise:{uuid(3)}",
        }
        assert {line.target for path, line in lines.items() if "exercises" in path} == {f"exercise:{uuid(4)}"}
        assert remarks(reading) == []

    def test_what_nobody_knows_is_told(self, tmp_path: Path) -> None:
        files = course() | {
            "course.yaml": f"{COURSE}\ncolour: red\n",
            f"{LESSON}/lesson.md": HELLO.replace("title: Hello", "title: Hello\nmood: good"),
            f"{LESSON}/quiz.yaml": QUIZ.replace("explanation: Because.", "hint: None."),
            f"{EXERCISE}/exercise.yaml": GREETING.replace("[printing]", "[printing, nope]"),
            f"{EXERCISE}/notes.txt": "x",
            "README.md": "x",
        }
        reading = read("markdown", files=files, root=tmp_path)
        assert sorted(remarks(reading)) == [
            ("course.yaml#/colour", "ignored", "Not used here."),
            (
                f"{EXERCISE}/exercise.yaml#/prerequisites/1",
                "error",
                "No lesson teaches the concept 'nope'; left out.",
            ),
            (f"{LESSON}/lesson.md#/mood", "ignored", "Not used here."),
            (f"{LESSON}/quiz.yaml#/questions/0/hint", "ignored", "Not used here."),
        ]
        lines = file_lines(reading)
        assert {path for path, line in lines.items() if line.action == "ignored"} == {
            f"{EXERCISE}/notes.txt",
            "README.md",
        }
        assert exercises(reading)["greeting"].prerequisites == ("printing",)


def quiz(question: str) -> dict[str, str | bytes | None]:
    return {f"{LESSON}/quiz.yaml": QUIZ.partition("  - key")[0] + question}


REFUSALS: list[tuple[dict[str, str | bytes | None], str]] = [
    ({"course.yaml": None}, "course.yaml: missing."),
    ({"course.yaml": "a: [b"}, "course.yaml: not YAML that can be taken ("),
    ({"course.yaml": "- a"}, "course.yaml: a mapping of keys to values is needed here."),
    ({"course.yaml": "a: &x 1\nb: *x"}, "course.yaml: not YAML that can be taken (aliases aren't taken)."),
    ({"course.yaml": "a: 1\na: 2"}, "course.yaml: not YAML that can be taken (the key 'a' stands twice)."),
    ({"course.yaml": "[a]: 1"}, "course.yaml: not YAML that can be taken (a key must be text)."),
    ({"course.yaml": "a: " + "[" * 5000}, "course.yaml: not YAML that can be taken ("),
    ({"course.yaml": "#" * (256 * 1024 + 1)}, "course.yaml: more than 262,144 characters of YAML."),
    ({"course.yaml": "!!python/object/apply:os.system [id]"}, "course.yaml: a mapping"),
    ({"course.yaml": COURSE.replace(uuid(1), "1")}, "course.yaml: 'key' must be a UUID."),
    ({"course.yaml": COURSE.replace("first-steps", "First")}, "course.yaml: 'slug' must be a slug"),
    ({"course.yaml": COURSE.replace("beginner", "easy")}, "course.yaml: 'difficulty' must be one of beginner, "),
    ({"course.yaml": COURSE.replace("title: First steps", "title:")}, "course.yaml: 'title' is missing or empty."),
    ({"course.yaml": COURSE.replace(uuid(1), uuid(4))}, f"course.yaml: the key {uuid(4)} stands twice in this course."),
    ({f"{LESSON}/lesson.md": None}, f"{LESSON}/lesson.md: missing."),
    ({f"{LESSON}/lesson.md": "# Hello"}, f"{LESSON}/lesson.md: it must begin with front matter"),
    ({f"{LESSON}/lesson.md": b"\xff"}, f"{LESSON}/lesson.md: not UTF-8 text (byte 0)."),
    (
        {f"{LESSON}/lesson.md": HELLO.replace(": 20", ": soon")},
        f"{LESSON}/lesson.md: 'duration_minutes' must be a whole number from 1 to 1440.",
    ),
    (
        {"lessons/hello/lesson.md": HELLO},
        "lessons/hello: a lesson's folder is a number and a slug, such as '01-hello'.",
    ),
    (
        {"lessons/02-hello/lesson.md": HELLO.replace(uuid(2), uuid(9))},
        "lessons: the slug 'hello' stands twice.",
    ),
    ({f"{LESSON}/exercises/Bad_Name/x": "x"}, f"{LESSON}/exercises/Bad_Name: an exercise's folder is its slug"),
    ({f"{EXERCISE}/exercise.yaml": None}, f"{EXERCISE}/exercise.yaml: missing."),
    ({f"{EXERCISE}/instructions.md": None}, f"{EXERCISE}/instructions.md: missing."),
    (
        {f"{EXERCISE}/exercise.yaml": GREETING.replace(": go", ": cobol")},
        f"{EXERCISE}/exercise.yaml: 'language' can't be graded here: 'cobol'.",
    ),
    ({f"{EXERCISE}/stub/x.go": None}, f"{EXERCISE}/stub: no file for the learner to edit."),
    ({f"{EXERCISE}/solution/y.go": "x"}, f"{EXERCISE}/solution/y.go: there is no stub of that name."),
    ({f"{EXERCISE}/stub/y.go": "x"}, f"{EXERCISE}/stub/y.go: there is no solution of that name."),
    ({f"{EXERCISE}/readonly/x.go": "x"}, f"{EXERCISE}: 'x.go' stands in more than one of stub, tests and readonly."),
    (quiz(""), f"{LESSON}/quiz.yaml: 'questions' must be a list."),
    (quiz("  []"), f"{LESSON}/quiz.yaml: 'questions' lists none."),
    (quiz(f"{ONE_QUESTION}\n{ONE_QUESTION}"), f"{LESSON}/quiz.yaml: 'questions' holds the same key twice."),
    (quiz(ONE_QUESTION.replace("single", "essay")), f"{LESSON}/quiz.yaml#/questions/0: 'kind' must be one of single, "),
    (
        quiz(ONE_QUESTION.replace("answer: 0", "answer: 2")),
        f"{LESSON}/quiz.yaml#/questions/0: 'answer' must be a position",
    ),
    (
        quiz(ONE_QUESTION.replace("single", "ordering").replace("answer: 0", "answer: [0, 0]")),
        f"{LESSON}/quiz.yaml#/questions/0: 'answer' must list the position of each choice once.",
    ),
    (
        quiz(ONE_QUESTION.replace("single", "matching").replace("answer: 0", "matches: [x, y], answer: [2, 0]")),
        f"{LESSON}/quiz.yaml#/questions/0: 'answer' must list for each choice the position of its partner.",
    ),
    (quiz(f"{ONE_QUESTION}\ndraws: 2"), f"{LESSON}/quiz.yaml: 'draws' is more than there are questions."),
    (quiz(ONE_QUESTION.replace("[a, b]", "[a, a]")), f"{LESSON}/quiz.yaml#/questions/0: 'choices' holds the same text"),
    (quiz(ONE_QUESTION.replace("[a, b]", "[a]")), f"{LESSON}/quiz.yaml#/questions/0: 'choices' must be two or more"),
    (
        quiz(ONE_QUESTION.replace("single", "multiple").replace("answer: 0", "answer: [0, 0]")),
        f"{LESSON}/quiz.yaml#/questions/0: 'answer' must list one or more different positions.",
    ),
    (
        quiz(ONE_QUESTION.replace("single", "numeric").replace("answer: 0", "answer: nan")),
        f"{LESSON}/quiz.yaml#/questions/0: 'answer' must be a number such as 3 or 1.5, not 'nan'.",
    ),
    (
        quiz(ONE_QUESTION.replace("single", "numeric").replace("answer: 0", "answer: 1, tolerance: -1")),
        f"{LESSON}/quiz.yaml#/questions/0: 'tolerance' must not be negative.",
    ),
    (
        quiz(ONE_QUESTION.replace("single", "text").replace("answer: 0", "answer: []")),
        f"{LESSON}/quiz.yaml#/questions/0: 'answer' must be one or more texts, none of them empty.",
    ),
]


@pytest.mark.parametrize(("broken", "refusal"), REFUSALS, ids=range(len(REFUSALS)))
def test_what_can_t_be_read_is_refused_by_file_and_key(
    broken: dict[str, str | bytes | None], refusal: str, tmp_path: Path
) -> None:
    files = {name: content for name, content in {**course(), **broken}.items() if content is not None}
    with pytest.raises(Invalid) as caught:
        read("markdown", files=files, root=tmp_path)
    assert caught.value.detail.startswith(refusal)


def test_a_course_needs_a_lesson(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"^lessons: a course needs a lesson"):
        read("markdown", files={"course.yaml": COURSE}, root=tmp_path)

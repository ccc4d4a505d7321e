"""Exercism's tracks: a small one of every shape, broken in one place at a time."""

from pathlib import Path
from typing import Any

import pytest

from apps.courses.services.importers.tree import (
    ImportedConcept,
    ImportedHint,
    ImportedResource,
    ImportedSource,
    ImportedTask,
)
from gopro.errors import Invalid
from tests.apps.courses.importers.trees import (
    Files,
    as_json,
    exercises,
    file_lines,
    lessons,
    read,
    remarks,
    uuid,
)

TEACH = "exercises/concept/first-steps"
DO = "exercises/practice/two-fer"
STUB, TEST, EXAMPLE = "package x // stub\n", "package x\n\nfunc TestX(t *testing.T) {}\n", "package x // done\n"


def config(**changes: Any) -> dict[str, Any]:
    return {
        "language": "Go",
        "slug": "go",
        "active": True,
        "blurb": "A language.",
        "tags": ["typing/static"],
        "key_features": [{"title": "Small", "content": "It is.", "icon": "x"}],
        "files": {
            "solution": ["%{snake_slug}.go"],
            "test": ["%{snake_slug}_test.go"],
            "example": [".meta/example.go"],
            "exemplar": [".meta/exemplar.go"],
        },
        "exercises": {
            "concept": [
                {
                    "slug": "first-steps",
                    "name": "First Steps",
                    "uuid": uuid(1),
                    "concepts": ["basics"],
                    "prerequisites": [],
                }
            ],
            "practice": [practice()],
        },
        "concepts": [{"uuid": uuid(11), "slug": "basics", "name": "Basics"}],
    } | changes


def practice(**changes: Any) -> dict[str, Any]:
    entry = {"slug": "two-fer", "name": "Two Fer", "uuid": uuid(2), "practices": [], "prerequisites": []}
    return entry | {"difficulty": 4} | changes


def with_practice(**changes: Any) -> Files:
    exercises = config()["exercises"] | {"practice": [practice(**changes)]}
    return track() | {"config.json": as_json(config(exercises=exercises))}


def meta(**changes: Any) -> dict[str, Any]:
    files = {"solution": ["two_fer.go"], "test": ["two_fer_test.go"], "example": [".meta/example.go"]}
    return {"blurb": "One for you.", "authors": ["ada"], "contributors": ["bob"], "files": files} | changes


def with_files(**changes: list[str]) -> Files:
    return track() | {f"{DO}/.meta/config.json": as_json(meta(files=meta()["files"] | changes))}


def track() -> Files:
    return {
        "config.json": as_json(config()),
        "LICENSE": "MIT License\n\nCopyright (c) 2021 Somebody\n",
        "concepts/basics/introduction.md": "# Introduction\n\nOwn.\n",
        "concepts/basics/about.md": "# About\n\nMore.\n",
        "concepts/basics/links.json": as_json([{"url": "https://go.dev", "description": "Go"}]),
        "concepts/basics/.meta/config.json": as_json({"blurb": "The first things."}),
        f"{TEACH}/.docs/introduction.md": "# Introduction\n\nTaught.\n",
        f"{TEACH}/.docs/instructions.md": "# Instructions\n\n## 1. Do it\n\nNow.\n\n```text\n## 2. Not this\n```\n",
        f"{TEACH}/.docs/hints.md": "# Hints\n\n## General\n\n- See [go].\n\n## 1. Do it\n\n- Try.\n\n[go]: https://go.dev\n",
        f"{TEACH}/.meta/config.json": as_json(
            {
                "authors": ["ada"],
                "files": {
                    "solution": ["first_steps.go"],
                    "test": ["first_steps_test.go"],
                    "exemplar": [".meta/exemplar.go"],
                    "editor": ["types.go"],
                    "invalidator": ["go.mod"],
                },
            }
        ),
        f"{TEACH}/.meta/exemplar.go": EXAMPLE,
        f"{TEACH}/first_steps.go": STUB,
        f"{TEACH}/first_steps_test.go": TEST,
        f"{TEACH}/types.go": "package x // types\n",
        f"{TEACH}/go.mod": "module x\n",
        f"{DO}/.docs/instructions.md": "# Instructions\n\nDo.\n",
        f"{DO}/.meta/config.json": as_json(meta()),
        f"{DO}/.meta/example.go": EXAMPLE,
        f"{DO}/two_fer.go": STUB,
        f"{DO}/two_fer_test.go": TEST,
        f"{DO}/go.mod": "module y\n",
    }


class TestCourse:
    def test_what_config_says(self, tmp_path: Path) -> None:
        course = read("exercism", files=track(), root=tmp_path).course
        assert (course.external_key, course.slug, course.title, course.language) == ("track", "go", "Go", "go")
        assert (course.summary, course.description) == ("A language.", "A language.\n\n- **Small**: It is.")
        assert (course.status, course.difficulty, course.tags) == ("published", "beginner", ("typing/static",))
        assert course.concepts == (ImportedConcept(external_key=uuid(11), slug="basics", name="Basics"),)

    def test_where_it_came_from(self, tmp_path: Path) -> None:
        files = track() | {"PROVENANCE.json": as_json({"commit": "abc"})}
        reading = read("exercism", files=files, root=tmp_path)
        assert reading.course.source == ImportedSource(
            kind="exercism",
            locator="exercism:go",
            revision="abc",
            archive_sha256=reading.course.source.archive_sha256,
            license="MIT",
            license_text=files["LICENSE"],
            attribution="Exercism, Go track, Copyright (c) 2021 Somebody, https://github.com/exercism/go",
        )
        assert len(reading.course.source.archive_sha256) == 64

    def test_wrapped_in_a_folder(self, tmp_path: Path) -> None:
        files = {f"go-main/{name}": content for name, content in track().items()}
        assert set(file_lines(read("exercism", files=files, root=tmp_path))) == set(track())

    def test_an_inactive_track_is_a_draft(self, tmp_path: Path) -> None:
        files = track() | {"config.json": as_json(config(active=False))}
        assert read("exercism", files=files, root=tmp_path).course.status == "draft"

    def test_a_track_without_a_license_is_told(self, tmp_path: Path) -> None:
        files = track()
        del files["LICENSE"]
        reading = read("exercism", files=files, root=tmp_path)
        assert (reading.course.source.license, reading.course.source.license_text) == ("", "")
        assert ("config.json#", "error", "LICENSE is missing: who may use the course is unknown.") in remarks(reading)

    def test_keys_that_mean_nothing_here_are_told(self, tmp_path: Path) -> None:
        files = track() | {"config.json": as_json(config(version=3, status={"analyzer": True}))}
        found = remarks(read("exercism", files=files, root=tmp_path))
        assert found == [
            ("config.json#/status", "ignored", "Not used here."),
            ("config.json#/version", "ignored", "Not used here."),
        ]


class TestLessons:
    def test_one_for_the_concept_and_one_for_practice(self, tmp_path: Path) -> None:
        found = lessons(read("exercism", files=track(), root=tmp_path))
        assert list(found) == ["basics", "practice-intermediate"]
        basics, practised = found.values()
        assert (basics.external_key, basics.title, basics.summary) == (uuid(11), "Basics", "The first things.")
        assert basics.body == "# Introduction\n\nTaught.\n\n# About\n\nMore.\n"
        assert basics.resources == (ImportedResource(url="https://go.dev", title="Go"),)
        assert (basics.status, basics.concepts) == ("published", (uuid(11),))
        assert [exercise.slug for exercise in basics.exercises] == ["first-steps"]
        assert (practised.external_key, practised.difficulty) == ("practice:intermediate", "intermediate")
        assert [exercise.slug for exercise in practised.exercises] == ["two-fer"]

    def test_the_concept_s_introduction_where_the_exercise_has_none(self, tmp_path: Path) -> None:
        files = track()
        del files[f"{TEACH}/.docs/introduction.md"]
        reading = read("exercism", files=files, root=tmp_path)
        assert lessons(reading)["basics"].body == "# Introduction\n\nOwn.\n\n# About\n\nMore.\n"
        assert file_lines(reading)["concepts/basics/introduction.md"].action == "used"

    def test_an_about_that_says_the_same_stands_once(self, tmp_path: Path) -> None:
        files = track() | {"concepts/basics/about.md": "# Introduction\n\nTaught.\n"}
        assert lessons(read("exercism", files=files, root=tmp_path))["basics"].body == "# Introduction\n\nTaught.\n"

    def test_practice_of_a_concept_stands_under_it(self, tmp_path: Path) -> None:
        found = lessons(read("exercism", files=with_practice(practices=["basics"]), root=tmp_path))
        assert [exercise.slug for exercise in found["basics"].exercises] == ["first-steps", "two-fer"]
        assert list(found) == ["basics"]
        assert found["basics"].exercises[1].concepts == (uuid(11),)

    def test_practice_of_a_concept_that_learners_can_t_see_yet_stands_under_its_difficulty(
        self, tmp_path: Path
    ) -> None:
        teacher = config()["exercises"]["concept"][0] | {"status": "wip"}
        both = {"concept": [teacher], "practice": [practice(practices=["basics"])]}
        files = track() | {"config.json": as_json(config(exercises=both))}
        found = lessons(read("exercism", files=files, root=tmp_path))
        assert [exercise.slug for exercise in found["practice-intermediate"].exercises] == ["two-fer"]
        assert found["basics"].status == "draft"

    def test_two_concepts_of_one_exercise_keep_their_own_introductions(self, tmp_path: Path) -> None:
        teacher = config()["exercises"]["concept"][0] | {"concepts": ["basics", "types"]}
        concepts = [*config()["concepts"], {"uuid": uuid(12), "slug": "types", "name": "Types"}]
        files = track() | {
            "config.json": as_json(config(exercises={"concept": [teacher], "practice": []}, concepts=concepts)),
            "concepts/types/introduction.md": "Types.\n",
        }
        found = lessons(read("exercism", files=files, root=tmp_path))
        assert found["basics"].body.startswith("# Introduction\n\nOwn.")
        assert found["types"].body == "Types.\n"
        assert [len(lesson.exercises) for lesson in found.values()] == [1, 0]

    def test_an_untaught_concept_has_no_lesson_and_a_line(self, tmp_path: Path) -> None:
        concepts = [*config()["concepts"], {"uuid": uuid(12), "slug": "types", "name": "Types"}]
        files = track() | {"config.json": as_json(config(concepts=concepts)), "concepts/types/about.md": "Types."}
        reading = read("exercism", files=files, root=tmp_path)
        reason = "Taught by no exercise: a concept without a lesson."
        assert "types" not in lessons(reading)
        assert [concept.slug for concept in reading.course.concepts] == ["basics", "types"]
        assert remarks(reading) == [("config.json#/concepts/1", "ignored", reason)]
        assert file_lines(reading)["concepts/types/about.md"].reason == reason

    def test_a_link_that_is_none_is_left_out_and_told(self, tmp_path: Path) -> None:
        links = [{"url": "javascript:alert(1)", "description": "x"}, {"url": "https://go.dev"}]
        files = track() | {"concepts/basics/links.json": as_json(links)}
        reading = read("exercism", files=files, root=tmp_path)
        assert lessons(reading)["basics"].resources == (ImportedResource(url="https://go.dev", title="https://go.dev"),)
        assert remarks(reading) == [
            (
                "concepts/basics/links.json#/links/0",
                "error",
                "'javascript:alert(1)' isn't a web address; left out.",
            )
        ]


class TestExercise:
    def test_what_teaches(self, tmp_path: Path) -> None:
        found = exercises(read("exercism", files=track(), root=tmp_path))["first-steps"]
        assert (found.external_key, found.title, found.kind, found.language) == (uuid(1), "First Steps", "code", "go")
        assert found.instructions == (
            "# Introduction\n\nTaught.\n\n# Instructions\n\n## 1. Do it\n\nNow.\n\n```text\n## 2. Not this\n```\n"
        )
        assert found.tasks == (ImportedTask(number=1, title="Do it"),)
        assert found.hints == (
            ImportedHint(task=0, text="- See [go].\n\n[go]: https://go.dev"),
            ImportedHint(task=1, text="- Try."),
        )
        assert (found.difficulty, found.difficulty_raw, found.status, found.is_beta) == (
            "beginner",
            None,
            "published",
            False,
        )
        assert found.stub_files == {"first_steps.go": STUB}
        assert found.test_files == {"first_steps_test.go": TEST}
        assert found.solution_files == {"first_steps.go": EXAMPLE}
        assert found.readonly_files == {"types.go": "package x // types\n", "go.mod": "module x\n"}
        assert (found.grading_mode, found.concepts, found.authors) == ("tests", (uuid(11),), ("ada",))

    def test_what_practises(self, tmp_path: Path) -> None:
        source = {"source": "A book", "source_url": "https://example.org/book"}
        files = with_practice(prerequisites=["basics"]) | {
            f"{DO}/.meta/config.json": as_json(meta(**source)),
            f"{DO}/.docs/introduction.md": "# Introduction\n\nIntro.\n",
            f"{DO}/.docs/instructions.append.md": "# Instructions append\n\n## Go\n\nMore.\n",
        }
        found = exercises(read("exercism", files=files, root=tmp_path))["two-fer"]
        assert found.instructions == "# Introduction\n\nIntro.\n\n# Instructions\n\nDo.\n\n## Go\n\nMore.\n"
        assert (found.blurb, found.difficulty, found.difficulty_raw) == ("One for you.", "intermediate", 4)
        assert (found.prerequisites, found.concepts, found.contributors) == ((uuid(11),), (), ("bob",))
        assert (found.source, found.source_url) == ("A book", "https://example.org/book")
        assert found.readonly_files == {"go.mod": "module y\n"}

    @pytest.mark.parametrize(
        ("raw", "difficulty"),
        [(1, "beginner"), (3, "beginner"), (7, "intermediate"), (8, "advanced"), (10, "advanced")],
    )
    def test_difficulty(self, raw: int, difficulty: str, tmp_path: Path) -> None:
        reading = read("exercism", files=with_practice(difficulty=raw), root=tmp_path)
        assert exercises(reading)["two-fer"].difficulty == difficulty
        assert list(lessons(reading)) == ["basics", f"practice-{difficulty}"]

    @pytest.mark.parametrize(
        ("upstream", "status", "beta"),
        [
            ("active", "published", False),
            ("beta", "published", True),
            ("wip", "draft", False),
            ("deprecated", "retired", False),
        ],
    )
    def test_status(self, upstream: str, status: str, beta: bool, tmp_path: Path) -> None:
        reading = read("exercism", files=with_practice(status=upstream), root=tmp_path)
        found = exercises(reading)["two-fer"]
        assert (found.status, found.is_beta) == (status, beta)
        assert lessons(reading)["practice-intermediate"].status == status

    def test_notes_become_quotations(self, tmp_path: Path) -> None:
        text = "# Instructions\n\n~~~~exercism/note\nMind *this*.\n\n~~~\nx\n~~~\n~~~~\n\nEnd.\n"
        files = track() | {f"{DO}/.docs/instructions.md": text}
        assert exercises(read("exercism", files=files, root=tmp_path))["two-fer"].instructions == (
            "# Instructions\n\n> **Note**\n>\n> Mind *this*.\n>\n> ~~~\n> x\n> ~~~\n\nEnd.\n"
        )

    def test_a_source_that_is_no_web_address_is_left_out_and_told(self, tmp_path: Path) -> None:
        files = track() | {f"{DO}/.meta/config.json": as_json(meta(source_url="javascript:x"))}
        reading = read("exercism", files=files, root=tmp_path)
        assert exercises(reading)["two-fer"].source_url == ""
        assert exercises(reading)["two-fer"].status == "published"
        assert remarks(reading) == [
            (
                "config.json#/exercises/practice/0",
                "error",
                "source_url 'javascript:x' isn't a web address; left out.",
            )
        ]

    def test_an_unknown_concept_is_left_out_and_told(self, tmp_path: Path) -> None:
        files = with_practice(prerequisites=["basics", "nope"], practices=["nope"])
        reading = read("exercism", files=files, root=tmp_path)
        found = exercises(reading)["two-fer"]
        assert (found.prerequisites, found.concepts, found.status) == ((uuid(11),), (), "published")
        assert remarks(reading) == [
            ("config.json#/exercises/practice/0/practices/0", "error", "There is no concept 'nope'; left out."),
            ("config.json#/exercises/practice/0/prerequisites/1", "error", "There is no concept 'nope'; left out."),
        ]


class TestFiles:
    def test_what_nobody_declared_is_taken_and_told(self, tmp_path: Path) -> None:
        files = track() | {
            f"{DO}/cases_test.go": "package x // cases\n",
            f"{DO}/extra.go": "package x // extra\n",
            f"{DO}/testdata/input.txt": "42\n",
        }
        reading = read("exercism", files=files, root=tmp_path)
        found = exercises(reading)["two-fer"]
        assert found.test_files == {"two_fer_test.go": TEST, "cases_test.go": "package x // cases\n"}
        assert found.readonly_files == {
            "extra.go": "package x // extra\n",
            "go.mod": "module y\n",
            "testdata/input.txt": "42\n",
        }
        lines = file_lines(reading)
        assert lines[f"{DO}/cases_test.go"].reason == "Undeclared file, taken as test."
        assert lines[f"{DO}/testdata/input.txt"].reason == "Undeclared file, taken as readonly."
        assert lines[f"{DO}/go.mod"].reason == ""

    def test_an_undeclared_file_that_is_no_text_is_left_out_and_told(self, tmp_path: Path) -> None:
        reading = read("exercism", files={**track(), f"{DO}/logo.png": b"\x89PNG\xff"}, root=tmp_path)
        assert "logo.png" not in exercises(reading)["two-fer"].readonly_files
        line = file_lines(reading)[f"{DO}/logo.png"]
        assert (line.action, line.reason) == ("unsupported", f"{DO}/logo.png: not UTF-8 text (byte 0).")

    def test_what_isn_t_mapped_is_ignored_and_told(self, tmp_path: Path) -> None:
        files = track() | {
            f"{DO}/.meta/tests.toml": "x",
            f"{DO}/.approaches/config.json": "{}",
            f"{DO}/.articles/x/content.md": "x",
            f"{DO}/.meta/gen.go": "x",
            "docs/ABOUT.md": "x",
            "exercises/practice/unlisted/x.go": "x",
        }
        reading = read("exercism", files=files, root=tmp_path)
        ignored = {path: line.reason for path, line in file_lines(reading).items() if line.action == "ignored"}
        unasked = "No part of the course is made of it."
        assert ignored == {
            "concepts/basics/introduction.md": "The introduction of the exercise that teaches it is shown instead.",
            f"{DO}/.meta/tests.toml": "A list of upstream's cases; the tests themselves are imported.",
            f"{DO}/.approaches/config.json": "Approaches aren't imported.",
            f"{DO}/.articles/x/content.md": "Articles aren't imported.",
            f"{DO}/.meta/gen.go": "Upstream's own tooling, or one more example.",
            "docs/ABOUT.md": unasked,
            "exercises/practice/unlisted/x.go": unasked,
        }
        assert set(file_lines(reading)) == set(files)

    def test_examples_stand_where_the_stubs_stand(self, tmp_path: Path) -> None:
        files = with_files(solution=["a.go", "b.go"], example=[".meta/example.go", ".meta/b.go"]) | {
            f"{DO}/a.go": STUB,
            f"{DO}/b.go": STUB,
            f"{DO}/.meta/b.go": "package x // b done\n",
        }
        found = exercises(read("exercism", files=files, root=tmp_path))["two-fer"]
        assert found.solution_files == {"a.go": EXAMPLE, "b.go": "package x // b done\n"}

    def test_a_stub_without_an_example_is_its_own_solution(self, tmp_path: Path) -> None:
        files = with_files(solution=["a.go", "b.go"]) | {f"{DO}/a.go": STUB, f"{DO}/b.go": "package x // b\n"}
        found = exercises(read("exercism", files=files, root=tmp_path))["two-fer"]
        assert found.solution_files == {"a.go": EXAMPLE, "b.go": "package x // b\n"}

    def test_the_track_s_patterns_stand_in_for_a_missing_config(self, tmp_path: Path) -> None:
        files = track()
        del files[f"{DO}/.meta/config.json"]
        reading = read("exercism", files=files, root=tmp_path)
        found = exercises(reading)["two-fer"]
        assert (found.stub_files, found.test_files) == ({"two_fer.go": STUB}, {"two_fer_test.go": TEST})
        assert (found.solution_files, found.status) == ({"two_fer.go": EXAMPLE}, "published")
        assert remarks(reading) == [
            (
                "config.json#/exercises/practice/0",
                "error",
                ".meta/config.json is missing; the track's patterns were used.",
            )
        ]


class TestGrading:
    @pytest.mark.parametrize(
        "test",
        ["package x\n\n// Define your tests here\n", "package x\n\nfunc BenchmarkX(b *testing.B) {}\n"],
    )
    def test_without_a_test_there_is_no_grading(self, test: str, tmp_path: Path) -> None:
        reading = read("exercism", files=track() | {f"{DO}/two_fer_test.go": test}, root=tmp_path)
        found = exercises(reading)["two-fer"]
        assert (found.grading_mode, found.status) == ("none", "published")
        assert remarks(reading) == [
            ("config.json#/exercises/practice/0", "unsupported", "No tests: it can be done, but not graded.")
        ]

    def test_upstream_may_turn_testing_off(self, tmp_path: Path) -> None:
        reading = read("exercism", files=track() | {f"{DO}/.meta/.skip_tests": "x"}, root=tmp_path)
        assert exercises(reading)["two-fer"].grading_mode == "none"
        assert file_lines(reading)[f"{DO}/.meta/.skip_tests"].action == "used"

    def test_another_language_comes_without_grading(self, tmp_path: Path) -> None:
        files = track() | {"config.json": as_json(config(slug="rust", language="Rust"))}
        reading = read("exercism", files=files, root=tmp_path)
        assert {exercise.grading_mode for exercise in exercises(reading).values()} == {"none"}
        assert remarks(reading) == [
            ("config.json#/slug", "unsupported", "'rust' can't be graded here: its exercises come without grading.")
        ]

    def test_python_is_graded(self, tmp_path: Path) -> None:
        files = with_files(solution=["two_fer.py"], test=["two_fer_test.py"], example=[".meta/example.py"]) | {
            "config.json": as_json(config(slug="python", language="Python")),
            f"{DO}/two_fer.py": "def two_fer(): ...\n",
            f"{DO}/two_fer_test.py": "class TwoFerTest(unittest.TestCase):\n    def test_it(self): ...\n",
            f"{DO}/.meta/example.py": "def two_fer(): return 1\n",
        }
        reading = read("exercism", files=files, root=tmp_path)
        found = exercises(reading)["two-fer"]
        assert (found.grading_mode, found.language) == ("tests", "python")
        assert found.solution_files == {"two_fer.py": "def two_fer(): return 1\n"}


FAULTS = {
    f"{DO}/two_fer.go": [
        f"{DO}/two_fer.go: declared as stub and missing.",
        f"{DO}: no file for the learner to edit.",
    ],
    f"{DO}/two_fer_test.go": [f"{DO}/two_fer_test.go: declared as test and missing."],
    f"{DO}/.meta/example.go": [
        f"{DO}/.meta/example.go: declared as solution and missing.",
        f"{DO}: no example, so its tests can't be recorded.",
    ],
    f"{DO}/.docs/instructions.md": [f"{DO}: no instructions."],
}


class TestFaults:
    @pytest.mark.parametrize("missing", FAULTS)
    def test_an_exercise_without_a_needed_file_is_a_draft(self, missing: str, tmp_path: Path) -> None:
        files = track()
        del files[missing]
        reading = read("exercism", files=files, root=tmp_path)
        assert exercises(reading)["two-fer"].status == "draft"
        assert exercises(reading)["first-steps"].status == "published"
        errors = [reason for _path, action, reason in remarks(reading) if action == "error"]
        assert errors == FAULTS[missing]

    def test_one_that_is_retired_stays_so(self, tmp_path: Path) -> None:
        files = with_practice(status="deprecated")
        del files[f"{DO}/two_fer.go"]
        assert exercises(read("exercism", files=files, root=tmp_path))["two-fer"].status == "retired"


def repeated(**changes: Any) -> str:
    return as_json(
        config(exercises={"practice": [practice(), practice(**{"uuid": uuid(3), "slug": "other"} | changes)]})
    )


REFUSALS: list[tuple[dict[str, str | bytes], str]] = [
    ({"config.json": "{"}, "config.json: not JSON ("),
    ({"config.json": "[" * 100_000}, "config.json: not JSON ("),
    ({"config.json": "[]"}, "config.json: a mapping of keys to values is needed here."),
    ({"config.json": b"\xff"}, "config.json: not UTF-8 text (byte 0)."),
    ({"config.json": "{}"}, "config.json: 'slug' is missing or empty."),
    (
        {"config.json": as_json(config(slug="../go"))},
        "config.json: 'slug' must be a slug such as 'two-words', not '../go'.",
    ),
    ({"config.json": as_json(config(language=1))}, "config.json: 'language' must be text."),
    ({"config.json": as_json(config(tags="x"))}, "config.json: 'tags' must be a list of texts."),
    ({"config.json": as_json(config(active="yes"))}, "config.json: 'active' must be true or false."),
    ({"config.json": as_json(config(exercises={}))}, "config.json: 'exercises' lists none."),
    ({"config.json": as_json(config(exercises=[]))}, "config.json#/exercises: a mapping"),
    (
        {"config.json": as_json(config(exercises={"practice": {}}))},
        "config.json#/exercises: 'practice' must be a list.",
    ),
    ({"config.json": as_json(config(exercises={"practice": [1]}))}, "config.json#/exercises/practice/0: a mapping"),
    (
        {"config.json": as_json(config(concepts=[{"uuid": "1", "slug": "a", "name": "A"}]))},
        "config.json#/concepts/0: 'uuid' must be a UUID.",
    ),
    ({"config.json": repeated(uuid=uuid(2))}, f"config.json#/exercises: the uuid {uuid(2)} stands twice (at 'other')."),
    ({"config.json": repeated(slug="two-fer")}, "config.json#/exercises: the slug 'two-fer' stands twice."),
    (
        {"config.json": repeated()},
        "exercises/practice/other: missing, though config.json#/exercises/practice/1 lists it.",
    ),
    (
        {"config.json": repeated(status="gone")},
        "config.json#/exercises/practice/1: 'status' must be one of active, beta, wip, deprecated, not 'gone'.",
    ),
    (
        {"config.json": repeated(difficulty=11)},
        "config.json#/exercises/practice/1: 'difficulty' must be a whole number from 1 to 10.",
    ),
    (
        {"config.json": repeated(difficulty=True)},
        "config.json#/exercises/practice/1: 'difficulty' must be a whole number from 1 to 10.",
    ),
    ({f"{DO}/.meta/config.json": "nope"}, f"{DO}/.meta/config.json: not JSON ("),
    ({f"{DO}/two_fer.go": b"\xff"}, f"{DO}/two_fer.go: not UTF-8 text (byte 0)."),
    ({f"{DO}/two_fer.go": "a\0b"}, f"{DO}/two_fer.go: not text (it holds a NUL)."),
    ({f"{DO}/two_fer.go": "x" * (2**20 + 1)}, f"{DO}/two_fer.go: a text of more than 1 MiB."),
    ({"concepts/basics/links.json": "{}"}, "concepts/basics/links.json: 'links' must be a list."),
    ({"PROVENANCE.json": "[]"}, "PROVENANCE.json: a mapping"),
]


@pytest.mark.parametrize(("broken", "refusal"), REFUSALS, ids=range(len(REFUSALS)))
def test_what_can_t_be_read_is_refused_by_file_and_key(
    broken: dict[str, str | bytes], refusal: str, tmp_path: Path
) -> None:
    with pytest.raises(Invalid) as caught:
        read("exercism", files={**track(), **broken}, root=tmp_path)
    assert caught.value.detail.startswith(refusal)


@pytest.mark.parametrize("name", ["../evil.go", "/etc/passwd", "a\\b.go"])
@pytest.mark.parametrize("role", ["solution", "test", "editor"])
def test_a_file_name_that_leads_elsewhere_is_refused(name: str, role: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=rf"^{DO}/\.meta/config\.json#/files: '{role}': "):
        read("exercism", files=with_files(**{role: [name]}), root=tmp_path)


def test_a_folder_that_is_no_track_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"^config\.json: missing; a track has it at its root\.$"):
        read("exercism", files={"README.md": "x"}, root=tmp_path)

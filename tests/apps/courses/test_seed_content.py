"""The seed course's files: keys that identify one thing each, exercises that are complete."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

COURSE = Path(__file__).parents[3] / "apps" / "courses" / "content" / "go-first-steps"
LESSONS = sorted(COURSE.glob("lessons/*/"))
QUIZZES = sorted(COURSE.glob("lessons/*/quiz.yaml"))
EXERCISES = sorted(COURSE.glob("lessons/*/exercises/*/"))
TEST_FILES = {"go": ("{name}.go", "{name}_test.go"), "python": ("{name}.py", "test_{name}.py")}


def read(path: Path) -> dict[str, Any]:
    """The mapping of a YAML file, or of a Markdown file's front matter."""
    text = path.read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text.split("---\n")[1] if path.suffix == ".md" else text)
    return loaded


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def test_course_has_its_lessons_quizzes_and_exercises() -> None:
    languages = Counter(read(exercise / "exercise.yaml")["language"] for exercise in EXERCISES)
    assert (len(LESSONS), len(QUIZZES), dict(languages)) == (8, 8, {"go": 12, "python": 2})


def test_keys_are_unique() -> None:
    files = [COURSE / "course.yaml", *(lesson / "lesson.md" for lesson in LESSONS), *QUIZZES]
    files += [exercise / "exercise.yaml" for exercise in EXERCISES]
    assert repeated([read(path)["key"] for path in files]) == []


def test_slugs_are_unique() -> None:
    slugs = [path.name.partition("-")[2] for path in LESSONS] + [path.name for path in EXERCISES]
    assert repeated(slugs + [read(quiz)["slug"] for quiz in QUIZZES]) == []


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda path: path.parent.name)
def test_question_keys_are_unique_in_their_quiz(quiz: Path) -> None:
    assert repeated([question["key"] for question in read(quiz)["questions"]]) == []


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda path: path.name)
def test_exercise_is_complete(exercise: Path) -> None:
    language = read(exercise / "exercise.yaml")["language"]
    (stub,) = names(exercise / "stub")
    source, test = (pattern.format(name=Path(stub).stem) for pattern in TEST_FILES[language])
    assert (stub, names(exercise / "solution"), names(exercise / "tests")) == (source, [source], [test])
    assert all((exercise / name).read_text(encoding="utf-8").strip() for name in ("instructions.md", "hints.md"))
    assert (exercise / "readonly" / "go.mod").exists() == (language == "go")

"""What can be graded here: the languages, and how their tests are told."""

import re
from collections.abc import Mapping
from typing import Final

from apps.courses.services.importers.tree import GradingMode

TESTS: Final[Mapping[str, re.Pattern[str]]] = {
    "go": re.compile(r"^func (?:Test|Example|Fuzz)\w*\(", re.MULTILINE),
    "python": re.compile(r"^\s*(?:async )?def test", re.MULTILINE),
}
TEST_NAMES: Final[Mapping[str, re.Pattern[str]]] = {
    "go": re.compile(r"_test\.go$"),
    "python": re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$"),
}
OTHER_TEST_NAMES: Final = re.compile(r"(?:^|[/._-])(?:tests?|spec)[/._-]|Tests?\.\w+$")


def is_gradeable(language: str) -> bool:
    return language in TESTS


def is_test_name(name: str, *, language: str) -> bool:
    return bool(TEST_NAMES.get(language, OTHER_TEST_NAMES).search(name))


def grading_mode(test_files: Mapping[str, str], *, language: str) -> GradingMode:
    """`refactor` is only known once the untouched stub has been run; whoever records the tests sets it."""
    test = TESTS.get(language)
    return "tests" if test and any(test.search(text) for text in test_files.values()) else "none"

"""Words that mean the same in every file of a folder."""

from collections.abc import Mapping
from typing import Final

from apps.courses.services.importers.tree import Difficulty, QuestionKind, Status

DIFFICULTIES: Final[Mapping[str, Difficulty]] = {
    "beginner": "beginner",
    "intermediate": "intermediate",
    "advanced": "advanced",
}
STATUSES: Final[Mapping[str, Status]] = {"draft": "draft", "published": "published", "retired": "retired"}
QUESTION_KINDS: Final[Mapping[str, QuestionKind]] = {
    "single": "single",
    "multiple": "multiple",
    "numeric": "numeric",
    "text": "text",
    "matching": "matching",
    "ordering": "ordering",
}
PUBLISHED: Final = "published"

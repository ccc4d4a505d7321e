"""A question as learners are shown it, and the right answers in the positions that they are shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.courses.models.choices import QuestionKind
from apps.courses.models.questions import whole
from apps.courses.models.versions import ExerciseVersion

type Row = dict[str, Any]

SHUFFLED = {QuestionKind.ORDERING: "choices", QuestionKind.MATCHING: "matches"}


def asked(question: Mapping[str, Any], *, html: Mapping[str, Any], key: str) -> Row:
    """Nothing of what is right; what must be put in order or matched is shuffled."""
    given = whole(question)
    shown = {
        "choices": given["choices"],
        "choices_html": html["choices"],
        "matches": given["matches"],
        "matches_html": html.get("matches", []),
    }
    if member := SHUFFLED.get(given["kind"]):
        for name in (member, f"{member}_html"):
            shown[name] = [shown[name][position] for position in html["order"]]
    return {"key": key, "kind": given["kind"], "prompt": given["prompt"], "prompt_html": html["prompt"]} | shown


def right(question: Mapping[str, Any], *, html: Mapping[str, Any]) -> tuple[str, ...]:
    """Its answers; those that are positions of something shuffled as learners are shown it."""
    if question["kind"] not in SHUFFLED:
        return tuple(question["answers"])
    return tuple(str(html["order"].index(int(answer))) for answer in question["answers"])


def drawn(*, questions: Sequence[Row], draws: Sequence[Row]) -> int:
    """How many of them a learner is asked; 0 where everybody is asked all that stand there."""
    if not draws:
        return 0
    counts: dict[str, int] = {draw["bank"]: draw["count"] for draw in draws}
    return sum(counts.values()) + (0 if "" in counts else len(questions))


def written(version: ExerciseVersion) -> list[Row]:
    """For those who edit: whole, with answers."""
    return [whole(question) for question in version.questions]


def drawing(version: ExerciseVersion) -> list[Row]:
    """What is drawn, as it is written: without a bank from the exercise's own questions."""
    return [{**draw, "bank": draw["bank"] or None} for draw in version.draws]

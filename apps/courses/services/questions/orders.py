"""In which order learners are shown what they have to put in order, or to find partners among."""

from collections.abc import Mapping, Sequence
from itertools import count
from random import Random
from typing import Any, Final

from django.utils.crypto import salted_hmac

from apps.courses.models.choices import QuestionKind
from apps.courses.services.media.rendering import render

SHUFFLED: Final[Mapping[str, str]] = {QuestionKind.ORDERING: "choices", QuestionKind.MATCHING: "matches"}
TELLING = 3  # of fewer parts the order that is never shown would be the only other one


def rendered(question: Mapping[str, Any], *, owner: str) -> dict[str, Any]:
    """Kept beside a version's question: its HTML, and the order of what is shown shuffled."""
    html = {
        "prompt": render(question["prompt"]),
        "choices": [render(choice) for choice in question["choices"]],
        "explanation": render(question["explanation"]),
    }
    member = SHUFFLED.get(question["kind"])
    if member is None:
        return html
    order = shown_order(question, member=member, owner=owner)
    return html | {"matches": [render(text) for text in question.get("matches", ())], "order": order}


def shown_order(question: Mapping[str, Any], *, member: str, owner: str) -> list[int]:
    """Positions of the author's parts as they are shown: by a secret, so that nobody turns it back, and the same as
    long as there are as many parts, so that what was handed in to one version can be looked at with the next. Never
    the right order.
    """
    parts, right = len(question[member]), [int(answer) for answer in question["answers"]]
    for number in count():
        order = _shuffled(parts, seed=f"{owner}:{question['key']}:{member}:{parts}:{number}")
        if parts < TELLING or order[: len(right)] != right:
            return order
    raise AssertionError  # pragma: no cover - count() doesn't end


def _shuffled(parts: int, *, seed: str) -> list[int]:
    order: Sequence[int] = range(parts)
    return Random(salted_hmac("courses.order", seed, algorithm="sha256").digest()).sample(order, k=parts)  # noqa: S311 - seeded by a secret

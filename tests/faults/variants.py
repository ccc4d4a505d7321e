"""Tellers of other times: what they put on the wire differs from today's contracts as versions may."""

from collections.abc import Callable
from typing import Any

from gopro.events.contract import Event
from tests.faults.sabotage import replace

type Encode = Callable[[Event], dict[str, Any]]


def older_teller() -> None:
    """From before `step` was in the contract."""

    def without(encode: Encode) -> Encode:
        return lambda event: {name: value for name, value in encode(event).items() if name != "step"}

    replace("gopro.events.codec:encode", without)


def newer_teller() -> None:
    """From after fields were added."""

    def wider(encode: Encode) -> Encode:
        return lambda event: encode(event) | {"added_later": {"depth": [1, 2]}, "also": None}

    replace("gopro.events.codec:encode", wider)


VARIANTS = {found.__name__: found for found in (older_teller, newer_teller)}

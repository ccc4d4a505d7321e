"""Regular expressions that people write: by RE2, whose time grows with the text alone, whatever the expression is."""

from functools import lru_cache
from typing import Any

import re2

LONGEST = 300
MOST_MEMORY = 1024 * 1024  # of the compiled program, so that nested counts can't grow it


class UnusablePattern(ValueError):
    """Says what is wrong with it."""


def check_pattern(pattern: str) -> None:
    """Raises UnusablePattern."""
    if len(pattern) > LONGEST:
        raise UnusablePattern(f"At most {LONGEST} characters.")
    try:
        _compiled(pattern, ignores_case=False)
    except re2.error as error:
        raise UnusablePattern(_reason(error)) from None


def matches(*, pattern: str, text: str, ignores_case: bool) -> bool:
    """Whether the whole text is like the pattern. What can't be compiled matches nothing."""
    try:
        return _compiled(pattern, ignores_case=ignores_case).fullmatch(text) is not None
    except re2.error:
        return False


@lru_cache(maxsize=512)
def _compiled(pattern: str, *, ignores_case: bool) -> Any:
    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = MOST_MEMORY, False, not ignores_case
    return re2.compile(pattern, options)


def _reason(error: Exception) -> str:
    told = error.args[0] if error.args else ""
    text = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
    return f"Not a regular expression that can be used here: {text}."

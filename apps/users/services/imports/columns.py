"""The header: which columns there are, in whatever order, and what separates them."""

import csv

from apps.users.errors import FileRefused

KEY = "email"
COLUMNS = (KEY, "username", "display_name", "locale", "time_zone", "roles", "is_active")
DELIMITERS = ",;\t"
SHOWN = 5
LONGEST_SHOWN = 30


def header(text: str) -> tuple[str, tuple[str, ...]]:
    """The delimiter, and the columns in the file's order. Raises FileRefused."""
    delimiter = max(DELIMITERS, key=lambda each: len(set(names(text, delimiter=each)) & set(COLUMNS)))
    found = names(text, delimiter=delimiter)
    if unknown := [name for name in found if name not in COLUMNS]:
        raise FileRefused(f"There is no column {_shown(unknown)}. Known are {', '.join(COLUMNS)}.")
    if KEY not in found:
        raise FileRefused(f"The first line must name the columns, {KEY} among them. Known are {', '.join(COLUMNS)}.")
    if len(set(found)) < len(found):
        raise FileRefused("A column is named twice.")
    return delimiter, found


def names(text: str, *, delimiter: str) -> tuple[str, ...]:
    """As people write them: `Display name` is display_name."""
    try:
        cells = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        raise FileRefused("The first line, which names the columns, has a quote that isn't closed.") from None
    return tuple(cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in cells)


def _shown(unknown: list[str]) -> str:
    few = ", ".join(repr(name[:LONGEST_SHOWN]) for name in unknown[:SHOWN])
    return f"{few} (and {len(unknown) - SHOWN} more are unknown)" if len(unknown) > SHOWN else few

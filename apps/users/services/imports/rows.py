"""A row's cells as values, each checked as registration checks it. Nothing here asks the database."""

import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from apps.users import selectors
from apps.users.models import LEARNER, Role
from apps.users.services import rules
from apps.users.services.imports.columns import COLUMNS, KEY
from apps.users.services.imports.lines import LONGEST_LINE, Line

BETWEEN_ROLES = re.compile(r"[\s,;|]+")
TRUTH: Mapping[str, bool] = MappingProxyType(
    {**dict.fromkeys(("1", "true", "yes"), True), **dict.fromkeys(("0", "false", "no"), False)}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What is wrong where, and what to do; it repeats nothing that stood there."""

    column: str
    code: str
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """`values` has the columns that say something: an empty cell leaves things as they are. `position` is after it."""

    line: int
    position: int
    values: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def email(self) -> str:
        return str(self.values.get(KEY, ""))


class Unfit(ValueError):
    """A cell's fault: its code, and what to do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def rows(found: Iterator[Line], *, columns: Sequence[str], delimiter: str) -> Iterator[Row]:
    for line in found:
        if not line.is_blank:
            yield _row(line, columns=columns, delimiter=delimiter)


def addresses(found: Iterator[Line], *, columns: Sequence[str], delimiter: str) -> Iterator[str]:
    """Of rows that were dealt with before, without a second look at the rest of them."""
    place = columns.index(KEY)
    for line in found:
        if not line.is_blank:
            with suppress(Unfit):
                yield selectors.normalized_email(_cells(line, columns=columns, delimiter=delimiter)[place])


def _row(line: Line, *, columns: Sequence[str], delimiter: str) -> Row:
    try:
        cells = _cells(line, columns=columns, delimiter=delimiter)
    except Unfit as unfit:
        fault = Fault(column="", code=unfit.code, detail=unfit.detail)
        return Row(line=line.number, position=line.position, faults=(fault,))
    values, faults = _values(dict(zip(columns, cells, strict=True)))
    return Row(line=line.number, position=line.position, values=values, faults=tuple(faults))


def _cells(line: Line, *, columns: Sequence[str], delimiter: str) -> list[str]:
    """A line is a row: no column takes a second line, and so no open quote swallows the rows after it."""
    if line.is_too_long:
        raise Unfit("line_too_long", f"A line may have {LONGEST_LINE} characters. Look for a missing end of line.")
    try:
        cells = next(csv.reader([line.text], delimiter=delimiter, strict=True))
    except csv.Error:
        raise Unfit("quotes", "A quote isn't closed, or a cell has two lines. Write each row in one line.") from None
    if len(cells) != len(columns):
        raise Unfit("cells", f"There are {len(cells)} cells; the first line names {len(columns)} columns.")
    return [cell.strip() for cell in cells]


def _values(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in COLUMNS:
        text = cells.get(column, "")
        if not text and column != KEY:
            continue
        try:
            values[column] = READERS[column](text)
        except Unfit as unfit:
            faults.append(Fault(column=column, code=unfit.code, detail=unfit.detail))
    return values, faults


def _email(text: str) -> str:
    if not text:
        raise Unfit("required", "Say the address: it tells whose row this is.")
    if not text.isascii():  # letters that turn into others in lower case would be somebody else's address
        raise Unfit("invalid", "Write the address in ASCII; a domain in other letters begins with xn--.")
    try:
        validate_email(text)
    except ValidationError:
        raise Unfit("invalid", "This is no address of mail.") from None
    if len(text) > rules.LONGEST_EMAIL or not rules.ONE_LINE.match(text):
        raise Unfit("invalid", "This is no address of mail.")
    return selectors.normalized_email(text)


def _username(text: str) -> str:
    if not rules.USERNAME.match(text):
        raise Unfit("invalid", rules.USERNAME_RULE)
    if text.lower() in rules.RESERVED:
        raise Unfit("username_taken", "This user name is reserved; choose another.")
    return text


def _display_name(text: str) -> str:
    if len(text) > rules.LONGEST_NAME:
        raise Unfit("max_length", f"At most {rules.LONGEST_NAME} characters.")
    if not rules.ONE_LINE.match(text):
        raise Unfit("invalid", rules.ONE_LINE_RULE)
    return text


def _locale(text: str) -> str:
    return _chosen(text, among=[code for code, _ in settings.LANGUAGES])


def _time_zone(text: str) -> str:
    if text not in rules.ZONES:
        raise Unfit("unknown", rules.ZONE_RULE)
    return text


def _roles(text: str) -> list[str]:
    """Beside learner, which everybody is: that alone takes all others away."""
    named = {_chosen(name.lower(), among=[LEARNER, *Role]) for name in BETWEEN_ROLES.split(text) if name}
    return sorted(named - {LEARNER})


def _is_active(text: str) -> bool:
    return TRUTH[_chosen(text.lower(), among=TRUTH)]


def _chosen(text: str, *, among: Collection[str]) -> str:
    if text not in among:
        raise Unfit("unknown", f"Choose from {', '.join(among)}.")
    return text


READERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        KEY: _email,
        "username": _username,
        "display_name": _display_name,
        "locale": _locale,
        "time_zone": _time_zone,
        "roles": _roles,
        "is_active": _is_active,
    }
)

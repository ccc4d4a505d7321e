"""The rows of the table: an operation or a page, what it needs, and how far it goes for each column."""

from dataclasses import dataclass

from gopro.access.columns import PUBLIC, REFUSED, SIGNED_IN, Column, columns
from gopro.api.access import Access, Who
from gopro.security.permission import Scope


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """`cells` are as many as there are columns, in words: see `docs/access.md`."""

    room: str
    method: str
    path: str
    needs: str
    cells: tuple[str, ...]
    access: Access | None = None


def row_of(access: Access, *, room: str, method: str, path: str) -> Row:
    """Of what declares its access itself."""
    needs = " or ".join(filter(None, (OPEN[access.who], access.permission)))
    cells = tuple(_cell(access, column=column) for column in columns())
    return Row(room=room, method=method, path=path, needs=needs, cells=cells, access=access)


OPEN = {Who.EVERYBODY: "nothing", Who.MEMBER: "signed in", Who.OWNER: "it is one's own", Who.HOLDER: ""}
FREE = {Who.EVERYBODY: PUBLIC, Who.MEMBER: SIGNED_IN, Who.OWNER: Scope.OWN.value, Who.HOLDER: ""}


def _cell(access: Access, *, column: Column) -> str:
    if access.who is not Who.EVERYBODY and column.caller is None:
        return REFUSED
    free, held = FREE[access.who], column.reach(access.permission)
    if held == Scope.ALL.value:
        return held
    words = dict.fromkeys(word for word in (free, *held.split(", ")) if word)
    return ", ".join(words) or REFUSED

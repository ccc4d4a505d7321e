"""`docs/access.md`: the table as a page."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from gopro.access.columns import Column, columns, named
from gopro.access.operations import api_rows, socket_rows
from gopro.access.pages import page_rows
from gopro.access.rows import Row
from gopro.security import policy
from gopro.security.permission import Scope

INTRODUCTION = """\
# Who may do what

Written by `manage.py access` from what the code declares; `manage.py access --check` fails where it is stale. Nothing
here is a comment: an operation that doesn't say who it is for doesn't start, what it says is checked before it acts,
and an operation that needs a permission and doesn't ask the policy for it answers nothing.

| word | means |
| --- | --- |
| public | everybody, signed in or not: what is published, or what a secret in the request opens |
| members | whoever is signed in |
| own | what is theirs; what is another's is answered as if it weren't there |
| {within} | the one {within} on which the role was granted, and what belongs to it |
| all | everything |
| – | refused: 401 to who isn't signed in, 403 to who is |

Everybody who is signed in has the role of the third column beside their other ones. Limits that are none of roles
(personal access tokens with scopes, support acting for somebody) are in `docs/users.md`.
"""


def text() -> str:
    """The whole page."""
    parts = [
        INTRODUCTION.format(within=named(Scope.WITHIN)),
        "## Permissions\n",
        *_permissions(),
        "\n## Operations\n",
        *_rooms([*api_rows(), *socket_rows()]),
        "## The staff's pages\n",
        "Each needs besides that one may enter the room's pages (its first row).\n",
        *_rooms(page_rows()),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _permissions() -> Iterator[str]:
    shown = columns()[1:]
    yield from _head("permission", shown=shown)
    for name in sorted(policy.DECLARED):
        yield _line(f"`{name}`", *(column.reach(name) or "–" for column in shown))


def _rooms(rows: Iterable[Row]) -> Iterator[str]:
    ordered = sorted(rows, key=lambda row: row.room)
    for room, found in groupby(ordered, key=lambda row: row.room):
        yield f"### {room}\n"
        yield from _head("operation", "needs", shown=columns())
        for row in found:
            yield _line(f"{row.method} `{row.path}`", row.needs, *row.cells)
        yield ""


def _head(*names: str, shown: Iterable[Column]) -> Iterator[str]:
    titles = [*names, *(column.title for column in shown)]
    yield _line(*titles)
    yield _line(*("---" for _ in titles))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"

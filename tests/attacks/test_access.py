"""Row 13: every operation for every role, on one's own things, others', granted ones and ones that aren't there."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from rest_framework.test import APIClient

from gopro.access.columns import Column, columns
from gopro.access.operations import HOUSE, api_rows
from gopro.access.rows import Row
from tests.attacks.cases import OF, Case, one
from tests.attacks.conftest import Tally
from tests.attacks.excess import shown
from tests.attacks.expectations import Promise, promised
from tests.attacks.undoing import undone
from tests.attacks.world import Person, Things, World, make_world

pytestmark = pytest.mark.django_db

FEWEST_CELLS = {"courses": 1_000, "notifications": 80, "progress": 200, "users": 1_000, HOUSE: 30}  # above 2,000 in all
STATUS = {Promise.SIGN_IN: {401}, Promise.FORBIDDEN: {403}, Promise.NOT_THERE: {404}}
RANDOM = "random"
REFUSALS = {401, 403, 404}
ALLOWED_BUT_NOT_THERE = {  # the thing is the caller's; what is asked of it isn't there
    "GET /api/v1/courses/{key}/deletion": "This course is not being deleted",
    "DELETE /api/v1/courses/{key}/deletion": "This course is not being deleted",
    "GET /api/v1/exercises/{exercise_id}/draw": "No questions were drawn for you yet",
    "GET /api/v1/users/me/export": "",
    "GET /api/v1/users/me/export/archive": "",
    "GET /api/v1/users/{user_id}/avatar/{size}": "There is no such picture",
    "DELETE /api/v1/auth/mfa/totp": "There is no such second factor",
}


@dataclass
class Score:
    """Of one walk."""

    cells: int = 0
    leaks: list[str] = field(default_factory=list)
    promises: Counter[str] = field(default_factory=Counter)


@pytest.mark.parametrize("room", FEWEST_CELLS)
def test_every_operation_keeps_its_promise_to_every_role(room: str, tally: Tally) -> None:
    world, score = make_world(), Score()
    rows = [row for row in api_rows() if row.room == room]
    callers: list[tuple[Column, Person | None]] = [(columns()[0], None)]
    callers += [(person.column, person) for person in world.people]
    for row in rows:
        for column, person in callers:
            _walk(row, column=column, person=person, world=world, score=score)
    sys.stdout.write(
        f"{room}: {len(rows)} operations, {len(callers)} roles: {score.cells} cells, {dict(score.promises)}\n"
    )
    assert not score.leaks, "\n".join(score.leaks)
    assert score.cells >= FEWEST_CELLS[room]
    tally(f"access: operations of {room}, roles and things", tried=score.cells, accepted=len(score.leaks))


def _walk(row: Row, *, column: Column, person: Person | None, world: World, score: Score) -> None:
    missing: Any = None
    mine = person.things if person else world.people[0].things
    cases = cases_of(row, mine=mine, world=world, signed_in=person is not None)
    for case in sorted(cases, key=lambda case: case.name != RANDOM):
        assert row.access is not None
        promise = promised(row.access, column=column, case=case)
        answer = ask(row, case=case, person=person)
        score.cells += 1
        score.promises[promise.value] += 1
        where = f"{row.method} {row.path} ({case.name}) for {column.title}"
        if not _is_kept(row, promise, answer, case=case):
            score.leaks.append(f"{where}: promised {promise.value}, {answer.status_code}: {answer.content[:200]!r}")
        if case.name == RANDOM and promise is Promise.NOT_THERE:
            missing = _told(answer)
        elif promise is Promise.NOT_THERE and missing is not None and _told(answer) != missing:
            score.leaks.append(f"{where}: {_told(answer)} differs from {missing}")
        score.leaks += [f"{where}: shows {one}" for one in shown(answer, case=case, column=column, world=world)]


def cases_of(row: Row, *, mine: Things, world: World, signed_in: bool) -> Iterator[Case]:
    """Raises KeyError for an operation with a parameter and no cases."""
    make = OF[f"{row.method} {row.path}"] if "{" in row.path else OF.get(f"{row.method} {row.path}", one)
    yield from make(world, mine, signed_in)


def ask(row: Row, *, case: Case, person: Person | None) -> Any:
    caller = person.api() if person else APIClient(raise_request_exception=False)
    path = row.path.format(**case.params) + case.query
    with undone():
        body = {} if case.body is None and row.method in {"POST", "PUT", "PATCH"} else case.body
        return caller.generic(row.method, path, **_sent(caller, body))


def _sent(caller: APIClient, body: Any) -> dict[str, Any]:
    if body is None:
        return {}
    data, content_type = caller._encode_data(body, format="json")  # type: ignore[attr-defined]  # the stubs leave it out
    return {"data": data, "content_type": content_type}


def _is_kept(row: Row, promise: Promise, answer: Any, *, case: Case) -> bool:
    if promise is not Promise.DONE:
        return answer.status_code in STATUS[promise]
    name = f"{row.method} {row.path}"
    if name in ALLOWED_BUT_NOT_THERE:
        return answer.status_code == 404 and ALLOWED_BUT_NOT_THERE[name] in answer.content.decode()
    if case.general:
        return _is_general_kept(row, answer)
    return bool(answer.status_code < 400 or answer.status_code == 409)


def _is_general_kept(row: Row, answer: Any) -> bool:
    """With nothing of use in the request, the way in is open all the same."""
    is_public = row.cells[0] != "–"
    return answer.status_code < 500 and (is_public or answer.status_code not in REFUSALS)


def _told(answer: Any) -> Any:
    """The status and the body, without what names the request."""
    body = answer.json() if answer.content else None
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if name not in {"instance", "request_id"}}
    return answer.status_code, body


def test_no_operation_is_left_out() -> None:
    assert {row.room for row in api_rows()} == set(FEWEST_CELLS)

"""Row 14: what is read-only can't be written, by any write of any operation; and no answer shows a secret."""

from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.generators import EndpointEnumerator
from rest_framework import serializers

from gopro.access.operations import api_rows
from gopro.access.rows import Row
from gopro.testing.facts import Told
from tests.attacks.conftest import Tally
from tests.attacks.test_access import ask, cases_of
from tests.attacks.world import Person, World, make_world

pytestmark = pytest.mark.django_db

FORBIDDEN = {"password", "password_hash", "token_hash", "code_hash", "secret_hash", "state_hash", "private_key"}
OF_MODELS = {
    "id", "pk", "user", "user_id", "owner_id", "author", "author_id", "created_by", "granted_by", "actor_id", "roles",
    "role", "is_active", "is_staff", "is_superuser", "password", "token_hash", "email_verified_at", "created_at",
    "updated_at", "published_version", "published_version_id", "draft_version_id", "version", "status", "percent",
    "score", "lessons_completed", "completed_at", "position", "published_position", "locally_modified", "source_id",
    "expires_at", "revoked_at", "session_id", "permissions", "grants", "within", "slug", "number",
}  # fmt: skip
FEWEST_TRIES = 1_000
FILES_ONLY = 415  # takes no JSON at all


def test_what_is_read_only_is_never_written(tally: Tally) -> None:
    world, tried, taken = make_world(), 0, []
    admin = next(person for person in world.people if person.column.title == "admin")
    written = _bodies()
    for row in api_rows():
        body = written.get((row.method, row.path))
        if body is None:
            continue
        for pointers, sent in _attempts(row, body=body, world=world, admin=admin):
            tried += len(pointers)
            taken += _taken(row, pointers=pointers, sent=sent, admin=admin, world=world)
    assert taken == []
    assert tried >= FEWEST_TRIES
    tally("assignment: read-only fields of every write", tried=tried, accepted=len(taken))


def _bodies() -> dict[tuple[str, str], Any]:
    """The serializer of each operation's JSON body."""
    enumerator: Any = EndpointEnumerator
    found = {}
    for path, _, method, callback in enumerator().get_api_endpoints():
        declared = getattr(getattr(callback.cls, method.lower()), "operation", None)
        if declared is not None and declared.body is not None:
            found[method, path] = declared
    return found


def _attempts(row: Row, *, body: Any, world: World, admin: Person) -> Iterator[tuple[list[str], Any]]:
    """At the top of a body, and in each object inside it."""
    fields = body.body(partial=body.is_partial).fields
    names = sorted(_read_only(fields, answers=body.answers))
    base = _base(row, world=world, admin=admin)
    yield [f"/{name}" for name in names], {**base, **dict.fromkeys(names, "attack")}
    for name, field in fields.items():
        child = getattr(field, "child", None)
        inner = child if isinstance(child, serializers.Serializer) else field
        if isinstance(inner, serializers.Serializer):
            nested = sorted(_read_only(inner.fields, answers={}))
            value: Any = dict.fromkeys(nested, "attack")
            place = f"/{name}/0" if child is not None else f"/{name}"
            yield [f"{place}/{one}" for one in nested], {**base, name: [value] if child is not None else value}


def _base(row: Row, *, world: World, admin: Person) -> dict[str, Any]:
    """A body that would be taken, where there is one."""
    cases = [case for case in cases_of(row, mine=admin.things, world=world, signed_in=True) if case.owned]
    return dict(cases[0].body or {}) if cases else {}


def _read_only(fields: Any, *, answers: Any) -> set[str]:
    """What answers show and models have, but for what may be written here."""
    names = OF_MODELS | {name for shown in answers.values() for name in _names(shown)}
    return names - {name for name, field in fields.items() if not field.read_only}


def _names(shown: Any) -> set[str]:
    one = getattr(shown, "child", shown)
    one = one() if isinstance(one, type) else one
    return set(getattr(one, "fields", ()))


def _taken(row: Row, *, pointers: list[str], sent: Any, admin: Person, world: World) -> list[str]:
    """The operation is asked on the admin's own thing, and must name each field, in a refusal that changes nothing."""
    cases = list(cases_of(row, mine=admin.things, world=world, signed_in=True))
    case = next((case for case in cases if case.owned or case.general), cases[0])
    told = Told()
    answer = ask(row, case=_with(case, sent), person=admin)
    where = f"{row.method} {row.path}"
    if answer.status_code == FILES_ONLY and not len(told):
        return []
    if answer.status_code != 422 or len(told):
        return [f"{where}: answers {answer.status_code}, told {len(told)}"]
    refused = {error["pointer"]: error["code"] for error in answer.json()["errors"]}
    return [f"{where}: {one} passed" for one in pointers if refused.get(one) not in {"unknown", "read_only"}]


def _with(case: Any, body: Any) -> Any:
    return type(case)(name=case.name, params=case.params, query=case.query, body=body, owned=case.owned)


def test_no_schema_shows_what_nobody_may_see() -> None:
    shown = set()
    for path, declared in _operations():
        for answer in declared.answers.values():
            shown |= {(path, name) for name in _all_names(answer) if name in FORBIDDEN}
    assert shown == set()


def _operations() -> Iterator[tuple[str, Any]]:
    enumerator: Any = EndpointEnumerator
    for path, _, method, callback in enumerator().get_api_endpoints():
        declared = getattr(getattr(callback.cls, method.lower()), "operation", None)
        if declared is not None:
            yield f"{method} {path}", declared


def _all_names(shown: Any) -> Iterator[str]:
    """Of a serializer and of those in it."""
    one = getattr(shown, "child", shown)
    one = one() if isinstance(one, type) else one
    for name, field in getattr(one, "fields", {}).items():
        yield name
        if isinstance(getattr(field, "child", field), serializers.Serializer):
            yield from _all_names(field)

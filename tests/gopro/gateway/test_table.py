"""The routing table: the most specific route wins, whatever the order, and faults are named."""

from itertools import permutations

import pytest

from gopro.gateway.table import Route, Table


def route(template: str, *methods: str, room: str = "one") -> Route:
    return (
        Route(template=template, room=room, methods=frozenset(methods))
        if methods
        else Route(template=template, room=room)
    )


def matched(table: Table, path: str, method: str = "GET") -> str | None:
    found = table.match(method=method, segments=tuple(path[1:].split("/")))
    return found.template if found else None


ROUTES = (
    route("/"),
    route("/x/*"),
    route("/x/{id}"),
    route("/x/me"),
    route("/x/{id}/y"),
    route("/x/me/*"),
    route("/x/{id}/y/*"),
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/x", "/x/*"),
        ("/x/", "/x/*"),
        ("/x/1", "/x/{id}"),
        ("/x/me", "/x/me"),
        ("/x/me/z", "/x/me/*"),
        ("/x/me/y", "/x/me/*"),
        ("/x/1/y", "/x/{id}/y"),
        ("/x/1/y/", "/x/{id}/y/*"),
        ("/x/1/y/z/z", "/x/{id}/y/*"),
        ("/x/1/z", "/x/*"),
        ("/xy", None),
        ("/y/x", None),
        ("/X/1", None),
    ],
)
def test_the_most_specific_route_wins(path: str, expected: str | None) -> None:
    assert matched(Table(ROUTES), path) == expected
    assert matched(Table(reversed(ROUTES)), path) == expected


def test_a_route_for_the_method_wins_over_one_for_all() -> None:
    for order in permutations((route("/x/{id}", "POST", room="two"), route("/x/{id}"), route("/x/*"))):
        table = Table(order)
        posted = table.match(method="POST", segments=("x", "1"))
        got = table.match(method="GET", segments=("x", "1"))
        assert posted is not None
        assert got is not None
        assert (posted.room, got.room) == ("two", "one")


def test_a_method_that_no_route_takes_is_left_to_the_room() -> None:
    assert matched(Table((route("/x", "GET"),)), "/x", "DELETE") == "/x"


def test_a_method_falls_through_to_a_wider_template() -> None:
    table = Table((route("/x/{id}/y", "POST"), route("/x/*")))
    assert matched(table, "/x/1/y", "GET") == "/x/*"
    assert matched(table, "/x/1/y", "POST") == "/x/{id}/y"


def test_a_sound_table_has_no_faults() -> None:
    assert Table(ROUTES).validate(rooms=("one",)) == []


def test_every_fault_is_named() -> None:
    table = Table(
        (
            route("/a/{id}"),
            route("/a/{name}"),
            route("/b", "GET"),
            route("/b", "GET", "POST"),
            route("/c", room="nowhere"),
            route("d"),
            route("/e/*/f"),
            route("/g/x{id}"),
            route("/h", "FETCH"),
            Route(template="/i", room="one", methods=frozenset()),
            Route(template="/j", room="one", timeout=0),
        )
    )
    assert table.validate(rooms=("one",)) == [
        "/a/{name}: two routes take it.",
        "GET /b: two routes take it.",
        "/c: there is no room 'nowhere'.",
        "d: a template starts with a slash.",
        "/e/*/f: * stands only at the end.",
        "/g/x{id}: a parameter is a whole segment.",
        "/h: unknown methods FETCH.",
        "/i: takes no method.",
        "/j: the time-out and the body limit must be positive.",
    ]

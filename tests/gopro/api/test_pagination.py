"""Lists: pages with a flat cost, cursors that miss and repeat nothing."""

from typing import Any

import pytest
from django.db import connections
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from rest_framework.request import Request
from rest_framework.test import APIClient, APIRequestFactory

from gopro.api.pagination import paginate_by_cursor
from gopro.database import alias_of
from gopro.events.models import StreamCursor, StreamHead
from tests.gopro.api.sample import ROOM, notes
from tests.gopro.api.test_problems import problem


def write(number: int) -> None:
    notes().bulk_create([StreamHead(stream=f"{each:05}", last_sequence=each % 7) for each in range(number)])


def page(client: APIClient, query: str = "") -> tuple[list[str], dict[str, Any]]:
    body = client.get(f"/api/v1/notes?{query}").json()
    return [item["stream"] for item in body["items"]], body["pagination"]


def walk(client: APIClient, path: str) -> list[str]:
    found, cursor = [], ""
    while cursor is not None:
        body = client.get(f"{path}cursor={cursor}").json()
        assert body.keys() == {"items", "next"}
        found += [item["stream"] for item in body["items"]]
        cursor = body["next"]
    return found


def test_an_empty_list(db: None, client: APIClient) -> None:
    assert page(client) == (
        [],
        {
            "page": 1,
            "page_size": 10,
            "total_items": 0,
            "total_pages": 0,
            "total_is_estimate": False,
            "has_next": False,
            "has_prev": False,
        },
    )


def test_pages(db: None, client: APIClient) -> None:
    write(25)
    shown, pagination = page(client, "page=2")
    assert shown == [f"{each:05}" for each in range(10, 20)]
    assert pagination == {
        "page": 2,
        "page_size": 10,
        "total_items": 25,
        "total_pages": 3,
        "total_is_estimate": False,
        "has_next": True,
        "has_prev": True,
    }
    shown, pagination = page(client, "page=3")
    assert (len(shown), pagination["has_next"], pagination["total_items"]) == (5, False, 25)
    shown, pagination = page(client, "page=4")
    assert (shown, pagination["has_next"], pagination["total_items"]) == ([], False, 25)
    assert page(client, "page_size=25")[1]["total_pages"] == 1


def test_a_list_that_ends_on_the_page_is_not_counted(db: None, client: APIClient) -> None:
    write(5)
    with CaptureQueriesContext(connections[alias_of(ROOM)]) as queries:
        assert page(client)[1]["total_items"] == 5
    assert len(queries) == 1


def test_pages_reach_a_thousand_rows(db: None, client: APIClient) -> None:
    write(1_050)
    assert page(client, "page=100")[0][-1] == "00999"
    refused = problem(client.get("/api/v1/notes?page=101"), status=422, code="invalid_query")
    assert refused["errors"][0]["code"] == "too_deep"
    assert "?cursor=" in refused["detail"]


def test_a_long_list_is_estimated(db: None, client: APIClient) -> None:
    write(10_000)
    assert (page(client)[1]["total_items"], page(client)[1]["total_is_estimate"]) == (10_000, False)
    notes().bulk_create([StreamHead(stream=f"more {each}", last_sequence=0) for each in range(5_000)])
    with connections[alias_of(ROOM)].cursor() as cursor:
        cursor.execute("ANALYZE gopro_events_streamhead")
    pagination = page(client)[1]
    assert pagination["total_is_estimate"] is True
    assert 14_000 <= pagination["total_items"] <= 16_000
    assert pagination["total_pages"] == -(-pagination["total_items"] // 10)


def test_every_list_goes_on_by_cursor(db: None, client: APIClient) -> None:
    write(1_010)
    assert walk(client, "/api/v1/notes?page_size=100&") == [f"{each:05}" for each in range(1_010)]


def test_a_cursor_list_of_values(db: None, client: APIClient) -> None:
    write(45)
    expected = [note.stream for note in notes().order_by("-last_sequence", "-stream")]
    assert walk(client, "/api/v1/values?") == expected
    assert client.get("/api/v1/values").json()["items"][0] == {"stream": "00041", "last_sequence": 6}
    assert client.get("/api/v1/values?page=1").status_code == 422


def test_an_insert_on_the_way_repeats_nothing(db: None, client: APIClient) -> None:
    write(20)
    first = client.get("/api/v1/notes?cursor=").json()
    notes().create(stream="00000 before", last_sequence=1)
    second = client.get(f"/api/v1/notes?cursor={first['next']}").json()
    assert [item["stream"] for item in second["items"]] == [f"{each:05}" for each in range(10, 20)]
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["x", "a:b", "W10:abc", "%00", "é"])
def test_a_forged_cursor_is_refused(db: None, client: APIClient, cursor: str) -> None:
    assert client.get(f"/api/v1/notes?cursor={cursor}").status_code == 422


def test_a_cursor_of_another_ordering_is_refused(db: None, client: APIClient) -> None:
    write(20)
    cursor = client.get("/api/v1/notes?cursor=").json()["next"]
    refused = problem(
        client.get(f"/api/v1/notes?ordering=-last_sequence&cursor={cursor}"), status=422, code="invalid_query"
    )
    assert refused["errors"][0]["code"] == "invalid_cursor"


@pytest.mark.parametrize(
    "order", [("blocked_until",), ("-blocked_until",), ("-blocked_until", "last_sequence"), ("pk",)]
)
def test_a_cursor_passes_nulls_and_equals(db: None, order: tuple[str, ...]) -> None:
    rows = StreamCursor.objects.using(alias_of(ROOM))
    times = [
        None,
        "2026-01-01T00:00:00.000001Z",
        None,
        "2026-01-01T00:00:00.000002Z",
        "2026-01-01T00:00:00.000002Z",
        None,
    ]
    for number, time in enumerate(times):
        rows.create(consumer="c", stream=str(number), last_sequence=number % 2, blocked_until=time)
    backwards = order[-1].startswith("-")
    expected = list(rows.order_by(*order, "-pk" if backwards else "pk").values_list("stream", flat=True))
    found, cursor = [], ""
    while cursor is not None:
        request = Request(APIRequestFactory().get("/", {"cursor": cursor, "page_size": "1"}))
        answer = paginate_by_cursor(request, rows.annotate(even=F("last_sequence")), order=order)
        found += [row.stream for row in answer.data["items"]]
        cursor = answer.data["next"]
    assert found == expected


def test_a_random_ordering_has_no_cursor(db: None) -> None:
    request = Request(APIRequestFactory().get("/"))
    with pytest.raises(TypeError, match="columns"):
        paginate_by_cursor(request, notes().order_by("?"))

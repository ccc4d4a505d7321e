"""What a token's terms allow, at views of rooms, of a guarded room and of the kernel."""

import json
from http import HTTPStatus
from typing import Any

import pytest
from django.test import override_settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from gopro.api.access import SIGNED_IN
from gopro.api.views import APIView, operation
from gopro.identifiers import uuid7
from gopro.observability import context
from gopro.security import scopes
from gopro.security.tokens import Terms
from gopro.testing.tokens import access_token, personal_token

METHODS = ("get", "head", "post", "patch", "delete", "options")
OPEN, SHUT = "open", "insufficient_scope"


class AnyView(APIView):
    access = SIGNED_IN

    @operation(answers={204: None})
    def get(self, request: Request) -> Response:
        return Response(status=204)

    @operation(answers={204: None})
    def post(self, request: Request) -> Response:
        return Response(status=204)

    @operation(answers={204: None})
    def patch(self, request: Request) -> Response:
        return Response(status=204)

    @operation(answers={204: None})
    def delete(self, request: Request) -> Response:
        return Response(status=204)


def view_of(module: str, **attributes: Any) -> type[AnyView]:
    return type("View", (AnyView,), {"__module__": module, **attributes})


def outcome(view: type[AnyView], *, method: str, token: str) -> str:
    request = getattr(APIRequestFactory(), method)("/", HTTP_AUTHORIZATION=f"Bearer {token}")
    with context.bind(actor_id="", on_behalf_of_id=""):
        answer = view.as_view()(request)
    if answer.status_code == HTTPStatus.NO_CONTENT:
        return OPEN
    assert answer.status_code == HTTPStatus.FORBIDDEN
    return str(json.loads(answer.content)["code"])


def opened(view: type[AnyView], token: str) -> set[str]:
    return {method for method in METHODS if outcome(view, method=method, token=token) == OPEN}


def with_scopes(*given: str) -> str:
    return personal_token(user_id=uuid7(), scopes=given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["courses:read"], {"get", "head", "options"}),
        (["courses:write"], {"post", "patch", "delete"}),
        (["courses:read", "courses:write"], set(METHODS)),
        (["progress:read", "progress:write", "users:read"], set()),
        ([], set()),
        (["courses", "courses:", ":read", "courses:admin", "COURSES:READ", "*:read", "*"], set()),
    ],
)
def test_a_room_is_opened_by_its_scopes(given: list[str], expected: set[str]) -> None:
    assert opened(view_of("apps.courses.api.views.sample"), with_scopes(*given)) == expected


def test_a_guarded_room_opens_what_its_view_names() -> None:
    token = with_scopes(*scopes.known())
    guarded = "apps.users.api.views.sample"
    assert opened(view_of(guarded), token) == set()
    assert opened(view_of(guarded, scoped=("GET", "PATCH")), token) == {"get", "head", "patch"}
    assert opened(view_of(guarded, scoped=("GET", "PATCH")), with_scopes("users:read")) == {"get", "head"}
    assert opened(view_of("apps.courses.api.views.sample", scoped=()), token) == set()


@pytest.mark.parametrize("module", ["gopro.api.sample", "apps", "apps.nowhere.api.views", "config.urls", "elsewhere"])
def test_what_is_of_no_room_opens_to_nobody_with_scopes(module: str) -> None:
    token = with_scopes(*scopes.known(), "nowhere:read", ":read")
    assert opened(view_of(module), token) == set()


def test_a_new_room_has_scopes_of_its_own() -> None:
    with override_settings(ROOMS=("courses", "gardens"), GUARDED_ROOMS=()):
        assert scopes.known() == ("courses:read", "courses:write", "gardens:read", "gardens:write")
        assert opened(view_of("apps.gardens.api.views.sample"), with_scopes("gardens:write")) == {
            *("post", "patch", "delete")
        }


@pytest.mark.parametrize("module", ["apps.courses.api.views.sample", "apps.users.api.views.sample", "gopro.sample"])
def test_an_ordinary_token_is_not_limited(module: str) -> None:
    assert opened(view_of(module), access_token(user_id=uuid7())) == set(METHODS)
    assert opened(view_of(module, scoped=()), access_token(user_id=uuid7())) == set(METHODS)


def acting(*, is_read_only: bool) -> str:
    return access_token(user_id=uuid7(), terms=Terms(actor_id=uuid7(), is_read_only=is_read_only))


def test_who_only_looks_changes_nothing() -> None:
    view = view_of("apps.courses.api.views.sample")
    token = acting(is_read_only=True)
    assert opened(view, token) == {"get", "head", "options"}
    for method in ("post", "patch", "delete"):
        assert outcome(view, method=method, token=token) == "impersonation_read_only"
    assert opened(view, acting(is_read_only=False)) == set(METHODS)


def test_both_are_named_in_whatever_happens() -> None:
    seen: dict[str, str] = {}

    class SeeingView(AnyView):
        @operation(answers={204: None})
        def get(self, request: Request) -> Response:
            seen.update(context.current())
            return Response(status=204)

    def told(token: str) -> tuple[str | None, str | None]:
        seen.clear()
        outcome(SeeingView, method="get", token=token)
        return seen.get("actor_id"), seen.get("on_behalf_of_id")

    user_id, support_id = uuid7(), uuid7()
    SeeingView.__module__ = "apps.courses.api.views.sample"
    terms = Terms(actor_id=support_id, is_read_only=True)
    assert told(access_token(user_id=user_id, terms=terms)) == (str(support_id), str(user_id))
    assert told(access_token(user_id=user_id)) == (str(user_id), None)

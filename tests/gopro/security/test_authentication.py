"""Signing in to the API with a bearer token."""

import json
from http import HTTPStatus
from uuid import uuid4

import pytest
import time_machine
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from gopro.observability import context
from gopro.security.authentication import caller_of, principal_of
from gopro.testing.tokens import access_token, staff_token

seen: list[str] = []


class WhoView(APIView):
    def get(self, request: Request) -> Response:
        who = principal_of(request)
        seen.append(context.actor_id.get())
        return Response({"id": str(who.id), "roles": sorted(who.roles)})


class OpenView(APIView):
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        return Response({"roles": sorted(caller_of(request).roles), "in": caller_of(request).is_authenticated})


class OpenWhoView(WhoView):
    permission_classes = (AllowAny,)


def asked(view: type[APIView], authorization: str | None = None) -> Response:
    headers = {} if authorization is None else {"authorization": authorization}
    with context.bind(actor_id=""):
        return view.as_view()(APIRequestFactory().get("/", headers=headers))


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_good_token_is_its_principal_and_the_actor(scheme: str) -> None:
    user_id = uuid4()
    answer = asked(WhoView, f"{scheme} {access_token(user_id=user_id, roles=['b', 'a'])}")
    assert answer.status_code == HTTPStatus.OK
    assert answer.data == {"id": str(user_id), "roles": ["a", "b"]}
    assert seen[-1] == str(user_id)


@pytest.mark.parametrize("view", [WhoView, OpenWhoView])
@pytest.mark.parametrize("authorization", [None, "", "Basic YTpi", "Token x"])
def test_without_a_token_one_is_asked_for(view: type[APIView], authorization: str | None) -> None:
    answer = asked(view, authorization)
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert json.loads(answer.content)["code"] == "unauthenticated"


@pytest.mark.parametrize("token", ["", "x", "a b", "é"])
@pytest.mark.parametrize("view", [WhoView, OpenView])
def test_a_bad_token_is_refused_even_where_none_is_needed(view: type[APIView], token: str) -> None:
    answer = asked(view, f"Bearer {token}")
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert json.loads(answer.content)["code"] == "token_invalid"


def test_an_expired_token_says_so() -> None:
    with time_machine.travel("2026-01-01", tick=False):
        token = access_token(user_id=uuid4())
    answer = asked(WhoView, f"Bearer {token}")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (HTTPStatus.UNAUTHORIZED, "token_expired")


def test_a_staff_token_is_no_access_token() -> None:
    answer = asked(WhoView, f"Bearer {staff_token(user_id=uuid4(), roles=['admin'])}")
    assert answer.status_code == HTTPStatus.UNAUTHORIZED


def test_an_open_view_is_open_to_nobody() -> None:
    assert asked(OpenView).data == {"roles": [], "in": False}

"""Who may ask at all, by what an operation declares."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from gopro.api.access import OWN, PUBLIC, SIGNED_IN, Access, holding, own_or, public_or
from gopro.api.views import APIView, operation
from gopro.security import policy
from gopro.security.authentication import caller_of
from gopro.security.permission import Permission, Scope
from gopro.testing.tokens import access_token

EDIT = Permission(name="shop.cart:edit", grants={"keeper": Scope.OWN}, within=["clerk"])


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "DECLARED", {EDIT.name: EDIT})


def view_for(access: Access, *, asks: bool = True) -> Any:
    class View(APIView):
        @operation(access=access, answers={204: None})
        def get(self, request: Request) -> Response:
            if asks and access.permission:
                policy.scope(principal=caller_of(request), permission=access.permission)
            return Response(status=204)

    return View.as_view()


def status(access: Access, *roles: str, method: str = "get", is_signed_in: bool = True) -> int:
    token = access_token(user_id=uuid4(), roles=roles)
    headers = {"Authorization": f"Bearer {token}"} if is_signed_in else {}
    request = getattr(APIRequestFactory(), method)("/", headers=headers)
    return int(view_for(access)(request).status_code)


@pytest.mark.parametrize(
    ("access", "nobody", "member", "keeper"),
    [
        (PUBLIC, 204, 204, 204),
        (public_or(EDIT.name), 204, 204, 204),
        (SIGNED_IN, 401, 204, 204),
        (OWN, 401, 204, 204),
        (own_or(EDIT.name), 401, 204, 204),
        (holding(EDIT.name), 401, 403, 204),
    ],
)
def test_lets_in_whom_it_is_for(access: Access, nobody: int, member: int, keeper: int) -> None:
    for method in ("get", "head"):
        told = [
            status(access, method=method, is_signed_in=False),
            status(access, "guest", method=method),
            status(access, "guest", "keeper", method=method),
        ]
        assert told == [nobody, member, keeper], method


def test_an_operation_that_does_not_ask_for_its_permission_is_a_bug() -> None:
    request = APIRequestFactory().get("/", headers={"Authorization": _bearer("keeper")})
    assert view_for(holding(EDIT.name), asks=False)(request).status_code == 500


def _bearer(*roles: str) -> str:
    return f"Bearer {access_token(user_id=uuid4(), roles=roles)}"

"""Every lie about a token, told to each place that checks one: none is believed."""

from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from gopro.errors import Unauthenticated
from gopro.security.authentication import TokenAuthentication, principal_of
from gopro.security.tokens import KeyRing, TokenExpired, TokenInvalid, Use, generate
from gopro.staff.cookies import NAME
from gopro.staff.middleware import staff_of
from tests.gopro.security.conftest import ISSUER
from tests.gopro.security.forgery import Forger, forgeries

AT_LEAST = 120


def forger_of(folder: Path, *, issuer: str, use: Use) -> Forger:
    return Forger(folder, issuer=issuer, audience=use.audience, use=use.value)


@pytest.mark.parametrize("use", list(Use))
def test_the_ring_believes_none(key_folder: Path, key_ring: KeyRing, use: Use) -> None:
    forger = forger_of(key_folder, issuer=ISSUER, use=use)
    tried = forgeries(forger)
    believed = []
    for name, token in tried.items():
        try:
            key_ring.verify(token, use=use)
        except Unauthenticated:
            continue
        believed.append(name)
    assert believed == []
    assert len(tried) >= AT_LEAST
    assert str(key_ring.verify(forger.signed(), use=use).user_id) == forger.claims["sub"]


def test_an_expired_token_is_told_apart_from_a_false_one(key_folder: Path, key_ring: KeyRing) -> None:
    forger = forger_of(key_folder, issuer=ISSUER, use=Use.ACCESS)
    for late in (-1, 0, 1_000_000_000, forger.claims["exp"] - 600 - 6):
        with pytest.raises(TokenExpired):
            key_ring.verify(forger.signed(exp=late))
    with pytest.raises(TokenInvalid):
        key_ring.verify(forger.signed(exp=0)[:-4])


@pytest.mark.parametrize(("told", "asked"), [(Use.STAFF, Use.ACCESS), (Use.ACCESS, Use.STAFF)])
def test_a_token_of_one_use_is_none_of_the_other(key_folder: Path, key_ring: KeyRing, told: Use, asked: Use) -> None:
    forger = forger_of(key_folder, issuer=ISSUER, use=told)
    for token in (forger.signed(), forger.signed(aud=asked.audience), forger.signed(token_use=asked.value)):
        with pytest.raises(TokenInvalid):
            key_ring.verify(token, use=asked)


class WhoView(APIView):
    authentication_classes = (TokenAuthentication,)

    def get(self, request: Request) -> Response:
        return Response({"id": str(principal_of(request).id)})


def test_the_api_believes_none() -> None:
    generate(settings.KEY_FOLDER)
    forger = forger_of(settings.KEY_FOLDER, issuer=settings.PUBLIC_URL, use=Use.ACCESS)
    view, factory = WhoView.as_view(), APIRequestFactory()
    answers = {
        name: view(factory.get("/", HTTP_AUTHORIZATION=f"Bearer {token}".encode().decode("latin-1"))).status_code
        for name, token in forgeries(forger).items()
        if token.strip() != forger.signed()  # white space around a token is the header's, not the token's
    }
    assert [name for name, status in answers.items() if status != HTTPStatus.UNAUTHORIZED] == []
    assert len(answers) >= AT_LEAST
    good = view(factory.get("/", HTTP_AUTHORIZATION=f"Bearer {forger.signed()}"))
    assert good.status_code == HTTPStatus.OK
    assert good.data == {"id": forger.claims["sub"]}


def test_the_staff_pages_believe_none() -> None:
    generate(settings.KEY_FOLDER)
    forger = forger_of(settings.KEY_FOLDER, issuer=settings.PUBLIC_URL, use=Use.STAFF)
    request = APIRequestFactory().get("/admin/")
    believed = []
    for name, token in forgeries(forger).items():
        request.COOKIES[NAME] = token
        if staff_of(request).is_authenticated:
            believed.append(name)
    assert believed == []
    request.COOKIES[NAME] = forger.signed()
    assert str(staff_of(request).id) == forger.claims["sub"]

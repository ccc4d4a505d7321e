"""A log-in under way: each step once, however many come at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from apps.users.errors import AuthorizationRequestInvalid
from apps.users.models import AuthorizationRequest
from apps.users.services import housekeeping
from apps.users.services.oauth import requests
from apps.users.services.oauth.requests import Begun, Proof
from gopro.database import aliases_here
from tests.apps.users.oauth import ScriptedOpenID

AT_ONCE = 16


def begun(provider: ScriptedOpenID) -> Begun:
    return requests.begin(provider="campus", return_to="", is_browser=False, ip=None)


def answered(provider: ScriptedOpenID, going: Begun) -> str:
    return requests.answer(
        provider="campus", state=going.state, code="c0de", error="", issuer=provider.issuer, secret=""
    )


def test_of_many_who_redeem_one_wins(committed: None, scripted: ScriptedOpenID):
    going = begun(scripted)
    answered(scripted, going)
    proof = Proof(provider="campus", state=going.state, code="c0de", secret=going.secret)

    def redeemed(_: int) -> bool:
        try:
            requests.redeem(proof, user_id=None)
        except AuthorizationRequestInvalid:
            return False
        finally:
            for alias in aliases_here().values():
                connections[alias].close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert sum(threads.map(redeemed, range(AT_ONCE))) == 1


def test_an_answer_is_taken_once(db: None, scripted: ScriptedOpenID):
    going = begun(scripted)
    assert "code=c0de" in answered(scripted, going)
    with pytest.raises(AuthorizationRequestInvalid):
        answered(scripted, going)


def test_a_provider_that_gives_an_error_and_a_code_gives_an_error(db: None, scripted: ScriptedOpenID):
    going = begun(scripted)
    said = {"state": going.state, "code": "c0de", "issuer": scripted.issuer, "secret": ""}
    assert "error=provider_error" in requests.answer(provider="campus", error="odd<script>", **said)
    with pytest.raises(AuthorizationRequestInvalid):
        requests.redeem(Proof(provider="campus", state=going.state, code="c0de", secret=going.secret), user_id=None)


def test_what_expired_is_swept(db: None, scripted: ScriptedOpenID):
    begun(scripted)
    housekeeping.purge()
    assert AuthorizationRequest.objects.count() == 1
    AuthorizationRequest.objects.update(expires_at="2020-01-01T00:00:00Z")
    housekeeping.purge()
    assert not AuthorizationRequest.objects.exists()

"""A provider's keys change, its userinfo speaks of somebody; nothing is asked more often than needed."""

from typing import Any

from joserfc.jwk import ECKey, RSAKey
from rest_framework.test import APIClient

from apps.users.models import User
from tests.apps.users.oauth import ScriptedOpenID
from tests.attacks.oauth import logged_in


def asked_for(provider: ScriptedOpenID, path: str) -> int:
    return sum(asked.path == path for asked in provider.asked)


def test_document_and_keys_are_asked_for_once(db: None, scripted: ScriptedOpenID):
    assert [logged_in(scripted).status_code for _ in range(3)] == [200, 200, 200]
    assert asked_for(scripted, "/.well-known/openid-configuration") == 1
    assert asked_for(scripted, "/jwks") == 1


def test_a_key_that_is_new_is_asked_for_once(db: None, scripted: ScriptedOpenID):
    assert logged_in(scripted).status_code == 200
    second = RSAKey.generate_key(2048, {"kid": "second"})
    scripted.published, scripted.key = [*scripted.published, second], second
    scripted.header = {"alg": "RS256", "kid": "second"}
    assert [logged_in(scripted).status_code for _ in range(2)] == [200, 200]
    assert asked_for(scripted, "/jwks") == 2


def test_a_key_that_nobody_published_is_asked_for_once_a_token(db: None, scripted: ScriptedOpenID):
    scripted.header = {"alg": "RS256", "kid": "nowhere"}
    assert logged_in(scripted).status_code == 401
    assert asked_for(scripted, "/jwks") == 2


def test_a_key_that_was_withdrawn_signs_nothing_once_the_set_is_read_anew(db: None, scripted: ScriptedOpenID):
    assert logged_in(scripted).status_code == 200
    second = RSAKey.generate_key(2048, {"kid": "second"})
    scripted.published = [second]
    scripted.header = {"alg": "RS256", "kid": "nowhere"}
    assert logged_in(scripted).status_code == 401
    scripted.header = {"alg": "RS256", "kid": "first"}
    assert logged_in(scripted).status_code == 401


def test_a_provider_may_sign_on_a_curve(db: None, scripted: ScriptedOpenID):
    curve = ECKey.generate_key("P-256", {"kid": "curve"})
    scripted.published, scripted.key, scripted.header = [curve], curve, {"alg": "ES256", "kid": "curve"}
    assert logged_in(scripted).status_code == 200


def test_an_address_that_only_userinfo_tells(db: None, scripted: ScriptedOpenID):
    told: dict[str, Any] = {"sub": "ana-at-campus", "email": "ana@example.org", "email_verified": True}
    scripted.replies["/userinfo"] = lambda _: (200, told)
    assert logged_in(scripted, email=..., email_verified=...).json()["user"]["email"] == "ana@example.org"
    assert scripted.asked[-1].headers["Authorization"] == "Bearer at"


def test_userinfo_of_somebody_else_is_refused(db: None, scripted: ScriptedOpenID):
    told = {"sub": "somebody-else", "email": "ana@example.org", "email_verified": True}
    scripted.replies["/userinfo"] = lambda _: (200, told)
    answer = logged_in(scripted, email=...)
    assert (answer.status_code, answer.json()["code"]) == (401, "provider_refused")
    assert not User.objects.exists()


def test_the_clients_secret_goes_to_its_own_provider_alone(api: APIClient, scripted: ScriptedOpenID):
    """Authlib writes it into headers that it is handed; those must not be shared."""
    assert logged_in(scripted).status_code == 200
    token = next(asked for asked in scripted.asked if asked.path == "/token")
    assert token.headers["Authorization"].startswith("Basic ")
    assert all("Authorization" not in asked.headers for asked in scripted.asked if asked.path != "/token")
    assert "client_secret" not in token.form

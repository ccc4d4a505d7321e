"""The steps of a log-in by a provider, as an attacker takes them."""

from typing import Any

from rest_framework.test import APIClient

from apps.users.models import Session
from tests.apps.users import oauth
from tests.apps.users.oauth import ScriptedOpenID

AUTH = "/api/v1/auth"
START, CALLBACK, TOKEN = (f"{AUTH}/oauth/campus/{step}" for step in ("start", "callback", "token"))
IDENTITIES = f"{AUTH}/identities"


def begun(client: APIClient) -> dict[str, str]:
    """What the browser carries to the provider."""
    answer = client.get(START)
    assert answer.status_code == 303, answer.content
    return oauth.query_of(answer["Location"])


def called_back(client: APIClient, provider: ScriptedOpenID, *, state: str, **said: str) -> Any:
    given = {"state": state, "code": "a-code", "iss": provider.issuer} | said
    return client.get(CALLBACK, {name: value for name, value in given.items() if value})


def redeemed(client: APIClient, provider: ScriptedOpenID, *, state: str, code: str = "a-code") -> Any:
    """The whole way back, with what the provider says now."""
    assert called_back(client, provider, state=state, code=code).status_code == 303
    return client.post(TOKEN, {"code": code, "state": state})


def logged_in(provider: ScriptedOpenID, **claims: Any) -> Any:
    client = APIClient()
    asked = begun(client)
    provider.says(**{"nonce": asked["nonce"]} | claims)
    return redeemed(client, provider, state=asked["state"])


def is_in(answer: Any) -> bool:
    return answer.status_code < 400 or Session.objects.exists()

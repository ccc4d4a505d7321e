"""Authlib's client over our door: the address to which the browser goes, and the code turned into tokens."""

from collections.abc import Mapping
from urllib.parse import urlencode

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client

from apps.users.errors import ProviderRefused, ProviderUnavailable
from apps.users.services.oauth import answers, binding
from apps.users.services.oauth.answers import Tokens
from apps.users.services.oauth.endpoints import Endpoints
from apps.users.services.oauth.providers import Provider
from gopro import http


class Door:
    """The session that Authlib wants."""

    def post(self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: ClientAuth) -> http.Answer:
        """With headers of its own: Authlib writes the client's secret into those that it is given."""
        url, prepared, body = auth.prepare("POST", url, dict(headers), urlencode(data))  # type: ignore[no-untyped-call]  # the stubs leave it out
        return http.post(url, body=body.encode(), headers=prepared)


def authorization_url(*, provider: Provider, endpoints: Endpoints, state: str, secret: str) -> str:
    """PKCE always; the nonce where the provider speaks of ID tokens."""
    nonce = {"nonce": binding.nonce(secret)} if provider.speaks_openid else {}
    url, _ = _client(provider, endpoints=endpoints).create_authorization_url(
        endpoints.authorization, state=state, code_verifier=binding.verifier(secret), **nonce
    )
    return str(url)


def redeemed(*, provider: Provider, endpoints: Endpoints, code: str, secret: str) -> Tokens:
    """What the code is worth. Raises ProviderRefused or ProviderUnavailable."""
    client = _client(provider, endpoints=endpoints)
    try:
        token = client.fetch_token(
            endpoints.token, grant_type="authorization_code", code=code, code_verifier=binding.verifier(secret)
        )
    except (OAuth2Error, TypeError, AttributeError) as failure:
        raise ProviderRefused from failure
    except (http.Failed, ValueError) as failure:
        raise ProviderUnavailable from failure
    return answers.read(Tokens, dict(token))


def _client(provider: Provider, *, endpoints: Endpoints) -> OAuth2Client:
    return OAuth2Client(
        Door(),
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        token_endpoint_auth_method=endpoints.client_authentication if provider.client_secret else "none",
        scope=endpoints.scope,
        redirect_uri=provider.redirect_uri,
        code_challenge_method="S256",
    )

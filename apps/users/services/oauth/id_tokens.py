"""Whether an ID token is the provider's, for us, for this very log-in, and in time."""

from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from apps.users.errors import ProviderRefused
from apps.users.services.oauth import answers, discovery
from apps.users.services.oauth.answers import Claims, Tokens
from apps.users.services.oauth.providers import Provider

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
LEEWAY_SECONDS = 60


def verified(tokens: Tokens, *, provider: Provider, nonce: str) -> Claims:
    """OpenID Connect Core, 3.1.3.7, with the signature checked though it came over TLS. Raises ProviderRefused."""
    try:
        token = _opened(tokens.id_token, provider=provider)
        said = CodeIDToken(
            token.claims,
            token.header,
            options={"iss": {"essential": True, "value": provider.issuer}, "aud": _for_us(provider)},
            params={"nonce": nonce, "client_id": provider.client_id, "access_token": tokens.access_token},
        )
        said.validate(leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as failure:
        raise ProviderRefused from failure
    return answers.read(Claims, dict(said))


def _for_us(provider: Provider) -> dict[str, Any]:
    return {"essential": True, "values": [provider.client_id]}


def _opened(token: str, *, provider: Provider) -> jwt.Token:
    try:
        return _decoded(token, keys=discovery.keys(provider))
    except InvalidKeyIdError:
        return _decoded(token, keys=discovery.renewed_keys(provider))


def _decoded(token: str, *, keys: KeySet) -> jwt.Token:
    return jwt.decode(token, keys, algorithms=list(ALGORITHMS))

"""Who came back from the provider. Network calls: never inside a transaction."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from apps.users.errors import ProviderRefused
from apps.users.services import rules
from apps.users.services.oauth import answers, binding, endpoints, exchange, id_tokens
from apps.users.services.oauth.answers import Claims, GitHubEmail, GitHubUser, Tokens
from apps.users.services.oauth.endpoints import Endpoints
from apps.users.services.oauth.providers import Provider


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody, as a provider knows them. `email` is empty unless the provider says that it is theirs."""

    provider: str
    issuer: str
    subject: str
    email: str = ""
    username: str = ""
    name: str = ""
    locale: str = ""
    time_zone: str = ""


def identified(*, provider: Provider, code: str, secret: str) -> Person:
    """Raises ProviderRefused or ProviderUnavailable."""
    places = endpoints.of(provider)
    tokens = exchange.redeemed(provider=provider, endpoints=places, code=code, secret=secret)
    if not provider.speaks_openid:
        return _by_github(tokens, provider=provider, places=places)
    claims = id_tokens.verified(tokens, provider=provider, nonce=binding.nonce(secret))
    if claims.email is None and places.profile:
        claims = _told_apart(claims, tokens=tokens, places=places)
    return _by_claims(claims, provider=provider)


def _told_apart(claims: Claims, *, tokens: Tokens, places: Endpoints) -> Claims:
    """Some tell the address at their userinfo endpoint alone. It must speak of the same person (Core, 5.3.2)."""
    told = answers.read(Claims, answers.fetched(places.profile, bearer=tokens.access_token))
    if told.sub != claims.sub:
        raise ProviderRefused
    return told


def _by_claims(claims: Claims, *, provider: Provider) -> Person:
    is_theirs = claims.email_verified is True or claims.email_verified == "true"
    return Person(
        provider=provider.name,
        issuer=provider.issuer,
        subject=claims.sub,
        email=_address(claims.email) if is_theirs else "",
        username=claims.preferred_username or claims.nickname or "",
        name=claims.name or "",
        locale=claims.locale or "",
        time_zone=claims.zoneinfo or "",
    )


def _by_github(tokens: Tokens, *, provider: Provider, places: Endpoints) -> Person:
    user = answers.read(GitHubUser, answers.fetched(places.profile, bearer=tokens.access_token))
    told = answers.fetched(f"{places.profile}/emails", bearer=tokens.access_token)
    emails = [answers.read(GitHubEmail, each) for each in (told if isinstance(told, list) else [])]
    return Person(
        provider=provider.name,
        issuer=provider.issuer,
        subject=str(user.id),
        email=next((_address(each.email) for each in emails if each.primary and each.verified), ""),
        username=user.login,
        name=user.name or "",
    )


def _address(email: str | None) -> str:
    """As it can be compared: a letter whose lower case is another one (U+212A and k) would make it somebody else's."""
    if not email or not email.isascii() or len(email) > rules.LONGEST_EMAIL:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email

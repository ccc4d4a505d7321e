"""Where a provider is asked what: told by its discovery document, or known of GitHub."""

from dataclasses import dataclass

from apps.users.services.oauth import discovery
from apps.users.services.oauth.providers import Provider

GITHUB_SITE, GITHUB_API = "https://github.com", "https://api.github.com"


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoints:
    """`issuer` is what the provider's answers name as their sender (RFC 9207), always where `names_issuer`."""

    issuer: str
    authorization: str
    token: str
    profile: str
    scope: str
    client_authentication: str
    names_issuer: bool


def of(provider: Provider) -> Endpoints:
    """Raises ProviderUnavailable."""
    return _told(provider) if provider.speaks_openid else _of_github(provider)


def _told(provider: Provider) -> Endpoints:
    said = discovery.document(provider)
    methods = said.token_endpoint_auth_methods_supported
    return Endpoints(
        issuer=said.issuer,
        authorization=said.authorization_endpoint,
        token=said.token_endpoint,
        profile=said.userinfo_endpoint or "",
        scope="openid email profile",
        client_authentication="client_secret_basic" if "client_secret_basic" in methods else "client_secret_post",
        names_issuer=said.authorization_response_iss_parameter_supported,
    )


def _of_github(provider: Provider) -> Endpoints:
    """Of the site, or of a company's own (GitHub Enterprise), whose API is under its address."""
    site = provider.issuer.rstrip("/")
    return Endpoints(
        issuer=f"{site}/login/oauth",
        authorization=f"{site}/login/oauth/authorize",
        token=f"{site}/login/oauth/access_token",
        profile=f"{GITHUB_API if site == GITHUB_SITE else f'{site}/api/v3'}/user",
        scope="read:user user:email",
        client_authentication="client_secret_post",
        names_issuer=False,
    )

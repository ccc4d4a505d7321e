"""The providers that the operator configured."""

from dataclasses import dataclass, field

from django.conf import settings

from apps.users.errors import ProviderNotFound

PATH = "/api/v1/auth/oauth"
GITHUB = "github"  # OAuth without OpenID Connect: who somebody is, its API tells


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """One of them. `issuer` is where its discovery document is; for GitHub, the site."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)

    @property
    def speaks_openid(self) -> bool:
        return self.name != GITHUB

    @property
    def redirect_uri(self) -> str:
        """Each provider's own, so that none's answer is taken for another's (RFC 9700, mix-up)."""
        return f"{settings.PUBLIC_URL}{PATH}/{self.name}/callback"

    @property
    def start_url(self) -> str:
        return f"{settings.PUBLIC_URL}{PATH}/{self.name}/start"


def configured() -> list[Provider]:
    return [Provider(**each) for each in settings.OPENID_PROVIDERS]


def named(name: str) -> Provider:
    """Raises ProviderNotFound."""
    for provider in configured():
        if provider.name == name:
            return provider
    raise ProviderNotFound

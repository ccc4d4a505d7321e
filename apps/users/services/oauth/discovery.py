"""What a provider says of itself: where its endpoints and its keys are. Kept for an hour."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from apps.users.errors import ProviderRefused, ProviderUnavailable
from apps.users.services.oauth import answers
from apps.users.services.oauth.answers import Discovery
from apps.users.services.oauth.providers import Provider
from gopro import http

KEPT_SECONDS = 3600
WELL_KNOWN = "/.well-known/openid-configuration"
ASYMMETRIC = frozenset({"RSA", "EC", "OKP"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept[T]:
    value: T
    until: float


class Shelf[T]:
    """What was fetched, by address, for all threads of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, Kept[T]] = {}

    def get(self, address: str, fetch: Callable[[str], T]) -> T:
        with self._lock:
            kept = self._kept.get(address)
        if kept is None or kept.until < time.monotonic():
            return self.renew(address, fetch)
        return kept.value

    def renew(self, address: str, fetch: Callable[[str], T]) -> T:
        """Fetched outside the lock: a provider that is slow delays only those who log in by it."""
        value = fetch(address)
        with self._lock:
            self._kept[address] = Kept(value=value, until=time.monotonic() + KEPT_SECONDS)
        return value

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


documents: Shelf[Discovery] = Shelf()
key_sets: Shelf[KeySet] = Shelf()


def document(provider: Provider) -> Discovery:
    """Raises ProviderUnavailable, for a document of somebody else or with endpoints that nobody should go to, too."""
    found = documents.get(f"{provider.issuer.rstrip('/')}{WELL_KNOWN}", _document)
    addresses = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.userinfo_endpoint)
    if found.issuer != provider.issuer or not all(http.is_permitted(each) for each in addresses if each is not None):
        raise ProviderUnavailable
    return found


def keys(provider: Provider) -> KeySet:
    return key_sets.get(document(provider).jwks_uri, _key_set)


def renewed_keys(provider: Provider) -> KeySet:
    """Asked for anew, since the provider signs with a key that isn't among those kept."""
    return key_sets.renew(document(provider).jwks_uri, _key_set)


def _document(address: str) -> Discovery:
    try:
        return answers.read(Discovery, answers.fetched(address))
    except ProviderRefused as failure:
        raise ProviderUnavailable from failure


def _key_set(address: str) -> KeySet:
    """Public keys alone: a secret that all may read signs nothing."""
    try:
        found = answers.fetched(address)["keys"]
        return KeySet.import_key_set({"keys": [key for key in found if key.get("kty") in ASYMMETRIC]})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as failure:
        raise ProviderUnavailable from failure

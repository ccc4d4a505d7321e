"""Log-ins that went to a provider: begun, answered and redeemed, each once, by the browser or program that began."""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from django.utils import timezone

from apps.users import selectors
from apps.users.errors import AuthorizationRequestInvalid, ProviderRefused
from apps.users.models import AuthorizationRequest
from apps.users.services import limits, secrets
from apps.users.services.mfa import step_up
from apps.users.services.oauth import accounts, endpoints, exchange, providers, returning
from apps.users.services.oauth.endpoints import Endpoints
from apps.users.services.oauth.providers import Provider
from gopro.database import atomic
from gopro.errors import Forbidden
from gopro.security import attempts
from gopro.security.principal import Principal

LIFETIME = timedelta(minutes=10)
KNOWN_ERRORS = frozenset({"access_denied", "login_required", "consent_required", "interaction_required"})
OTHER_ERROR = "provider_error"


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """`secret` is for who began it alone: without it the provider's answer is worth nothing."""

    authorization_url: str
    state: str
    secret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What came back from the provider, with what its beginner kept."""

    provider: str
    state: str
    code: str
    secret: str


def begin(*, provider: str, return_to: str, is_browser: bool, ip: str | None, user_id: UUID | None = None) -> Begun:
    """Raises ProviderNotFound, ReturnRefused, ProviderUnavailable or RateLimited."""
    attempts.take(limits.AUTHORIZATIONS_FROM_ADDRESS, ip)
    known = providers.named(provider)
    place, places = returning.checked(return_to), endpoints.of(known)
    state, secret = secrets.new(), secrets.new()
    _keep(provider=known, state=state, secret=secret, return_to=place, is_browser=is_browser, user_id=user_id)
    url = exchange.authorization_url(provider=known, endpoints=places, state=state, secret=secret)
    return Begun(authorization_url=url, state=state, secret=secret)


def begin_link(*, provider: str, return_to: str, principal: Principal, ip: str | None) -> Begun:
    """By who has just logged in, in person. Raises LoginNotRecent, AddressUnverified and the like besides."""
    check_in_person(principal)
    accounts.check_linkable(selectors.own_account(user_id=principal.user_id))
    return begin(provider=provider, return_to=return_to, is_browser=False, ip=ip, user_id=principal.user_id)


def check_in_person(principal: Principal) -> None:
    """A way in is given and taken by its owner, who has just proved to be there, and by nobody who acts for them.

    Raises Forbidden, LoginNotRecent or FactorNotFresh.
    """
    if principal.terms.actor_id is not None:
        raise Forbidden("Support doesn't change how somebody logs in.")
    step_up.require_recent_proof(principal=principal)


def answer(*, provider: str, state: str, code: str, error: str, issuer: str, secret: str) -> str:
    """The address where the log-in goes on. Raises AuthorizationRequestInvalid, or ProviderRefused for a mix-up."""
    known = providers.named(provider)
    request = selectors.authorization_request(provider=provider, state_hash=secrets.hash_of(state))
    if request is None or not _is_of_beginner(request, secret=secret):
        raise AuthorizationRequestInvalid
    is_theirs = _is_sent_by(endpoints.of(known), issuer=issuer)
    taken = code if is_theirs and not error else ""
    _mark_answered(request, code=taken)
    if not is_theirs:
        raise ProviderRefused
    told = {"code": taken} if taken else {"error": error if error in KNOWN_ERRORS else OTHER_ERROR}
    return returning.with_answer(request.return_to, told | {"state": state, "provider": provider})


@atomic("users")
def redeem(proof: Proof, *, user_id: UUID | None) -> Provider:
    """Use it up: the second who comes gets AuthorizationRequestInvalid, and so does who lacks a part of it."""
    now = timezone.now()
    found = AuthorizationRequest.objects.filter(
        provider=proof.provider,
        state_hash=secrets.hash_of(proof.state),
        secret_hash=secrets.hash_of(proof.secret),
        code_hash=secrets.hash_of(proof.code),
        user=user_id,
        answered_at__isnull=False,
        redeemed_at=None,
        expires_at__gt=now,
    )
    if not found.update(redeemed_at=now):
        raise AuthorizationRequestInvalid
    return providers.named(proof.provider)


def _is_sent_by(places: Endpoints, *, issuer: str) -> bool:
    """RFC 9207: an answer that names no sender is right only where the provider never names itself."""
    return issuer == places.issuer if issuer or places.names_issuer else True


def _is_of_beginner(request: AuthorizationRequest, *, secret: str) -> bool:
    """A browser shows its cookie at once; a program, whose browser is another one, shows its secret when it redeems."""
    return not request.is_browser or compare_digest(secrets.hash_of(secret), request.secret_hash)


@atomic("users")
def _keep(
    *, provider: Provider, state: str, secret: str, return_to: str, is_browser: bool, user_id: UUID | None
) -> None:
    AuthorizationRequest.objects.create(
        provider=provider.name,
        state_hash=secrets.hash_of(state),
        secret_hash=secrets.hash_of(secret),
        is_browser=is_browser,
        return_to=return_to,
        user_id=user_id,
        expires_at=timezone.now() + LIFETIME,
    )


@atomic("users")
def _mark_answered(request: AuthorizationRequest, *, code: str) -> None:
    """Whatever the answer was: the log-in goes on with it, or not at all."""
    unanswered = AuthorizationRequest.objects.filter(pk=request.pk, answered_at=None)
    if not unanswered.update(answered_at=timezone.now(), code_hash=secrets.hash_of(code) if code else ""):
        raise AuthorizationRequestInvalid

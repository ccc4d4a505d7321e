"""Logging in by a provider's word, and giving and taking that way in."""

from uuid import UUID

from apps.users import selectors
from apps.users.errors import AuthorizationRequestInvalid, LastWayIn, LogInToLink, ProviderRefused
from apps.users.models import Identity, NoticeKind, User
from apps.users.services import limits, login, notices, sessions
from apps.users.services.oauth import accounts, identification, providers, requests
from apps.users.services.oauth.identification import Person
from apps.users.services.oauth.requests import Proof
from apps.users.services.sessions import Client, SignedIn
from gopro.audit.models import Outcome
from gopro.database import atomic
from gopro.security import attempts
from gopro.security.principal import Principal

FEDERATED = frozenset({"fed"})
NOT_PROVED = (AuthorizationRequestInvalid, ProviderRefused)


def log_in(proof: Proof, *, client: Client) -> SignedIn:
    """Raises AuthorizationRequestInvalid, ProviderRefused, ProviderAddressUnverified, LogInToLink or MfaRequired."""
    with attempts.counting(limits.TOKENS_FROM_ADDRESS, client.ip, failures=NOT_PROVED):
        person = _identified(proof, user_id=None)
    user = _account_of(person)
    return login.enter(user=user, client=client, methods=FEDERATED)


def link(proof: Proof, *, principal: Principal) -> Identity:
    """To the account of who is signed in, and began this. Raises IdentityTaken, AuthorizationRequestInvalid besides."""
    requests.check_in_person(principal)
    with attempts.counting(limits.FACTORS_OF_ACCOUNT, principal.user_id, failures=NOT_PROVED):
        person = _identified(proof, user_id=principal.user_id)
    return accounts.link(user_id=principal.user_id, person=person)


@atomic("users")
def unlink(*, identity_id: UUID, principal: Principal) -> None:
    """Raises IdentityNotFound, LoginNotRecent, or LastWayIn where nothing else opens the account."""
    requests.check_in_person(principal)
    user = selectors.own_account(user_id=principal.user_id, lock=True)
    identity = selectors.own_identity(user_id=user.pk, identity_id=identity_id)
    if not _opens_without(identity, user=user):
        raise LastWayIn
    identity.delete()
    notices.request(user_id=user.pk, kind=NoticeKind.IDENTITY_UNLINKED, about=identity.provider)
    accounts.record(user.pk, action="unlink", provider=identity.provider)


def _opens_without(identity: Identity, *, user: User) -> bool:
    """By a password, a passkey, or a provider that is still configured."""
    issuers = [provider.issuer for provider in providers.configured()]
    others = selectors.identities(user_id=user.pk).filter(issuer__in=issuers).exclude(pk=identity.pk)
    return user.has_usable_password() or selectors.passkeys(user_id=user.pk).exists() or others.exists()


def _identified(proof: Proof, *, user_id: UUID | None) -> Person:
    provider = requests.redeem(proof, user_id=user_id)
    return identification.identified(provider=provider, code=proof.code, secret=proof.secret)


def _account_of(person: Person) -> User:
    try:
        return accounts.account_of(person)
    except LogInToLink:
        _record_refusal(person)
        raise


@atomic("users")
def _record_refusal(person: Person) -> None:
    """In the log of the account that stayed closed."""
    owner = selectors.account_by_email(email=person.email)
    sessions.record_log_in(
        user_id=owner.pk if owner else None, outcome=Outcome.REFUSED, reason=f"{person.provider} is not linked"
    )

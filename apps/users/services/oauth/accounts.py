"""Whose account somebody at a provider may act as; docs/decisions/0012-openid.md has the rules and why."""

from uuid import UUID

from django.utils import timezone

from apps.users import selectors
from apps.users.errors import (
    AddressUnverified,
    EmailTaken,
    IdentityTaken,
    LogInToLink,
    ProviderAddressUnverified,
    UsernameTaken,
)
from apps.users.models import Identity, NoticeKind, User
from apps.users.services import notices, records, registration
from apps.users.services.oauth import names
from apps.users.services.oauth.identification import Person
from gopro.database import atomic


def account_of(person: Person) -> User:
    """Linked before; else a new one; else that of the address, where both sides know whose it is.

    Raises ProviderAddressUnverified, or LogInToLink where an account has the address and isn't opened by it alone.
    """
    identity = selectors.identity(issuer=person.issuer, subject=person.subject)
    if identity is not None:
        Identity.objects.filter(pk=identity.pk).update(last_used_at=timezone.now())
        return identity.user
    if not person.email:
        raise ProviderAddressUnverified
    owner = selectors.account_by_email(email=person.email)
    return _opened(person) if owner is None else _linked_by_address(owner.pk, person=person)


@atomic("users")
def link(*, user_id: UUID, person: Person) -> Identity:
    """By who is signed in. Twice changes nothing. Raises AddressUnverified or IdentityTaken."""
    user = selectors.own_account(user_id=user_id, lock=True)
    check_linkable(user)
    return _link(user, person=person, why="signed in", is_told=True)


def check_linkable(user: User) -> None:
    """Whoever proves an unverified address later, by mail, must not find another's way in beside their own."""
    if not user.email_verified:
        raise AddressUnverified


@atomic("users")
def _linked_by_address(user_id: UUID, *, person: Person) -> User:
    """Never for staff, whom a provider's mistake must not give away."""
    user = selectors.account(user_id=user_id)
    is_theirs = user.email_verified and user.email == selectors.normalized_email(person.email)
    if not is_theirs or not user.is_active or user.roles:
        raise LogInToLink
    _link(user, person=person, why="address", is_told=True)
    return user


def _opened(person: Person) -> User:
    for username in names.usernames(person):
        try:
            return _open(person, username=username)
        except UsernameTaken:
            continue  # by somebody else, since it was looked up
        except EmailTaken:
            return account_of(person)  # by the same log-in in another tab, most likely
    raise UsernameTaken


@atomic("users")
def _open(person: Person, *, username: str) -> User:
    user = registration.open_vouched(
        email=person.email,
        username=username,
        display_name=names.display_name(person, username=username),
        locale=names.locale(person),
        time_zone=names.time_zone(person),
    )
    _link(user, person=person, why="new account", is_told=False)
    return user


def _link(user: User, *, person: Person, why: str, is_told: bool) -> Identity:
    identity, is_new = Identity.objects.get_or_create(
        issuer=person.issuer, subject=person.subject, defaults={"user": user, "provider": person.provider}
    )
    if identity.user_id != user.pk:
        raise IdentityTaken
    if is_new:
        if is_told:
            notices.request(user_id=user.pk, kind=NoticeKind.IDENTITY_LINKED, about=person.provider)
        record(user.pk, action="link", provider=person.provider, why=why)
    return identity


def unlink_all(*, user_id: UUID) -> None:
    """Somebody else may have linked theirs. In the caller's transaction."""
    for identity in selectors.identities(user_id=user_id):
        identity.delete()
        record(user_id, action="unlink", provider=identity.provider, why="account taken back")


def record(user_id: UUID, *, action: str, provider: str, why: str = "") -> None:
    records.record(
        user_id=user_id,
        action=f"users.identity.{action}",
        reason=why,
        changes={"provider": provider},
    )

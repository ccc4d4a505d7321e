"""What somebody shows of themselves, and to whom; and all accounts, for who looks after them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from apps.users.errors import UserNotFound
from apps.users.models import SHOWN_TO, User, Visibility
from gopro.security import policy
from gopro.security.principal import Caller

SEES_ALL = "users.account:view"
SEARCHES = "users.account:search"


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """An account as its viewer may see it: of the fields that have an audience, those that are `shown`."""

    user: User
    shown: frozenset[str]
    is_for_staff: bool  # who look after all accounts, and so see this one whole


def profile(*, key: str, viewer: Caller) -> Profile:
    """By id or user name: what its owner shows; nothing before the address is verified, nor once it is closed.

    The owner and support see it anyway.
    """
    user = account_named(key=key)
    is_for_staff = policy.allows(principal=viewer, permission=SEES_ALL)
    is_own = user.is_active and policy.allows(principal=viewer, permission=SEES_ALL, owner_ids=[user.pk])
    if is_for_staff or is_own:
        return Profile(user=user, shown=frozenset(SHOWN_TO), is_for_staff=is_for_staff)
    audiences = _audiences_of(viewer)
    if not (user.is_active and user.email_verified and user.visibility in audiences):
        raise UserNotFound
    shown = frozenset(field for field in SHOWN_TO if user.audience_of(field) in audiences)
    return Profile(user=user, shown=shown, is_for_staff=False)


def account_named(*, key: str) -> User:
    """Any account, open or closed, by id or user name. Raises UserNotFound."""
    identifier = _id_of(key)
    by_name = User.objects.alias(lower=Lower("username")).filter(lower=_plain(key))
    rows = User.objects.filter(pk=identifier) if identifier else by_name
    user = rows.first()
    if user is None:
        raise UserNotFound
    return user


def accounts(
    *,
    viewer: Caller,
    q: str = "",
    role: str = "",
    is_active: bool | None = None,
    verified: bool | None = None,
    created_from: datetime | None = None,
    created_until: datetime | None = None,
    ordering: str = "-created_at",
) -> QuerySet[User]:
    """For staff. `q` is an id, or how a user name, a name or an address begins. Raises Forbidden."""
    policy.require(principal=viewer, permission=SEARCHES)
    wanted = {
        "roles__contains": [role] if role else None,
        "is_active": is_active,
        "email_verified_at__isnull": None if verified is None else not verified,
        "created_at__gte": created_from,
        "created_at__lt": created_until,
    }
    rows = User.objects.filter(**{name: value for name, value in wanted.items() if value is not None})
    return accounts_beginning(rows, q=q).order_by(ordering, "-id" if ordering.startswith("-") else "id")


def accounts_beginning(rows: QuerySet[User], *, q: str) -> QuerySet[User]:
    """Each of these ways has an index of its own."""
    if not q:
        return rows
    if identifier := _id_of(q):
        return rows.filter(pk=identifier)
    begins = _plain(q)
    ways = Q(lower_username__startswith=begins) | Q(lower_name__startswith=begins) | Q(email__startswith=begins)
    return _by_lower(rows).filter(ways)


def _audiences_of(viewer: Caller) -> frozenset[Visibility]:
    return frozenset({Visibility.PUBLIC, Visibility.MEMBERS} if viewer.is_authenticated else {Visibility.PUBLIC})


def _by_lower(rows: QuerySet[User]) -> QuerySet[User]:
    return rows.alias(lower_username=Lower("username"), lower_name=Lower("display_name"))


def _plain(text: str) -> str:
    """As it may stand in a column."""
    return text.lower().replace("\0", "")


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

"""Opening an account. Whether an address is taken is told to its owner alone."""

from collections.abc import Collection

from django.db import IntegrityError
from django.utils import timezone

from apps.users import selectors
from apps.users.contracts import EmailVerified, RoleGranted, UserCreated
from apps.users.errors import EmailTaken, UsernameTaken
from apps.users.models import Purpose, Role, User
from apps.users.services import limits, one_time_tokens, passwords, rules
from apps.users.services.roles import checked_roles, record_roles, set_roles
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.security import attempts


def register(
    *, email: str, username: str, password: str, display_name: str, locale: str, time_zone: str, ip: str | None
) -> User:
    """The account, or one that looks the same and isn't kept, where the address is taken."""
    attempts.take(limits.REGISTER_FROM_ADDRESS, ip)
    applicant = _applicant(email=email, username=username, display_name=display_name)
    applicant.locale, applicant.time_zone = locale, time_zone
    passwords.check(password, user=applicant, field="/password")
    if username.lower() in rules.RESERVED or selectors.username_is_taken(username=username):
        raise UsernameTaken
    applicant.password = passwords.hashed(password)
    try:
        _open_unverified(applicant)
    except EmailTaken:
        _tell_owner(email=applicant.email)
    return applicant


def create_account(
    *, email: str, username: str, password: str, display_name: str = "", roles: Collection[str] = ()
) -> User:
    """A verified account, made by an operator. Raises EmailTaken or UsernameTaken."""
    user = _applicant(email=email, username=username, display_name=display_name)
    user.roles = checked_roles(roles)
    passwords.check(password, user=user, field="/password")
    user.password = passwords.hashed(password)
    user.email_verified_at = timezone.now()
    _open_verified(user)
    return user


def open_vouched(*, email: str, username: str, display_name: str, locale: str, time_zone: str) -> User:
    """A verified account without a password, since a provider vouches for the address. Raises as above."""
    user = _applicant(email=email, username=username, display_name=display_name)
    user.locale, user.time_zone = locale, time_zone
    user.set_unusable_password()
    user.email_verified_at = timezone.now()
    _open_verified(user)
    return user


def open_invited(*, email: str, username: str, display_name: str, locale: str, time_zone: str) -> User:
    """An account whose owner chooses a password by the link in the mail. In the caller's transaction; as above."""
    user = _applicant(email=email, username=username, display_name=display_name)
    user.locale, user.time_zone = locale, time_zone
    user.set_unusable_password()
    if username.lower() in rules.RESERVED:
        raise UsernameTaken
    try:
        with atomic("users"):
            _insert(user)
    except IntegrityError as failure:
        raise _taken(failure) from failure
    one_time_tokens.request_token(user=user, purpose=Purpose.INVITATION)
    return user


def ensure_account(
    *, email: str, username: str, password: str, display_name: str = "", roles: Collection[str] = ()
) -> User:
    """The same, once: an account with this address is kept as it is, and has these roles besides its own."""
    user = selectors.account_by_email(email=email)
    if user is None:
        return create_account(email=email, username=username, password=password, display_name=display_name, roles=roles)
    return set_roles(user_id=user.id, roles={*user.roles, *roles})


def _applicant(*, email: str, username: str, display_name: str) -> User:
    return User(email=selectors.normalized_email(email), username=username, display_name=display_name or username)


def _open_unverified(user: User) -> None:
    try:
        with atomic("users"):
            _insert(user)
            one_time_tokens.request_token(user=user, purpose=Purpose.VERIFY_EMAIL)
    except IntegrityError as failure:
        raise _taken(failure) from failure


def _open_verified(user: User) -> None:
    try:
        with atomic("users"):
            _insert(user)
            publish(EmailVerified(user_id=user.id, email=user.email))
            for role in user.roles:
                publish(RoleGranted(user_id=user.id, role=Role(role).value))
            if user.roles:
                record_roles(user.id, changes=dict.fromkeys(user.roles, "granted"))
    except IntegrityError as failure:
        raise _taken(failure) from failure


def _insert(user: User) -> None:
    if selectors.email_is_kept(email=user.email):
        raise EmailTaken
    user.save(force_insert=True)
    publish(
        UserCreated(
            user_id=user.id,
            username=user.username,
            display_name=user.display_name,
            email=user.email,
            locale=user.locale,
            time_zone=user.time_zone,
        )
    )


@atomic("users")
def _tell_owner(*, email: str) -> None:
    owner = selectors.account_by_email(email=email)
    if owner is not None and owner.is_active:
        one_time_tokens.request_token(user=owner, purpose=Purpose.ACCOUNT_EXISTS)


def _taken(failure: IntegrityError) -> EmailTaken | UsernameTaken:
    constraint = getattr(getattr(failure.__cause__, "diag", None), "constraint_name", "")
    return UsernameTaken() if constraint == "user_username_once" else EmailTaken()

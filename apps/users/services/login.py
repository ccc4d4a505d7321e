"""Logging in, learners and staff alike: the same limits, and the same time for whatever is wrong."""

from apps.users import selectors
from apps.users.errors import ErasurePending, WrongCredentials
from apps.users.models import User
from apps.users.services import limits, passwords, sessions
from apps.users.services.erasure import freezing
from apps.users.services.sessions import Client, SignedIn
from gopro.audit.models import Outcome
from gopro.database import atomic
from gopro.security import attempts


def log_in(*, email: str, password: str, client: Client) -> SignedIn:
    """Begin a session. Raises WrongCredentials without saying what is wrong, or RateLimited."""
    user = authenticated(email=email, password=password, client=client)
    _count_as_good(email=email, client=client)
    return sessions.begin_session(user=user, client=client)


def log_in_staff(*, email: str, password: str, client: Client) -> str:
    """A token for the staff's pages. Somebody without a staff role is told no more than somebody unknown."""
    user = authenticated(email=email, password=password, client=client)
    if not user.roles:
        _record_refusal(user, why="no staff")
        raise WrongCredentials
    _count_as_good(email=email, client=client)
    return sessions.begin_staff_session(user=user, client=client)


def authenticated(*, email: str, password: str, client: Client) -> User:
    """The account that address and password belong to; each try is counted before it is looked at."""
    attempts.take(limits.LOGIN_FROM_ADDRESS, client.ip)
    attempts.take(limits.LOGIN_TO_ACCOUNT, client.ip, selectors.normalized_email(email))
    user = selectors.account_by_email(email=email)
    if not _password_holds(user, password=password) or user is None:
        _record_refusal(user, why="wrong credentials")
        raise WrongCredentials
    if not user.is_active:
        _record_refusal(user, why="closed account")
        _refuse_closed(user)
    if passwords.is_outdated(user.password):
        _hash_anew(user, password=password)
    return user


def _refuse_closed(user: User) -> None:
    """Who knows the password of an account that is being erased is told so, and how to keep it."""
    erasure = selectors.pending_erasure(user_id=user.pk)
    if erasure is None:
        raise WrongCredentials
    is_cancellable = erasure.begun_at is None
    if is_cancellable:
        freezing.offer_way_back(user=user, erasure=erasure)
    raise ErasurePending(due_at=erasure.due_at, is_cancellable=is_cancellable)


@atomic("users")
def _record_refusal(user: User | None, *, why: str) -> None:
    """By itself, since nothing else is kept of it; for nobody's account too, which takes the same time."""
    sessions.record_log_in(user_id=user.pk if user else None, outcome=Outcome.REFUSED, reason=why)


def _password_holds(user: User | None, *, password: str) -> bool:
    """Nobody's password is hashed too, since the time of an answer tells whether there is an account."""
    if user is None or not user.has_usable_password():
        passwords.hashed(password)
        return False
    return passwords.holds(password, encoded=user.password)


def _hash_anew(user: User, *, password: str) -> None:
    """Only over the hash that was checked: a password changed meanwhile stays changed."""
    encoded = passwords.hashed(password)
    if User.objects.filter(pk=user.pk, password=user.password).update(password=encoded):
        user.password = encoded


def _count_as_good(*, email: str, client: Client) -> None:
    attempts.give_back(limits.LOGIN_FROM_ADDRESS, client.ip)
    attempts.give_back(limits.LOGIN_TO_ACCOUNT, client.ip, selectors.normalized_email(email))

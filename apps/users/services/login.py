"""Logging in, learners and staff alike: the same limits, and the same time for whatever is wrong."""

from apps.users import selectors
from apps.users.errors import ErasurePending, WrongCredentials, WrongFactor
from apps.users.models import User
from apps.users.services import admission, passwords, sessions
from apps.users.services.admission import Counted
from apps.users.services.erasure import freezing
from apps.users.services.mfa import codes, second_step
from apps.users.services.mfa.enforcement import MFA
from apps.users.services.mfa.second_step import Credential
from apps.users.services.sessions import Client, SignedIn
from gopro.audit.models import Outcome
from gopro.database import atomic
from gopro.errors import Unavailable
from gopro.identifiers import uuid7
from gopro.security.principal import Principal

PASSWORD = frozenset({"pwd"})
PASSKEY = frozenset({"hwk", MFA})  # what the device holds, and how it knows its owner


def log_in(*, email: str, password: str, client: Client, otp: str = "") -> SignedIn:
    """Begin a session. Raises WrongCredentials without saying what is wrong, MfaRequired, or RateLimited."""
    user = authenticated(email=email, password=password, client=client, otp=otp)
    try:
        return enter(user=user, client=client, methods=PASSWORD, otp=otp)
    except WrongFactor as refusal:
        raise WrongCredentials(_wrong(otp)) from refusal


def enter(*, user: User, client: Client, methods: frozenset[str], otp: str = "") -> SignedIn:
    """Begin a session for whoever held a first factor (`methods`, by RFC 8176).

    Raises MfaRequired where a second one is due and `otp` is empty, WrongFactor where that doesn't hold.
    """
    _refuse_if_closed(user)
    held = second_step.held(user=user, methods=methods, otp=otp, ip=client.ip)
    return sessions.begin_session(user=user, client=client, methods=held)


def log_in_staff(*, email: str, password: str, client: Client, otp: str = "") -> str:
    """A token for the staff's pages. Somebody without a staff role is told no more than somebody unknown."""
    user = authenticated(email=email, password=password, client=client, otp=otp)
    _refuse_if_no_staff(user)
    return enter_staff(user=user, client=client, methods=PASSWORD, otp=otp)


def enter_staff(*, user: User, client: Client, methods: frozenset[str], otp: str = "") -> str:
    """`enter`, for the staff's pages."""
    _refuse_if_closed(user)
    _refuse_if_no_staff(user)
    held = second_step.held(user=user, methods=methods, otp=otp, ip=client.ip)
    return sessions.begin_staff_session(user=user, client=client, methods=held)


def finish(*, mfa_token: str, client: Client, otp: str = "", credential: Credential | None = None) -> SignedIn:
    """The second step of a log-in. Raises WrongFactor, or MfaTokenInvalid after too many of them."""
    user, methods = second_step.proven(mfa_token=mfa_token, ip=client.ip, otp=otp, credential=credential)
    return enter(user=user, client=client, methods=methods)


def finish_staff(*, mfa_token: str, client: Client, otp: str = "", credential: Credential | None = None) -> str:
    """`finish`, for the staff's pages."""
    user, methods = second_step.proven(mfa_token=mfa_token, ip=client.ip, otp=otp, credential=credential)
    return enter_staff(user=user, client=client, methods=methods)


def log_in_with_passkey(*, credential: Credential, client: Client) -> SignedIn:
    """Without a password: the device holds one factor and has checked the other. Raises WrongFactor."""
    user = second_step.owner_of_passkey(credential=credential, ip=client.ip)
    return enter(user=user, client=client, methods=PASSKEY)


def log_in_staff_with_passkey(*, credential: Credential, client: Client) -> str:
    """The same for the staff's pages."""
    user = second_step.owner_of_passkey(credential=credential, ip=client.ip)
    return enter_staff(user=user, client=client, methods=PASSKEY)


def renew_staff(*, principal: Principal, client: Client) -> str:
    """Another session in the place of this one, which has proved a second factor since it began."""
    session = selectors.open_session(user_id=principal.user_id, session_id=principal.session_id).get()
    token = sessions.begin_staff_session(user=session.user, client=client, methods=frozenset(session.methods))
    sessions.log_out(user_id=principal.user_id, session_id=principal.session_id)
    return token


def authenticated(*, email: str, password: str, client: Client, otp: str = "") -> User:
    """The account that address and password belong to; each try is counted before it is looked at."""
    user = selectors.account_by_email(email=email)
    counted = admission.admit(email=email, user=user, client=client)
    if not _password_holds(user, password=password, counted=counted) or user is None:
        if otp:
            codes.rehearse(user_id=user.pk if user else uuid7(), code=otp)
        _record_refusal(user, why="wrong credentials")
        raise WrongCredentials(_wrong(otp))
    _refuse_if_closed(user)
    admission.count_as_good(counted)
    if passwords.is_outdated(user.password):
        _hash_anew(user, password=password)
    return user


def _wrong(otp: str) -> str:
    """The same words whichever of them is wrong."""
    return "Address, password or code is wrong." if otp else ""


def _refuse_if_closed(user: User) -> None:
    if not user.is_active:
        _record_refusal(user, why="closed account")
        _refuse_closed(user)


def _refuse_if_no_staff(user: User) -> None:
    if not user.roles:
        _record_refusal(user, why="no staff")
        raise WrongCredentials


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


def _password_holds(user: User | None, *, password: str, counted: Counted) -> bool:
    """Nobody's password is hashed too, since the time of an answer tells whether there is an account."""
    try:
        if user is None or not user.has_usable_password():
            passwords.hashed(password)
            return False
        return passwords.holds(password, encoded=user.password)
    except Unavailable:  # too many are being hashed: nothing was learned, so nothing is counted
        admission.count_as_good(counted)
        raise


def _hash_anew(user: User, *, password: str) -> None:
    """Only over the hash that was checked: a password changed meanwhile stays changed."""
    encoded = passwords.hashed(password)
    if User.objects.filter(pk=user.pk, password=user.password).update(password=encoded):
        user.password = encoded

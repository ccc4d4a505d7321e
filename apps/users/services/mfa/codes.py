"""A code, of an app or one of those for recovery: looked at, counted, used up."""

from uuid import UUID

from apps.users import selectors
from apps.users.errors import WrongFactor
from apps.users.models import NoticeKind, User
from apps.users.services import limits, notices
from apps.users.services.mfa import recovery_codes, totp
from apps.users.services.mfa.warnings import record_refusal, warn
from apps.users.services.records import record
from gopro.database import atomic
from gopro.errors import RateLimited
from gopro.observability import context
from gopro.security import attempts

TOTP, RECOVERY = "otp", "rec"  # as tokens name them, in the manner of RFC 8176


def use(*, user: User, code: str, ip: str | None) -> str:
    """Which kind of code held; it doesn't hold again. Raises WrongFactor or RateLimited."""
    attempts.take(limits.CODE_TO_ACCOUNT, ip, user.pk)
    if totp.looks_like_one(code):
        _use_totp(user=user, code=code)
        kind = TOTP
    else:
        _use_recovery_code(user=user, code=code)
        kind = RECOVERY
    attempts.give_back(limits.CODE_TO_ACCOUNT, ip, user.pk)
    return kind


def rehearse(*, user_id: UUID, code: str) -> None:
    """What looking at a code costs, for an answer that must take as long though the code doesn't matter."""
    if totp.looks_like_one(code):
        totp.matching_step(selectors.authenticator_app(user_id=user_id), code=code)
    else:
        selectors.recovery_codes_left(user_id=user_id)


def _use_totp(*, user: User, code: str) -> None:
    """Six digits can be guessed, from many addresses too, by who knows the password: then they aren't taken for a day.

    The owner isn't locked out by that: passkeys and recovery codes can't be guessed, and are taken as always.
    """
    try:
        attempts.take(limits.TOTP_OF_ACCOUNT, user.pk)
    except RateLimited:
        warn(user_id=user.pk, kind=NoticeKind.CODES_GUESSED, why="too many codes")
        raise
    if not totp.use(user_id=user.pk, code=code):
        record_refusal(user_id=user.pk, action="users.user.log_in", why="wrong code")
        raise WrongFactor
    attempts.give_back(limits.TOTP_OF_ACCOUNT, user.pk)


def _use_recovery_code(*, user: User, code: str) -> None:
    if not _recovered(user=user, code=code):
        record_refusal(user_id=user.pk, action="users.user.log_in", why="wrong code")
        raise WrongFactor


@atomic("users")
def _recovered(*, user: User, code: str) -> bool:
    if not recovery_codes.use(user_id=user.pk, code=code):
        return False
    left = str(selectors.recovery_codes_left(user_id=user.pk))
    notices.request(user_id=user.pk, kind=NoticeKind.RECOVERY_CODE_USED, about=left)
    with context.bind(actor_id=str(user.pk)):
        record(user_id=user.pk, action="users.recovery_code.use", changes={"left": left})
    return True

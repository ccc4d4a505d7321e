"""The second factor of a log-in: asked for, given, and whose it is."""

from collections.abc import Mapping
from typing import Any

from apps.users import selectors
from apps.users.errors import MfaRequired, MfaTokenInvalid, WrongFactor
from apps.users.models import ChallengePurpose, User
from apps.users.services import limits
from apps.users.services.mfa import assertions, challenges, codes, webauthn
from apps.users.services.mfa.enforcement import MFA
from gopro.security import attempts

type Credential = Mapping[str, Any]


def held(*, user: User, methods: frozenset[str], otp: str, ip: str | None) -> frozenset[str]:
    """What a session has been begun with. Raises MfaRequired where a second factor is due and no code was sent."""
    if MFA in methods or not selectors.has_second_factor(user_id=user.pk):
        return methods
    if otp:
        return methods | {codes.use(user=user, code=otp, ip=ip), MFA}
    attempts.take(limits.CHALLENGES_FROM_ADDRESS, ip)
    token = challenges.issue(purpose=ChallengePurpose.SECOND_FACTOR, user=user, methods=methods)
    raise MfaRequired(methods=selectors.second_factors(user_id=user.pk), mfa_token=token)


def proven(
    *, mfa_token: str, ip: str | None, otp: str = "", credential: Credential | None = None
) -> tuple[User, frozenset[str]]:
    """Whose log-in waits for this, and all that was held. Raises WrongFactor; a token allows a few of them."""
    with attempts.counting(limits.TOKENS_FROM_ADDRESS, ip, failures=MfaTokenInvalid):
        waiting = challenges.waiting(secret=mfa_token)
    user = challenges.owner_of(waiting)
    challenges.count_try(waiting)
    if credential is None:
        method = codes.use(user=user, code=otp, ip=ip)
    else:
        assertions.proven(credential=credential, purposes=assertions.SECOND, user_id=user.pk)
        method = assertions.METHOD
    challenges.use_up(waiting)
    return user, frozenset({*waiting.methods, method, MFA})


def passkey_options(*, mfa_token: str, ip: str | None) -> Mapping[str, Any]:
    """For a passkey as the second factor. Raises MfaTokenInvalid."""
    attempts.take(limits.CHALLENGES_FROM_ADDRESS, ip)
    user = challenges.owner_of(challenges.waiting(secret=mfa_token))
    challenge = challenges.issue(purpose=ChallengePurpose.PASSKEY_AS_SECOND_FACTOR, user=user)
    return webauthn.login_options(challenge=challenge, known=list(selectors.passkeys(user_id=user.pk)))


def passkey_login_options(*, ip: str | None) -> Mapping[str, Any]:
    """For a passkey without a password. They name nobody, so that they don't tell who has an account."""
    attempts.take(limits.CHALLENGES_FROM_ADDRESS, ip)
    return webauthn.login_options(challenge=challenges.issue(purpose=ChallengePurpose.PASSKEY_LOGIN))


def owner_of_passkey(*, credential: Credential, ip: str | None) -> User:
    """Raises WrongFactor."""
    with attempts.counting(limits.TOKENS_FROM_ADDRESS, ip, failures=WrongFactor):
        return assertions.proven(credential=credential, purposes=assertions.LOGIN).user

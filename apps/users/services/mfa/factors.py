"""What all second factors of an account share: whether one may go, and what goes with the last."""

from uuid import UUID

from apps.users import selectors
from apps.users.errors import FactorNeeded, FactorNotFound, OwnAccount
from apps.users.models import AuthenticatorApp, Ended, NoticeKind, Passkey, RecoveryCode, User
from apps.users.services import notices, sessions
from apps.users.services.mfa.enforcement import asks_for_factor
from apps.users.services.records import record
from gopro.audit import trail
from gopro.database import atomic


def check_removable(user: User) -> None:
    """Raises FactorNeeded for the last one of somebody whose role asks for one. The account is locked by the caller."""
    has_app = selectors.authenticator_app(user_id=user.pk) is not None
    if asks_for_factor(user) and has_app + selectors.passkeys(user_id=user.pk).count() <= 1:
        raise FactorNeeded


def forget_recovery_codes(user: User) -> None:
    """They stand in for a factor, so they go with the last."""
    if not selectors.has_second_factor(user_id=user.pk):
        RecoveryCode.objects.filter(user=user).delete()


@atomic("users")
def reset_factors_of(*, user_id: UUID, by: UUID | None, reason: str) -> User:
    """Remove all of them, by staff, for somebody who lost them, and end all sessions: who has them now is unknown.

    Raises FactorNotFound where there is none, OwnAccount, or ReasonMissing.
    """
    if user_id == by:
        raise OwnAccount("Remove your own second factors by the API, where you prove them.")
    why = trail.required(reason)
    user = selectors.account(user_id=user_id)
    if not selectors.has_second_factor(user_id=user_id):
        raise FactorNotFound
    for kind in (AuthenticatorApp, Passkey, RecoveryCode):
        kind.objects.filter(user=user).delete()
    sessions.end(selectors.open_sessions(user_id=user_id), reason=Ended.REVOKED_BY_STAFF)
    notices.request(user_id=user_id, kind=NoticeKind.FACTORS_RESET)
    record(user_id=user_id, action="users.factor.reset", reason=why)
    return user

"""Whoever gets a mail of a log-in that was not theirs ends it, without signing in, by the link in the mail."""

from dataclasses import dataclass

from django.db.models import QuerySet

from apps.users.models import Ended, KnownDevice, Purpose, Session
from apps.users.services import one_time_tokens, sessions
from gopro.database import atomic
from gopro.observability import context

ENDING = frozenset({Purpose.NEW_DEVICE, Purpose.SUPPORT_ACCESS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Disowned:
    """`reset_token` sets another password; there is none where support was shown out, who never had the old one."""

    reset_token: str = ""


def disown_session(*, token: str, ip: str | None) -> Disowned:
    """The session is over and its device a stranger again. Raises OneTimeTokenInvalid."""
    with one_time_tokens.counting(ip=ip):
        return _disown(token=token)


@atomic("users")
def _disown(*, token: str) -> Disowned:
    redeemed = one_time_tokens.redeem(secret=token, purposes=ENDING)
    reset = ""
    if redeemed.purpose == Purpose.NEW_DEVICE:
        reset = one_time_tokens.hand_out(user=redeemed.user, purpose=Purpose.RESET_PASSWORD)
    with context.bind(actor_id=str(redeemed.user_id)):
        _end(Session.objects.filter(pk__in=[redeemed.session_id], user_id=redeemed.user_id))
    return Disowned(reset_token=reset)


def _end(this: QuerySet[Session]) -> None:
    KnownDevice.objects.filter(pk__in=this.values("device_id")).delete()
    sessions.end(this, reason=Ended.REVOKED_BY_USER)

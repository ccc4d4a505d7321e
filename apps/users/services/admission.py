"""Who may try a password now: limits that slow whoever guesses, from wherever, and never the owner's own devices.

After "Device Cookies" of OWASP: a device that the account was used from has a count of its own, so nothing that others
do reaches it. Whoever comes from elsewhere is counted by network and by account; an account that is guessed at from
many networks takes no password from strangers for a while, and its owner is told. A way in is open to the owner all the
time: a device that is known, a passkey, a provider, or the mailbox, by which another password makes a device known.
"""

from apps.users import selectors
from apps.users.errors import StrangeDevice
from apps.users.models import NoticeKind, User
from apps.users.services import devices, limits, notices
from apps.users.services.sessions import Client, record_log_in
from gopro.audit.models import Outcome
from gopro.database import atomic
from gopro.errors import RateLimited
from gopro.security import attempts
from gopro.security.attempts import Limit

type Counted = tuple[tuple[Limit, tuple[object, ...]], ...]


def admit(*, email: str, user: User | None, client: Client) -> Counted:
    """Count a try before it is made; `user` is whose address that is, if anybody's.

    Raises RateLimited, or StrangeDevice where only the owner's devices are let in.
    """
    account = selectors.normalized_email(email)
    device = devices.known(user=user or User(), ip=client.ip, user_agent=client.user_agent, device_id=client.device_id)
    if device:
        return _taken(((limits.LOGIN_FROM_DEVICE, (device,)),))
    near = _taken(((limits.LOGIN_TO_ACCOUNT, (client.ip, account)), (limits.LOGIN_FROM_ADDRESS, (client.ip,))))
    try:
        return near + _taken(((limits.LOGIN_BY_STRANGERS, (account,)),))
    except RateLimited as refusal:
        _warn(user, account=account)
        raise StrangeDevice(retry_after=refusal.retry_after) from refusal


def count_as_good(counted: Counted) -> None:
    for limit, key in counted:
        attempts.give_back(limit, *key)


def _warn(user: User | None, *, account: str) -> None:
    """Once in the window; for nobody's account it is written down, too, which takes as long."""
    try:
        attempts.take(limits.WARNING_OF_GUESSES, account)
    except RateLimited:
        return
    _tell(user)


@atomic("users")
def _tell(user: User | None) -> None:
    if user is not None:
        notices.request(user_id=user.pk, kind=NoticeKind.PASSWORD_GUESSED)
    record_log_in(user_id=user.pk if user else None, outcome=Outcome.REFUSED, reason="guessed at from many networks")


def _taken(counts: Counted) -> Counted:
    for limit, key in counts:
        attempts.take(limit, *key)
    return counts

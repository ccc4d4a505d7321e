"""What reaches beyond the room's database: the last mail, and the person's key. Jobs, outside any transaction."""

from uuid import UUID

import structlog
from django.conf import settings

from apps.users import selectors
from apps.users.models import Erasure, User
from apps.users.services import avatars, letters
from apps.users.services.erasure import receipts, removal
from apps.users.services.export import files
from gopro import mail
from gopro.errors import Unavailable
from gopro.security import keys

SUBJECT = "Your account is erased"

log = structlog.stdlib.get_logger(__name__)


def send_farewell(*, erasure_id: UUID) -> None:
    """The last mail, the same however often it is sent. A server that is away is asked again by the saga."""
    erasure = selectors.erasure(erasure_id=erasure_id)
    user = User.objects.filter(pk=erasure.user_id).first()
    is_sent = user is not None and user.email_verified
    if user is not None and is_sent:
        try:
            _send(user, erasure=erasure)
        except mail.Refused:
            is_sent = False
        except Unavailable:
            log.warning("last mail not sent; the saga asks again", erasure_id=str(erasure_id))
            return
    removal.record_farewell(erasure_id=erasure_id, is_sent=is_sent)


def destroy_key(*, erasure_id: UUID) -> None:
    """From now on nobody reads what the person's facts said of them, in no archive and no backup; exports go too."""
    user_id = selectors.erasure(erasure_id=erasure_id).user_id
    files.remove_all(user_id=user_id)
    avatars.remove_all(user_id=user_id)
    keys.destroy(user_id)
    removal.record_key_destroyed(erasure_id=erasure_id)


def _send(user: User, *, erasure: Erasure) -> None:
    words = {"user": user, "link": receipts.url(erasure), "site": settings.PUBLIC_URL}
    letters.send(
        to=user.email,
        name="account_erased",
        subject=SUBJECT,
        locale=user.locale,
        words=words,
        message_id=f"users.account_erased.{erasure.pk}",
    )

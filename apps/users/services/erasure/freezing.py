"""Closing an account that is to be erased, and opening it again where its owner thinks better of it."""

from django.utils import timezone

from apps.users import selectors
from apps.users.contracts import ErasureCancelled, ErasureRequested
from apps.users.models import Ended, Erasure, OneTimeToken, Purpose, User
from apps.users.services import one_time_tokens, personal_tokens, sessions
from apps.users.services.erasure.names import GRACE
from gopro.events.outbox import publish
from gopro.sagas.plan import Turn


def freeze(turn: Turn) -> None:
    """Nobody acts for the account any more; a mail says how to keep it, where the address is known to be theirs."""
    user = selectors.account(user_id=turn.subject)
    erasure, is_new = Erasure.objects.get_or_create(
        pk=turn.saga_id,
        defaults={"user_id": user.pk, "was_active": user.is_active, "due_at": timezone.now() + GRACE},
    )
    if not is_new:
        return
    _set_active(user, is_active=False)
    sessions.end(selectors.open_sessions(user_id=user.pk), reason=Ended.ERASURE_REQUESTED)
    personal_tokens.revoke_all(user_id=user.pk, reason=Ended.ERASURE_REQUESTED)
    offer_way_back(user=user, erasure=erasure)
    publish(ErasureRequested(erasure_id=erasure.pk, user_id=user.pk, due_at=erasure.due_at))


def thaw(turn: Turn) -> None:
    """As it was before."""
    erasure = selectors.erasure(erasure_id=turn.saga_id)
    if erasure.cancelled_at:
        return
    _set_active(selectors.account(user_id=turn.subject), is_active=erasure.was_active)
    OneTimeToken.objects.filter(user_id=turn.subject, purpose=Purpose.CANCEL_ERASURE).delete()
    erasure.cancelled_at = timezone.now()
    erasure.save(update_fields=["cancelled_at"])
    publish(ErasureCancelled(erasure_id=erasure.pk, user_id=erasure.user_id))


def offer_way_back(*, user: User, erasure: Erasure) -> None:
    """A mail with a link that cancels the erasure. To an address that nobody proved theirs nothing is sent."""
    if user.email_verified:
        one_time_tokens.request_token(user=user, purpose=Purpose.CANCEL_ERASURE, until=erasure.due_at)


def _set_active(user: User, *, is_active: bool) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active", "updated_at"])

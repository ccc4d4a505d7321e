"""After the pivot: the other rooms erase and say so, a last mail goes out, then the account and its key go."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.users import selectors
from apps.users.contracts import ErasureBegun, ErasureCompleted, UserDeleted
from apps.users.models import (
    AuthenticatorApp,
    AuthorizationRequest,
    Challenge,
    Identity,
    KnownDevice,
    Notice,
    OneTimeToken,
    Passkey,
    PersonalToken,
    RecoveryCode,
    RefreshToken,
    RoleGrant,
    Session,
    User,
    UserImport,
)
from apps.users.services.erasure import receipts
from apps.users.services.erasure.names import STEP_FAREWELL, STEP_KEY, STEP_ROOMS
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.jobs import enqueue
from gopro.sagas.evidence import Evidence
from gopro.sagas.plan import Turn
from gopro.sagas.replies import reply

FACTORS = (AuthenticatorApp, Challenge, Notice, Passkey, RecoveryCode)


def begin(turn: Turn) -> None:
    """There is no way back from here. Told again to rooms that don't answer."""
    erasure = selectors.erasure(erasure_id=turn.saga_id)
    erasure.begun_at = erasure.begun_at or timezone.now()
    erasure.save(update_fields=["begun_at"])
    publish(ErasureBegun(erasure_id=erasure.pk, user_id=erasure.user_id))


@atomic("users")
def record_erased(*, erasure_id: UUID, room: str, counts: Mapping[str, int], digest: str) -> None:
    """A room has erased what it had."""
    answer = _confirmation(counts=counts, digest=digest)
    reply(room="users", saga_id=erasure_id, step=STEP_ROOMS, source=room, answer=answer)


def ask_farewell(turn: Turn) -> None:
    enqueue("users.send_farewell", turn.saga_id)


@atomic("users")
def record_farewell(*, erasure_id: UUID, is_sent: bool) -> None:
    reply(room="users", saga_id=erasure_id, step=STEP_FAREWELL, source="users", answer={"sent": is_sent})


def delete_account(turn: Turn) -> Mapping[str, Any]:
    """What this room holds. The second time there is nothing, and what the first time found stands."""
    user = User.objects.filter(pk=turn.subject)
    if not user.exists():
        return {}
    evidence = Evidence()
    evidence.delete(RoleGrant.objects.filter(user_id=turn.subject))
    evidence.change(RoleGrant.objects.filter(granted_by=turn.subject), granted_by=None)
    evidence.delete(PersonalToken.objects.filter(user_id=turn.subject))
    evidence.delete(Identity.objects.filter(user_id=turn.subject))
    evidence.delete(AuthorizationRequest.objects.filter(user_id=turn.subject))
    for kind in (OneTimeToken, *FACTORS):
        evidence.delete(kind.objects.filter(user_id=turn.subject))
    evidence.delete(RefreshToken.objects.filter(session__user_id=turn.subject))
    evidence.delete(Session.objects.filter(user_id=turn.subject))
    evidence.delete(KnownDevice.objects.filter(user_id=turn.subject))
    evidence.change(UserImport.objects.filter(asked_by_id=turn.subject), asked_by=None)
    evidence.delete(user)
    publish(UserDeleted(user_id=turn.subject))
    return {"users": _confirmation(counts=evidence.counts, digest=evidence.digest)}


def ask_key(turn: Turn) -> None:
    enqueue("users.destroy_key", turn.saga_id)


@atomic("users")
def record_key_destroyed(*, erasure_id: UUID) -> None:
    answer = {"at": timezone.now().isoformat()}
    reply(room="users", saga_id=erasure_id, step=STEP_KEY, source="users", answer=answer)


def complete(turn: Turn) -> None:
    """Sign what was done, and tell it."""
    erasure = selectors.erasure(erasure_id=turn.saga_id)
    if erasure.completed_at is None:
        erasure.completed_at = timezone.now()
        rooms = {**turn.replies[STEP_ROOMS], "users": turn.data["users"]}
        erasure.receipt = receipts.signed(erasure=erasure, rooms=rooms, key=turn.replies[STEP_KEY]["users"])
        erasure.save(update_fields=["completed_at", "receipt"])
        publish(ErasureCompleted(erasure_id=erasure.pk, user_id=erasure.user_id))


def _confirmation(*, counts: Mapping[str, int], digest: str) -> dict[str, Any]:
    return {"rows": dict(counts), "digest": digest, "confirmed_at": timezone.now().isoformat()}

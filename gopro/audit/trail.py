"""Writing the audit: an entry beside the change, in its transaction, and told as a fact."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import connections
from django.db.models import QuerySet

from gopro.audit.chain import GENESIS, SEALED, hash_of, signature_of
from gopro.audit.contracts import contract_of
from gopro.audit.errors import ReasonMissing
from gopro.audit.models import AuditEntry, AuditHead, Outcome
from gopro.database import alias_of, in_transaction_of
from gopro.events.outbox import NotInTransaction, publish
from gopro.observability import context

WITHHELD = "withheld"  # in the place of a value that is a person's or secret: it changed, and that is all
ANONYMOUS, SYSTEM = "anonymous", "system"
LONGEST_REASON = 500
NOTHING: Mapping[str, str] = MappingProxyType({})

LOCK = """
INSERT INTO gopro_audit_audithead AS head (chain, last_number, hash, signature) VALUES (%s, 0, %s, '')
ON CONFLICT (chain) DO UPDATE SET last_number = head.last_number
RETURNING last_number, hash, clock_timestamp()
"""


def record(
    *,
    room: str,
    action: str,
    object_type: str,
    object_id: str,
    outcome: str = Outcome.DONE,
    reason: str = "",
    changes: Mapping[str, str] = NOTHING,
) -> AuditEntry:
    """Write it down. Call it last in the room's transaction: until that ends, the room's other entries wait.

    `action` is `<room or kernel part>.<thing>.<verb>`, `object_type` a model's label such as `users.user`.
    Who, where and why it came to this are taken from the context. Raises NotInTransaction outside `atomic(room)`.
    """
    if not in_transaction_of(room):
        raise NotInTransaction(f"{action} must be recorded inside @atomic({room!r}), with what was done.")
    about = {"action": action, "object_type": object_type, "object_id": object_id, "outcome": str(outcome)}
    told = {name: _clean(str(value)) for name, value in changes.items()}
    done = AuditEntry(**about, reason=_clean(reason), changes=told, **_circumstances())
    _append(done, room=room)
    sealed = {name: getattr(done, name) for name in (*SEALED, "at", "previous_hash", "hash")}
    publish(contract_of(room)(chain=room, **sealed))
    return done


def required(reason: str) -> str:
    """The reason that an operator gave. Raises ReasonMissing where there is none."""
    if not _clean(reason):
        raise ReasonMissing
    return _clean(reason)


def change(before: object, after: object) -> str:
    """A change whose values may be kept, in words."""
    return f"{before} → {after}"


def entries(room: str) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.using(alias_of(room))


def history(*, room: str, object_type: str, object_id: str) -> QuerySet[AuditEntry]:
    """What was done to a thing, the latest first."""
    return entries(room).filter(object_type=object_type, object_id=object_id).order_by("-number")


def _circumstances() -> dict[str, str]:
    nobody = ANONYMOUS if context.request_id.get() else SYSTEM
    names = ("on_behalf_of_id", "client_network", "client_agent", "request_id", "traceparent")
    return {"actor_id": context.actor_id.get() or nobody} | {name: context.VARIABLES[name].get() for name in names}


def _append(entry: AuditEntry, *, room: str) -> None:
    alias = alias_of(room)
    with connections[alias].cursor() as cursor:
        cursor.execute(LOCK, [room, GENESIS])
        last_number, entry.previous_hash, entry.at = cursor.fetchone()
    entry.number = last_number + 1
    entry.hash = hash_of(entry, chain=room)
    entry.save(using=alias, force_insert=True)
    head = AuditHead(chain=room, last_number=entry.number, hash=entry.hash)
    head.signature = signature_of(head)
    head.save(using=alias, force_update=True)


def _clean(text: str) -> str:
    """As PostgreSQL keeps it."""
    return text.replace("\x00", "").strip()[:LONGEST_REASON]

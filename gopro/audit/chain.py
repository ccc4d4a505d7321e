"""How entries are chained: what is hashed, and how the end of the chain is signed."""

import json
from datetime import UTC
from hashlib import sha256

from django.core.signing import BadSignature, Signer

from gopro.audit.models import AuditEntry, AuditHead

GENESIS = "0" * 64  # what the first entry follows
SEALED = (
    *("number", "actor_id", "on_behalf_of_id", "action", "object_type", "object_id", "outcome", "reason", "changes"),
    *("client_network", "client_agent", "request_id", "traceparent"),
)


def hash_of(entry: AuditEntry, *, chain: str) -> str:
    """sha256(the hash before it || the entry as JSON: sorted keys, no spaces, ASCII)."""
    sealed = {name: getattr(entry, name) for name in SEALED}
    sealed |= {"chain": chain, "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}
    canonical = json.dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(f"{entry.previous_hash}{canonical}".encode()).hexdigest()


def signature_of(head: AuditHead) -> str:
    return _signer().signature(_text(head))


def is_signed(head: AuditHead) -> bool:
    """With the present secret key or an earlier one that is still named (SECRET_KEY_FALLBACKS)."""
    try:
        _signer().unsign(f"{_text(head)}:{head.signature}")
    except BadSignature:
        return False
    return True


def _text(head: AuditHead) -> str:
    return f"{head.chain}:{head.last_number}:{head.hash}"


def _signer() -> Signer:
    return Signer(salt="gopro.audit.head")

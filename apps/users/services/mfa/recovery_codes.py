"""Codes for the day on which the other factors are lost: ten, shown once, each good once.

With 120 random bits there is nothing to guess, so a plain digest is enough (ASVS 6.5.2 asks for 112), and a code is
found and used up by one statement.
"""

import secrets as random
from base64 import b32encode
from uuid import UUID

from django.utils import timezone

from apps.users.models import RecoveryCode
from apps.users.services import secrets
from gopro.database import atomic

HOW_MANY = 10
BYTES = 15  # 24 characters of base32
GROUP = 6


@atomic("users")
def make_anew(*, user_id: UUID) -> tuple[str, ...]:
    """In the place of those that there were."""
    codes = tuple(_new() for _ in range(HOW_MANY))
    RecoveryCode.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user_id=user_id, code_hash=hash_of(code)) for code in codes)
    return codes


@atomic("users")
def make_first(*, user_id: UUID) -> tuple[str, ...]:
    """With the first factor; whoever has some keeps them, and is shown none."""
    return () if RecoveryCode.objects.filter(user_id=user_id).exists() else make_anew(user_id=user_id)


def use(*, user_id: UUID, code: str) -> bool:
    """Whether the code holds, for the first of parallel requests."""
    unused = RecoveryCode.objects.filter(user_id=user_id, code_hash=hash_of(code), used_at=None)
    return bool(unused.update(used_at=timezone.now()))


def hash_of(code: str) -> str:
    """Whatever the case, and with or without what separates the groups."""
    return secrets.hash_of("".join(character for character in code.upper() if character.isalnum()))


def _new() -> str:
    text = b32encode(random.token_bytes(BYTES)).decode()
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))

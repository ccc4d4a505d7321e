"""What is handed out for the next request, kept in the room's own table: five minutes, one purpose, once."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apps.users.errors import MfaTokenInvalid
from apps.users.models import Challenge, ChallengePurpose, User
from apps.users.services import secrets

LIFETIME = timedelta(minutes=5)
MOST_TRIES = 5  # of codes, for one token of a log-in


def issue(*, purpose: ChallengePurpose, user: User | None = None, methods: Collection[str] = ()) -> str:
    """The secret: 256 bits, in the alphabet of base64url."""
    secret = secrets.new()
    Challenge.objects.create(
        purpose=purpose,
        user=user,
        token_hash=secrets.hash_of(secret),
        methods=sorted(methods),
        password_stamp=user.get_session_auth_hash() if user else "",
        expires_at=timezone.now() + LIFETIME,
    )
    return secret


def redeem(*, secret: str, purposes: Collection[ChallengePurpose], user_id: UUID | None) -> bool:
    """Use it up, whatever comes of it. It holds for whom it was issued, and for nobody else."""
    whose = Q(user_id=user_id) if user_id else Q(user=None)
    rows = Challenge.objects.filter(whose, token_hash=secrets.hash_of(secret), purpose__in=purposes)
    return bool(_good(rows).update(used_at=timezone.now()))


def waiting(*, secret: str) -> Challenge:
    """The log-in that waits for its second factor. Raises MfaTokenInvalid, also where the password changed since."""
    rows = Challenge.objects.select_related("user").filter(
        token_hash=secrets.hash_of(secret), purpose=ChallengePurpose.SECOND_FACTOR
    )
    found = _good(rows).first()
    if found is None or not constant_time_compare(found.password_stamp, owner_of(found).get_session_auth_hash()):
        raise MfaTokenInvalid
    return found


def owner_of(challenge: Challenge) -> User:
    """Raises MfaTokenInvalid for one of nobody."""
    if challenge.user is None:
        raise MfaTokenInvalid
    return challenge.user


def count_try(challenge: Challenge) -> None:
    """Before a factor is looked at, so that parallel tries count too. Raises MfaTokenInvalid after too many."""
    rows = Challenge.objects.filter(pk=challenge.pk, tries__lt=MOST_TRIES)
    if not _good(rows).update(tries=F("tries") + 1):
        raise MfaTokenInvalid


def use_up(challenge: Challenge) -> None:
    """Raises MfaTokenInvalid where another request was first."""
    if not _good(Challenge.objects.filter(pk=challenge.pk)).update(used_at=timezone.now()):
        raise MfaTokenInvalid


def _good(rows: QuerySet[Challenge]) -> QuerySet[Challenge]:
    return rows.filter(used_at=None, expires_at__gt=timezone.now())

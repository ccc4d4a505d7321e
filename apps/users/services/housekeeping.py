"""What the clock asks for: marks that Redis may have lost, rows that nobody needs."""

from datetime import datetime, timedelta

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from apps.users import selectors
from apps.users.models import (
    AuthorizationRequest,
    Challenge,
    KnownDevice,
    Notice,
    OneTimeToken,
    PersonalToken,
    RefreshToken,
    Session,
)
from apps.users.services import devices
from gopro.security import revocations
from gopro.staff.cookies import LIFETIME as LONGEST_TOKEN

KEPT = timedelta(days=30)
LATELY = 2 * revocations.SEALED_FOR
PURGED_AT_ONCE = 10_000


def mark_revoked() -> None:
    """Mark again what Redis may not know: all whose tokens may still be in time, or those that ended of late."""
    are_kept = revocations.are_kept()
    ended = selectors.sessions_ended_within(span=LATELY if are_kept else LONGEST_TOKEN)
    revocations.keep(ended, until=selectors.personal_tokens_revoked_within(span=LATELY if are_kept else None))


def purge() -> None:
    """Delete what expired long ago; in portions, so that no sweep runs long."""
    now = timezone.now()
    _delete_portion(RefreshToken.objects.filter(expires_at__lt=now))
    _delete_portion(AuthorizationRequest.objects.filter(expires_at__lt=now))
    _delete_portion(OneTimeToken.objects.filter(expires_at__lt=now - KEPT))
    _delete_portion(PersonalToken.objects.filter(expires_at__lt=now - KEPT))
    _delete_portion(Challenge.objects.filter(expires_at__lt=now))
    _delete_portion(Notice.objects.filter(created_at__lt=now - KEPT))
    _delete_portion(Session.objects.filter(expires_at__lt=now - KEPT))
    _delete_portion(_devices_unused_since(now - devices.KNOWN_FOR))


def _devices_unused_since(moment: datetime) -> QuerySet[KnownDevice]:
    """But for an account's last, without which its next log-in would look like its first, and be no news."""
    later = KnownDevice.objects.filter(user=OuterRef("user"), last_used_at__gt=OuterRef("last_used_at"))
    return KnownDevice.objects.filter(Exists(later), last_used_at__lt=moment)


def _delete_portion[M: Model](rows: QuerySet[M]) -> None:
    portion = list(rows.order_by().values_list("pk", flat=True)[:PURGED_AT_ONCE])
    rows.filter(pk__in=portion).delete()

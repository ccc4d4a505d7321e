"""What the clock asks for: marks that Redis may have lost, rows that nobody needs."""

from datetime import timedelta

from django.db.models import Model, QuerySet
from django.utils import timezone

from apps.users import selectors
from apps.users.models import OneTimeToken, RefreshToken, Session
from gopro.security import revocations
from gopro.staff.cookies import LIFETIME as LONGEST_TOKEN

KEPT = timedelta(days=30)
PURGED_AT_ONCE = 10_000


def mark_ended_sessions() -> None:
    """Mark again whatever ended while a token of it may still be in time."""
    revocations.revoke(selectors.sessions_ended_within(span=LONGEST_TOKEN))


def purge() -> None:
    """Delete what expired long ago; in portions, so that no sweep runs long."""
    now = timezone.now()
    _delete_portion(RefreshToken.objects.filter(expires_at__lt=now))
    _delete_portion(OneTimeToken.objects.filter(expires_at__lt=now - KEPT))
    _delete_portion(Session.objects.filter(expires_at__lt=now - KEPT))


def _delete_portion[M: Model](rows: QuerySet[M]) -> None:
    portion = list(rows.order_by().values_list("pk", flat=True)[:PURGED_AT_ONCE])
    rows.filter(pk__in=portion).delete()

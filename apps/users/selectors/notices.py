"""Mails that tell what was done to an account."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from apps.users.models import Notice


def due_notices(
    *, waiting_since: timedelta, tried_before: timedelta, given_up_after: timedelta, most: int
) -> list[UUID]:
    """Those whose job was lost or failed, to addresses that are proved."""
    now = timezone.now()
    lost = Q(attempted_at=None, created_at__lt=now - waiting_since)
    failed = Q(attempted_at__lt=now - tried_before)
    rows = Notice.objects.filter(lost | failed, sent_at=None, created_at__gt=now - given_up_after)
    rows = rows.filter(user__is_active=True, user__email_verified_at__isnull=False)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:most])

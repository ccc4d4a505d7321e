"""Mails with one-time tokens."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from apps.users.models import OneTimeToken, Purpose


def due_mail(*, waiting_since: timedelta, tried_before: timedelta, most: int) -> list[UUID]:
    """Mails whose job was lost or failed. Invitations that wait for their turn are neither."""
    now = timezone.now()
    lost = Q(attempted_at=None, created_at__lt=now - waiting_since) & ~Q(purpose=Purpose.INVITATION)
    failed = Q(attempted_at__lt=now - tried_before)
    rows = OneTimeToken.objects.filter(lost | failed, sent_at=None, used_at=None, expires_at__gt=now)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:most])


def waiting_invitations(*, most: int) -> list[UUID]:
    """Those that wait longest."""
    waiting = OneTimeToken.objects.filter(user__is_active=True).filter(
        purpose=Purpose.INVITATION, sent_at=None, attempted_at=None, used_at=None, expires_at__gt=timezone.now()
    )
    return list(waiting.order_by("created_at").values_list("pk", flat=True)[:most])

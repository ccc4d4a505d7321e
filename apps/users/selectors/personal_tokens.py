"""Tokens that people made for their programs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone

from apps.users.errors import PersonalTokenNotFound
from apps.users.models import PersonalToken


def live_personal_tokens(*, user_id: UUID) -> QuerySet[PersonalToken]:
    """The user's that can still act."""
    return PersonalToken.objects.filter(user_id=user_id, revoked_at=None, expires_at__gt=timezone.now())


def personal_token(*, user_id: UUID, token_id: UUID) -> PersonalToken:
    """That one of the user's. Raises PersonalTokenNotFound, also for another's and for one that is over."""
    found = live_personal_tokens(user_id=user_id).filter(pk=token_id).first()
    if found is None:
        raise PersonalTokenNotFound
    return found


def personal_tokens_revoked_within(*, span: timedelta | None) -> Mapping[UUID, datetime]:
    """Those revoked before their time, with its end; ever for None."""
    revoked = PersonalToken.objects.filter(revoked_at__isnull=False, expires_at__gt=timezone.now())
    if span is not None:
        revoked = revoked.filter(revoked_at__gte=timezone.now() - span)
    return dict(revoked.values_list("pk", "expires_at"))


def last_expiry_of(*, key_id: str) -> datetime | None:
    """When the last token that the key signed is over, of those that hold; None where none does."""
    holding = PersonalToken.objects.filter(key_id=key_id, revoked_at=None, expires_at__gt=timezone.now())
    found: datetime | None = holding.aggregate(last=Max("expires_at"))["last"]
    return found

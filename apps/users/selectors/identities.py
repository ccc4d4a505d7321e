"""Log-ins by other providers."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from apps.users.errors import IdentityNotFound
from apps.users.models import AuthorizationRequest, Identity


def identity(*, issuer: str, subject: str) -> Identity | None:
    return Identity.objects.select_related("user").filter(issuer=issuer, subject=subject).first()


def identities(*, user_id: UUID) -> QuerySet[Identity]:
    """The user's own."""
    return Identity.objects.filter(user_id=user_id).order_by("created_at")


def own_identity(*, user_id: UUID, identity_id: UUID) -> Identity:
    """Raises IdentityNotFound, for another's too."""
    found = identities(user_id=user_id).filter(pk=identity_id).first()
    if found is None:
        raise IdentityNotFound
    return found


def authorization_request(*, provider: str, state_hash: str) -> AuthorizationRequest | None:
    """One that waits for the provider's answer."""
    waiting = AuthorizationRequest.objects.filter(answered_at=None, expires_at__gt=timezone.now())
    return waiting.filter(provider=provider, state_hash=state_hash).first()

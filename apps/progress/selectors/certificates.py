"""Certificates: one's own, and what anybody may check about one."""

from uuid import UUID

from apps.progress.errors import CertificateNotFound
from apps.progress.models import Certificate
from apps.progress.selectors.people import VIEW
from gopro.security import policy
from gopro.security.principal import Principal


def visible(*, caller: Principal, certificate_id: UUID) -> Certificate:
    """The caller's own, and everybody's for staff that may. Raises CertificateNotFound for others."""
    found = known(certificate_id=certificate_id)
    may_see = policy.allows(principal=caller, permission=VIEW, within=found.course_id)
    if found.user_id != caller.user_id and not may_see:
        raise CertificateNotFound
    return found


def known(*, certificate_id: UUID) -> Certificate:
    """Whoever has the id was shown the certificate."""
    found = Certificate.objects.filter(pk=certificate_id).first()
    if found is None:
        raise CertificateNotFound
    return found

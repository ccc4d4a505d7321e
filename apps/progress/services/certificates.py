"""Issuing a certificate, once for each completed enrollment."""

import secrets
from datetime import datetime

from apps.progress.contracts import CertificateIssued
from apps.progress.models import Certificate, Enrollment
from gopro.events.outbox import publish

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that is taken for something else
GROUPS, LETTERS = 3, 4


def issue(*, enrollment: Enrollment, at: datetime) -> None:
    """Inside the transaction in which the course was completed."""
    course = enrollment.course
    certificate, is_new = Certificate.objects.get_or_create(
        enrollment=enrollment,
        defaults={
            "user_id": enrollment.user_id,
            "number": _number(),
            "course_id": course.course_id,
            "course_title": course.title,
            "course_version": enrollment.outline.version,
            "issued_at": at,
        },
    )
    if is_new:
        publish(_issued(certificate, enrollment=enrollment))


def _issued(certificate: Certificate, *, enrollment: Enrollment) -> CertificateIssued:
    return CertificateIssued(
        certificate_id=certificate.id,
        user_id=enrollment.user_id,
        enrollment_id=enrollment.id,
        course_id=certificate.course_id,
        course_title=certificate.course_title,
        course_version=certificate.course_version,
        number=certificate.number,
        issued_at=certificate.issued_at,
    )


def _number() -> str:
    """Sixty random bits: nobody guesses another's, and none comes twice."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    return "-".join(groups)

"""Certificates: one for each completed course, its owner's to show, anybody's to check."""

import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.progress.contracts import CertificateIssued
from apps.progress.models import Certificate
from apps.progress.services import completion, enrollment
from gopro.identifiers import uuid7
from gopro.testing.tokens import access_token
from tests.apps.progress.factories import Learner, LessonFactory, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> Learner:
    return Learner(publish(version=2, title="Go", lessons=tuple(LessonFactory.build_batch(2))))


def complete(learner: Learner, *, lessons: int = 2) -> None:
    for lesson in learner.course.lessons[:lessons]:
        completion.record_lesson(user_id=learner.user_id, lesson_id=lesson.lesson_id, completed=True, score=None)


def get(path: str, **token: Any) -> tuple[int, dict[str, object]]:
    client = APIClient()
    if token:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(**token)}")
    answer = client.get(f"/api/v1/certificates/{path}")
    return answer.status_code, answer.json()


def test_a_completed_course_brings_one_and_only_one(learner, told):
    complete(learner, lessons=1)
    assert told.of(CertificateIssued) == []
    complete(learner)
    enrollment.end_enrollment(user_id=learner.user_id, enrollment_id=learner.enrollment.id)
    enrollment.enroll(user_id=learner.user_id, course_id=learner.course.course_id)
    complete(learner)
    found = Certificate.objects.get()
    assert told.of(CertificateIssued) == [
        CertificateIssued(
            certificate_id=found.id,
            user_id=learner.user_id,
            enrollment_id=learner.enrollment.id,
            course_id=learner.course.course_id,
            course_title="Go",
            course_version=2,
            number=found.number,
            issued_at=learner.fresh().completed_at,
        )
    ]
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", found.number)


def test_its_owner_and_staff_read_it_and_nobody_else(learner):
    complete(learner)
    found = Certificate.objects.get()
    status, body = get(str(found.id), user_id=learner.user_id)
    assert status == 200
    assert {name: body[name] for name in ("id", "number", "course_title", "course_version")} == {
        "id": str(found.id),
        "number": found.number,
        "course_title": "Go",
        "course_version": 2,
    }
    assert get(str(found.id), user_id=uuid7(), roles=("support",)) == (200, body)
    assert get(str(found.id), user_id=uuid7())[0] == 404
    assert get(str(found.id))[0] == 401


def test_anybody_checks_one_and_learns_no_name(learner):
    complete(learner)
    found = Certificate.objects.get()
    status, body = get(f"{found.id}/verify")
    assert status == 200
    assert set(body) == {"id", "number", "course_title", "course_version", "issued_at"}
    assert (body["number"], body["course_title"]) == (found.number, "Go")
    assert get(f"{uuid7()}/verify")[0] == 404

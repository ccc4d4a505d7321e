"""Who may see what of progress."""

from uuid import UUID

import pytest

from apps.progress.errors import CourseNotFound, EnrollmentNotFound, ProgressNotFound, SubmissionNotFound
from apps.progress.selectors import achievements, courses, enrollments, people, progress, submissions
from gopro.identifiers import uuid7
from gopro.security.principal import Principal
from tests.apps.progress.factories import Learner, publish

pytestmark = pytest.mark.django_db


def principal(*roles: str, user_id: UUID | None = None) -> Principal:
    return Principal(user_id=user_id or uuid7(), session_id=uuid7(), roles=frozenset(roles))


def test_an_enrollment_is_its_learners_own():
    learner = Learner(publish())
    found = enrollments.own(user_id=learner.user_id, enrollment_id=learner.enrollment.id)
    assert found == learner.enrollment
    with pytest.raises(EnrollmentNotFound):
        enrollments.own(user_id=uuid7(), enrollment_id=learner.enrollment.id)
    with pytest.raises(EnrollmentNotFound):
        progress.in_course(user_id=uuid7(), course_id=learner.course.course_id)
    with pytest.raises(CourseNotFound):
        courses.known(course_id=uuid7())


def test_progress_is_seen_by_its_learner_and_by_staff_that_may():
    other = uuid7()
    me = principal()
    assert people.seen(caller=me, whom="me") == me.user_id
    assert people.seen(caller=principal("support"), whom=str(other)) == other
    for role in ("learner", "author", "unknown"):
        with pytest.raises(ProgressNotFound):
            people.seen(caller=principal(role), whom=str(other))


def test_progress_is_made_by_its_learner_alone():
    me = principal("admin")
    assert people.acting(caller=me, whom="me") == people.acting(caller=me, whom=str(me.user_id)) == me.user_id
    with pytest.raises(ProgressNotFound):
        people.acting(caller=me, whom=str(uuid7()))


def test_there_is_nothing_of_nobody():
    assert list(achievements.of_user(user_id=uuid7())) == []
    with pytest.raises(SubmissionNotFound):
        submissions.visible(caller=principal("admin"), submission_id=uuid7())

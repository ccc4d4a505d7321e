"""What learners do, and what comes of it."""

from apps.progress.contracts import (
    AchievementUnlocked,
    CertificateIssued,
    CourseCompleted,
    EnrollmentCreated,
    EnrollmentEnded,
    EnrollmentResumed,
    LessonCompleted,
    ProgressUpdated,
    SubmissionGraded,
    SubmissionReceived,
)
from apps.progress.models import Submission
from apps.progress.services import enrollment, grading
from gopro.identifiers import uuid7
from tests.apps.paths.cases import Act, Doors, case
from tests.apps.progress.factories import ExerciseFactory, Learner, LessonFactory, publish

API = "/api/v1"


def complete(doors: Doors, *, lessons: int) -> Act:
    learner = Learner(publish(lessons=tuple(LessonFactory.build_batch(lessons))))
    lesson_id = learner.course.lessons[0].lesson_id
    client = doors.api(user_id=learner.user_id)
    return lambda: client.post(f"{API}/progress/me/lesson/{lesson_id}", {"completed": True})


@case(door="api", tells=(EnrollmentCreated,))
def enroll(doors: Doors) -> Act:
    course, client = publish(), doors.api(user_id=uuid7())
    return lambda: client.post(f"{API}/enrollments", {"course_id": str(course.course_id)})


@case(door="api", tells=(EnrollmentEnded,))
def leave(doors: Doors) -> Act:
    learner = Learner(publish())
    client = doors.api(user_id=learner.user_id)
    return lambda: client.delete(f"{API}/enrollments/{learner.enrollment.id}")


@case(door="api", tells=(EnrollmentResumed,))
def come_back(doors: Doors) -> Act:
    learner = Learner(publish())
    enrollment.end_enrollment(user_id=learner.user_id, enrollment_id=learner.enrollment.id)
    client = doors.api(user_id=learner.user_id)
    return lambda: client.post(f"{API}/enrollments", {"course_id": str(learner.course.course_id)})


@case(door="api", tells=(LessonCompleted, ProgressUpdated))
def complete_a_lesson(doors: Doors) -> Act:
    return complete(doors, lessons=2)


@case(door="api", tells=(LessonCompleted, ProgressUpdated, CourseCompleted, AchievementUnlocked, CertificateIssued))
def complete_the_last_lesson(doors: Doors) -> Act:
    return complete(doors, lessons=1)


@case(door="api", tells=(SubmissionReceived,), again=(SubmissionReceived,))
def hand_in(doors: Doors) -> Act:
    exercise = ExerciseFactory(files=("greeting.go",))
    learner = Learner(publish(lessons=(LessonFactory(exercises=(exercise,)),)))
    client, files = doors.api(user_id=learner.user_id), {"greeting.go": "package greeting"}
    return lambda: client.post(f"{API}/exercises/{exercise.exercise_id}/submit", {"files": files})


@case(door="job", tells=(SubmissionGraded,))
def grade(doors: Doors) -> Act:
    exercise = ExerciseFactory(kind="text", files=())
    learner = Learner(publish(lessons=(LessonFactory(exercises=(exercise,)),)))
    sent = {"answers": {"text": "An essay."}}
    doors.api(user_id=learner.user_id).post(f"{API}/exercises/{exercise.exercise_id}/submit", sent)
    submission_id = Submission.objects.get().id
    return lambda: grading.grade(submission_id=submission_id)

"""What progress tells other rooms."""

from apps.progress.contracts.achievements import AchievementSnapshot, AchievementUnlocked, CertificateIssued
from apps.progress.contracts.deletions import EnrollmentsEnded, LearnersWarned
from apps.progress.contracts.enrollments import (
    CourseCompleted,
    EnrollmentCreated,
    EnrollmentEnded,
    EnrollmentEnding,
    EnrollmentKept,
    EnrollmentResumed,
    EnrollmentSnapshot,
    LessonCompleted,
    ProgressUpdated,
)
from apps.progress.contracts.impacts import ExerciseImpact, PolicyOutcome, PublishImpactEstimated
from apps.progress.contracts.permissions import ON_ONE_COURSE, PERMISSIONS
from apps.progress.contracts.personal import PersonalDataErased, PersonalDataExported
from apps.progress.contracts.submissions import SubmissionGraded, SubmissionReceived

__all__ = [
    "ON_ONE_COURSE",
    "PERMISSIONS",
    "AchievementSnapshot",
    "AchievementUnlocked",
    "CertificateIssued",
    "CourseCompleted",
    "EnrollmentCreated",
    "EnrollmentEnded",
    "EnrollmentEnding",
    "EnrollmentKept",
    "EnrollmentResumed",
    "EnrollmentSnapshot",
    "EnrollmentsEnded",
    "ExerciseImpact",
    "LearnersWarned",
    "LessonCompleted",
    "PersonalDataErased",
    "PersonalDataExported",
    "PolicyOutcome",
    "ProgressUpdated",
    "PublishImpactEstimated",
    "SubmissionGraded",
    "SubmissionReceived",
]

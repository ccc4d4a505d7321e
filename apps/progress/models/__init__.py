"""Outlines as published, enrollments, what was completed, submissions, awards."""

from apps.progress.models.achievements import Award, Certificate
from apps.progress.models.adjustments import Adjustment, Effect, Kind
from apps.progress.models.deletions import CourseDeletion
from apps.progress.models.draws import Draw
from apps.progress.models.enrollments import Enrollment, EnrollmentStatus, LessonCompletion
from apps.progress.models.impacts import Impact, Trial
from apps.progress.models.outlines import (
    Choice,
    Course,
    CourseStatus,
    Outline,
    OutlineExercise,
    OutlineLesson,
    Policy,
)
from apps.progress.models.submissions import WAITING, ExercisePass, Submission, SubmissionStatus

__all__ = [
    "WAITING",
    "Adjustment",
    "Award",
    "Certificate",
    "Choice",
    "Course",
    "CourseDeletion",
    "CourseStatus",
    "Draw",
    "Effect",
    "Enrollment",
    "EnrollmentStatus",
    "ExercisePass",
    "Impact",
    "Kind",
    "LessonCompletion",
    "Outline",
    "OutlineExercise",
    "OutlineLesson",
    "Policy",
    "Submission",
    "SubmissionStatus",
    "Trial",
]

"""The ways progress says no."""

from gopro.errors import Conflict, Invalid, NotFound


class CourseNotFound(NotFound):
    """There is no published course of that id."""

    title = "There is no such course"


class CourseClosed(Conflict):
    """The course takes no new learners."""

    code = "course_closed"
    title = "This course takes no new learners; those who began keep it"


class EnrollmentNotFound(NotFound):
    title = "There is no such enrollment"


class LessonNotFound(NotFound):
    title = "There is no such lesson"


class ExerciseNotFound(NotFound):
    title = "There is no such exercise"


class SubmissionNotFound(NotFound):
    title = "There is no such submission"


class CertificateNotFound(NotFound):
    """There is none, or it is somebody else's."""

    title = "There is no such certificate"


class ProgressNotFound(NotFound):
    """Nobody of that id learns here, or the caller may not know."""

    title = "There is no progress to see here"


class NotEnrolled(Conflict):
    """What counts, counts in an enrollment."""

    code = "not_enrolled"
    title = "Enroll in the course first: POST /api/v1/enrollments with its course_id"


class AlreadyCompleted(Conflict):
    """Progress never goes backwards without a recorded reason."""

    code = "already_completed"
    title = "The lesson is completed, and stays so"


class UnusableSubmission(Invalid):
    """The files or answers are not those that the exercise asks for."""

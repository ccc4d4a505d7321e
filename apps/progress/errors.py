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


class NotInYourVersion(Conflict):
    """It is in another version of the course."""

    code = "not_in_your_version"
    title = "The version of the course that you follow hasn't got this; POST /api/v1/enrollments/{id}/upgrade moves on"


class VersionMovedOn(Conflict):
    """What the learner saw isn't what they would get."""

    code = "version_moved_on"
    title = "A newer version has been published since you looked; look again at what changes for you"


class AlreadyCompleted(Conflict):
    """Progress never goes backwards without a recorded reason."""

    code = "already_completed"
    title = "The lesson is completed, and stays so"


class NothingToDraw(Conflict):
    """Everybody is asked the same."""

    code = "nothing_to_draw"
    title = "This exercise draws no questions: those that it asks stand with it"


class NothingDrawn(Conflict):
    """Answers need questions."""

    code = "nothing_drawn"
    title = "Ask for your questions first: POST /api/v1/exercises/{id}/draw"


class DrawNotFound(NotFound):
    title = "No questions were drawn for you yet"


class NotReadByPeople(Conflict):
    """Only a text waits for a person, and only until it has passed."""

    code = "not_to_grade"
    title = "This submission doesn't wait for a person"


class UnusableGrade(Invalid):
    """What was said of a text doesn't fit its rubric."""


class UnusableSubmission(Invalid):
    """The files or answers are not those that the exercise asks for."""

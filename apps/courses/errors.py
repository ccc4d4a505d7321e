"""The ways the courses room says no."""

from gopro.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class CourseNotFound(NotFound):
    """No such course, or not for who asks."""

    title = "There is no such course"


class LessonNotFound(NotFound):
    """No such lesson, or not for who asks."""

    title = "There is no such lesson"


class ExerciseNotFound(NotFound):
    """No such exercise, or not for who asks."""

    title = "There is no such exercise"


class VersionNotFound(NotFound):
    """No such version."""

    title = "There is no such version"


class DeletionNotFound(NotFound):
    """The course is not to be deleted."""

    title = "This course is not being deleted"


class DeletionUnderWay(Conflict):
    """A course that is to go isn't shown anew."""

    code = "deletion_under_way"
    title = "This course is being deleted; cancel that first"


class NotYours(Forbidden):
    """Others' courses are changed by their authors and by editors."""

    title = "Only its author or an editor may change this course"


class EmptyCourse(Conflict):
    """Learners would find nothing."""

    code = "empty_course"
    title = "A course needs at least one lesson that is ready before it can be published"


class UngradableExercises(Conflict):
    """Exercises whose reference solution isn't known to pass their tests."""

    code = "ungradable_exercises"
    title = "Some exercises can't be graded yet"


class SlugTaken(Conflict):
    """A slug names one thing for ever."""

    code = "slug_taken"
    title = "This slug is taken"


class OrderMismatch(Invalid):
    """A new order must name each one exactly once."""

    code = "order_mismatch"
    title = "The order must name every lesson of the course exactly once"


class ContentRefused(Invalid):
    """The content itself can't be taken."""

    title = "The content can't be taken"


class RecordingUnavailable(Unavailable):
    """The sandbox that runs reference solutions isn't ready."""

    code = "recording_unavailable"
    title = "Reference solutions can't be run here"


class ImportUnderWay(Conflict):
    """The same source is being imported by somebody else."""

    code = "import_under_way"
    title = "This source is being imported already"

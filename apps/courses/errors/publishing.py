"""What can't be published, shown again or deleted."""

from gopro.errors import Conflict, NotFound


class VersionNotFound(NotFound):
    """No such version."""

    title = "There is no such version"


class ScheduleNotFound(NotFound):
    """Nothing of the kind was scheduled for this course."""

    title = "There is no such scheduled publication"


class ScheduleSettled(Conflict):
    """What was published, refused or cancelled waits for nothing any more."""

    code = "schedule_settled"
    title = "This scheduled publication is over already"


class ScheduleTaken(Conflict):
    """One edition at a time."""

    code = "schedule_taken"
    title = "Another publication of this course is scheduled for that time"


class PreviewNotFound(NotFound):
    """No such link, or none that still opens."""

    title = "This preview link doesn't open anything, or doesn't any more"


class DeletionNotFound(NotFound):
    """The course is not to be deleted."""

    title = "This course is not being deleted"


class DeletionUnderWay(Conflict):
    """A course that is to go isn't shown anew."""

    code = "deletion_under_way"
    title = "This course is being deleted; cancel that first"


class NeverPublished(Conflict):
    """What learners see can't be exported: they see nothing yet."""

    code = "never_published"
    title = "This course was never published; its draft can be exported"


class EmptyCourse(Conflict):
    """Learners would find nothing."""

    code = "empty_course"
    title = "A course needs at least one lesson that is ready before it can be published"


class UngradableExercises(Conflict):
    """Exercises whose reference solution isn't known to pass their tests."""

    code = "ungradable_exercises"
    title = "Some exercises can't be graded yet"


class ImpactNotFound(NotFound):
    """No such estimate, or not of this course."""

    title = "There is no such estimate"


class ImpactOutdated(Conflict):
    """What would be published isn't what was estimated."""

    code = "impact_outdated"
    title = "This differs from what was estimated; ask for the impact again, or publish without it"

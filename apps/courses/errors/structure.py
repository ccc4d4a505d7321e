"""Courses and their parts: what isn't there, or can't stand so."""

from gopro.errors import Conflict, Forbidden, Invalid, NotFound


class CourseNotFound(NotFound):
    """No such course, or not for who asks."""

    title = "There is no such course"


class LessonNotFound(NotFound):
    """No such lesson, or not for who asks."""

    title = "There is no such lesson"


class ExerciseNotFound(NotFound):
    """No such exercise, or not for who asks."""

    title = "There is no such exercise"


class SectionNotFound(NotFound):
    """No such section, or not for who asks."""

    title = "There is no such section"


class CategoryNotFound(NotFound):
    """No such category."""

    title = "There is no such category"


class SkillNotFound(NotFound):
    """No such skill."""

    title = "There is no such skill"


class AuthorNotFound(NotFound):
    """Not an author of this course."""

    title = "This isn't an author of the course"


class LeadStays(Conflict):
    """A course that has a lead keeps one until it is given to another."""

    code = "lead_stays"
    title = "The lead leaves a course by giving it to somebody"


class TooManyAuthors(Conflict):
    """Enough."""

    code = "too_many_authors"
    title = "A course has 50 authors at most"


class NotYours(Forbidden):
    """Others' courses are changed by their authors and by editors."""

    title = "Only its author or an editor may change this course"


class SlugTaken(Conflict):
    """A slug names one thing for ever."""

    code = "slug_taken"
    title = "This slug is taken"


class OrderMismatch(Invalid):
    """A new order must name each one exactly once."""

    code = "order_mismatch"
    title = "The order must name every lesson of the course exactly once"


class Circle(Conflict):
    """Something would stand before itself; the detail says on which way."""

    code = "circle"
    title = "This would lead in a circle"


class CategoryInUse(Conflict):
    """What courses stand on, or other categories, isn't deleted."""

    code = "category_in_use"
    title = "Courses or other categories still stand on this one"


class BulkRefused(Invalid):
    """One of many can't be changed so, hence none is."""

    code = "bulk_refused"
    title = "Nothing was changed, since some can't be changed so"

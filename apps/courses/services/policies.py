"""Which of those who learn already come along to new publications of a course."""

from uuid import UUID

from apps.courses.errors import ContentRefused
from apps.courses.models.choices import VersionPolicy
from apps.courses.models.content import Course
from apps.courses.selectors import editing
from gopro.audit import trail
from gopro.database import atomic
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def set_policy(*, course_id: UUID, policy: str, if_match: Precondition = UNCONDITIONAL) -> Course:
    """It holds from the next publication on, which tells it; the same policy again changes nothing."""
    if policy not in VersionPolicy.values:
        raise ContentRefused(fields={"/policy": f"One of {', '.join(VersionPolicy.values)}."})
    course = editing.locked_course(course_id=course_id)
    if_match.check(course.draft_version.n)
    if course.version_policy == policy:
        return course
    changed = trail.change(course.version_policy, policy)
    course.version_policy = policy
    course.save(update_fields=["version_policy", "updated_at"])
    trail.record(
        room="courses",
        action="courses.course.set_policy",
        object_type="courses.course",
        object_id=str(course.id),
        changes={"policy": changed},
    )
    return course

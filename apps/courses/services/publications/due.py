"""Scheduled publications whose time has come: each once, however many workers look for them."""

from uuid import UUID

from django.utils import timezone

from apps.courses.models.content import Course
from apps.courses.models.schedules import Schedule, ScheduleState
from apps.courses.selectors import editions
from apps.courses.selectors import schedules as selectors
from apps.courses.services.publications.terms import Terms, of_plain
from apps.courses.services.publishing import publish_edition
from gopro import jobs
from gopro.database import atomic
from gopro.errors import DomainError
from gopro.observability import context

JOB = "courses.publish_scheduled"


def start_due() -> None:
    """A job for each course, so that none delays or fails another; asked again until it is done."""
    for course_id in selectors.due_courses(now=timezone.now()):
        jobs.enqueue(JOB, course_id)


def publish_scheduled(*, course_id: UUID) -> int:
    """Everything of the course that is due, in the order of its times; answers how many were settled."""
    settled = 0
    while _settle_next(course_id=course_id):
        settled += 1
    return settled


@atomic("courses")
def _settle_next(*, course_id: UUID) -> bool:
    """Under the course's lock: who comes second finds it settled. A worker that dies leaves it as it was."""
    course = Course.objects.select_for_update(of=("self",), no_key=True).filter(pk=course_id).first()
    schedule = selectors.pending(course_id=course_id).filter(due_at__lte=timezone.now()).first()
    if course is None or schedule is None:
        return False
    with context.bind(actor_id=str(schedule.scheduled_by or "")):
        try:
            _show(course, schedule=schedule)
        except DomainError as refusal:
            _fail(schedule, refusal=refusal)
    schedule.settled_at = timezone.now()
    schedule.save(update_fields=["state", "settled_at", "publication", "failure", "reasons"])
    return True


@atomic("courses")
def _show(course: Course, *, schedule: Schedule) -> None:
    """A savepoint of its own: a refusal leaves nothing behind."""
    choices = of_plain(schedule.choices) if schedule.choices else None
    shown = publish_edition(
        course=course,
        edition=editions.of_schedule(schedule),
        publisher_id=schedule.scheduled_by,
        note=schedule.note,
        terms=Terms(choices=choices, impact_id=schedule.impact_id),
    )
    schedule.state, schedule.publication = ScheduleState.PUBLISHED, shown.n


def _fail(schedule: Schedule, *, refusal: DomainError) -> None:
    schedule.state = ScheduleState.FAILED
    schedule.failure, schedule.reasons = refusal.detail, refusal.fields

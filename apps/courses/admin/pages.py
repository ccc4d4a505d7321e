"""Pages that only show: a course's draft as a learner would see it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from apps.courses.models.content import Course
from apps.courses.selectors import editing
from apps.courses.services.media.rendering import with_keys


def preview_page(request: HttpRequest, page: Any, course: Course) -> HttpResponse:
    exercises: dict[Any, list[Any]] = {}
    for exercise in editing.exercises_of(course_id=course.pk):
        exercises.setdefault(exercise.lesson_id, []).append(exercise)
    rows = editing.lessons_of(course_id=course.pk).select_related("draft_version", "section__draft_version")
    lessons = [(lesson, exercises.get(lesson.pk, [])) for lesson in rows]
    context = {"lessons": lessons, "version": course.draft_version, "may_publish": page.has_publish_permission(request)}
    answer = show(request, page, course, template="preview", title=f"Preview of {course}", **context)
    answer.add_post_render_callback(_show_pictures)
    return answer


def _show_pictures(answer: HttpResponse) -> None:
    """Those of a draft need a key."""
    answer.content = with_keys(answer.content.decode()).encode()


def show(
    request: HttpRequest, page: Any, course: Course, *, template: str, title: str, **context: Any
) -> TemplateResponse:
    request.current_app = page.admin_site.name  # Django's own way to name the site
    common = {**page.admin_site.each_context(request), "title": title, "course": course, "opts": page.opts}
    return TemplateResponse(request, f"courses/{template}.html", {**common, **context})

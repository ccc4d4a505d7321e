"""Pages that only show: a course's draft as a learner would see it, and its versions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from apps.courses.models.content import Course
from apps.courses.selectors import editing
from apps.courses.selectors import publishing as selectors

VERSIONS = 100


def preview_page(request: HttpRequest, page: Any, course: Course) -> HttpResponse:
    exercises: dict[Any, list[Any]] = {}
    for exercise in editing.exercises_of(course_id=course.pk):
        exercises.setdefault(exercise.lesson_id, []).append(exercise)
    lessons = [(lesson, exercises.get(lesson.pk, [])) for lesson in editing.lessons_of(course_id=course.pk)]
    context = {"lessons": lessons, "version": course.draft_version, "may_publish": page.has_publish_permission(request)}
    return _shown(request, page, course, template="preview", title=f"Preview of {course}", **context)


def versions_page(request: HttpRequest, page: Any, course: Course) -> HttpResponse:
    context = {
        "publications": selectors.history(course_id=course.pk)[:VERSIONS],
        "versions": course.versions.order_by("-n").only("n", "title", "created_at", "created_by")[:VERSIONS],
    }
    return _shown(request, page, course, template="versions", title=f"Versions of {course}", **context)


def _shown(
    request: HttpRequest, page: Any, course: Course, *, template: str, title: str, **context: Any
) -> HttpResponse:
    request.current_app = page.admin_site.name  # Django's own way to name the site
    common = {**page.admin_site.each_context(request), "title": title, "course": course, "opts": page.opts}
    return TemplateResponse(request, f"courses/{template}.html", {**common, **context})

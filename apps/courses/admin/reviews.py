"""The page of a review: where the draft stands, each part of it as learners would see it, and what is said of it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.courses.admin.base import PUBLISH
from apps.courses.admin.pages import show
from apps.courses.admin.review_acts import ACTS, OVERRIDE, REVIEW
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.versions import ExerciseVersion
from apps.courses.selectors import comments as threads
from apps.courses.selectors import editing
from apps.courses.selectors import reviews as selectors
from apps.courses.services.media.rendering import with_keys
from gopro.errors import DomainError
from gopro.preconditions import version_tag
from gopro.staff.admin import signed_in

BADGES = {"in_review": "is-waiting", "changes_requested": "is-bad", "approved": "is-good", "published": "is-good"}
NAMES = {
    "draft": "Draft",
    "in_review": "In review",
    "changes_requested": "Changes asked for",
    "approved": "Approved",
    "published": "Published",
}
FIELDS = {
    "course": ("title", "summary", "description"),
    "lesson": ("title", "summary", "body", "resources"),
    "exercise": ("title", "blurb", "instructions", "hints", "questions"),
}
FILES = ("files", "readonly_files", "test_files", "solution_files")


def review_page(request: HttpRequest, page: Any, course: Course) -> HttpResponse:
    if request.method == "POST":
        return _act(request, page, course)
    standing = selectors.standing(course_id=course.pk)
    may = {"review": REVIEW, "override": OVERRIDE, "publish": PUBLISH}
    context = {
        "standing": standing,
        "seen": version_tag(standing.version),
        "stage": NAMES[standing.stage],
        "badge": BADGES.get(standing.stage, ""),
        "open_count": threads.open_count(course_id=course.pk),
        "parts": _parts(course),
        "may": {name: page._may(request, permission, course) for name, permission in may.items()},
        "me": signed_in(request).user_id,
    }
    return show(request, page, course, template="review", title=f"Review of {course}", **context)


def _act(request: HttpRequest, page: Any, course: Course) -> HttpResponse:
    act = ACTS.get(request.POST.get("act", ""))
    if act is None or not page._may(request, act.permission, course):
        raise PermissionDenied
    try:
        act.do(course, signed_in(request), request.POST)
        page.message_user(request, act.said, messages.SUCCESS)
    except DomainError as refusal:
        reasons = " ".join(refusal.fields.values())
        page.message_user(request, f"{refusal.detail} {reasons}", messages.ERROR)
    place = request.POST.get("place", "")
    return HttpResponseRedirect(f"{request.path}#{place}" if place.isidentifier() else request.path)


def _parts(course: Course) -> list[dict[str, Any]]:
    """The course, then each lesson with its exercises, each with what is said of it."""
    said: dict[Any, list[Any]] = {}
    for thread in threads.threads(course_id=course.pk).order_by("id"):
        said.setdefault(thread.lesson_id or thread.exercise_id or course.pk, []).append(thread)
    exercises: dict[Any, list[Exercise]] = {}
    for exercise in editing.exercises_of(course_id=course.pk):
        exercises.setdefault(exercise.lesson_id, []).append(exercise)
    found = [_part("course", course, said)]
    for lesson in editing.lessons_of(course_id=course.pk):
        found.append(_part("lesson", lesson, said))
        found += [_part("exercise", exercise, said) for exercise in exercises.get(lesson.pk, ())]
    return found


def _part(kind: str, thing: Course | Lesson | Exercise, said: Mapping[Any, list[Any]]) -> dict[str, Any]:
    version = thing.draft_version
    html = {"course": "description", "lesson": "body", "exercise": "instructions"}[kind]
    files = {f"{name}/{file}": text for name in FILES for file, text in getattr(version, name, {}).items()}
    return {
        "kind": kind,
        "thing": thing,
        "place": f"part_{thing.pk.hex}",
        "version": version,
        "html": with_keys(getattr(version, f"{html}_html")),
        "questions": _questions(version) if isinstance(version, ExerciseVersion) else [],
        "is_fresh": thing.published_version_id != thing.draft_version_id,
        "sources": {html: getattr(version, html), **files},
        "fields": (*FIELDS[kind], *files),
        "threads": said.get(thing.pk, []),
    }


def _questions(version: ExerciseVersion) -> list[dict[str, Any]]:
    """As they are asked, with what is right."""
    pairs = zip(version.questions, version.rendered.get("questions", ()), strict=False)
    return [{"asked": rendered, "answers": ", ".join(question["answers"])} for question, rendered in pairs]

"""What was and what will be: publications, differences, roll-backs, schedules, preview links, the time line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils import timezone

from apps.courses.admin.base import PUBLISH, DraftAdmin
from apps.courses.admin.pages import show
from apps.courses.admin.version_forms import PreviewLinkForm, RollbackForm, ScheduleForm
from apps.courses.models.content import Course
from apps.courses.selectors import editions, history, previews, reading, schedules
from apps.courses.selectors.audiences import Audience
from apps.courses.selectors.differences.parts import course_diff
from apps.courses.services.publications.previews import create_preview_link, revoke_preview_link
from apps.courses.services.publications.rollback import roll_back, roll_back_with_draft
from apps.courses.services.publications.schedules import cancel_schedule, schedule_publication
from apps.courses.services.publications.terms import Terms, choices_of
from gopro.errors import DomainError, NotFound
from gopro.identifiers import id_of

PAGE_SIZE = 50
USUAL = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A list to which a form adds, and from which a button takes back."""

    button: str
    take_back: Callable[[UUID, UUID], object]
    make: Callable[[UUID, UUID | None, dict[str, Any]], object]


SCHEDULES = Sheet(
    button="cancel",
    take_back=lambda course_id, id_: cancel_schedule(course_id=course_id, schedule_id=id_),
    make=lambda course_id, user_id, said: schedule_publication(
        course_id=course_id,
        due_at=said["due_at"],
        note=said["note"],
        scheduler_id=user_id,
        terms=Terms(choices=choices_of(default=said["choice"])),
    ),
)
LINKS = Sheet(
    button="revoke",
    take_back=lambda course_id, id_: revoke_preview_link(course_id=course_id, link_id=id_),
    make=lambda course_id, user_id, said: create_preview_link(
        course_id=course_id,
        expires_at=said["expires_at"] or timezone.now() + USUAL,
        label=said["label"],
        creator_id=user_id,
    ),
)


class VersionPages(DraftAdmin):
    """Pages of a course, beside those that change it."""

    def version_urls(self) -> list[URLPattern]:
        views: tuple[tuple[str, Callable[..., HttpResponse], str], ...] = (
            ("versions", self.versions, "change"),
            ("publication", self.publication, "change"),
            ("diff", self.diff, "change"),
            ("timeline", self.timeline, "change"),
            ("links", self.links, "change"),
            ("schedules", self.schedules, "publish"),
        )
        return [self.page(f"<uuid:course_id>/{name}/", view, name=name, needs=needs) for name, view, needs in views]

    def versions(self, request: HttpRequest, course_id: Any) -> HttpResponse:
        """The publish log; a publication of it can be shown again."""
        course = self.permitted(request, course_id)
        form = RollbackForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            self._require_publisher(request, course)
            if form.is_valid() and self._do(request, lambda: self._roll_back(request, course, form)):
                return HttpResponseRedirect(request.path)
        rows = Paginator(history.publications(course_id=course.pk), PAGE_SIZE).get_page(request.GET.get("p", 1))
        may = {"may_publish": self._may(request, PUBLISH, course)}
        return show(
            request, self, course, template="versions", title=f"Versions of {course}", rows=rows, form=form, **may
        )

    def publication(self, request: HttpRequest, course_id: Any) -> HttpResponse:
        """The course as a publication showed it, as learners read it; without a number the draft."""
        course = self.permitted(request, course_id)
        name = request.GET.get("n", history.DRAFT)
        edition = _edition(course, name=name)
        row = reading.course(course=course, edition=edition)
        whole = reading.whole(course_row=row, edition=edition, audience=Audience.LEARNERS)
        title = f"{course} as a draft" if name == history.DRAFT else f"{course} as published, version {name}"
        return show(request, self, course, template="publication", title=title, whole=whole)

    def diff(self, request: HttpRequest, course_id: Any) -> HttpResponse:
        """Two editions side by side: the draft against what learners see, unless others are asked for."""
        course = self.permitted(request, course_id)
        last = history.publications(course_id=course.pk).first()
        before = request.GET.get("from", str(last["n"]) if last else history.DRAFT)
        after = request.GET.get("to", history.DRAFT)
        old, new = (_edition(course, name=name) for name in (before, after))
        found = course_diff(before=old, after=new, audience=Audience.EDITORS)
        numbers = history.publications(course_id=course.pk).values_list("n", flat=True)[:PAGE_SIZE]
        context = {"diff": found, "before": before, "after": after, "names": [history.DRAFT, *map(str, numbers)]}
        return show(request, self, course, template="diff", title=f"Changes of {course}", **context)

    def timeline(self, request: HttpRequest, course_id: Any) -> HttpResponse:
        """Everything that was edited and published; goes on below the number of a line."""
        course = self.permitted(request, course_id)
        rows = history.time_line(course_id=course.pk)
        below = request.GET.get("below", "")
        if below.isascii() and below.isdigit() and len(below) < 18:
            rows = rows.filter(pk__lt=int(below))
        lines = list(rows[: PAGE_SIZE + 1])
        context = {"lines": lines[:PAGE_SIZE], "more": lines[PAGE_SIZE - 1]["pk"] if len(lines) > PAGE_SIZE else None}
        return show(request, self, course, template="timeline", title=f"Time line of {course}", **context)

    def schedules(self, request: HttpRequest, course_id: Any) -> HttpResponse:
        """Publish the draft as it is now at a time to come."""
        course = self.permitted(request, course_id)
        self._require_publisher(request, course)
        form = ScheduleForm(request.POST if "due_at" in request.POST else None)
        if request.method == "POST" and self._acted(request, course, form, SCHEDULES):
            return HttpResponseRedirect(request.path)
        found = schedules.shown(course, list(schedules.schedules(course_id=course.pk)[:PAGE_SIZE]))
        context = {"rows": found, "form": form, "now": timezone.now()}
        return show(request, self, course, template="schedules", title=f"Publish {course} at a time", **context)

    def links(self, request: HttpRequest, course_id: Any) -> HttpResponse:
        """Links that show the draft to somebody without an account."""
        course = self.permitted(request, course_id)
        form = PreviewLinkForm(request.POST if "label" in request.POST else None)
        if request.method == "POST" and self._acted(request, course, form, LINKS):
            return HttpResponseRedirect(request.path)
        rows = previews.shown(list(previews.links(course_id=course.pk)[:PAGE_SIZE]))
        context = {"rows": rows, "form": form, "now": timezone.now()}
        return show(request, self, course, template="links", title=f"Preview links of {course}", **context)

    def _acted(self, request: HttpRequest, course: Course, form: Any, sheet: Sheet) -> bool:
        """Take back what a button names, or make what the form says; whether it was done."""
        if sheet.button in request.POST:
            return self._do(request, lambda: sheet.take_back(course.pk, id_of(request.POST[sheet.button])))
        user_id = request.user.pk
        return form.is_valid() and self._do(request, lambda: sheet.make(course.pk, user_id, form.cleaned_data))

    def _roll_back(self, request: HttpRequest, course: Course, form: RollbackForm) -> None:
        said = form.cleaned_data
        act = roll_back_with_draft if said["drafts"] else roll_back
        terms = Terms(choices=choices_of(default=said["choice"]))
        act(course_id=course.pk, n=said["version"], note=said["note"], publisher_id=request.user.pk, terms=terms)

    def _do(self, request: HttpRequest, act: Callable[[], object]) -> bool:
        try:
            act()
        except DomainError as refusal:
            reasons = "; ".join(f"{pointer}: {reason}" for pointer, reason in refusal.fields.items())
            self.message_user(request, f"{refusal.detail} {reasons}", messages.ERROR)
            return False
        self.message_user(request, "Done.", messages.SUCCESS)
        return True

    def _require_publisher(self, request: HttpRequest, course: Course) -> None:
        if not self._may(request, PUBLISH, course):
            raise PermissionDenied


def _edition(course: Course, *, name: str) -> editions.Edition:
    try:
        return history.edition(course=course, name=name)
    except NotFound as refusal:
        raise Http404(refusal.detail) from refusal

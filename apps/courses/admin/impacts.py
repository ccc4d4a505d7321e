"""What publishing would do to learners, told in words before it is done, and the choices for it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern

from apps.courses.admin.impact_forms import ITEM, PolicyForm, TermsForm
from apps.courses.admin.pages import show
from apps.courses.admin.versions import VersionPages
from apps.courses.models.content import Course
from apps.courses.models.impacts import Impact, ImpactState
from apps.courses.selectors import impacts
from apps.courses.services.impacts.requests import request_impact
from apps.courses.services.impacts.words import sentences
from apps.courses.services.policies import set_policy
from apps.courses.services.publications.terms import Terms
from apps.courses.services.publishing import publish_course
from gopro.errors import DomainError, NotFound

WAITING = (ImpactState.ASKED, ImpactState.PARTIAL)


class ImpactPages(VersionPages):
    """One page: the policy, the choices, what they would do, and the button that does it."""

    def impact_urls(self) -> list[URLPattern]:
        return [self.page("<uuid:course_id>/impact/", self.impact, name="impact", needs="publish")]

    def impact(self, request: HttpRequest, course_id: Any) -> HttpResponse:
        course = self.permitted(request, course_id)
        self._require_publisher(request, course)
        items = impacts.affected_by_draft(course=course)
        asked = _asked(course, said=request.GET.get("impact", ""))
        data = request.POST if "default" in request.POST else None
        form = TermsForm(data, items=items, initial=_said(asked))
        if request.method == "POST":
            address = self._act(request, course, form=form, asked=asked)
            if address:
                return HttpResponseRedirect(address)
        context = {"form": form, "policy": PolicyForm(initial={"policy": course.version_policy}), "items": items}
        return show(
            request, self, course, template="impact", title=f"Publish {course}", **context, **self._told(request, asked)
        )

    def _told(self, request: HttpRequest, asked: Impact | None) -> dict[str, Any]:
        if asked is None:
            return {"asked": None}
        said = impacts.shown(asked, caller=request.user)  # type: ignore[arg-type]  # staff are principals
        return {"asked": said, "sentences": sentences(said), "is_waiting": asked.state in WAITING}

    def _act(self, request: HttpRequest, course: Course, *, form: TermsForm, asked: Impact | None) -> str:
        """Answers where to go next; nothing where something is to be mended first."""
        try:
            if "policy" in request.POST:
                set_policy(course_id=course.pk, policy=request.POST["policy"])
                self.message_user(request, "It holds from the next publication on.", messages.SUCCESS)
                return request.path
            return self._publish_or_ask(request, course, form=form, asked=asked) if form.is_valid() else ""
        except DomainError as refusal:
            reasons = "; ".join(f"{pointer}: {reason}" for pointer, reason in refusal.fields.items())
            self.message_user(request, f"{refusal.detail} {reasons}", messages.ERROR)
            return ""

    def _publish_or_ask(self, request: HttpRequest, course: Course, *, form: TermsForm, asked: Impact | None) -> str:
        user_id, choices, said = request.user.pk, form.choices(), form.cleaned_data
        if "publish" not in request.POST:
            impact = request_impact(course_id=course.pk, asker_id=user_id, choices=choices, sample=said["sample"])
            return f"{request.path}?impact={impact.pk}"
        terms = Terms(choices=choices, impact_id=asked.pk if asked else None)
        publish_course(course_id=course.pk, publisher_id=user_id, note=said["note"], terms=terms)
        self.message_user(request, f"{course} is what learners see now.", messages.SUCCESS)
        return request.path


def _asked(course: Course, *, said: str) -> Impact | None:
    """What is no estimate of this course is none."""
    try:
        return impacts.impact(course_id=course.pk, impact_id=UUID(said))
    except (ValueError, NotFound):
        return None


def _said(asked: Impact | None) -> dict[str, str]:
    """The choices that were asked about, to go on from."""
    if asked is None:
        return {}
    return {"default": asked.choices["default"]} | {
        f"{ITEM}{item['id']}": item["choice"] for item in asked.choices["items"]
    }

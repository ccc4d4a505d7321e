"""What the editor of texts asks for while somebody writes: a preview, and a place for pictures."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from apps.courses.errors import CourseNotFound
from apps.courses.models.content import Lesson
from apps.courses.models.media import Media
from apps.courses.services.media import references, rendering, uploads
from gopro.content_types import usual
from gopro.errors import DomainError, Invalid
from gopro.identifiers import id_of
from gopro.images.examination import PICTURES
from gopro.staff.admin import signed_in
from gopro.staff.markdown import refused, told
from gopro.storage.contract import Announced


class AnnouncementForm(forms.Form):
    """A picture that will be sent, and which course it is for: named itself, or by a lesson of it."""

    course = forms.UUIDField(required=False)
    lesson = forms.UUIDField(required=False)
    name = forms.CharField(max_length=500)
    size = forms.IntegerField(min_value=1, max_value=2**40)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}$")
    content_type = forms.CharField(max_length=100)


def preview(request: HttpRequest, page: Any) -> HttpResponse:
    """The text as learners would see it, with the pictures of courses that its writer may edit."""
    text = request.POST.get("text", "")
    try:
        html = rendering.render(text)
    except DomainError as refusal:
        return refused(refusal)
    return told(html=rendering.with_keys(html) if _may_see(request, page, text) else html)


def take_file(request: HttpRequest, page: Any) -> HttpResponse:
    """Announced, then complete."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        if request.POST.get("complete"):
            return _completed(request, page, request.POST["complete"])
        return _announced(request, page)
    except DomainError as refusal:
        return refused(refusal)


def _may_see(request: HttpRequest, page: Any, text: str) -> bool:
    named = {each for each in references.ids_in(text) if isinstance(each, UUID)}
    courses = set(Media.objects.filter(pk__in=named).values_list("course_id", flat=True))
    return bool(courses) and page.get_queryset(request).filter(pk__in=courses).count() == len(courses)


def _announced(request: HttpRequest, page: Any) -> HttpResponse:
    form = AnnouncementForm(request.POST)
    if not form.is_valid():
        raise Invalid("It must be said which file it is.")
    said = form.cleaned_data
    begun = uploads.begin_upload(
        course_id=_course_id(request, page, course_id=said["course"], lesson_id=said["lesson"]),
        name=said["name"],
        announced=Announced(size=said["size"], sha256=said["sha256"], content_type=usual(said["content_type"])),
        uploader_id=signed_in(request).user_id,
    )
    sent = begun.upload
    upload = {"url": sent.url, "method": sent.method, "headers": dict(sent.headers)} if sent else None
    return told(id=str(begun.media.pk), upload=upload, markdown=_markdown(begun.media))


def _completed(request: HttpRequest, page: Any, media_id: str) -> HttpResponse:
    found = Media.objects.filter(pk=id_of(media_id)).first()
    course_id = _course_id(request, page, course_id=found.course_id if found else None, lesson_id=None)
    if found is None or course_id != found.course_id:
        raise CourseNotFound
    media = uploads.complete_upload(media_id=found.pk, uploader_id=signed_in(request).user_id)
    return told(id=str(media.pk), markdown=_markdown(media))


def _course_id(request: HttpRequest, page: Any, *, course_id: UUID | None, lesson_id: UUID | None) -> UUID:
    """Of a course that this person may edit; else there is none."""
    if course_id is None and lesson_id is not None:
        course_id = Lesson.objects.filter(pk=lesson_id).values_list("course_id", flat=True).first()
    if course_id is None:
        raise CourseNotFound("Choose a course, or save it, before you add pictures.")
    found = page.get_queryset(request).filter(pk=course_id).first()
    if found is None or not page.has_change_permission(request, found):
        raise CourseNotFound
    return course_id


def _markdown(media: Media) -> str:
    """A picture, or a link to another file, that says what it is called; whoever writes can say it better."""
    words = media.name.rpartition(".")[0].replace("[", "").replace("]", "").replace("_", " ")
    return f"{'!' if media.content_type in PICTURES else ''}[{words}]({media.reference})"

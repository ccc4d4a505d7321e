"""One change to all that were chosen in a list: all of it or nothing, and a rehearsal that changes nothing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.courses.admin.base import EDIT, DraftAdmin
from apps.courses.errors import BulkRefused, LessonNotFound, SectionNotFound
from apps.courses.models.content import Lesson
from apps.courses.selectors import editing
from apps.courses.services.bulk.changes import Change
from apps.courses.services.bulk.run import Chosen, Outcome, change_many, rehearse_change
from gopro.errors import DomainError

SHOWN = 10
CHANGES = ("hold", "release", "retire", "move", "set_difficulty", "add_concepts", "remove_concepts")


class BulkForm(ActionForm):  # type: ignore[misc]  # unfold ships no types
    """What an action needs to know: a difficulty, concepts, or where to move."""

    value = forms.CharField(
        label="",
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget(
            attrs={"placeholder": "Difficulty, concepts, or slug to move to", "aria-label": "Value"}
        ),
    )
    rehearse = forms.ChoiceField(
        label="",
        required=False,
        choices=(("", "Do it"), ("1", "Only tell what would change")),
        widget=UnfoldAdminSelectWidget(attrs={"aria-label": "Rehearse"}),
    )


class BulkActions(DraftAdmin):
    """Lists of lessons and of exercises."""

    action_form = BulkForm

    @admin.action(description="Hold selected back", permissions=["change"])
    def hold(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._bulk(request, chosen, action="hold")

    @admin.action(description="Release selected", permissions=["change"])
    def release(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._bulk(request, chosen, action="release")

    @admin.action(description="Take selected out of the draft, all or none", permissions=["change"])
    def retire(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._bulk(request, chosen, action="retire")

    @admin.action(description="Move selected to the section or lesson with this slug", permissions=["change"])
    def move(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._bulk(request, chosen, action="move")

    @admin.action(description="Set the difficulty of selected", permissions=["change"])
    def set_difficulty(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._bulk(request, chosen, action="difficulty", difficulty=_value(request).lower())

    @admin.action(description="Add these concepts to selected", permissions=["change"])
    def add_concepts(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._bulk(request, chosen, action="concepts", add=_words(request))

    @admin.action(description="Remove these concepts from selected", permissions=["change"])
    def remove_concepts(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._bulk(request, chosen, action="concepts", remove=_words(request))

    def _bulk(self, request: HttpRequest, chosen: QuerySet[Any], **change: Any) -> None:
        """Carry it out, or rehearse it, and say what became of them."""
        is_rehearsal = bool(request.POST.get("rehearse"))
        carry_out = rehearse_change if is_rehearsal else change_many
        try:
            parts = self._of_one_course(request, chosen)
            course_id, ids = parts[0].course_id, tuple(part.pk for part in parts)
            if change["action"] == "move":
                change |= _target(self.model, slug=_value(request), course_id=course_id)
            outcomes = carry_out(
                course_id=course_id,
                chosen=Chosen(lesson_ids=ids) if self.model is Lesson else Chosen(exercise_ids=ids),
                change=Change(**change),
                editor_id=request.user.pk,
            )
            self.message_user(request, _told(outcomes, is_rehearsal=is_rehearsal), messages.SUCCESS)
        except DomainError as refusal:
            self.message_user(request, f"{refusal.detail} {'; '.join(refusal.fields.values())}", messages.ERROR)

    def _of_one_course(self, request: HttpRequest, chosen: QuerySet[Any]) -> list[Any]:
        parts = list(chosen.order_by("course", "position"))
        if len({part.course_id for part in parts}) != 1:
            raise BulkRefused("Choose lessons or exercises of one course.")
        self._require(request, EDIT, parts[0])
        return parts


def _target(model: type[Model], *, slug: str, course_id: UUID) -> dict[str, UUID | None]:
    """By its slug; lessons leave their sections where none is said."""
    if model is Lesson and not slug:
        return {"section_id": None}
    rows = editing.sections_of(course_id=course_id) if model is Lesson else editing.lessons_of(course_id=course_id)
    found: UUID | None = rows.filter(slug=slug).values_list("id", flat=True).first()
    if found is None:
        raise SectionNotFound if model is Lesson else LessonNotFound
    return {"section_id" if model is Lesson else "lesson_id": found}


def _value(request: HttpRequest) -> str:
    return request.POST.get("value", "").strip()


def _words(request: HttpRequest) -> tuple[str, ...]:
    return tuple(word.strip() for word in _value(request).split(",") if word.strip())


def _told(outcomes: Sequence[Outcome], *, is_rehearsal: bool) -> str:
    changed = [outcome for outcome in outcomes if outcome.changes]
    lines = [f"{one.slug}: {', '.join(one.changes)}" for one in changed[:SHOWN]]
    more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
    verb = "would change" if is_rehearsal else "changed"
    return f"{len(changed)} of {len(outcomes)} {verb}. {'; '.join(lines)}{more}".strip()

"""Banks of questions from which a course's quizzes draw."""

from typing import Any, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.courses.admin.base import DraftAdmin
from apps.courses.admin.forms import BankForm
from apps.courses.models.banks import Bank
from apps.courses.services.banks import create_bank, edit_bank, retire_bank
from apps.courses.services.content import BankContent
from gopro.staff.site import site_for


@admin.register(Bank, site=site_for("courses"))
class BankAdmin(DraftAdmin):
    form = BankForm
    within_field = "course_id"
    list_display = ("slug", "title", "course", "questions", "updated_at")
    list_select_related = ("draft_version", "course")
    search_fields = ("slug__istartswith", "course__slug__iexact", "draft_version__title__istartswith", "id__exact")
    search_help_text = "The beginning of a slug or title, a course's slug, or an id"
    ordering = ("course", "slug")
    autocomplete_fields = ("course",)
    fields = ("course", "title", "questions")
    actions = ("take_away",)

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(is_retired=False)

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Bank | None = None) -> tuple[str, ...]:
        return ("course", "slug") if obj else ()

    @override
    def get_fields(self, request: HttpRequest, obj: Bank | None = None) -> tuple[str, ...]:
        return ("slug", *self.fields) if obj else self.fields

    @admin.display(description="title")
    def title(self, bank: Bank) -> str:
        return bank.draft_version.title

    @admin.display(description="questions")
    def questions(self, bank: Bank) -> int:
        return len(bank.draft_version.questions)

    @override
    def save_model(self, request: HttpRequest, obj: Bank, form: BankForm, change: bool) -> None:
        editor = request.user.pk
        if change:
            edit_bank(bank_id=obj.pk, changes=form.content(), editor_id=editor)  # type: ignore[arg-type]  # the form's fields are its members
            return
        course = form.cleaned_data["course"]
        made = create_bank(course_id=course.pk, content=BankContent(**form.content()), editor_id=editor)
        obj.pk, obj.slug = made.pk, made.slug

    @admin.action(description="Take selected banks away, if no quiz draws from them", permissions=["change"])
    def take_away(self, request: HttpRequest, chosen: QuerySet[Bank]) -> None:
        self.each(request, chosen, lambda one: retire_bank(bank_id=one.pk))

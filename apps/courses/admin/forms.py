"""What staff write: the content of a draft's version, beside the little that the thing itself keeps."""

import json
from dataclasses import fields
from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apps.courses.admin.conflicts import SEEN
from apps.courses.admin.fields import FilesField, MarkdownField, RowsField, SlugsField, TextField
from apps.courses.admin.prerequisites import CoursesField, PartsField, PeopleField, offer_others
from apps.courses.admin.questions import QuestionsField
from apps.courses.models.banks import Bank
from apps.courses.models.choices import Difficulty, GradingMode
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.structure import Section
from apps.courses.selectors import banks
from apps.courses.selectors.authors import co_authors_of
from apps.courses.services.content import (
    BankContent,
    Content,
    CourseContent,
    ExerciseContent,
    LessonContent,
    SectionContent,
)
from gopro.preconditions import UNCONDITIONAL, Precondition

HINT = {"task": 0, "text": ""}
TASK = {"number": 0, "title": ""}
FIELDS_OF_KIND = {  # those that only it has
    "code": ("solution_seen", "language", "tasks", "files", "readonly_files", "test_files", "solution_files"),
    "quiz": ("questions", "draws", "redraws"),
    "text": ("rubric",),
}
RESOURCE = {"url": "", "title": ""}
DRAW = {"bank": "", "count": 0}
CRITERION = {"key": "", "title": "", "description": ""}
OWN_QUESTIONS = ("", "The questions above")


def _line(most: int, *, required: bool = False, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=most, required=required, widget=UnfoldAdminTextInputWidget, **options)


def _choice(choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget)


class ContentForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """`content` is what was written, ready for a service."""

    content_class: ClassVar[type[Content]]

    title = _line(200, required=True)
    difficulty = _choice(Difficulty.choices)
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance._state.adding:
            version = self.instance.draft_version
            self.initial[SEEN] = version.n
            for name in self.content_names:
                self.initial.setdefault(name, getattr(version, name))
            course_id = getattr(self.instance, "course_id", self.instance.pk)
            for field in self.fields.values():
                if isinstance(field, MarkdownField):
                    field.widget.attrs["data-about"] = json.dumps({"course": str(course_id)})

    @property
    def content_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in fields(self.content_class) if field.name in self.fields)

    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.content_names}

    @property
    def seen(self) -> Precondition:
        """The draft that the form was shown with."""
        version = self.cleaned_data.get(SEEN)
        return Precondition.seen(version) if version else UNCONDITIONAL


class CourseForm(ContentForm):
    content_class = CourseContent

    summary = _line(500)
    description = MarkdownField(label="Description")
    language = _line(20)
    categories = SlugsField()
    tags = SlugsField()
    license = _line(100)
    attribution = TextField()
    requires = CoursesField(label="To be taken before")
    co_authors = PeopleField(label="Co-authors")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance._state.adding:
            self.initial.setdefault("co_authors", co_authors_of(course_id=self.instance.pk))
        if "slug" in self.fields:  # it is minted where none is given
            self.fields["slug"].required = False

    class Meta:
        model = Course
        fields = ("slug", "author_id")


class LessonForm(ContentForm):
    content_class = LessonContent

    summary = _line(500)
    body = MarkdownField(label="Body")
    duration_minutes = forms.IntegerField(
        required=False, min_value=1, max_value=10_000, widget=UnfoldAdminIntegerFieldWidget
    )
    resources = RowsField(members=RESOURCE, noun="a resource", labels={"url": "Address"})
    concepts = SlugsField()
    requires = PartsField(label="To be done before")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_others(self, model=Lesson)

    class Meta:
        model = Lesson
        fields = ("course", "section", "readiness")


class ExerciseForm(ContentForm):
    content_class = ExerciseContent

    class Media:
        js = ("courses/kinds.js",)

    blurb = _line(500)
    instructions = MarkdownField(label="Instructions")
    hints = RowsField(members=HINT, noun="a hint", labels={"task": "Of task (0: of all)"})
    tasks = RowsField(members=TASK, noun="a task")
    language = _line(20)
    files = FilesField(label="Files to write (stubs)")  # type: ignore[assignment]  # a field, not the uploads
    readonly_files = FilesField()
    test_files = FilesField(label="Hidden tests")
    solution_files = FilesField(label="Hidden reference solution")
    grading_mode = _choice(GradingMode.choices)
    questions = QuestionsField(label="Questions with answers")
    draws = RowsField(
        members=DRAW,
        noun="a draw",
        choices={"bank": [OWN_QUESTIONS]},
        labels={"bank": "From", "count": "Questions for each learner"},
        label="Drawn: each learner is asked some",
    )
    redraws = forms.BooleanField(
        required=False, widget=UnfoldBooleanSwitchWidget, label="Each attempt is asked other questions"
    )
    rubric = RowsField(
        members=CRITERION,
        noun="a criterion",
        labels={"key": "Key (made for you where it is empty)", "title": "What is looked for"},
        label="Rubric, for who reads a text",
    )
    concepts = SlugsField()
    prerequisites = SlugsField()
    requires = PartsField(label="To be done before")
    is_beta = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "kind" in self.fields:
            self.fields["kind"].widget.attrs["data-fields"] = json.dumps(FIELDS_OF_KIND)
        offer_others(self, model=Exercise)
        if "draws" in self.fields and not self.instance._state.adding:
            here = banks.of_course(course_id=self.instance.course_id)
            found = [(str(bank.pk), bank.draft_version.title) for bank in here]
            self.fields["draws"].widget.choices = {"bank": [OWN_QUESTIONS, *found]}
            self.initial["draws"] = [{name: draw[name] for name in DRAW} for draw in self.initial["draws"]]

    def clean_rubric(self) -> tuple[dict[str, Any], ...]:
        """A criterion without a key gets one of its title."""
        rubric = self.cleaned_data["rubric"]
        return tuple({**one, "key": one["key"] or slugify(one["title"])[:100]} for one in rubric)

    class Meta:
        model = Exercise
        fields = ("lesson", "kind", "readiness")


class SectionForm(ContentForm):
    content_class = SectionContent

    difficulty = None  # type: ignore[assignment]  # Django's way to drop a field: it is as hard as its lessons
    summary = _line(500)

    class Meta:
        model = Section
        fields = ("course", "readiness")


class BankForm(ContentForm):
    content_class = BankContent

    difficulty = None  # type: ignore[assignment]  # Django's way to leave a field out
    questions = QuestionsField(label="Questions with answers")

    class Meta:
        model = Bank
        fields = ("course",)

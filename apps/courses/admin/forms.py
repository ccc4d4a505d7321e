"""What staff write: the content of a draft's version, beside the little that the thing itself keeps."""

from dataclasses import fields
from typing import Any, ClassVar

from django import forms
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apps.courses.admin.fields import FilesField, RowsField, SlugsField, TextField
from apps.courses.models.choices import Difficulty, GradingMode
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.services.content import Content, CourseContent, ExerciseContent, LessonContent

HINT = {"task": 0, "text": ""}
TASK = {"number": 0, "title": ""}
RESOURCE = {"url": "", "title": ""}
QUESTION: dict[str, Any] = {
    "key": "", "kind": "", "prompt": "", "choices": [], "answers": [], "tolerance": "0", "explanation": "",
}  # fmt: skip


def _line(most: int, *, required: bool = False, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=most, required=required, widget=UnfoldAdminTextInputWidget, **options)


def _choice(choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget)


class ContentForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """`content` is what was written, ready for a service."""

    content_class: ClassVar[type[Content]]

    title = _line(200, required=True)
    difficulty = _choice(Difficulty.choices)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance._state.adding:
            version = self.instance.draft_version
            for name in self.content_names:
                self.initial.setdefault(name, getattr(version, name))

    @property
    def content_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in fields(self.content_class) if field.name in self.fields)

    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.content_names}


class CourseForm(ContentForm):
    content_class = CourseContent

    summary = _line(500)
    description = TextField(label="Description (Markdown)")
    language = _line(20)
    categories = SlugsField()
    tags = SlugsField()
    license = _line(100)
    attribution = TextField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:  # it is minted where none is given
            self.fields["slug"].required = False

    class Meta:
        model = Course
        fields = ("slug", "author_id")


class LessonForm(ContentForm):
    content_class = LessonContent

    summary = _line(500)
    body = TextField(label="Body (Markdown)")
    duration_minutes = forms.IntegerField(
        required=False, min_value=1, max_value=10_000, widget=UnfoldAdminIntegerFieldWidget
    )
    resources = RowsField(members=RESOURCE)
    concepts = SlugsField()

    class Meta:
        model = Lesson
        fields = ("course", "readiness")


class ExerciseForm(ContentForm):
    content_class = ExerciseContent

    blurb = _line(500)
    instructions = TextField(label="Instructions (Markdown)")
    hints = RowsField(members=HINT)
    tasks = RowsField(members=TASK)
    language = _line(20)
    files = FilesField(label="Files to write (stubs)")  # type: ignore[assignment]  # a field, not the uploads
    readonly_files = FilesField()
    test_files = FilesField(label="Hidden tests")
    solution_files = FilesField(label="Hidden reference solution")
    grading_mode = _choice(GradingMode.choices)
    questions = RowsField(members=QUESTION, label="Questions with answers")
    concepts = SlugsField()
    prerequisites = SlugsField()
    is_beta = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget)

    class Meta:
        model = Exercise
        fields = ("lesson", "kind", "readiness")

"""Questions are filled in as forms: no author sees JSON."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.courses.admin.options import Option, built, options_of
from apps.courses.admin.questions import QuestionsField, QuestionsWidget
from apps.courses.models.banks import Bank
from apps.courses.models.questions import whole
from gopro.identifiers import uuid7
from gopro.testing.facts import Told
from gopro.testing.tokens import staff_token
from tests.apps.courses.factories import QUESTIONS, make_bank, make_course, make_drawing, make_lesson, make_quiz
from tests.apps.courses.test_admin import page, written

TEXTS = st.lists(st.text(alphabet="abcdef", min_size=1, max_size=5), min_size=2, max_size=6, unique=True)


def question(kind: str, **members: Any) -> dict[str, Any]:
    return whole({"key": "q", "kind": kind, "prompt": "?", **members})


@given(TEXTS, TEXTS, st.data())
def test_options_say_all_of_a_question(choices: list[str], matches: list[str], data: st.DataObject) -> None:
    """Whatever the order in which its author by API wrote it: what is shown and right is the same."""
    order = data.draw(st.permutations([str(index) for index in range(len(choices))]))
    right = sorted(data.draw(st.sets(st.sampled_from(order), min_size=1)))
    partners = [str(data.draw(st.integers(0, len(matches) - 1))) for _ in choices]
    for asked in (
        question("multiple", choices=choices, answers=right),
        question("single", choices=choices, answers=right[:1]),
        question("text", answers=choices),
        question("numeric", answers=["1.5"], tolerance="0.1"),
    ):
        assert built(asked, options=options_of(asked)) == asked
    ordering = question("ordering", choices=choices, answers=order)
    again = built(ordering, options=options_of(ordering))
    assert [again["choices"][int(one)] for one in again["answers"]] == [choices[int(one)] for one in order]
    matching = question("matching", choices=choices, matches=matches, answers=partners)
    again = built(matching, options=options_of(matching))
    assert sorted(again["matches"]) == sorted(matches)
    assert [again["matches"][int(one)] for one in again["answers"]] == [matches[int(one)] for one in partners]


def posted(field: str, questions: Any) -> QueryDict:
    """As a browser sends the form that it was shown."""
    html = QuestionsWidget().render(field, questions)
    shown = re.sub(r"<template>.*?</template>", "", html, flags=re.DOTALL)
    sent = QueryDict(mutable=True)
    for tag in re.findall(r"<input\b[^>]*>|<textarea\b.*?</textarea>|<select\b.*?</select>", shown, flags=re.DOTALL):
        name = re.search(r'name="([^"]+)"', tag)
        assert name, tag
        if 'type="checkbox"' not in tag or " checked" in tag:
            sent.appendlist(name[1], _value(tag))
    return sent


def _value(tag: str) -> str:
    if tag.startswith("<textarea"):
        return unescaped(re.sub(r"^\n", "", re.search(r">(.*)</textarea>", tag, flags=re.DOTALL)[1]))  # type: ignore[index]  # it was matched
    if tag.startswith("<select"):
        chosen = re.search(r'<option value="([^"]*)" selected', tag) or re.search(r'<option value="([^"]*)"', tag)
        return chosen[1] if chosen else ""
    value = re.search(r'value="([^"]*)"', tag)
    return unescaped(value[1]) if value else ""


def unescaped(text: str) -> str:
    for entity, character in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


ODD = (
    {"key": "o", "kind": "ordering", "choices": ["c", "a", "b"], "answers": ["1", "2", "0"]},
    {"key": "m", "kind": "matching", "choices": ["a", "b"], "matches": ["x", "y", "z"], "answers": ["2", "2"]},
    {"key": "t", "kind": "text", "choices": [], "answers": [" a "], "strict": ["spaces"], "pattern": "\\d"},
    {"key": "s", "kind": "multiple", "choices": ['"a"', "b\nc"], "answers": ["1", "0"]},
)


def test_the_form_unchanged_says_what_was_there() -> None:
    questions = [*QUESTIONS, *({"prompt": "A\nb", "tolerance": "0", "explanation": "<i>", **one} for one in ODD)]
    sent = posted("questions", questions)
    read = QuestionsWidget().value_from_datadict(sent, None, "questions")
    assert json.loads(read) == questions


def test_what_is_filled_in_becomes_a_question() -> None:
    sent = QueryDict(mutable=True)
    sent["questions-TOTAL"] = "3"
    for name, value in (("kind", "matching"), ("prompt", "Whose?\r\nSay."), ("key", "")):
        sent[f"questions-0-{name}"] = value
    sent.setlist("questions-0-right", ["", "", ""])
    sent.setlist("questions-0-text", [" go ", "", "python"])
    sent.setlist("questions-0-partner", [".go", ".rs", ".py"])
    sent["questions-1-kind"] = "single"  # the empty one at the end
    sent["questions-2-kind"], sent["questions-2-prompt"], sent["questions-2-REMOVE"] = "single", "Gone", "1"
    read = QuestionsWidget().value_from_datadict(sent, None, "questions")
    [made] = QuestionsField().clean(read)
    assert made == {
        "key": "q1",
        "kind": "matching",
        "prompt": "Whose?\nSay.",
        "choices": ["go", "python"],
        "matches": [".go", ".py", ".rs"],
        "answers": ["0", "1"],
        "tolerance": "0",
        "explanation": "",
    }


def test_options_that_lead_nowhere_are_left_out() -> None:
    assert options_of(question("ordering", choices=["a"], answers=["0", "7", "x"])) == [Option(text="a")]
    assert options_of(question("matching", choices=["a"], matches=[], answers=["3"])) == []


def browser(*roles: str, user_id: UUID | None = None) -> Client:
    client = Client()
    client.cookies["gopro_staff"] = staff_token(user_id=user_id or uuid7(), roles=roles)
    return client


@pytest.mark.django_db
class TestPages:
    def test_a_bank_from_nothing(self, editor: Client) -> None:
        course = make_course()
        form: dict[str, Any] = {"course": str(course.pk), "title": "Sums", "questions-TOTAL": "1"}
        one: dict[str, Any] = {"kind": "numeric", "prompt": "1 + 1?", "text": ["2"], "right": [""], "partner": [""]}
        form |= {f"questions-0-{name}": value for name, value in one.items()}
        assert editor.post(page("bank_add"), form).status_code == 302
        bank = Bank.objects.get()
        assert (bank.course_id, bank.slug) == (course.pk, "sums")
        assert bank.draft_version.questions[0]["answers"] == ["2"]
        refused = editor.post(page("bank_change", bank.pk), {**form, "questions-0-text": ["2 km"]})
        assert (refused.status_code, "The number alone" in refused.content.decode()) == (200, True)
        assert editor.post(page("bank_change", bank.pk), {**form, "questions-0-text": ["3"]}).status_code == 302
        bank.refresh_from_db()
        assert bank.draft_version.n == 2
        act = {"action": "take_away", "_selected_action": [str(bank.pk)]}
        editor.post(page("bank_changelist"), act)
        bank.refresh_from_db()
        assert bank.is_retired

    def test_the_page_of_a_drawing_quiz_unchanged_makes_no_version(self, editor: Client, told: Told) -> None:
        bank, quiz = make_drawing(lesson=make_lesson(course=make_course()), count=2, questions=QUESTIONS)
        address = page("exercise_change", quiz.pk)
        shown = editor.get(address).content.decode()
        assert bank.draft_version.title in shown
        assert '[{"' not in shown.replace("&quot;", '"')
        facts = len(told)
        assert editor.post(address, written(editor, address)).status_code == 302
        assert len(told) == facts
        quiz.refresh_from_db()
        assert quiz.draft_version.n == 1

    def test_of_banks_in_the_course_alone(self, editor: Client) -> None:
        make_bank(course=make_course(), title="Elsewhere")
        quiz = make_quiz(lesson=make_lesson(course=make_course()))
        assert "Elsewhere" not in editor.get(page("exercise_change", quiz.pk)).content.decode()

    @pytest.fixture
    def editor(self, db: None) -> Client:
        return browser("editor")

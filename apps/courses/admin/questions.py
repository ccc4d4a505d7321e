"""The small form of each question: its options row by row, as its kind needs them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, override

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from apps.courses.admin.fields import RowsField
from apps.courses.admin.options import Option, built, options_of
from apps.courses.models.choices import QuestionKind, Strictness
from apps.courses.models.questions import EMPTY, LATER, brief, whole

MOST_ROWS = 1_000
BLANK_OPTIONS = 4  # in a question that is new, and for pages without scripts
TEXTS: Final = ("key", "prompt", "explanation", "tolerance", "relative_tolerance", "pattern")
LONG: Final = frozenset({"prompt", "explanation"})
KINDS: Final[Mapping[str, str]] = {  # for which kinds a member is shown; the others for all
    "tolerance": QuestionKind.NUMERIC,
    "relative_tolerance": QuestionKind.NUMERIC,
    "pattern": QuestionKind.TEXT,
    "strict": QuestionKind.TEXT,
}
LABELS: Final[Mapping[str, str]] = {
    "key": "Key (made for you where it is empty)",
    "prompt": "Question (Markdown)",
    "explanation": "Explanation (Markdown), for who has answered it right",
    "tolerance": "May be off by",
    "relative_tolerance": "… or by this part of it (0.01 is 1 %)",
    "pattern": "Also taken for right: what is like this regular expression",
}


class QuestionsWidget(forms.Widget):
    """Fields are named `<name>-<index>-<member>`; those of options stand in lists of the same length."""

    template_name = "courses/questions.html"
    use_fieldset = True

    class Media:
        css = {"all": ("courses/questions.css",)}
        js = ("courses/rows.js", "courses/questions.js")

    @override
    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = [self._shown(name, index, question) for index, question in enumerate([*_questions(value), {}])]
        return context | {"name": name, "rows": rows, "blank": self._shown(name, "INDEX", {})}

    @override
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """As JSON, whichever way they were sent; a question without a word is none."""
        if name in data:
            return data[name]
        total = data.get(f"{name}-TOTAL", "0")
        count = min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() else 0
        prefixes = [f"{name}-{index}" for index in range(count) if f"{name}-{index}-REMOVE" not in data]
        read = [_read(data, prefix) for prefix in prefixes]
        return json.dumps([question for question in read if question])

    @override
    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-TOTAL" not in data

    def _shown(self, name: str, index: int | str, question: Mapping[str, Any]) -> dict[str, Any]:
        own, given = f"{name}-{index}", whole(question)
        blank = [Option()] * (1 if question else BLANK_OPTIONS)
        return {
            "index": index,
            "was": json.dumps(question) if question else "",
            "is_new": not question,
            "kind": _select(f"{own}-kind", QuestionKind.choices, given["kind"] or QuestionKind.SINGLE),
            "texts": list(_texts(own, given)),
            "options": [_option(own, option) for option in [*options_of(given), *blank]],
            "blank_option": _option(own, Option()),
            "strict": [(word, label, word in given["strict"]) for word, label in Strictness.choices],
        }


class QuestionsField(RowsField):
    def __init__(self, **options: Any) -> None:
        super().__init__(members={**EMPTY, **LATER}, noun="a question", **options)
        self.widget = QuestionsWidget()

    @override
    def clean(self, value: Any) -> tuple[dict[str, Any], ...]:
        """A question without a key gets one that is free."""
        questions = super().clean(value)
        taken = {question["key"] for question in questions}
        free = (key for key in (f"q{number}" for number in range(1, MOST_ROWS * 2)) if key not in taken)
        return tuple(brief({**question, "key": question["key"] or next(free)}) for question in questions)


def _read(data: Any, prefix: str) -> dict[str, Any]:
    """As it was, where nothing was changed that matters; nothing where nothing was said."""
    texts = {member: data.get(f"{prefix}-{member}", "").replace("\r\n", "\n") for member in TEXTS}
    options = list(_sent_options(data, prefix))
    if not options and not any(texts[member].strip() for member in ("key", "prompt", "explanation")):
        return {}
    kept = {member: text or {**EMPTY, **LATER}[member] for member, text in texts.items()}
    head = {**kept, "kind": data.get(f"{prefix}-kind", ""), "strict": data.getlist(f"{prefix}-strict")}
    read = built(head, options=options)
    was = next(iter(_questions(f"[{data.get(f'{prefix}-was', '')}]")), None)
    return dict(was) if was and built(whole(was), options=options_of(whole(was))) == read else read


def _sent_options(data: Any, prefix: str) -> Iterator[Option]:
    columns = [data.getlist(f"{prefix}-{part}") for part in ("right", "text", "partner")]
    for right, text, partner in zip_longest(*columns, fillvalue=""):
        option = Option(is_right=bool(right), text=text.replace("\r\n", "\n"), partner=partner.replace("\r\n", "\n"))
        if option.text.strip() or option.partner.strip():
            yield option


def _texts(own: str, question: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for member in TEXTS:
        widget = UnfoldAdminTextareaWidget(attrs={"rows": 3}) if member in LONG else UnfoldAdminTextInputWidget()
        name = f"{own}-{member}"
        yield {
            "label": LABELS[member],
            "html": widget.render(name, question[member], {"id": f"id_{name}"}),
            "is_whole": member in LONG,
            "kind": KINDS.get(member, ""),
        }


def _option(own: str, option: Option) -> dict[str, Any]:
    area = UnfoldAdminTextareaWidget(attrs={"rows": 1})
    return {
        "right": _select(f"{own}-right", [("", "–"), ("1", "right")], "1" if option.is_right else ""),
        "text": area.render(f"{own}-text", option.text, {"aria-label": "Option"}),
        "partner": area.render(f"{own}-partner", option.partner, {"aria-label": "Partner"}),
    }


def _select(name: str, choices: Sequence[tuple[str, Any]], value: str) -> str:
    return str(UnfoldAdminSelectWidget(choices=choices).render(name, value, {"aria-label": name.rpartition("-")[2]}))


def _questions(value: Any) -> list[Mapping[str, Any]]:
    """What stands in the draft, or what was sent and refused."""
    try:
        rows = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return []
    return [row for row in rows or () if isinstance(row, dict)] if isinstance(rows, list | tuple) else []

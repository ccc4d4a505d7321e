"""Problems: a text with responses in it becomes the questions of a quiz; the right answers stay on the server."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.sax.saxutils import escape  # writes only

from apps.courses.services.importers.html import EMBEDDED, TEXTUAL, Page
from apps.courses.services.importers.olx.faults import NotTaken
from apps.courses.services.importers.olx.responses import EXPLAINED, HINTS, Answer, read_response
from apps.courses.services.importers.tree import ImportedQuestion

type Paged = Callable[[str], Page]

FIRST: Final = "\ue000"
LAST: Final = "\ue001"
PLACE: Final = re.compile(f"{FIRST}([0-9]+){LAST}")
SHOWN: Final = TEXTUAL | EMBEDDED.keys() | {"label", "description", "legend", "fieldset", "text"}
SILENT: Final = HINTS | {"solution", "demandhint", "responseparam", "additional_answer", "startouttext", "endouttext"}
FILLED: Final = frozenset(
    {"choicegroup", "radiogroup", "checkboxgroup", "optioninput", "textline", "formulaequationinput", "textbox"}
)
SCRIPTS: Final = frozenset({"script", "answer"})
SHOWN_AS: Final[Mapping[str, str]] = {"label": "p", "description": "p", "legend": "p", "text": "div"}
KNOWN: Final = frozenset({"markdown", "markdown_edited", "title"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """`text` is what stands after the last question, or all of it where nothing is asked."""

    questions: tuple[ImportedQuestion, ...]
    text: str
    hints: tuple[str, ...]
    remarks: tuple[str, ...]


def read_problem(element: Element, *, title: str, paged: Paged) -> Problem:
    if any(each.tag in SCRIPTS for each in element.iter()):
        raise NotTaken("It needs a script, which is never run here.")
    root = copy.deepcopy(element)
    _clear_marks(root)
    responses = [each for each in root.iter() if each.tag.endswith("response")]
    answers: list[tuple[Answer, Element]] = []
    for response in responses:
        answers += [
            (answer, response) for answer in read_response(response, markdown=lambda each: _inner(each, paged=paged))
        ]
    explanations = _explanations(root, answers=answers, paged=paged)
    hints = tuple(text for each in root.iter("hint") if (text := _inner(each, paged=paged).strip()))
    *prompts, text = _split(root, answers=answers, paged=paged)
    prompts = [prompt.strip() or title for prompt in prompts]
    questions = tuple(
        _question(number, answer=answer, prompt=prompt, explanation=explanations.get(number, ""))
        for number, ((answer, _response), prompt) in enumerate(zip(answers, prompts, strict=True), start=1)
    )
    remarks = dict.fromkeys(remark for answer, _response in answers for remark in answer.remarks)
    return Problem(questions=questions, text=text.strip(), hints=hints, remarks=(*remarks, *_unshown(element)))


def _unshown(element: Element) -> Iterator[str]:
    known = SHOWN | SILENT | FILLED | {"hint", "choice", "option"}
    left = {each.tag for each in element.iter() if each.tag not in known and not each.tag.endswith("response")}
    if left - {element.tag}:
        yield f"Left out: {', '.join(sorted(left - {element.tag}))}."


def _question(number: int, *, answer: Answer, prompt: str, explanation: str) -> ImportedQuestion:
    return ImportedQuestion(
        external_key=f"q{number}",
        kind=answer.kind,
        prompt=prompt,
        choices=answer.choices,
        answers=answer.answers,
        tolerance=answer.tolerance,
        relative_tolerance=answer.relative_tolerance,
        strict=answer.strict,
        pattern=answer.pattern,
        explanation=explanation,
    )


def _explanations(root: Element, *, answers: list[tuple[Answer, Element]], paged: Paged) -> dict[int, str]:
    """Solutions and hints to answers go with the question in which they stand, or that stands before them."""
    last = {id(response): number for number, (_answer, response) in enumerate(answers, start=1)}
    number, found = 1, dict[int, list[str]]()
    for each in root.iter():
        number = last.get(id(each), number)
        if each.tag in EXPLAINED | {"solution"}:
            found.setdefault(number, []).append(_inner(each, paged=paged).strip())
    return {number: "\n\n".join(text for text in texts if text) for number, texts in found.items()}


def _split(root: Element, *, answers: list[tuple[Answer, Element]], paged: Paged) -> Iterator[str]:
    """The text before each question, and what is left after the last."""
    _mark(root, places={id(answer.place): number for number, (answer, _response) in enumerate(answers)})
    found = PLACE.split(_inner(root, paged=paged))
    if len(found) != 2 * len(answers) + 1:
        raise NotTaken("Its questions stand where their text would be lost.")
    yield from found[::2]


def _mark(element: Element, *, places: Mapping[int, int]) -> None:
    """In place of what is filled in stands a mark; a response without a line keeps its text before it."""
    for child in list(element):
        _mark(child, places=places)
        if id(child) in places:
            if child.tag in FILLED:
                tail = child.tail
                child.clear()
                child.tail = tail
            child.tag = "div"
            SubElement(child, "p").text = f"{FIRST}{places[id(child)]}{LAST}"


def _inner(element: Element, *, paged: Paged) -> str:
    """Markdown of what learners may read in an element: nothing that only a grader knows."""
    if not len(element):
        return paged(escape(element.text or "")).markdown
    inside = copy.deepcopy(element)
    _show(inside)
    whole = Element("div")
    whole.text = inside.text
    whole.extend(inside)
    return paged(tostring(whole, encoding="unicode", method="html")).markdown


def _show(element: Element) -> None:
    for child in list(element):
        if child.tag not in SHOWN and not child.tag.endswith("response"):
            _take_out(element, child)
            continue
        _show(child)
        child.tag = SHOWN_AS.get(child.tag, child.tag)


def _take_out(parent: Element, child: Element) -> None:
    """What is written behind it stays."""
    place = list(parent).index(child)
    if child.tail and place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + child.tail
    elif child.tail:
        parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _clear_marks(root: Element) -> None:
    for each in root.iter():
        each.text = _unmarked(each.text)
        each.tail = _unmarked(each.tail)


def _unmarked(text: str | None) -> str | None:
    return text.replace(FIRST, "").replace(LAST, "") if text else text

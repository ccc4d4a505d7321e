"""Quizzes as problems, each question in the response that comes nearest to it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from apps.courses.services.exporters.olx.pages import Pages
from apps.courses.services.importers.olx.kept import said
from apps.courses.services.importers.tree import ImportedExercise, ImportedQuestion

type Written = Callable[[ImportedQuestion, Pages], Iterator[Element]]


def problem(exercise: ImportedExercise, *, pages: Pages) -> Element:
    root = Element("problem", display_name=said(exercise.title))
    if exercise.status != "published":
        root.set("visible_to_staff_only", "true")
    if exercise.instructions.strip():
        root.append(pages.element("div", exercise.instructions))
    for question in exercise.questions:
        root.extend(_question(question, pages=pages))
    if exercise.hints:
        hints = SubElement(root, "demandhint")
        hints.extend(pages.element("hint", hint.text) for hint in exercise.hints)
    return root


def _question(question: ImportedQuestion, *, pages: Pages) -> Iterator[Element]:
    responses = list(WRITTEN[question.kind](question, pages))
    responses[0].insert(0, pages.element("div", question.prompt))
    if question.explanation.strip():
        solution = SubElement(responses[-1], "solution")
        solution.append(pages.element("div", question.explanation))
    yield from responses


def _single(question: ImportedQuestion, pages: Pages) -> Iterator[Element]:
    yield _chosen(question, pages, response="multiplechoiceresponse", group="choicegroup", type="MultipleChoice")


def _multiple(question: ImportedQuestion, pages: Pages) -> Iterator[Element]:
    yield _chosen(question, pages, response="choiceresponse", group="checkboxgroup")


def _chosen(question: ImportedQuestion, pages: Pages, *, response: str, group: str, **attributes: str) -> Element:
    element = Element(response)
    choices = SubElement(element, group, {"label": pages.line(question.prompt), **attributes})
    for choice in question.choices:
        choices.append(pages.element("choice", choice, correct=str(choice in question.answers).lower()))
    return element


def _numeric(question: ImportedQuestion, pages: Pages) -> Iterator[Element]:
    element = Element("numericalresponse", answer=said(question.answers[0]))
    tolerance = _tolerance(question)
    if tolerance:
        SubElement(element, "responseparam", type="tolerance", default=tolerance)
    SubElement(element, "formulaequationinput", label=pages.line(question.prompt))
    yield element


def _tolerance(question: ImportedQuestion) -> str:
    """The share where there is one, in percent."""
    share = float(question.relative_tolerance)
    return f"{share * 100:g}%" if share else question.tolerance if float(question.tolerance) else ""


def _text(question: ImportedQuestion, pages: Pages) -> Iterator[Element]:
    kinds = ["cs" if "case" in question.strict else "ci"]
    answers = list(question.answers)
    if question.pattern:
        kinds, answers = [*kinds, "regexp"], [question.pattern, *map(re.escape, answers)]
    first, *more = [said(answer) for answer in answers]
    element = Element("stringresponse", answer=first, type=" ".join(kinds))
    for answer in more:
        SubElement(element, "additional_answer", answer=answer)
    SubElement(element, "textline", label=pages.line(question.prompt), size="40")
    yield element


def _matching(question: ImportedQuestion, pages: Pages) -> Iterator[Element]:
    matches = [pages.line(text) for text in question.matches]
    for choice, partner in zip(question.choices, question.answers, strict=True):
        yield _option(choice, pages, options=matches, right=int(partner))


def _ordering(question: ImportedQuestion, pages: Pages) -> Iterator[Element]:
    places = [str(number) for number in range(1, len(question.choices) + 1)]
    for index, choice in enumerate(question.choices):
        yield _option(choice, pages, options=places, right=question.answers.index(str(index)))


def _option(prompt: str, pages: Pages, *, options: list[str], right: int) -> Element:
    element = Element("optionresponse")
    element.append(pages.element("div", prompt))
    group = SubElement(element, "optioninput", label=pages.line(prompt))
    for index, text in enumerate(options):
        SubElement(group, "option", correct=str(index == right)).text = text
    return element


WRITTEN: Final[Mapping[str, Written]] = {
    "single": _single,
    "multiple": _multiple,
    "numeric": _numeric,
    "text": _text,
    "matching": _matching,
    "ordering": _ordering,
}

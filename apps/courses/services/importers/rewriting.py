"""All Markdown of a tree put in other words."""

from collections.abc import Callable
from dataclasses import replace

from apps.courses.services.importers.tree import ImportedCourse, ImportedExercise, ImportedLesson, ImportedQuestion

type Reworded = Callable[[str], str]


def rewritten(course: ImportedCourse, *, text: Reworded) -> ImportedCourse:
    lessons = tuple(_lesson(lesson, text=text) for lesson in course.lessons)
    return replace(course, description=text(course.description), lessons=lessons)


def _lesson(node: ImportedLesson, *, text: Reworded) -> ImportedLesson:
    exercises = tuple(_exercise(exercise, text=text) for exercise in node.exercises)
    return replace(node, body=text(node.body), exercises=exercises)


def _exercise(node: ImportedExercise, *, text: Reworded) -> ImportedExercise:
    return replace(
        node,
        instructions=text(node.instructions),
        hints=tuple(replace(hint, text=text(hint.text)) for hint in node.hints),
        questions=tuple(_question(question, text=text) for question in node.questions),
    )


def _question(node: ImportedQuestion, *, text: Reworded) -> ImportedQuestion:
    """Answers may be choices, word by word."""
    return replace(
        node,
        prompt=text(node.prompt),
        explanation=text(node.explanation),
        choices=tuple(text(each) for each in node.choices),
        matches=tuple(text(each) for each in node.matches),
        answers=tuple(text(each) for each in node.answers),
    )

"""From a reader's neutral tree to the content of this room."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.text import slugify

from apps.courses.models.choices import GradingMode, QuestionKind, Readiness
from apps.courses.services.content import CourseContent, ExerciseContent, LessonContent, SectionContent
from apps.courses.services.importers.tree import (
    ImportedCourse,
    ImportedExercise,
    ImportedLesson,
    ImportedQuestion,
    ImportedSection,
)

READINESS = {"published": Readiness.READY, "draft": Readiness.HELD, "retired": Readiness.RETIRED}
LONGEST_SUMMARY = 500
LONGEST_TITLE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapper:
    """Names concepts by slug, as everything here does."""

    concepts: Mapping[str, str]

    def lesson(self, node: ImportedLesson) -> LessonContent:
        return LessonContent(
            title=_short(node.title, LONGEST_TITLE),
            difficulty=node.difficulty,
            summary=_short(node.summary, LONGEST_SUMMARY),
            body=node.body,
            duration_minutes=node.duration_minutes,
            resources=tuple({"url": one.url, "title": one.title} for one in node.resources),
            concepts=self._slugs(node.concepts),
        )

    def exercise(self, node: ImportedExercise) -> ExerciseContent:
        return ExerciseContent(
            title=_short(node.title, LONGEST_TITLE),
            difficulty=node.difficulty,
            blurb=_short(node.blurb, LONGEST_SUMMARY),
            instructions=node.instructions,
            hints=tuple({"task": hint.task, "text": hint.text} for hint in node.hints),
            tasks=tuple({"number": task.number, "title": task.title} for task in node.tasks),
            language=node.language,
            difficulty_raw=node.difficulty_raw,
            is_beta=node.is_beta,
            files=dict(node.stub_files),
            readonly_files=dict(node.readonly_files),
            test_files=dict(node.test_files),
            solution_files=dict(node.solution_files),
            grading_mode=_grading_mode(node),
            questions=tuple(_question(question) for question in node.questions),
            concepts=self._slugs(node.concepts),
            prerequisites=self._slugs(node.prerequisites),
            authors=node.authors,
            contributors=node.contributors,
            source=node.source,
            source_url=node.source_url,
            **_asking(node),
        )

    def _slugs(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.concepts[key] for key in keys if key in self.concepts)


def mapper_of(node: ImportedCourse) -> Mapper:
    return Mapper(concepts={concept.external_key: concept.slug for concept in node.concepts})


def section_content(node: ImportedSection) -> SectionContent:
    return SectionContent(title=_short(node.title, LONGEST_TITLE), summary=_short(node.summary, LONGEST_SUMMARY))


def course_content(node: ImportedCourse) -> CourseContent:
    return CourseContent(
        title=_short(node.title, LONGEST_TITLE),
        difficulty=node.difficulty,
        summary=_short(node.summary, LONGEST_SUMMARY),
        description=node.description,
        language=node.language,
        tags=tuple(dict.fromkeys(slugify(tag.replace("/", "-")) for tag in node.tags)),
        license=node.source.license,
        attribution=node.source.attribution,
    )


def _asking(node: ImportedExercise) -> dict[str, Any]:
    """How its questions are drawn, and by what a text is read."""
    return {
        "draws": ({"bank": "", "version": 0, "count": node.draws},) if node.draws else (),
        "redraws": node.redraws,
        "rubric": tuple(asdict(criterion) for criterion in node.rubric),
    }


def _grading_mode(node: ImportedExercise) -> str:
    is_graded = bool(node.questions) if node.kind == "quiz" else node.grading_mode != "none"
    return GradingMode.TESTS if is_graded else GradingMode.NONE


def _question(question: ImportedQuestion) -> dict[str, Any]:
    """Choices are answered by their index, which survives a corrected word."""
    of_choices = question.kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}
    answers = [str(question.choices.index(text)) for text in question.answers] if of_choices else list(question.answers)
    return {
        "key": question.external_key,
        "kind": question.kind,
        "prompt": question.prompt,
        "choices": list(question.choices),
        "answers": answers,
        "tolerance": question.tolerance,
        "explanation": question.explanation,
        "matches": list(question.matches),
        "relative_tolerance": question.relative_tolerance,
        "strict": list(question.strict),
        "pattern": question.pattern,
    }


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"

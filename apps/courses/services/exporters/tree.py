"""A course of this house as the tree that readers make of courses, so that writing it is the inverse of reading it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast
from uuid import UUID

from apps.courses.models.choices import ExerciseKind, GradingMode, QuestionKind
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.structure import Section
from apps.courses.selectors import banks
from apps.courses.selectors.exports import WholeCourse, WholeExercise, WholeLesson
from apps.courses.services.exporters.files import ExportedCourse
from apps.courses.services.importers.tree import (
    ImportedConcept,
    ImportedCourse,
    ImportedCriterion,
    ImportedExercise,
    ImportedHint,
    ImportedLesson,
    ImportedQuestion,
    ImportedResource,
    ImportedSection,
    ImportedSource,
    ImportedTask,
    ReportLine,
)

HOUSE: Final = "gopro"
CHOSEN: Final = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """`lines` say what of the course the tree has no place for."""

    course: ExportedCourse
    lines: tuple[ReportLine, ...]


def export_of(whole: WholeCourse) -> Export:
    """Its texts still name files as this house does."""
    builder = _Builder(whole=whole)
    return Export(course=builder.course(), lines=tuple(builder.lines))


def key_of(row: Course | Section | Lesson | Exercise) -> str:
    """As its source knows it; what was written here is known by its id."""
    return row.external_key or str(row.pk)


@dataclass(kw_only=True, slots=True)
class _Builder:
    whole: WholeCourse
    lines: list[ReportLine] = field(default_factory=list)
    sections: dict[UUID, str] = field(default_factory=dict)
    concepts: dict[str, ImportedConcept] = field(default_factory=dict)

    def course(self) -> ImportedCourse:
        row, version = self.whole.row, self.whole.version
        self._remember_concepts()
        self.sections = {section.id: key_of(section) for section, _version in self.whole.sections}
        self._leave(row, path=f"course:{row.slug}", categories=version.categories, requires=version.requires)
        return ImportedCourse(
            source=self._source(),
            external_key=key_of(row),
            slug=row.slug,
            title=version.title,
            summary=version.summary,
            description=version.description,
            language=version.language,
            difficulty=cast(Any, version.difficulty),
            tags=tuple(version.tags),
            status=cast(Any, str(self.whole.status)),
            lessons=tuple(self._lesson(lesson) for lesson in self.whole.lessons),
            concepts=tuple(self.concepts.values()),
            sections=tuple(
                ImportedSection(external_key=key_of(section), slug=section.slug, title=told.title, summary=told.summary)
                for section, told in self.whole.sections
            ),
        )

    def _source(self) -> ImportedSource:
        source, version = self.whole.row.source, self.whole.version
        return ImportedSource(
            kind=source.kind if source else HOUSE,
            locator=source.locator if source else f"{HOUSE}:{self.whole.row.pk}",
            license=version.license,
            license_text=source.license_text if source else "",
            attribution=version.attribution,
        )

    def _remember_concepts(self) -> None:
        """Those of the source, and each that a version names."""
        for slug, tag in self.whole.concepts.items():
            self.concepts[slug] = ImportedConcept(external_key=tag.external_key, slug=slug, name=tag.name)
        named = {slug for lesson in self.whole.lessons for slug in _concepts_of(lesson)}
        for slug in sorted(named - self.concepts.keys()):
            name = slug.replace("-", " ").replace("_", " ").capitalize()
            self.concepts[slug] = ImportedConcept(external_key=slug, slug=slug, name=name)
        self.concepts = dict(sorted(self.concepts.items()))

    def _keys(self, slugs: list[str]) -> tuple[str, ...]:
        return tuple(self.concepts[slug].external_key for slug in slugs)

    def _lesson(self, whole: WholeLesson) -> ImportedLesson:
        row, version = whole.row, whole.version
        self._leave(row, path=f"lesson:{row.slug}", requires=version.requires)
        return ImportedLesson(
            external_key=key_of(row),
            slug=row.slug,
            title=version.title,
            summary=version.summary,
            body=version.body,
            resources=tuple(ImportedResource(url=one["url"], title=one["title"]) for one in version.resources),
            status="published" if whole.is_ready else "draft",
            difficulty=cast(Any, version.difficulty),
            duration_minutes=version.duration_minutes,
            concepts=self._keys(version.concepts),
            section=self.sections.get(whole.section_id, "") if whole.section_id else "",
            exercises=tuple(self._exercise(each) for each in whole.exercises),
        )

    def _exercise(self, whole: WholeExercise) -> ImportedExercise:
        version = whole.version
        questions, draws = self._questions(whole)
        return replace(
            self._described(whole),
            stub_files=dict(sorted(version.files.items())),
            readonly_files=dict(sorted(version.readonly_files.items())),
            test_files=dict(sorted(version.test_files.items())),
            solution_files=dict(sorted(version.solution_files.items())),
            grading_mode="tests" if _is_tested(whole) else "none",
            concepts=self._keys(version.concepts),
            prerequisites=self._keys(version.prerequisites),
            questions=questions,
            draws=draws,
            redraws=version.redraws,
            rubric=tuple(ImportedCriterion(**criterion) for criterion in version.rubric),
        )

    def _described(self, whole: WholeExercise) -> ImportedExercise:
        row, version = whole.row, whole.version
        is_ungraded = row.kind == ExerciseKind.QUIZ and version.grading_mode == GradingMode.NONE
        self._leave(row, path=f"exercise:{row.slug}", requires=version.requires, ungraded=is_ungraded)
        return ImportedExercise(
            external_key=key_of(row),
            slug=row.slug,
            title=version.title,
            kind=cast(Any, row.kind),
            language=version.language,
            blurb=version.blurb,
            instructions=version.instructions,
            hints=tuple(ImportedHint(task=hint["task"], text=hint["text"]) for hint in version.hints),
            tasks=tuple(ImportedTask(number=task["number"], title=task["title"]) for task in version.tasks),
            difficulty=cast(Any, version.difficulty),
            difficulty_raw=version.difficulty_raw,
            status="published" if whole.is_ready else "draft",
            is_beta=version.is_beta,
            authors=tuple(version.authors),
            contributors=tuple(version.contributors),
            source=version.source,
            source_url=version.source_url,
        )

    def _questions(self, whole: WholeExercise) -> tuple[tuple[ImportedQuestion, ...], int]:
        """Banks go with each quiz that draws from them."""
        pools = banks.pools(whole.version)
        questions = tuple(_question(asked.question, key=asked.key) for pool in pools for asked in pool.questions)
        drawn = sum(pool.count for pool in pools)
        if len(pools) > 1 and drawn < len(questions):
            reason = "It draws from several banks; here it asks all of their questions."
            self._tell(whole.row, path=f"exercise:{whole.row.slug}", reason=reason)
            drawn = 0
        return questions, drawn if 0 < drawn < len(questions) else 0

    def _leave(self, row: Course | Lesson | Exercise, *, path: str, **kept: Any) -> None:
        left = sorted(name for name, value in kept.items() if value)
        if left:
            self._tell(row, path=path, reason=f"Left out: {', '.join(left)}.")

    def _tell(self, row: Course | Lesson | Exercise, *, path: str, reason: str) -> None:
        kind = path.partition(":")[0]
        self.lines.append(
            ReportLine(path=path, external_key=key_of(row), type=kind, action="unsupported", reason=reason)
        )


def _concepts_of(lesson: WholeLesson) -> Iterator[str]:
    yield from lesson.version.concepts
    for each in lesson.exercises:
        yield from (*each.version.concepts, *each.version.prerequisites)


def _is_tested(whole: WholeExercise) -> bool:
    """Of a quiz its questions say it."""
    return whole.row.kind == ExerciseKind.CODE and whole.version.grading_mode == GradingMode.TESTS


def _question(question: Mapping[str, Any], *, key: str) -> ImportedQuestion:
    """Choices are answered by their words, which no renumbering changes."""
    choices, answers = question["choices"], question["answers"]
    return ImportedQuestion(
        external_key=key,
        kind=question["kind"],
        prompt=question["prompt"],
        choices=tuple(choices),
        matches=tuple(question["matches"]),
        answers=tuple(choices[int(answer)] for answer in answers) if question["kind"] in CHOSEN else tuple(answers),
        tolerance=question["tolerance"],
        relative_tolerance=question["relative_tolerance"],
        strict=tuple(question["strict"]),
        pattern=question["pattern"],
        explanation=question["explanation"],
    )

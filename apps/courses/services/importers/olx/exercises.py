"""Exercises: problems, pools of problems, and what our own export kept of those that OLX has no words for."""

from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from apps.courses.services.importers.html import read_page
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.olx import problems
from apps.courses.services.importers.olx.blocks import Block, parse_file, path_of
from apps.courses.services.importers.olx.faults import NotTaken
from apps.courses.services.importers.olx.kept import Kept, KeptExercise
from apps.courses.services.importers.olx.links import Links
from apps.courses.services.importers.olx.problems import Problem, read_problem
from apps.courses.services.importers.olx.slugs import Slugs
from apps.courses.services.importers.olx.vocabulary import POOLS
from apps.courses.services.importers.tree import ImportedExercise, ImportedHint, ImportedQuestion, Status

POOL: Final = frozenset({"max_count", "allow_resetting_children", "mode"})
ALL: Final = "-1"


@dataclass(kw_only=True, slots=True)
class Exercises:
    intake: Intake
    links: Links
    kept: Kept
    slugs: Slugs

    def read(self, block: Block, *, is_hidden: bool, kept: KeptExercise | None) -> tuple[ImportedExercise | None, str]:
        """The exercise, if anything is asked, and what is only to be read."""
        if kept is not None and (block.type != "problem" or self.kept.is_unchanged(kept.files)):
            return self._as_kept(block, kept=kept), ""
        exercise, text = self._pool(block) if block.type in POOLS else self._problem(block)
        if exercise is not None and is_hidden:
            exercise = replace(exercise, status="draft")
        if exercise is not None and kept is not None:
            exercise = replace(exercise, external_key=kept.exercise.external_key, slug=kept.exercise.slug)
            block.target = f"exercise:{exercise.external_key}"
        return exercise, text

    def _as_kept(self, block: Block, *, kept: KeptExercise) -> ImportedExercise:
        block.target = f"exercise:{kept.exercise.external_key}"
        if block.type == "html":
            path = f"html/{path_of(block.attributes.get('filename', block.name))}.html"
            if path in self.intake:
                self.intake.text(path, type="html", target=block.target)
        return kept.exercise

    def _problem(self, block: Block) -> tuple[ImportedExercise | None, str]:
        problem = self._read(block)
        block.say_left(known=problems.KNOWN | {"visible_to_staff_only"})
        if not problem.questions:
            return None, problem.text
        block.target = f"exercise:{block.key}"
        return self._quiz(block, problem=problem, questions=problem.questions), ""

    def _pool(self, block: Block) -> tuple[ImportedExercise, str]:
        block.target = f"exercise:{block.key}"
        found = [(child, problem) for child in block.children if (problem := self._pooled(child, pool=block))]
        questions = [
            replace(question, external_key=f"{child.name}-{question.external_key}")
            for child, problem in found
            for question in problem.questions
        ]
        if not questions:
            raise NotTaken("No problem in it can be asked here.")
        block.say_left(known=POOL)
        draws = self._draws(block, problems=[problem for _child, problem in found])
        whole = Problem(
            questions=tuple(questions),
            text="",
            hints=tuple(hint for _, each in found for hint in each.hints),
            remarks=(),
        )
        return replace(self._quiz(block, problem=whole, questions=whole.questions), draws=draws), ""

    def _pooled(self, child: Block, *, pool: Block) -> Problem | None:
        child.target = pool.target
        try:
            if child.type != "problem":
                raise NotTaken(f"Blocks of the type {child.type} can't be drawn from a pool.")
            problem = self._read(child)
        except NotTaken as reason:
            child.say(str(reason), action="unsupported")
            return None
        child.say_left(known=problems.KNOWN)
        if not problem.questions:
            child.say("It asks nothing.", action="unsupported")
        return problem if problem.questions else None

    def _draws(self, block: Block, *, problems: list[Problem]) -> int:
        count = block.attributes.get("max_count", "1")
        if count == ALL or not count.isdecimal() or int(count) >= len(problems):
            return 0
        if any(len(problem.questions) > 1 for problem in problems):
            block.say("All are asked: some of its problems have several questions, and questions are drawn one by one.")
            return 0
        return int(count)

    def _read(self, block: Block) -> Problem:
        title = block.title or "Question"
        problem = read_problem(
            self._element(block),
            title=title,
            paged=lambda html: read_page(html, leads=lambda address: self.links.lead(address, block=block)),
        )
        for remark in problem.remarks:
            block.say(remark)
        return problem

    def _element(self, block: Block) -> Element:
        """Old courses name the file of a problem apart."""
        path = f"problem/{path_of(block.attributes.get('filename', ''))}.xml"
        if len(block.element) or path not in self.intake:
            return block.element
        return parse_file(path, intake=self.intake)

    def _quiz(
        self, block: Block, *, problem: Problem, questions: tuple[ImportedQuestion, ...], status: Status = "published"
    ) -> ImportedExercise:
        title = block.title or "Questions"
        return ImportedExercise(
            external_key=block.key,
            slug=self.slugs.unique(title),
            title=title,
            kind="quiz",
            instructions=f"{problem.text}\n" if problem.text else "",
            hints=tuple(ImportedHint(task=0, text=text) for text in problem.hints),
            difficulty="beginner",
            status=status,
            questions=questions,
        )

"""What became of everything: a line for each file and remark of the reader, then one for each node."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from apps.courses.services.importers.tree import Action, ReportLine
from apps.courses.services.imports.plan import Plan

DISSOLVED = "No longer in the source; its lessons stand without it."
GONE = "No longer in the source; learners who began keep it."


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """`lines` are the reader's with what became of each; `nodes` are what is kept here."""

    lines: tuple[ReportLine, ...]
    nodes: tuple[ReportLine, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Of nodes, by what became of them."""
        return dict(Counter(node.action for node in self.nodes))

    @property
    def unsupported(self) -> tuple[ReportLine, ...]:
        return tuple(line for line in self.lines if line.action in {"unsupported", "error"})

    @property
    def remarkable(self) -> tuple[ReportLine, ...]:
        """What a person wants to know: nodes with a reason, and what couldn't be taken."""
        return (*self.unsupported, *(node for node in self.nodes if node.reason))

    def write(self, path: Path) -> None:
        texts = (json.dumps(asdict(line), ensure_ascii=False) for line in (*self.lines, *self.nodes))
        path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")


def make_report(*, plan: Plan, lines: Iterable[ReportLine], unpublished: str = "") -> Report:
    nodes = tuple(_nodes(plan, unpublished=unpublished))
    became = {f"{node.type}:{node.external_key}": node for node in nodes}
    return Report(lines=tuple(_resolved(line, became=became) for line in lines), nodes=nodes)


def _resolved(line: ReportLine, *, became: dict[str, ReportLine]) -> ReportLine:
    node = became.get(line.target)
    if line.action != "used" or node is None:
        return line
    return replace(line, action=node.action, external_key=line.external_key or node.external_key)


def _nodes(plan: Plan, *, unpublished: str) -> Iterator[ReportLine]:
    reason = unpublished or plan.course.reason
    yield _node("course", plan.course.key, action=plan.course.action, reason=reason, target=plan.node.slug)
    for asset in plan.assets:
        yield _node("asset", asset.node.external_key, action=asset.action, reason=asset.reason, target=asset.node.name)
    for section in plan.sections:
        yield _node("section", section.key, action=section.action, reason=section.reason, target=section.node.slug)
    for lesson in plan.lessons:
        yield _node("lesson", lesson.key, action=lesson.action, reason=lesson.reason, target=lesson.node.slug)
    for exercise in plan.exercises:
        yield _node("exercise", exercise.key, action=exercise.action, reason=exercise.reason, target=exercise.node.slug)
    for section_gone in plan.gone_sections:
        yield _node("section", section_gone.external_key, action="retired", reason=DISSOLVED, target=section_gone.slug)
    for gone in plan.gone_lessons:
        yield _node("lesson", gone.external_key, action="retired", reason=GONE, target=gone.slug)
    for exercise_gone in plan.gone_exercises:
        yield _node("exercise", exercise_gone.external_key, action="retired", reason=GONE, target=exercise_gone.slug)


def _node(kind: str, key: str, *, action: Action, reason: str, target: str) -> ReportLine:
    return ReportLine(path="", external_key=key, type=kind, action=action, reason=reason, target=target)

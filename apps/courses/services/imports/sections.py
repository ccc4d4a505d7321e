"""The sections of a source, before its lessons are put into them."""

from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course
from apps.courses.models.imports import ImportSource
from apps.courses.models.structure import Section
from apps.courses.services import moves
from apps.courses.services.imports.plan import Plan, SectionStep
from apps.courses.services.sections import add_section, revise_section
from apps.courses.services.slugs import minted


def apply_sections(plan: Plan, *, source: ImportSource, course: Course, keeps_order: bool) -> dict[str, Section]:
    """By external key. They stand as in the source, unless staff have an order of their own. The course is locked."""
    found = {}
    for position, step in enumerate(plan.sections, start=1):
        section = step.row or _new(step, source=source, course=course, position=position)
        if step.action == "updated":
            _update(section, step=step)
        if section.position != position and not keeps_order:
            section.position = position
            section.save(update_fields=["position"])
        found[step.key] = section
    return {key: section for key, section in found.items() if section.readiness != Readiness.RETIRED}


def _new(step: SectionStep, *, source: ImportSource, course: Course, position: int) -> Section:
    section = Section(
        course=course,
        slug=minted(Section.objects.filter(course=course), wanted="", title=step.node.slug),
        position=position,
        source=source,
        external_key=step.key,
    )
    add_section(section=section, content=step.content, editor_id=None)
    return section


def _update(section: Section, *, step: SectionStep) -> None:
    """As the source has it, with nothing left of local edits."""
    is_revised = revise_section(section=section, content=step.content, editor_id=None)
    before, section.readiness, section.locally_modified = section.readiness, Readiness.READY, False
    section.save(update_fields=["readiness", "locally_modified", "updated_at"])
    moves.tell_section_readiness(section=section, before=before, is_revised=is_revised)

"""Making, editing and taking away sections of a course's draft; its lessons stand in them."""

from dataclasses import replace
from uuid import UUID

from apps.courses.contracts import SectionCreated, SectionDeleted, SectionUpdated
from apps.courses.errors import ContentRefused
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Lesson
from apps.courses.models.structure import Section
from apps.courses.selectors import editing
from apps.courses.selectors.ordering import order_of
from apps.courses.services import moves, rules, versions
from apps.courses.services.changes import SectionChanges
from apps.courses.services.conflicts import refuse_stale
from apps.courses.services.content import SectionContent
from apps.courses.services.slugs import minted
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def create_section(*, course_id: UUID, content: SectionContent, editor_id: UUID | None, slug: str = "") -> Section:
    """At the end of the course, without lessons."""
    course = editing.locked_course(course_id=course_id)
    section = Section(
        course=course,
        slug=minted(Section.objects.filter(course=course), wanted=slug, title=content.title),
        position=editing.next_section_position(course_id=course.id),
    )
    add_section(section=section, content=content, editor_id=editor_id)
    return section


def add_section(*, section: Section, content: SectionContent, editor_id: UUID | None) -> None:
    """A new row with its first version, into a locked course."""
    rules.check_section(content)
    section.draft_version = versions.section_version(section=section, n=1, content=content, editor_id=editor_id)
    section.save(force_insert=True)
    section.draft_version.save(force_insert=True)
    publish(SectionCreated(section_id=section.id, course_id=section.course_id, title=content.title))


@atomic("courses")
def edit_section(
    *,
    section_id: UUID,
    changes: SectionChanges,
    editor_id: UUID | None,
    readiness: Readiness | None = None,
    if_match: Precondition = UNCONDITIONAL,
) -> Section:
    """The same content again changes nothing. Brought back, it stands empty where it stood."""
    section = editing.locked_section(section_id=section_id)
    refuse_stale(written=section, if_match=if_match, yours={**changes, "readiness": readiness})
    content = replace(SectionContent.of(section.draft_version), **changes)
    is_revised = revise_section(section=section, content=content, editor_id=editor_id)
    is_moved = readiness is not None and readiness != section.readiness
    if readiness == Readiness.RETIRED:
        raise ContentRefused(fields={"/readiness": "Delete the section, so that its lessons leave it."})
    if is_revised or is_moved:
        before, section.readiness = section.readiness, readiness or section.readiness
        section.locally_modified = section.source_id is not None
        section.save(update_fields=["readiness", "locally_modified", "updated_at"])
        moves.tell_section_readiness(section=section, before=before, is_revised=is_revised)
    return section


def revise_section(*, section: Section, content: SectionContent, editor_id: UUID | None) -> bool:
    """A new draft version, if the content differs; whether it does. The course is locked."""
    if content.hash() == section.draft_version.content_hash:
        return False
    rules.check_section(content)
    n = section.draft_version.n + 1
    version = versions.section_version(section=section, n=n, content=content, editor_id=editor_id)
    version.save(force_insert=True)
    section.draft_version = version
    section.save(update_fields=["draft_version", "updated_at"])
    publish(SectionUpdated(section_id=section.id, course_id=section.course_id, version=version.n))
    return True


@atomic("courses")
def delete_section(*, section_id: UUID, if_match: Precondition = UNCONDITIONAL) -> None:
    """Take it out of the draft; its lessons stay where they stand, without a section. Twice changes nothing."""
    section = editing.locked_section(section_id=section_id)
    refuse_stale(written=section, if_match=if_match, yours={})
    if section.readiness == Readiness.RETIRED:
        return
    before = order_of(course_id=section.course_id)
    retire_section(section=section)
    section.locally_modified = section.source_id is not None
    section.save(update_fields=["locally_modified", "updated_at"])
    moves.tell_order(course=section.course, before=before, told=[section.course_id])
    trail.record(
        room="courses", action="courses.section.delete", object_type="courses.section", object_id=str(section.id)
    )


def retire_section(*, section: Section) -> None:
    """The course is locked."""
    section.readiness = Readiness.RETIRED
    section.save(update_fields=["readiness", "updated_at"])
    Lesson.objects.filter(section=section).update(section=None)
    publish(SectionDeleted(section_id=section.id, course_id=section.course_id))

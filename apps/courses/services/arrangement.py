"""The lessons of a section stand together, and sections in the order of their lessons.

Lessons keep one order in the whole course; a section is a stretch of it.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, groupby
from uuid import UUID

from apps.courses.models.content import Exercise, Lesson
from apps.courses.models.structure import Section
from apps.courses.selectors import editing

type Ordered = Section | Lesson | Exercise


def arrange(*, course_id: UUID) -> None:
    """Bring lessons that stand apart to the first of their section, and no two to one place. The course is locked."""
    lessons = list(editing.lessons_of(course_id=course_id))
    is_apart = not is_together(lesson.section_id for lesson in lessons)
    if is_apart or len({lesson.position for lesson in lessons}) < len(lessons):
        groups: dict[UUID, list[Lesson]] = {}
        for lesson in lessons:
            groups.setdefault(lesson.section_id or lesson.id, []).append(lesson)
        renumber(list(chain.from_iterable(groups.values())))
    align_sections(course_id=course_id)


def place(*, lesson: Lesson) -> None:
    """Put a lesson at the end of the section that it has come to. The course is locked."""
    sections = list(editing.sections_of(course_id=lesson.course_id).values_list("id", flat=True))
    others = list(editing.lessons_of(course_id=lesson.course_id).exclude(id=lesson.id))
    others.insert(_end_of_section(lesson.section_id, others=others, sections=sections), lesson)
    renumber(others)
    align_sections(course_id=lesson.course_id)


def align_sections(*, course_id: UUID) -> None:
    """Sections with lessons follow these; those without keep their places among them."""
    sections = list(editing.sections_of(course_id=course_id))
    homes = editing.lessons_of(course_id=course_id).filter(section_id__isnull=False)
    filled = dict.fromkeys(homes.values_list("section_id", flat=True))
    if [section.id for section in sections if section.id in filled] == list(filled):
        return
    known = {section.id: section for section in sections}
    following = (known[section_id] for section_id in filled)
    renumber([next(following) if section.id in filled else section for section in sections])


def renumber[Part: (Section, Lesson, Exercise)](parts: Sequence[Part]) -> None:
    """Positions from 1; what stands right already isn't written."""
    moved = [part for position, part in enumerate(parts, start=1) if _moved(part, position=position)]
    if moved:
        type(moved[0])._default_manager.bulk_update(moved, ["position"])


def is_together(homes: Iterable[UUID | None]) -> bool:
    """Of the section of each lesson, in order: whether each section is one stretch."""
    stretches = [home for home, _ in groupby(homes) if home is not None]
    return len(stretches) == len(set(stretches))


def _moved(part: Ordered, *, position: int) -> bool:
    before, part.position = part.position, position
    return before != position


def _end_of_section(section_id: UUID | None, *, others: Sequence[Lesson], sections: Sequence[UUID]) -> int:
    """After its last lesson; of an empty one between those of its neighbors, else at the end of the course."""
    ranks = {each: rank for rank, each in enumerate(sections)}
    rank = ranks.get(section_id, len(sections)) if section_id else len(sections)
    homes = [(index, ranks[one.section_id]) for index, one in enumerate(others) if one.section_id in ranks]
    before = [index for index, home in homes if home <= rank]
    after = [index for index, home in homes if home > rank]
    if section_id is None or not homes:
        return len(others)
    return before[-1] + 1 if before else after[0]

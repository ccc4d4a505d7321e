"""The graph of skills: what is known before what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from apps.courses.errors import Circle, ContentRefused
from apps.courses.models.choices import SkillRelation
from apps.courses.models.taxonomy import Skill, SkillLink
from apps.courses.selectors import taxonomy as selectors
from apps.courses.selectors.graphs import way_back
from apps.courses.services import locks, pages
from apps.courses.services.slugs import minted
from gopro.audit import trail
from gopro.database import atomic
from gopro.preconditions import UNCONDITIONAL, Precondition

MOST_LINKS = 50
LONGEST_NAME = 100
LONGEST_SUMMARY = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillContent:
    """`requires` and `parts` are slugs of other skills, which are known before it."""

    name: str
    summary: str = ""
    requires: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


class SkillChanges(TypedDict, total=False):
    name: str
    summary: str
    requires: tuple[str, ...]
    parts: tuple[str, ...]


@atomic("courses")
def create_skill(*, content: SkillContent, slug: str = "") -> Skill:
    """Its slug is that of the concept that it names, and kept for ever."""
    locks.hold(locks.SKILLS)
    _check(content)
    skill = Skill(
        name=content.name.strip(),
        summary=content.summary,
        slug=minted(Skill.objects.all(), wanted=slug, title=content.name),
    )
    skill.save(force_insert=True)
    _link(skill, content=content)
    _record(skill, verb="create")
    return skill


@atomic("courses")
def edit_skill(*, slug: str, changes: SkillChanges, if_match: Precondition = UNCONDITIONAL) -> Skill:
    """Two edits that together would close a circle come one after the other. The same content again changes nothing."""
    locks.hold(locks.SKILLS)
    if_match.check(selectors.version_of(selectors.shown_skill(slug=slug)))
    skill = selectors.skill(slug=slug)
    present = _content(skill)
    content = replace(present, **changes)
    if content == present:
        return skill
    _check(content)
    skill.name, skill.summary = content.name.strip(), content.summary
    skill.save(update_fields=["name", "summary"])
    _link(skill, content=content)
    _record(skill, verb="edit")
    return skill


@atomic("courses")
def delete_skill(*, slug: str, if_match: Precondition = UNCONDITIONAL) -> None:
    """The concept stays wherever it is taught; what was known before it isn't any more."""
    locks.hold(locks.SKILLS)
    if_match.check(selectors.version_of(selectors.shown_skill(slug=slug)))
    skill = selectors.skill(slug=slug)
    _record(skill, verb="delete")
    skill.delete()


def _content(skill: Skill) -> SkillContent:
    shown = selectors.shown_skills([{"id": skill.id, "slug": skill.slug, "name": skill.name, "summary": skill.summary}])
    before = {name: tuple(shown[0][name]) for name in ("requires", "parts")}
    return SkillContent(name=skill.name, summary=skill.summary, **before)


def _link(skill: Skill, *, content: SkillContent) -> None:
    wanted = {
        **dict.fromkeys(content.requires, SkillRelation.REQUIRES),
        **dict.fromkeys(content.parts, SkillRelation.HAS_PART),
    }
    known = {one.slug: one for one in Skill.objects.filter(slug__in=wanted)}
    _refuse_unknown(content, known=known)
    _refuse_circle(skill, before=known.values())
    SkillLink.objects.filter(skill=skill).delete()
    SkillLink.objects.bulk_create(
        [SkillLink(skill=skill, before=known[slug], relation=relation) for slug, relation in wanted.items()]
    )


def _refuse_circle(skill: Skill, *, before: Iterable[Skill]) -> None:
    cycle = way_back(to=skill.id, through=[one.id for one in before], edges=selectors.edges)
    if cycle:
        slugs = dict(Skill.objects.filter(id__in=cycle).values_list("id", "slug"))
        way = " → ".join(slugs[each] for each in cycle)
        raise Circle(f"This would lead in a circle: {way}.", fields={"/requires": f"A circle: {way}."})


def _refuse_unknown(content: SkillContent, *, known: Iterable[str]) -> None:
    named = {"requires": content.requires, "parts": content.parts}
    reasons = {
        f"/{name}/{index}": "There is no such skill."
        for name, slugs in named.items()
        for index, slug in enumerate(slugs)
        if slug not in set(known)
    }
    both = set(content.requires) & set(content.parts)
    reasons |= {f"/parts/{content.parts.index(slug)}": "It is required already." for slug in both}
    if reasons:
        raise ContentRefused(fields=reasons)


def _check(content: SkillContent) -> None:
    reasons = {}
    if not content.name.strip() or len(content.name) > LONGEST_NAME:
        reasons["/name"] = f"A name has 1 to {LONGEST_NAME} characters."
    if len(content.summary) > LONGEST_SUMMARY:
        reasons["/summary"] = f"At most {LONGEST_SUMMARY} characters."
    if _is_long(content.requires, content.parts):
        reasons["/requires"] = f"At most {MOST_LINKS} before it."
    if reasons:
        raise ContentRefused(fields=reasons)


def _is_long(*groups: Sequence[str]) -> bool:
    return sum(len(group) for group in groups) > MOST_LINKS


def _record(skill: Skill, *, verb: str) -> None:
    pages.shelves_changed()
    trail.record(
        room="courses",
        action=f"courses.skill.{verb}",
        object_type="courses.skill",
        object_id=str(skill.id),
        changes={"slug": skill.slug},
    )

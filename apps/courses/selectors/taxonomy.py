"""The tree of categories, and the graph of skills."""

from collections.abc import Collection, Mapping
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.courses.errors import CategoryNotFound, SkillNotFound
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.choices import SkillRelation
from apps.courses.models.content import Course, Exercise
from apps.courses.models.taxonomy import Category, Skill, SkillLink
from apps.courses.selectors.graphs import Before, all_before, in_order

type Node = dict[str, Any]


def category(*, slug: str) -> Category:
    found = Category.objects.select_related("parent").filter(slug=slug).first()
    if found is None:
        raise CategoryNotFound
    return found


def shown_category(*, slug: str) -> Node:
    found = category(slug=slug)
    own = {name: getattr(found, name) for name in ("id", "slug", "name", "path", "position")}
    return own | {"parent": found.parent.slug if found.parent else None}


def version_of(row: Node) -> str:
    """Of a category or skill as it is shown, for `If-Match`: all that is written of it."""
    return "\n".join(str(row.get(name)) for name in ("name", "summary", "path", "position", "requires", "parts"))


def shelf(*, slug: str) -> list[str]:
    """The slugs of a category and of all below it, for a filter; of an unknown one itself."""
    path = Category.objects.filter(slug=slug).values_list("path", flat=True).first()
    return [slug] if path is None else [slug, *below(path=path).values_list("slug", flat=True)]


def below(*, path: str) -> "QuerySet[Category]":
    return Category.objects.filter(path__startswith=f"{path}/")


def tree() -> list[Node]:
    """All categories, each with those below it, in order."""
    rows = Category.objects.order_by("position", "name", "id").values("id", "slug", "name", "path", "parent_id")
    nodes: dict[UUID | None, list[Node]] = {}
    for row in rows:
        nodes.setdefault(row["parent_id"], []).append({**row})
    return _grown(None, nodes=nodes)


def is_on_a_course(*, slug: str) -> bool:
    """Drafts count, since they would be published with it."""
    named = Q(draft_version__categories__contains=[slug]) | Q(published_version__categories__contains=[slug])
    return Course.objects.filter(named).exists()


def skill(*, slug: str) -> Skill:
    found = Skill.objects.filter(slug=slug).first()
    if found is None:
        raise SkillNotFound
    return found


def skills() -> "QuerySet[Skill, Any]":
    return Skill.objects.order_by("slug").values("pk", "id", "slug", "name", "summary")


def shown_skills(rows: list[Node]) -> list[Node]:
    """Each with the slugs of what is right before it."""
    links = _links([row["id"] for row in rows])
    return [_shown(row, links=links.get(row["id"], {})) for row in rows]


def shown_skill(*, slug: str) -> Node:
    """With all that is to be known before it, near and far, in an order in which it can be learned."""
    found = skill(slug=slug)
    row = {name: getattr(found, name) for name in ("id", "slug", "name", "summary")}
    before = all_before(start=[found.id], edges=edges)
    order = [each for each in in_order(before) if each != found.id]
    return shown_skills([row])[0] | {"path": _named(order), "part_of": _wholes(found)}


def parts(*, slug: str) -> list[str]:
    """The slugs of a skill and of all its parts, for a filter: who teaches a part teaches some of it."""
    found = Skill.objects.filter(slug=slug).values_list("id", flat=True).first()
    if found is None:
        return [slug]
    reached = all_before(start=[found], edges=_part_edges)
    return list(Skill.objects.filter(id__in=reached).values_list("slug", flat=True))


def skills_before(*, course_id: UUID) -> list[str]:
    """What to know before a course: what its exercises ask for and what is before its skills, without its own."""
    taught = set(CatalogueEntry.objects.filter(pk=course_id).values_list("concepts", flat=True).first() or ())
    listed = Exercise.objects.filter(course_id=course_id, published_position__isnull=False)
    asked = set(chain.from_iterable(listed.values_list("published_version__prerequisites", flat=True)))
    known = Skill.objects.filter(slug__in=taught | asked).order_by("slug").values_list("id", flat=True)
    order = in_order(all_before(start=known, edges=edges))
    return [one["slug"] for one in _named(order) if one["slug"] not in taught]


def edges(skill_ids: Collection[UUID]) -> Before:
    """What is learned right before each."""
    return _before(SkillLink.objects.filter(skill_id__in=skill_ids))


def _part_edges(skill_ids: Collection[UUID]) -> Before:
    return _before(SkillLink.objects.filter(skill_id__in=skill_ids, relation=SkillRelation.HAS_PART))


def _before(links: "QuerySet[SkillLink]") -> Before:
    found: dict[UUID, list[UUID]] = {}
    for skill_id, before_id in links.order_by("skill__slug", "before__slug").values_list("skill_id", "before_id"):
        found.setdefault(skill_id, []).append(before_id)
    return found


def _links(skill_ids: Collection[UUID]) -> Mapping[UUID, Mapping[str, list[str]]]:
    found: dict[UUID, dict[str, list[str]]] = {}
    rows = SkillLink.objects.filter(skill_id__in=skill_ids).order_by("before__slug")
    for skill_id, relation, slug in rows.values_list("skill_id", "relation", "before__slug"):
        found.setdefault(skill_id, {}).setdefault(relation, []).append(slug)
    return found


def _shown(row: Node, *, links: Mapping[str, list[str]]) -> Node:
    listed = {name: row[name] for name in ("id", "slug", "name", "summary")}
    return listed | {
        "requires": links.get(SkillRelation.REQUIRES, []),
        "parts": links.get(SkillRelation.HAS_PART, []),
    }


def _wholes(found: Skill) -> list[str]:
    rows = SkillLink.objects.filter(before=found, relation=SkillRelation.HAS_PART)
    return list(rows.order_by("skill__slug").values_list("skill__slug", flat=True))


def _named(skill_ids: list[UUID]) -> list[Node]:
    rows = Skill.objects.filter(id__in=skill_ids).values("id", "slug", "name")
    found: dict[UUID, Node] = {row["id"]: {**row} for row in rows}
    return [found[each] for each in skill_ids if each in found]


def _grown(parent_id: UUID | None, *, nodes: Mapping[UUID | None, list[Node]]) -> list[Node]:
    listed = ("id", "slug", "name", "path")
    return [
        {name: row[name] for name in listed} | {"children": _grown(row["id"], nodes=nodes)}
        for row in nodes.get(parent_id, [])
    ]

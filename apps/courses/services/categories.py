"""The tree of categories: what stands below what, and in which order."""

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from apps.courses.errors import CategoryInUse, Circle, ContentRefused
from apps.courses.models.taxonomy import Category
from apps.courses.selectors import taxonomy as selectors
from apps.courses.services import locks, pages
from apps.courses.services.slugs import minted
from gopro.audit import trail
from gopro.database import atomic
from gopro.preconditions import UNCONDITIONAL, Precondition

DEEPEST = 8
LONGEST_NAME = 100


@atomic("courses")
def create_category(*, name: str, slug: str = "", parent_slug: str | None = None, position: int = 0) -> Category:
    """Its slug is kept for ever, since courses name it."""
    locks.hold(locks.CATEGORIES)
    category = Category(
        name=_checked(name),
        slug=minted(Category.objects.all(), wanted=slug, title=name),
        parent=selectors.category(slug=parent_slug) if parent_slug else None,
        position=position,
    )
    _refuse_depth(parent=category.parent, height=0)
    category.save(force_insert=True)
    _record(category, verb="create")
    return category


@atomic("courses")
def edit_category(
    *,
    slug: str,
    name: str,
    parent_slug: str | None,
    position: int,
    if_match: Precondition = UNCONDITIONAL,
) -> Category:
    """With all below it, it may move below another; not below itself. The same again changes nothing."""
    locks.hold(locks.CATEGORIES)
    if_match.check(selectors.version_of(selectors.shown_category(slug=slug)))
    category = selectors.category(slug=slug)
    parent = selectors.category(slug=parent_slug) if parent_slug else None
    before = (category.name, category.parent_id, category.position)
    if before == (name, parent.id if parent else None, position):
        return category
    _refuse_circle(category, parent=parent)
    category.name, category.position = _checked(name), position
    _move(category, parent=parent)
    _record(category, verb="edit")
    return category


@atomic("courses")
def delete_category(*, slug: str, if_match: Precondition = UNCONDITIONAL) -> None:
    """One that no course stands on, and that has none below it."""
    locks.hold(locks.CATEGORIES)
    if_match.check(selectors.version_of(selectors.shown_category(slug=slug)))
    category = selectors.category(slug=slug)
    if category.children.exists() or selectors.is_on_a_course(slug=slug):
        raise CategoryInUse
    _record(category, verb="delete")
    category.delete()


def _move(category: Category, *, parent: Category | None) -> None:
    """The paths of all below go with it."""
    former, category.parent = category.path, parent
    category.save(update_fields=["name", "position", "parent", "path"])
    if category.path != former:
        rest = Substr(F("path"), len(former) + 1)
        selectors.below(path=former).update(path=Concat(Value(category.path), rest))


def _refuse_circle(category: Category, *, parent: Category | None) -> None:
    if parent is not None and f"{parent.path}/".startswith(f"{category.path}/"):
        way = " → ".join(
            [*parent.path.removeprefix(category.path.removesuffix(category.slug)).split("/"), category.slug]
        )
        raise Circle(f"This would lead in a circle: {way}.", fields={"/parent": f"A circle: {way}."})
    depths = (path.count("/") for path in selectors.below(path=category.path).values_list("path", flat=True))
    _refuse_depth(parent=parent, height=max(depths, default=category.path.count("/")) - category.path.count("/"))


def _refuse_depth(*, parent: Category | None, height: int) -> None:
    above = parent.path.count("/") + 1 if parent else 0
    if above + height >= DEEPEST:
        raise ContentRefused(fields={"/parent": f"A tree is {DEEPEST} deep at most."})


def _checked(name: str) -> str:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise ContentRefused(fields={"/name": f"A name has 1 to {LONGEST_NAME} characters."})
    return name.strip()


def _record(category: Category, *, verb: str) -> None:
    pages.shelves_changed()
    pages.shelves_changed()
    trail.record(
        room="courses",
        action=f"courses.category.{verb}",
        object_type="courses.category",
        object_id=str(category.id),
        changes={"path": category.path},
    )

"""The tree of categories."""

from typing import Any

import pytest

from apps.courses.errors import CategoryInUse, CategoryNotFound, Circle, ContentRefused, SlugTaken
from apps.courses.models.taxonomy import Category
from apps.courses.selectors import catalogue, taxonomy
from apps.courses.services.categories import DEEPEST, create_category, delete_category, edit_category
from gopro.audit import trail
from tests.apps.courses.factories import make_course, make_published

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def shelves() -> None:
    create_category(name="Programming")
    create_category(name="Web", parent_slug="programming", position=2)
    create_category(name="Systems", parent_slug="programming", position=1)
    create_category(name="Front end", parent_slug="web")


def paths() -> list[str]:
    return list(Category.objects.order_by("path").values_list("path", flat=True))


def test_paths_order_and_tree() -> None:
    assert paths() == ["programming", "programming/systems", "programming/web", "programming/web/front-end"]

    def slugs(nodes: list[dict[str, Any]]) -> list[Any]:
        return [(node["slug"], slugs(node["children"])) for node in nodes]

    assert slugs(taxonomy.tree()) == [("programming", [("systems", []), ("web", [("front-end", [])])])]


def test_those_below_move_along() -> None:
    edit_category(slug="web", name="The web", parent_slug=None, position=0)
    assert paths() == ["programming", "programming/systems", "web", "web/front-end"]
    entries = trail.entries("courses").count()
    edit_category(slug="web", name="The web", parent_slug=None, position=0)
    assert trail.entries("courses").count() == entries
    last = trail.entries("courses").latest("number")
    assert (last.action, last.changes) == ("courses.category.edit", {"path": "web"})


def test_a_circle_is_refused_with_its_way() -> None:
    for parent, way in (("front-end", "web → front-end → web"), ("web", "web → web")):
        with pytest.raises(Circle) as refusal:
            edit_category(slug="web", name="Web", parent_slug=parent, position=0)
        assert refusal.value.detail == f"This would lead in a circle: {way}."
    assert len(paths()) == 4


def test_what_is_refused() -> None:
    for name in (" ", "x" * 101):
        with pytest.raises(ContentRefused):
            create_category(name=name)
    for slug in ("web", "tree"):
        with pytest.raises(SlugTaken):
            create_category(name="Web", slug=slug)
    with pytest.raises(CategoryNotFound):
        create_category(name="Web", parent_slug="nope")
    parent = "front-end"
    for depth in range(3, DEEPEST):
        parent = create_category(name=f"Level {depth}", parent_slug=parent).slug
    with pytest.raises(ContentRefused):
        create_category(name="Too deep", parent_slug=parent)
    create_category(name="Above")
    with pytest.raises(ContentRefused):
        edit_category(slug="programming", name="Programming", parent_slug="above", position=0)


def test_one_that_something_stands_on_isnt_deleted() -> None:
    make_course(categories=("front-end",))
    for slug in ("web", "front-end"):
        with pytest.raises(CategoryInUse):
            delete_category(slug=slug)
    delete_category(slug="systems")
    assert "programming/systems" not in paths()


def test_a_filter_takes_those_below_in() -> None:
    for slug in ("programming", "web", "front-end", "systems"):
        make_published(title=slug, categories=(slug,))
    assert taxonomy.shelf(slug="web") == ["web", "front-end"]
    assert taxonomy.shelf(slug="nope") == ["nope"]
    found = {
        slug: {row["title"] for row in catalogue.entries(category=slug)} for slug in ("programming", "web", "nope")
    }
    assert found == {
        "programming": {"programming", "web", "front-end", "systems"},
        "web": {"web", "front-end"},
        "nope": set(),
    }

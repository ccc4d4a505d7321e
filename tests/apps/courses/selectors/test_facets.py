"""Facets: each counted without its own filter, shelves with those below, drafts never."""

from typing import Any

import pytest

from apps.courses.models.taxonomy import Category
from apps.courses.selectors.search import facets
from apps.courses.selectors.search.results import results
from tests.apps.courses.conftest import Queries
from tests.apps.courses.factories import make_course, make_published

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def courses(db: None) -> None:
    it = Category.objects.create(slug="it", name="IT")
    web = Category.objects.create(slug="web", name="Web", parent=it, position=1)
    Category.objects.create(slug="css", name="CSS", parent=web, position=2)
    Category.objects.create(slug="art", name="Art", position=3)
    make_published(title="Looms A", categories=("css", "web"), tags=("x", "y"))
    make_published(title="Looms B", categories=("web",), tags=("x",), difficulty="advanced")
    make_published(title="Engines", categories=("art",), tags=("y",), difficulty="advanced")
    make_course(title="Looms draft", categories=("art",), tags=("x", "secret"))


def counted(**query: Any) -> dict[str, dict[str, int]]:
    found = results(**query).beside(with_facets=True)["facets"]
    assert all(facet["is_exact"] for facet in found.values())
    return {name: {one["value"]: one["count"] for one in facet["values"]} for name, facet in found.items()}


def test_of_everything(courses: None) -> None:
    assert counted() == {
        "category": {"it": 2, "web": 2, "css": 1, "art": 1},
        "tag": {"x": 2, "y": 2},
        "difficulty": {"advanced": 2, "beginner": 1},
        "language": {"go": 3},
    }


def test_a_shelf_says_where_it_stands(courses: None) -> None:
    shelves = results().beside(with_facets=True)["facets"]["category"]["values"]
    assert [(one["value"], one["name"], one["parent"]) for one in shelves] == [
        ("it", "IT", None),
        ("web", "Web", "it"),
        ("css", "CSS", "web"),
        ("art", "Art", None),
    ]


def test_of_a_search(courses: None) -> None:
    assert counted(q="looms") == {
        "category": {"it": 2, "web": 2, "css": 1},
        "tag": {"x": 2, "y": 1},
        "difficulty": {"advanced": 1, "beginner": 1},
        "language": {"go": 2},
    }


def test_each_without_its_own_filter(courses: None) -> None:
    assert counted(difficulty="advanced", tag="x") == {
        "category": {"it": 1, "web": 1},
        "tag": {"x": 1, "y": 1},
        "difficulty": {"beginner": 1, "advanced": 1},
        "language": {"go": 1},
    }
    assert counted(category="it")["category"] == {"it": 2, "web": 2, "css": 1, "art": 1}
    assert counted(category="it")["tag"] == {"x": 2, "y": 1}


def test_more_than_the_limit_says_so(courses: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MOST", 1)
    found = results(difficulty="advanced").beside(with_facets=True)["facets"]
    assert [name for name, facet in found.items() if not facet["is_exact"]] == list(facets.FACETS)
    found = results(q="engines").beside(with_facets=True)["facets"]
    assert [name for name, facet in found.items() if not facet["is_exact"]] == []


def test_the_cost_is_the_same_whatever_is_asked(courses: None, queries: Queries) -> None:
    for query, most in (({}, 3), ({"q": "looms"}, 4), ({"tag": "x", "difficulty": "advanced", "language": "go"}, 3)):
        with queries() as made:
            counted(**query)
        assert len(made) <= most + 1, (query, [one["sql"] for one in made])

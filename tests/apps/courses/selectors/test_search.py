"""Searching: what is found by which words, in which order, and where the words are shown to be."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.taxonomy import Category
from apps.courses.selectors.search import text
from apps.courses.selectors.search.results import Results, results
from apps.courses.services.courses import edit_course, retire_course
from apps.courses.services.popularity import count_completion, count_enrollment
from apps.courses.services.publishing import publish_course
from gopro.identifiers import uuid7
from tests.apps.courses.factories import make_code, make_course, make_lesson, make_published

pytestmark = pytest.mark.usefixtures("db")


def titles(found: Results) -> list[str]:
    return [row["title"] for row in found.rows[:10]]


def found(q: str, **filters: Any) -> list[str]:
    return titles(results(q=q, **filters))


def highlights(q: str) -> list[dict[str, str]]:
    search = results(q=q)
    return [row["highlights"] for row in search.shown(list(search.rows))]


def told(q: str) -> Any:
    return results(q=q).beside(with_facets=False)["search"]


def test_words_fold_to_plain_letters_in_the_same_places() -> None:
    assert text.folded("Crème BRÛLÉE, n°1—naïve_ї") == "creme brulee  n 1 naive і"
    assert len(text.folded("Straße ﬁn ①")) == len("Straße ﬁn ①")
    assert text.asked('C++ -x "to be" a-b') == 'c   -x "to be" a b'
    assert list(text.words_of("Go, go! Don't")) == ["go", "go", "don", "t"]


def test_every_text_of_a_course_is_searched_and_the_title_counts_most() -> None:
    make_published(title="Parrots")
    make_published(title="Birds", tags=("parrots",))
    make_published(title="Animals", description="There are *parrots* in it.")
    course = make_course(title="Pets")
    make_code(lesson=make_lesson(course=course, title="Feathers"), title="A parrot squawks")
    publish_course(course_id=course.id, publisher_id=None)
    assert found("parrot") == ["Parrots", "Birds", "Animals", "Pets"]
    assert found("feathers") == ["Pets"]


def test_accents_and_capitals_count_for_nothing_in_any_alphabet() -> None:
    make_published(title="Crème brûlée")
    make_published(title="Мова програмування")
    assert (found("CREME brulee"), found("brûlee")) == (["Crème brûlée"], ["Crème brûlée"])
    assert found("мова ПРОГРАМУВАННЯ") == ["Мова програмування"]


def test_phrases_alternatives_and_exclusions() -> None:
    make_published(title="Error handling")
    make_published(title="Handling an error")
    assert found('"error handling"') == ["Error handling"]
    assert sorted(found("error handling")) == ["Error handling", "Handling an error"]
    assert found('handling -"error handling"') == ["Handling an error"]
    assert found("zebra or handling") != []
    assert sorted(found("-error")) == sorted(found("error"))  # all that lack a word is no question


def test_the_last_word_may_be_a_beginning() -> None:
    make_published(title="Concurrency")
    make_published(title="Concurrent engines")
    make_published(title="Concrete")
    assert sorted(found("concu")) == ["Concurrency", "Concurrent engines"]
    assert found("concurrent engi") == ["Concurrent engines"]
    assert found("c") == []


def test_stop_words_alone_are_found_in_titles() -> None:
    make_published(title="IT")
    make_published(title="Baking", summary="It is good.")
    assert found("it") == ["IT"]


def test_mistyped_words_are_corrected_where_nothing_has_them() -> None:
    make_published(title="Concurrency with goroutines")
    assert (found("gorutines"), told("gorutines")) == (
        ["Concurrency with goroutines"],
        {"corrected_to": "goroutines", "did_you_mean": None},
    )
    assert told("concurency with gorotines")["corrected_to"] == "concurrency with goroutines"
    assert told("concurrency") == {"corrected_to": None, "did_you_mean": None}
    assert (found("xqzzyx"), told("xqzzyx")) == ([], {"corrected_to": None, "did_you_mean": None})


def test_a_mistake_that_somebody_else_made_too_is_found_and_better_words_are_told() -> None:
    make_published(title="Kniting")
    for _ in range(3):
        make_published(title="Knitting")
    assert (found("kniting"), told("kniting")["did_you_mean"]) == (["Kniting"], None)
    assert told("knitin")["corrected_to"] is None  # a beginning of what is there


def test_what_left_the_catalogue_is_suggested_no_more() -> None:
    course = make_published(title="Goroutines")
    assert told("gorutines")["corrected_to"] == "goroutines"
    edit_course(course_id=course.id, changes={"title": "Threads"}, editor_id=None)
    assert told("threds")["corrected_to"] is None
    publish_course(course_id=course.id, publisher_id=None)
    assert (told("gorutines")["corrected_to"], told("threds")["corrected_to"]) == (None, "threads")
    retire_course(course_id=course.id)
    assert told("threds")["corrected_to"] is None


def test_marks_are_safe_and_where_the_words_stand() -> None:
    make_published(title="Café <b>noir</b> & more", summary="Un café.", description="x " * 90 + "grands cafés ici")
    assert highlights("cafe") == [
        {
            "title": "<mark>Café</mark> &lt;b&gt;noir&lt;/b&gt; &amp; more",
            "summary": "Un <mark>café</mark>.",
            "passage": "…" + "x " * 26 + "grands <mark>cafés</mark> ici",
        }
    ]
    assert highlights("<script>") == []
    assert [one["title"] for one in highlights("b")] == [
        "Café &lt;<mark>b</mark>&gt;noir&lt;/<mark>b</mark>&gt; &amp; more"
    ]


def test_equally_fitting_courses_stand_by_popularity_and_age() -> None:
    old, new = make_published(title="Looms A"), make_published(title="Looms B")
    assert found("looms") == ["Looms B", "Looms A"]
    for _ in range(8):
        count_enrollment(course_id=old.id, at=timezone.now())
    assert found("looms") == ["Looms A", "Looms B"]
    for _ in range(20):
        count_completion(course_id=new.id, at=timezone.now())
    assert found("looms") == ["Looms B", "Looms A"]


def test_popularity_does_not_outweigh_what_the_text_says() -> None:
    popular = make_published(title="Weaving", description="Looms are mentioned.")
    make_published(title="Looms")
    for _ in range(100):
        count_enrollment(course_id=popular.id, at=timezone.now())
    assert found("looms") == ["Looms", "Weaving"]


def test_half_a_life_less_is_one_doubling_less() -> None:
    course = make_published()
    entry = CatalogueEntry.objects.get(course=course)
    other = make_published()
    later = CatalogueEntry.objects.get(course=other)
    assert later.standing - entry.standing == pytest.approx(
        (later.published_at - entry.published_at) / timedelta(days=30)
    )


def test_filters_narrow_a_search_and_a_category_takes_those_below_along() -> None:
    it = Category.objects.create(slug="it", name="IT")
    Category.objects.create(slug="web", name="Web", parent=it)
    author = uuid7()
    make_published(title="Looms one", categories=("web",), tags=("x",), author_id=author)
    make_published(title="Looms two", difficulty="advanced")
    for filters in (
        {"category": "web"},
        {"category": "it"},
        {"tag": "x"},
        {"author": author},
        {"difficulty": "beginner"},
    ):
        assert found("looms", **filters) == ["Looms one"], filters
    assert found("looms", language="rust") == found("looms", category="nowhere") == []
    assert found("looms", ordering="title") == ["Looms one", "Looms two"]


def test_a_skill_is_what_lessons_teach() -> None:
    course = make_course(title="Engines")
    make_code(lesson=make_lesson(course=course, concepts=("error-handling",)))
    publish_course(course_id=course.id, publisher_id=None)
    assert found("handling") == [row["title"] for row in results(skill="error-handling").rows] == ["Engines"]

"""The graph of skills."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from apps.courses.errors import Circle, ContentRefused, SkillNotFound
from apps.courses.models.taxonomy import Skill, SkillLink
from apps.courses.selectors import catalogue, taxonomy
from apps.courses.services.publishing import publish_course
from apps.courses.services.skills import SkillChanges, SkillContent, create_skill, delete_skill, edit_skill
from gopro.audit import trail
from tests.apps.courses.factories import make_course, make_lesson, make_quiz

pytestmark = pytest.mark.usefixtures("db")


def make(name: str, *, requires: tuple[str, ...] = (), parts: tuple[str, ...] = ()) -> Skill:
    return create_skill(content=SkillContent(name=name, requires=requires, parts=parts))


def test_the_path_to_a_skill_is_all_before_it_in_order() -> None:
    make("Values")
    make("Loops", requires=("values",))
    make("Ranges", requires=("values",))
    make("Iteration", parts=("loops", "ranges"))
    make("Sorting", requires=("iteration",))
    shown = taxonomy.shown_skill(slug="sorting")
    path = [step["slug"] for step in shown["path"]]
    assert (shown["requires"], shown["parts"], sorted(path)) == (
        ["iteration"],
        [],
        ["iteration", "loops", "ranges", "values"],
    )
    assert (path[0], path[-1]) == ("values", "iteration")
    assert taxonomy.shown_skill(slug="loops")["part_of"] == ["iteration"]
    assert taxonomy.parts(slug="iteration") == ["iteration", "loops", "ranges"]
    assert taxonomy.parts(slug="unknown") == ["unknown"]


def test_a_circle_is_refused_with_its_way() -> None:
    make("One")
    make("Two", requires=("one",))
    make("Three", parts=("two",))
    both: tuple[SkillChanges, ...] = ({"requires": ("three",)}, {"parts": ("three",)})
    for changes in both:
        with pytest.raises(Circle) as refusal:
            edit_skill(slug="one", changes=changes)
        assert refusal.value.detail == "This would lead in a circle: one → three → two → one."
    with pytest.raises(Circle, match="one → one"):
        edit_skill(slug="one", changes={"requires": ("one",)})
    assert SkillLink.objects.count() == 2


def test_what_is_refused() -> None:
    make("One")
    with pytest.raises(ContentRefused) as refusal:
        make("Two", requires=("nope", "one"), parts=("one",))
    assert refusal.value.fields == {"/requires/0": "There is no such skill.", "/parts/0": "It is required already."}
    for content in (SkillContent(name=" "), SkillContent(name="x", summary="y" * 501)):
        with pytest.raises(ContentRefused):
            create_skill(content=content)
    with pytest.raises(SkillNotFound):
        edit_skill(slug="nope", changes={"name": "x"})
    assert Skill.objects.count() == 1


def test_changes_are_partial_audited_and_deletion_leaves_concepts() -> None:
    make("One")
    make("Two", requires=("one",))
    edit_skill(slug="two", changes={"summary": "More."})
    edit_skill(slug="two", changes={"summary": "More."})
    assert taxonomy.shown_skill(slug="two")["requires"] == ["one"]
    delete_skill(slug="one")
    assert (taxonomy.shown_skill(slug="two")["requires"], SkillLink.objects.count()) == ([], 0)
    assert [row.action.rpartition(".")[2] for row in trail.entries("courses").order_by("number")] == [
        "create",
        "create",
        "edit",
        "delete",
    ]


def test_who_teaches_it_and_what_to_know_before_a_course() -> None:
    make("Values")
    make("Loops", requires=("values",))
    make("Ranges", requires=("values",))
    make("Iteration", parts=("loops", "ranges"))
    course = make_course(title="Go")
    lesson = make_lesson(course=course, concepts=("loops", "unknown"))
    make_quiz(lesson=lesson, concepts=("maps",), prerequisites=("ranges",))
    publish_course(course_id=course.id, publisher_id=None)
    other = make_course()
    make_lesson(course=other, concepts=("loops",))
    for skill, found in (("loops", ["Go"]), ("iteration", ["Go"]), ("maps", ["Go"]), ("values", [])):
        assert [row["title"] for row in catalogue.entries(skill=skill)] == found
    assert taxonomy.skills_before(course_id=course.id) == ["values", "ranges"]


def test_two_edits_that_together_close_a_circle(committed: None) -> None:
    make("One")
    make("Two")
    barrier, ended = Barrier(2), []

    def act(slug: str, other: str) -> None:
        barrier.wait()
        try:
            edit_skill(slug=slug, changes={"requires": (other,)})
            ended.append("done")
        except Circle:
            ended.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=act, args=pair) for pair in (("one", "two"), ("two", "one"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(ended), SkillLink.objects.count()) == (["done", "refused"], 1)

"""An author asks first: what is asked, what is answered, and that just that is published."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from apps.courses.contracts import CoursePublished, ItemChoice, PublishChoices, PublishImpactRequested
from apps.courses.errors import ContentRefused, ImpactNotFound, ImpactOutdated
from apps.courses.models.content import Course
from apps.courses.models.impacts import Impact
from apps.courses.models.publishing import Publication
from apps.courses.selectors import impacts
from apps.courses.services import erasure, policies
from apps.courses.services.courses import edit_course
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.impacts import answers, words
from apps.courses.services.impacts.requests import request_impact
from apps.courses.services.lessons import delete_lesson, edit_lesson
from apps.courses.services.ordering import reorder_course
from apps.courses.services.publications.terms import Terms, choices_of
from apps.courses.services.publishing import publish_course
from apps.progress.contracts import PublishImpactEstimated
from apps.progress.services import completion, enrollment, grading
from apps.progress.services.impacts import estimating, trials
from apps.progress.services.submissions import submit
from gopro.audit import trail
from gopro.events.loop import drain
from gopro.identifiers import uuid7
from gopro.security.principal import Principal
from gopro.testing.facts import Told
from tests.apps.courses.factories import (
    QUESTION,
    exercises_of,
    lessons_of,
    make_course,
    make_lesson,
    make_published,
    make_quiz,
)

pytestmark = pytest.mark.usefixtures("db")
REQUIRE = PublishChoices(default="require")


def asked(course: Course, **options: Any) -> Impact:
    return request_impact(course_id=course.id, asker_id=None, **{"choices": REQUIRE} | options)


def answered(impact: Impact) -> Impact:
    """By progress, with all that it does for it."""
    drain()
    estimating.estimate(impact_id=impact.pk)
    while not Impact.objects.get(pk=impact.pk).is_final:
        trials.try_next(impact_id=impact.pk)
        drain()
    impact.refresh_from_db()
    return impact


def caller_with(*roles: str) -> Principal:
    return Principal(user_id=uuid7(), session_id=uuid7(), roles=frozenset(roles))


def learner(course: Course, *, lessons: int, answer: str = "") -> UUID:
    user_id = uuid7()
    enrollment.enroll(user_id=user_id, course_id=course.id)
    for lesson in lessons_of(course)[:lessons]:
        completion.record_lesson(user_id=user_id, lesson_id=lesson.id, completed=True, score=None)
    if answer:
        quiz = exercises_of(lessons_of(course)[0])[0]
        made = submit(user_id=user_id, exercise_id=quiz.id, files=None, answers={"sum": answer})
        grading.grade(submission_id=made.pk)
    return user_id


@pytest.fixture
def course() -> Course:
    """Two lessons and a quiz in the first."""
    made = make_course()
    make_quiz(lesson=make_lesson(course=made, title="First"), questions=(QUESTION,))
    make_lesson(course=made, title="Second")
    publish_course(course_id=made.id, publisher_id=None)
    drain()
    return made


class TestAsking:
    def test_tells_what_would_be_published_and_publishes_nothing(self, course: Course, told: Told) -> None:
        lesson = lessons_of(course)[0]
        edit_lesson(lesson_id=lesson.id, changes={"title": "Anew"}, editor_id=None)
        facts = len(told)
        impact = asked(course, sample=9_999)
        [fact] = list(told)[facts:]
        assert isinstance(fact, PublishImpactRequested)
        assert (fact.impact_id, fact.base_version, fact.policy, fact.choices) == (impact.id, 1, "pin", REQUIRE)
        assert [one.title for one in fact.lessons] == ["Anew", "Second"]
        assert fact.sample == 1_000
        assert (impact.state, Publication.objects.count()) == ("asked", 1)

    def test_the_answer_grows_and_the_final_one_stands(self, course: Course) -> None:
        impact = asked(course)
        answers.record_impact(impact_id=impact.id, is_final=False, figures={"learners": 3})
        assert Impact.objects.get().state == "partial"
        answers.record_impact(impact_id=impact.id, is_final=True, figures={"learners": 4})
        answers.record_impact(impact_id=impact.id, is_final=False, figures={"learners": 5})
        found = Impact.objects.get()
        assert (found.state, found.figures) == ("final", {"learners": 4})
        answers.record_impact(impact_id=uuid7(), is_final=True, figures={})
        assert Impact.objects.count() == 1

    def test_without_an_answer_it_is_not_known_and_publishing_says_so_in_the_log(self, course: Course) -> None:
        edit_course(course_id=course.id, changes={"title": "Anew"}, editor_id=None)
        impact = asked(course)
        Impact.objects.update(asked_at=timezone.now() - timedelta(seconds=31))
        impact.refresh_from_db()
        assert impact.state == "unanswered"
        said = impacts.shown(impact, caller=caller_with("author"))
        assert words.sentences(said) == [words.UNANSWERED]
        publish_course(course_id=course.id, publisher_id=None, terms=Terms(impact_id=impact.id))
        log = Publication.objects.get(n=2)
        assert log.impact == {
            "id": str(impact.id),
            "state": "unanswered",
            "says": "Not known: progress did not answer in 30 s",
            "outcome": None,
        }
        entry = trail.history(room="courses", object_type="courses.course", object_id=str(course.id)).first()
        assert entry is not None
        assert entry.changes["impact"] == "Not known: progress did not answer in 30 s"

    def test_questions_are_forgotten_and_nobody_is_named_after_erasure(self, course: Course) -> None:
        author = uuid7()
        asked(course)
        Impact.objects.update(asked_by=author)
        erasure.erase_user(erasure_id=uuid7(), user_id=author)
        assert Impact.objects.get().asked_by is None
        assert answers.forget_impacts() == 0
        Impact.objects.update(asked_at=timezone.now() - timedelta(days=31))
        assert answers.forget_impacts() == 1


class TestAgreeing:
    def test_what_was_estimated_is_published_with_its_choices_and_figures_in_the_log(
        self, course: Course, told: Told
    ) -> None:
        learner(course, lessons=2, answer="2")
        learner(course, lessons=2, answer="2")
        learner(course, lessons=1)
        policies.set_policy(course_id=course.id, policy="follow_latest")
        quiz = exercises_of(lessons_of(course)[0])[0]
        edit_exercise(exercise_id=quiz.id, changes={"questions": (QUESTION | {"answers": ["3"]},)}, editor_id=None)
        make_lesson(course=course, title="Third")
        impact = answered(asked(course, choices=choices_of(default="require", items={quiz.id: "keep"})))
        assert impact.figures is not None
        assert impact.figures["exercises"] == [
            {"exercise_id": str(quiz.id), "passed": 2, "to_run": 2, "run": 2, "would_fail": 2, "not_run": 0}
        ]
        assert words.sentences(impacts.shown(impact, caller=caller_with("editor"))) == [
            "1 learner is in progress, 2 have completed.",
            "3 learners come along, 0 stay with the version that they follow.",
            "2 learners who are at 100 % fall below it.",
            "3 percentages fall.",
            "0 percentages rise.",
            "0 learners complete the course by it.",
            "0 passed exercises don't count any more.",
            "“Quiz” would change: 2 learners have passed another version of it.",
            "“Quiz”: 2 of 2 chosen submissions were graded again by the new version: 2 would fail now, "
            "0 couldn't be run.",
        ]
        publish_course(course_id=course.id, publisher_id=None, terms=Terms(impact_id=impact.id))
        log, fact = Publication.objects.get(n=2), told.of(CoursePublished)[-1]
        assert (log.policy, log.choices) == (
            "follow_latest",
            {"default": "require", "items": [{"id": str(quiz.id), "choice": "keep"}]},
        )
        assert (fact.policy, fact.choices) == (
            "follow_latest",
            PublishChoices(default="require", items=(ItemChoice(id=quiz.id, choice="keep"),)),
        )
        assert log.impact is not None
        assert (log.impact["state"], log.impact["outcome"]["below_full"]) == ("final", 2)

    def test_what_differs_is_refused_by_name_and_changes_nothing(self, course: Course) -> None:
        first, second = lessons_of(course)
        impact = asked(course)
        edit_course(course_id=course.id, changes={"title": "Anew"}, editor_id=None)
        edit_lesson(lesson_id=first.id, changes={"body": "Anew"}, editor_id=None)
        edit_exercise(exercise_id=exercises_of(first)[0].id, changes={"blurb": "Anew"}, editor_id=None)
        delete_lesson(lesson_id=second.id)
        make_lesson(course=course, title="Third")
        policies.set_policy(course_id=course.id, policy="follow_latest")
        with pytest.raises(ImpactOutdated) as refusal:
            publish_course(course_id=course.id, publisher_id=None, terms=Terms(impact_id=impact.id))
        assert refusal.value.fields == {
            "/policy": "It was pin and is follow_latest.",
            "/course": "The course's own texts have been changed.",
            "/lessons": "They are others, or in another order.",
            "/lessons/first": "It has been changed.",
            "/lessons/second": "It has gone.",
            "/lessons/third": "It has come in.",
            "/exercises/quiz": "It has been changed.",
        }
        assert Publication.objects.count() == 1

    def test_an_order_a_publication_and_choices_may_differ_too(self, course: Course) -> None:
        first, second = lessons_of(course)
        impact = asked(course)
        reorder_course(course_id=course.id, lesson_ids=[second.id, first.id], exercise_ids={})
        with pytest.raises(ImpactOutdated) as refusal:
            publish_course(course_id=course.id, publisher_id=None, terms=Terms(impact_id=impact.id))
        assert set(refusal.value.fields) == {"/lessons"}
        publish_course(course_id=course.id, publisher_id=None)
        edit_course(course_id=course.id, changes={"title": "Anew"}, editor_id=None)
        with pytest.raises(ImpactOutdated) as refusal:
            publish_course(course_id=course.id, publisher_id=None, terms=Terms(impact_id=impact.id))
        assert set(refusal.value.fields) == {"/version", "/course", "/lessons"}
        again = asked(course)
        other = choices_of(default="keep", items={first.id: "credit"})
        with pytest.raises(ImpactOutdated) as refusal:
            publish_course(course_id=course.id, publisher_id=None, terms=Terms(impact_id=again.id, choices=other))
        assert set(refusal.value.fields) == {"/choices"}
        one_for_all = Terms(impact_id=again.id, choices=choices_of(default="credit"))
        publish_course(course_id=course.id, publisher_id=None, terms=one_for_all)
        assert Publication.objects.get(n=3).choices == {"default": "credit", "items": []}

    def test_an_estimate_of_another_course_is_none(self, course: Course) -> None:
        impact = asked(make_published())
        edit_course(course_id=course.id, changes={"title": "Anew"}, editor_id=None)
        with pytest.raises(ImpactNotFound):
            publish_course(course_id=course.id, publisher_id=None, terms=Terms(impact_id=impact.id))

    def test_an_unknown_choice_is_refused(self) -> None:
        with pytest.raises(ContentRefused) as refusal:
            choices_of(default="forget", items={UUID(int=1): "forget"})
        assert set(refusal.value.fields) == {"/choices/default", f"/choices/items/{UUID(int=1)}"}


class TestPolicies:
    def test_a_policy_is_audited_and_holds_from_the_next_publication(self, course: Course, told: Told) -> None:
        for _ in range(2):
            policies.set_policy(course_id=course.id, policy="follow_compatible")
        entries = trail.history(room="courses", object_type="courses.course", object_id=str(course.id))
        [entry] = [one for one in entries if one.action == "courses.course.set_policy"]
        assert entry.changes == {"policy": "pin → follow_compatible"}
        assert told.of(CoursePublished) == []
        publish_course(course_id=course.id, publisher_id=None)
        assert [fact.policy for fact in told.of(CoursePublished)] == ["follow_compatible"]
        publish_course(course_id=course.id, publisher_id=None)
        assert Publication.objects.count() == 2

    def test_an_unknown_policy_is_refused(self, course: Course) -> None:
        with pytest.raises(ContentRefused):
            policies.set_policy(course_id=course.id, policy="follow_the_leader")


class TestShowing:
    @pytest.mark.parametrize(("roles", "sees"), [(("editor",), True), (("author",), False)])
    def test_who_it_would_be_is_for_those_who_may_see_learners(
        self, course: Course, roles: tuple[str, ...], sees: bool
    ) -> None:
        impact, someone = asked(course), uuid7()
        told = PublishImpactEstimated(
            impact_id=impact.id,
            course_id=course.id,
            is_final=True,
            learners=1,
            looked_at=1,
            in_progress=0,
            completed=1,
            outcomes=(),
            exercises=(),
            below_full=(someone,),
        )
        figures = {name: getattr(told, name) for name in ("learners", "looked_at", "exercises", "below_full")}
        answers.record_impact(impact_id=impact.id, is_final=True, figures=figures)
        impact.refresh_from_db()
        shown = impacts.shown(impact, caller=caller_with(*roles))
        assert shown["below_full"] == ([str(someone)] if sees else None)
        assert "below_full" not in shown["figures"]

    def test_what_there_is_to_choose_for(self, course: Course) -> None:
        first, second = lessons_of(course)
        edit_lesson(lesson_id=first.id, changes={"body": "Anew"}, editor_id=None)
        delete_lesson(lesson_id=second.id)
        third = make_lesson(course=course, title="Third")
        assert impacts.affected_by_draft(course=course) == [
            {"id": str(first.id), "kind": "lesson", "title": "First", "change": "changed"},
            {"id": str(second.id), "kind": "lesson", "title": "Second", "change": "gone"},
            {"id": str(third.id), "kind": "lesson", "title": "Third", "change": "new"},
        ]

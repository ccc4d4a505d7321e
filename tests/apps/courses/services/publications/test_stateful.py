"""Edits, publications, roll-backs and schedules at random: what was written stays, pointers point where they must."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from rest_framework.test import APIClient

from apps.courses.errors import EmptyCourse
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.edits import Edit
from apps.courses.models.publishing import Publication
from apps.courses.models.schedules import Schedule
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion
from apps.courses.selectors import editions
from apps.courses.services.courses import edit_course, retire_course
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.ordering import reorder_course
from apps.courses.services.publications import due
from apps.courses.services.publications.rollback import roll_back, roll_back_with_draft
from apps.courses.services.publications.schedules import cancel_schedule, schedule_publication
from apps.courses.services.publishing import publish_course
from gopro.database import alias_of, savepoint
from tests.apps.courses.factories import make_course, make_lesson, make_quiz

pytestmark = pytest.mark.usefixtures("db")

VERSIONS = (CourseVersion, LessonVersion, ExerciseVersion)
READINESS = st.sampled_from(list(Readiness))
TEXTS = st.sampled_from(["One.", "Two.\n\nThree.", "*Four*", ""])


class Authors(RuleBasedStateMachine):
    """Everything that changes what a course is, one step after another."""

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint(using=alias_of("courses"))
        self.clock = time_machine.travel(datetime.now(UTC), tick=True)
        self.now = self.clock.start()
        self.anybody = APIClient()
        self.bytes: dict[int, bytes] = {}
        self.rows: dict[Any, Mapping[str, Any]] = {}
        self.pinned: dict[UUID, object] = {}

    def teardown(self) -> None:
        self.clock.stop()
        transaction.savepoint_rollback(self.mark, using=alias_of("courses"))

    @initialize()
    def begin(self) -> None:
        course = make_course()
        self.id = course.id
        for _ in range(2):
            make_quiz(lesson=make_lesson(course=course, body="Text."))

    @property
    def course(self) -> Course:
        return Course.objects.select_related("draft_version").get(pk=self.id)

    @property
    def lessons(self) -> list[Lesson]:
        return list(Lesson.objects.filter(course=self.id).order_by("number"))

    def chosen(self, parts: list[Any], index: int) -> Any:
        return parts[index % len(parts)]

    @rule(text=TEXTS)
    def edit_the_course(self, text: str) -> None:
        edit_course(course_id=self.id, changes={"description": text}, editor_id=None)

    @rule(index=st.integers(0, 9), text=TEXTS, readiness=READINESS)
    def edit_a_lesson(self, index: int, text: str, readiness: Readiness) -> None:
        lesson = self.chosen(self.lessons, index)
        edit_lesson(lesson_id=lesson.id, changes={"body": text}, readiness=readiness, editor_id=None)

    @rule(index=st.integers(0, 9), text=TEXTS, readiness=READINESS)
    def edit_an_exercise(self, index: int, text: str, readiness: Readiness) -> None:
        exercise = self.chosen(list(Exercise.objects.filter(course=self.id).order_by("id")), index)
        edit_exercise(exercise_id=exercise.id, changes={"instructions": text}, readiness=readiness, editor_id=None)

    @rule()
    def add_a_lesson(self) -> None:
        make_quiz(lesson=make_lesson(course=self.course))

    @rule(data=st.data())
    def reorder(self, data: st.DataObject) -> None:
        ids = [lesson.id for lesson in self.lessons if lesson.readiness != Readiness.RETIRED]
        order = data.draw(st.permutations(ids)) if ids else []
        reorder_course(course_id=self.id, lesson_ids=order, exercise_ids={})

    @rule()
    def publish(self) -> None:
        draft = editions.of_draft(self.course)
        try:
            publish_course(course_id=self.id, publisher_id=None)
        except EmptyCourse:
            assert draft.outline == ()
        else:
            assert editions.of_publication(self.last) == draft

    @precondition(lambda self: self.bytes)
    @rule(index=st.integers(0, 9), with_draft=st.booleans())
    def roll_back(self, index: int, with_draft: bool) -> None:
        n = self.chosen(sorted(self.bytes), index)
        wanted = editions.of_publication(Publication.objects.get(course=self.id, n=n))
        act = roll_back_with_draft if with_draft else roll_back
        assert editions.of_publication(act(course_id=self.id, n=n, publisher_id=None)) == wanted
        if with_draft:
            draft = editions.of_draft(self.course)
            assert list(draft.lesson_versions) == list(wanted.lesson_versions)
            assert list(draft.exercise_versions) == list(wanted.exercise_versions)

    @precondition(lambda self: self.bytes)
    @rule()
    def retire(self) -> None:
        retire_course(course_id=self.id)
        self.pinned.clear()

    @rule(minutes=st.integers(1, 300))
    def schedule(self, minutes: int) -> None:
        draft, when = editions.of_draft(self.course), timezone.now() + timedelta(minutes=minutes)
        if draft.outline:
            found = schedule_publication(course_id=self.id, due_at=when, scheduler_id=None)
            self.pinned[found.id] = draft

    @precondition(lambda self: self.pinned)
    @rule(index=st.integers(0, 9))
    def cancel(self, index: int) -> None:
        chosen = self.chosen(list(self.pinned), index)
        cancel_schedule(course_id=self.id, schedule_id=chosen)
        del self.pinned[chosen]

    @rule(minutes=st.integers(1, 300))
    def wait(self, minutes: int) -> None:
        self.now.shift(timedelta(minutes=minutes))
        come = list(Schedule.objects.filter(pk__in=self.pinned, due_at__lte=timezone.now()).order_by("due_at"))
        assert due.publish_scheduled(course_id=self.id) == len(come)
        for schedule in come:
            schedule.refresh_from_db()
            shown = Publication.objects.get(course=self.id, n=schedule.publication or 0)
            assert (schedule.state, editions.of_publication(shown)) == ("published", self.pinned.pop(schedule.id))

    @rule(
        model=st.sampled_from([*VERSIONS, Publication]),
        verb=st.sampled_from(["UPDATE {} SET n = 99", "DELETE FROM {}"]),
    )
    def meddle(self, model: Any, verb: str) -> None:
        if not model.objects.exists():
            return
        with pytest.raises(IntegrityError, match="written once"), savepoint("courses"):
            connections[alias_of("courses")].cursor().execute(verb.format(model._meta.db_table))

    @property
    def last(self) -> Publication:
        return Publication.objects.select_related("course_version").filter(course=self.id).latest("n")

    @invariant()
    def publications_read_the_same_bytes(self) -> None:
        for n in Publication.objects.filter(course=self.id).order_by("n").values_list("n", flat=True):
            answer = self.anybody.get(f"/api/v1/courses/{self.id}/versions/{n}")
            assert answer.status_code == 200, answer.content
            assert self.bytes.setdefault(n, answer.content) == answer.content
        assert list(self.bytes) == list(range(1, len(self.bytes) + 1))

    @invariant()
    def versions_are_never_changed(self) -> None:
        for model in VERSIONS:
            for row in model._default_manager.values():
                assert self.rows.setdefault((model, row["id"]), row) == row

    @invariant()
    def pointers_are_of_the_last_publication(self) -> None:
        shown = Lesson.objects.filter(course=self.id, published_position__isnull=False).order_by("published_position")
        if not Publication.objects.filter(course=self.id).exists():
            assert not shown.exists()
            return
        edition = editions.of_publication(self.last)
        assert self.course.published_version_id == edition.course_version.id
        assert dict(shown.values_list("id", "published_version_id")) == edition.lesson_versions
        assert list(shown.values_list("id", flat=True)) == list(edition.lesson_versions)
        parts = Exercise.objects.filter(course=self.id, published_position__isnull=False)
        placed = parts.order_by("published_lesson__published_position", "published_position")
        assert list(placed.values_list("id", "published_version_id")) == list(edition.exercise_versions.items())

    @invariant()
    def the_time_line_has_everything(self) -> None:
        lines = Edit.objects.filter(course=self.id)
        versions = (
            CourseVersion.objects.filter(course=self.id).count()
            + LessonVersion.objects.filter(lesson__course=self.id).count()
            + ExerciseVersion.objects.filter(exercise__course=self.id).count()
        )
        assert lines.filter(action__in=["created", "edited"]).count() == versions
        publications = Publication.objects.filter(course=self.id).count()
        assert lines.filter(action__in=["published", "restored"]).count() == publications


def test_what_was_written_stays() -> None:
    checked = settings(
        max_examples=12,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(Authors, settings=checked)

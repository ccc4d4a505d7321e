"""Learners who click many times at once, in real transactions."""

import threading

from django.db import connections

from apps.courses.contracts import PublishChoices
from apps.progress.models import Award, EnrollmentStatus, LessonCompletion
from apps.progress.services import completion, following
from tests.apps.progress.factories import Learner, LessonFactory, publish


def test_parallel_completions_count_each_lesson_once(committed):
    learner = Learner(publish(lessons=tuple(LessonFactory.build_batch(5))))

    def work() -> None:
        for position in range(5):
            lesson_id = learner.course.lessons[position].lesson_id
            completion.record_lesson(user_id=learner.user_id, lesson_id=lesson_id, completed=True, score=None)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = learner.fresh()
    assert (found.lessons_completed, found.percent, found.status) == (5, 100.0, EnrollmentStatus.COMPLETED)
    assert LessonCompletion.objects.count() == 5
    assert Award.objects.count() == 1


def test_completions_during_the_move_are_not_lost(committed, monkeypatch):
    """Learners click while a publication is followed in small portions, each of which ends between two clicks."""
    monkeypatch.setattr(following, "AT_ONCE", 2)
    course = publish(lessons=tuple(LessonFactory.build_batch(4)))
    learners = [Learner(course) for _ in range(8)]
    choices = PublishChoices(default="require")
    more = (*course.lessons, LessonFactory())
    failures = []

    def learn(learner: Learner) -> None:
        try:
            for lesson in course.lessons:
                completion.record_lesson(
                    user_id=learner.user_id, lesson_id=lesson.lesson_id, completed=True, score=None
                )
        except Exception as failure:  # whatever a learner would meet
            failures.append(failure)
        connections.close_all()

    def follow() -> None:
        publish(course_id=course.course_id, version=2, lessons=more, policy="follow_latest", choices=choices)
        following.follow_course(course_id=course.course_id)
        connections.close_all()

    threads = [threading.Thread(target=learn, args=(each,)) for each in learners]
    threads += [threading.Thread(target=follow) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    following.sweep()
    assert failures == []
    assert {(row.outline.version, row.percent, row.lessons_total) for row in map(Learner.fresh, learners)} == {
        (2, 80.0, 5)
    }
    assert completion.recount([each.enrollment.pk for each in learners]) == 0

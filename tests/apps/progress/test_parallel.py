"""Learners who click many times at once, in real transactions."""

import threading

from django.db import connections

from apps.progress.models import Award, EnrollmentStatus, LessonCompletion
from apps.progress.services import completion
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

"""Projections made anew: like before where they were right, right where they were not, and never half."""

import pytest
from django.core.management import CommandError

from apps.courses.services.courses import retire_course
from apps.notifications.models import Delivery, Notification, Recipient
from apps.progress.models import Course, Enrollment, Outline, OutlineExercise, OutlineLesson
from apps.progress.services import completion, enrollment
from gopro.events.loop import drain
from gopro.events.models import Inbox, Outbox
from gopro.events.operations import rebuild
from gopro.events.operations.projections import Projection, find
from gopro.identifiers import uuid7
from tests.gopro.events.samples import call, make_users, published

pytestmark = pytest.mark.django_db

OUTLINES = (Course, Outline, OutlineLesson, OutlineExercise)


def rows(*models):
    return [list(model.objects.order_by("pk").values()) for model in models]


def recipients() -> Projection:
    found = find("notifications.recipients")
    assert isinstance(found, Projection)
    return found


def test_what_is_right_stays_to_the_byte():
    make_users(3)
    published()
    before = rows(Recipient, *OUTLINES)
    assert call("rebuild", "notifications.recipients").startswith(
        "notifications.recipients: 3 streams; rows: 0 inserted, 0 updated, 0 deleted."
    )
    call("rebuild", "progress.outlines")
    assert rows(Recipient, *OUTLINES) == before
    call("rebuild", "progress.outlines", "--verify")


def test_what_is_missing_different_or_too_much_is_mended():
    users = make_users(3)
    before = rows(Recipient)
    Recipient.objects.filter(user_id=users[0]).delete()
    Recipient.objects.filter(user_id=users[1]).update(display_name="Somebody else", email_verified=False)
    stranger = Recipient.objects.create(user_id=uuid7(), display_name="Told by nobody")
    with pytest.raises(CommandError, match="is not what it should be"):
        call("rebuild", "notifications.recipients", "--verify")
    assert Recipient.objects.count() == 3
    assert "1 inserted, 1 updated, 0 deleted" in call("rebuild", "notifications.recipients")
    assert Recipient.objects.filter(pk=stranger.pk).delete()[0] == 1  # a subject that no fact is about is left alone
    assert rows(Recipient) == before


def test_a_dry_run_changes_nothing():
    make_users(1)
    Recipient.objects.all().delete()
    assert "rows that would be: 1 inserted" in call("rebuild", "notifications.recipients", "--dry-run")
    assert not Recipient.objects.exists()


def test_handlers_have_no_other_effect(told):
    make_users(2)
    others = rows(Notification, Delivery)
    count = len(told)
    Recipient.objects.all().delete()
    list(rebuild.run(recipients(), among=rebuild.streams(recipients())))
    assert Recipient.objects.count() == 2
    assert rows(Notification, Delivery) == others
    assert len(told) == count


def test_rows_that_others_point_to_keep_their_keys():
    course = published()
    learner, _ = enrollment.enroll(user_id=uuid7(), course_id=course.id)
    before = rows(*OUTLINES)
    OutlineLesson.objects.filter(position=0).update(title="Spoiled")
    OutlineLesson.objects.filter(position=1).delete()
    OutlineExercise.objects.all().delete()
    Outline.objects.update(lessons_total=7)
    Course.objects.update(title="Spoiled")
    call("rebuild", "progress.outlines")
    assert Enrollment.objects.get(pk=learner.pk).outline_id == learner.outline_id == Outline.objects.get().pk
    after = rows(*OUTLINES)
    assert after[:2] == before[:2]
    assert [{**row, "id": 0} for row in after[2]] == [{**row, "id": 0} for row in before[2]]
    assert after[2][0]["id"] == before[2][0]["id"]
    assert len(after[3]) == len(before[3]) > 0
    call("rebuild", "progress.outlines", "--verify")


def test_a_retired_course_is_made_as_retired():
    course = published()
    retire_course(course_id=course.id)
    drain()
    Course.objects.update(status="published")
    assert "1 updated" in call("rebuild", "progress.outlines")
    assert Course.objects.get().status == "retired"


def test_what_the_inbox_has_forgotten_is_told_anew():
    users = make_users(2)
    Inbox.objects.using("notifications").all().delete()
    Outbox.objects.using("default").all().delete()
    Recipient.objects.all().delete()
    shown = call("rebuild", "notifications.recipients")
    assert "2 streams" in shown
    assert set(Recipient.objects.values_list("user_id", flat=True)) == set(users)
    call("rebuild", "notifications.recipients", "--verify")


def test_a_stream_that_fails_is_left_alone_and_the_others_are_made(monkeypatch):
    users = make_users(3)
    Recipient.objects.all().update(display_name="Wrong")
    poisoned = Inbox.objects.using("notifications").get(stream=f"users.user:{users[1]}", sequence=1)
    poisoned.data = {"user_id": "no id"}
    poisoned.save()
    (*_, report) = rebuild.run(recipients(), among=rebuild.streams(recipients()))
    assert report.left_alone == [f"users.user:{users[1]}"]
    assert (report.streams, report.rows["updated"]) == (2, 2)
    assert Recipient.objects.get(user_id=users[1]).display_name == "Wrong"


def test_percentages_are_counted_again_to_the_byte():
    course = published()
    lessons = list(OutlineLesson.objects.order_by("position"))
    users = [uuid7(), uuid7()]
    for user_id in users:
        enrollment.enroll(user_id=user_id, course_id=course.id)
    completion.record_lesson(user_id=users[0], lesson_id=lessons[0].lesson_id, completed=True, score=None)
    before = rows(Enrollment)
    assert call("rebuild", "progress.percentages") == "progress.percentages: 0 were wrong.\n"
    assert rows(Enrollment) == before
    Enrollment.objects.update(percent=12.5, lessons_completed=9)
    with pytest.raises(CommandError):
        call("rebuild", "progress.percentages", "--verify")
    assert call("rebuild", "progress.percentages") == "progress.percentages: 2 were wrong.\n"
    assert rows(Enrollment) == before
    assert [row["percent"] for row in before[0]] == [50.0, 0.0]


def test_an_unknown_projection_is_refused():
    with pytest.raises(
        CommandError, match=r"There is no projection cats; there are notifications.recipients, progress."
    ):
        call("rebuild", "cats")

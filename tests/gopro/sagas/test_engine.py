"""Every step, and whatever can go wrong with it: fails, times out, is answered late, twice, or while somebody dies."""

import pytest

from gopro.database import atomic
from gopro.identifiers import uuid7
from gopro.sagas import engine
from gopro.sagas.models import Saga
from tests.gopro.sagas.conftest import DAY, HOUR, Story

pytestmark = pytest.mark.django_db


def test_goes_through_all_steps_in_order(story: Story):
    story.to("letter")
    story.reply("letter", "users", sent=True)
    story.advance()
    assert story.acted == ["freeze", "ask", "pivot", "collect", "letter"]
    found = story.row
    assert (found.state, found.next_at, found.step) == ("done", None, "letter")
    assert found.data == {"freeze": 1, "ask": 1, "pivot": 1, "collect": 1, "letter": 1}
    assert story.states() == ["done"] * 5
    assert found.ended_at is not None


def test_waits_for_its_time_by_the_databases_clock(story: Story):
    story.start()
    story.advance()
    story.later(DAY - HOUR)
    assert story.acted == ["freeze"]
    story.later(HOUR)
    assert story.acted == ["freeze", "ask"]


def test_the_first_step_acts_in_the_transaction_that_asks_and_its_refusal_is_one(story: Story):
    story.failing["freeze"] = 1
    with pytest.raises(ValueError, match="freeze fails"):
        story.start()
    assert not Saga.objects.using("default").exists()


def test_begins_only_inside_a_transaction_of_its_room(story: Story):
    with pytest.raises(RuntimeError, match=r"users\.sample begins inside"), atomic("courses"):
        engine.start(plan=story.plan, subject=uuid7())
    assert story.acted == []


def test_two_of_one_subject_are_one(story: Story):
    first = story.start()
    with atomic("users"):
        second, is_new = engine.start(plan=story.plan, subject=story.subject)
    assert (second.pk, is_new, story.acted) == (first.pk, False, ["freeze"])


def test_another_may_begin_when_the_first_has_ended(story: Story):
    first = story.start()
    with atomic("users"):
        engine.cancel(room="users", saga_id=first.pk)
    story.advance()
    assert story.start().pk != first.pk


@pytest.mark.parametrize(("step", "before"), [("ask", "freeze"), ("pivot", "ask"), ("collect", "ask")])
def test_a_step_that_fails_is_tried_again(story: Story, step: str, before: str):
    story.failing[step] = 2
    story.to("letter")
    for _ in range(5):
        story.later(HOUR)
        story.reply("ask", "courses")
        story.reply("ask", "progress")
        story.reply("collect", "progress")
        story.reply("letter", "users")
        story.advance()
    assert story.row.state == "done"
    assert story.acted.count(step) == 3
    assert story.step(step).attempts == 3


@pytest.mark.parametrize("step", ["ask", "pivot", "collect"])
def test_a_step_that_always_fails_needs_a_person(story: Story, step: str):
    story.failing[step] = 99
    story.to("collect")
    story.later_until("stuck")
    row = story.row
    assert (row.state, row.step, row.next_at) == ("stuck", step, None)
    assert story.acted.count(step) == 3
    assert story.step(step).note.startswith("ValueError at conftest.py:")


def test_what_a_failure_says_of_a_person_is_not_kept(story: Story):
    story.failing["ask"] = 99
    story.to("ask")
    assert "ada@example.org" not in story.step("ask").note


def test_without_an_answer_it_asks_again_and_then_needs_a_person(story: Story):
    story.to("ask")
    story.reply("ask", "courses")
    for _ in range(2):
        story.later(HOUR)
    assert story.acted.count("ask") == 3
    assert story.row.state == "waiting"
    story.later(HOUR)
    assert (story.row.state, story.step("ask").note) == ("stuck", "no answer from progress")
    story.later(10 * HOUR)
    assert story.acted.count("ask") == 3


def test_one_answer_of_two_neither_ends_nor_repeats_the_step(story: Story):
    story.to("ask")
    story.reply("ask", "courses")
    story.advance()
    assert (story.row.state, story.acted) == ("waiting", ["freeze", "ask"])


def test_an_answer_after_it_was_stuck_frees_it(story: Story):
    story.to("ask")
    story.reply("ask", "courses")
    story.later_until("stuck")
    assert story.reply("ask", "progress") == "taken"
    story.advance()
    assert story.row.step == "collect"


def test_a_step_it_can_do_without_is_left_out(story: Story):
    story.to("letter")
    story.later_until("done")
    assert story.acted.count("letter") == 2
    assert (story.step("letter").state, story.step("letter").note) == ("skipped", "no answer from users")


def test_answers_of_no_use_are_written_down_and_change_nothing(story: Story):
    story.to("ask")
    story.reply("ask", "courses", rows=3)
    assert story.reply("ask", "courses", rows=0) == "duplicate"
    assert story.reply("ask", "notifications") == "unknown"
    assert story.reply("no such step", "courses") == "unknown"
    story.reply("ask", "progress")
    story.advance()
    assert story.reply("ask", "progress") == "duplicate"
    before, saga_id = story.row.version, story.saga_id
    story.saga_id = uuid7()
    assert story.reply("ask", "courses") == "unknown"
    assert story.outcomes() == [("ask", "courses", "unknown")]
    story.saga_id = saga_id
    assert story.row.version == before
    assert [outcome for *_, outcome in story.outcomes()] == [
        "taken",
        "duplicate",
        "unknown",
        "unknown",
        "taken",
        "duplicate",
    ]


def test_an_answer_to_a_step_that_is_over_is_late(story: Story):
    story.to("letter")
    story.later_until("done")
    assert story.reply("letter", "users") == "late"
    assert story.row.state == "done"


def test_a_refusal_before_the_pivot_turns_back(story: Story):
    story.to("ask")
    assert story.refuse("ask", "progress") == "refused"
    story.advance()
    assert story.acted == ["freeze", "ask", "unask", "thaw"]
    assert story.row.state == "compensated"


def test_a_refusal_after_the_pivot_needs_a_person(story: Story):
    story.to("collect")
    story.refuse("collect", "progress")
    assert (story.row.state, story.step("collect").note) == ("stuck", "progress: not mine")


def test_cancelling_undoes_the_last_first(story: Story):
    story.to("ask")
    with atomic("users"):
        engine.cancel(room="users", saga_id=story.saga_id)
    story.advance()
    assert story.acted == ["freeze", "ask", "unask", "thaw"]
    assert (story.row.state, story.row.data["thaw"]) == ("compensated", 1)
    assert story.states() == ["compensated", "compensated", "pending", "pending", "pending"]
    assert story.reply("ask", "courses") == "late"


def test_cancelling_twice_undoes_once(story: Story):
    story.to("ask")
    for _ in range(2):
        with atomic("users"):
            engine.cancel(room="users", saga_id=story.saga_id)
        story.advance()
    assert story.acted.count("thaw") == 1


def test_after_the_pivot_there_is_no_way_back(story: Story):
    story.to("collect")
    with pytest.raises(engine.PastReturn), atomic("users"):
        engine.cancel(room="users", saga_id=story.saga_id)
    story.advance()
    assert "thaw" not in story.acted
    assert story.row.state == "waiting"


def test_an_undoing_that_fails_is_tried_for_ever(story: Story):
    story.failing["unask"] = 7
    story.to("ask")
    with atomic("users"):
        engine.cancel(room="users", saga_id=story.saga_id)
    story.advance()
    assert (story.row.state, story.step("ask").state) == ("compensating", "asked")
    story.later_until("compensated")
    assert story.acted.count("unask") == 8
    assert story.acted[-1] == "thaw"


def test_an_undoing_that_goes_on_failing_is_reported(story: Story, logged):
    story.failing["unask"] = 7
    story.to("ask")
    with atomic("users"):
        engine.cancel(room="users", saga_id=story.saga_id)
    story.advance()
    story.later_until("compensated")
    levels = [entry["log_level"] for entry in logged if entry["event"] == "saga not undone yet"]
    assert levels == ["warning"] * 2 + ["error"] * 5


def test_a_plan_that_lost_a_step_needs_a_person(story: Story):
    story.start()
    story.step("ask")
    type(story.step("ask")).objects.using("default").filter(saga_id=story.saga_id, name="ask").update(name="gone")
    story.later(DAY)
    assert (story.row.state, story.row.step) == ("stuck", "gone")

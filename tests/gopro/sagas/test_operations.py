"""What an operator may do: each with a reason, each in the audit, each by the command too."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gopro.audit import trail
from gopro.audit.errors import ReasonMissing
from gopro.identifiers import uuid7
from gopro.sagas import operations
from gopro.sagas.rows import SagaNotFound
from tests.gopro.sagas.conftest import Story

pytestmark = pytest.mark.django_db


def acts_of(story: Story) -> list[tuple[str, str]]:
    found = trail.history(room="users", object_type="gopro_sagas.saga", object_id=str(story.saga_id))
    return [(entry.action, entry.reason) for entry in found]


def do(act: Any, story: Story, *, reason: str = "seen to") -> None:
    act(room="users", saga_id=story.saga_id, reason=reason)


def test_a_stuck_saga_is_tried_again_from_the_beginning_of_its_tries(story: Story):
    story.failing["pivot"] = 3
    story.to("collect")
    story.later_until("stuck")
    do(operations.retry, story, reason="the disk was full")
    assert (story.row.state, story.row.step) == ("waiting", "collect")
    assert story.acted.count("pivot") == 4
    assert acts_of(story) == [("sagas.saga.retry", "the disk was full")]


def test_a_step_is_skipped_and_the_next_acts(story: Story):
    story.to("ask")
    do(operations.skip_step, story)
    assert (story.step("ask").state, story.step("ask").note) == ("skipped", "skipped: seen to")
    assert story.row.step == "collect"
    assert acts_of(story) == [("sagas.saga.skip", "seen to")]


def test_the_pivot_skipped_is_passed_too(story: Story):
    story.failing["pivot"] = 99
    story.to("collect")
    story.later_until("stuck")
    do(operations.skip_step, story)
    assert story.row.pivoted_at is not None
    assert story.row.step == "collect"


def test_an_undoing_seen_to_by_hand_is_skipped(story: Story):
    story.failing["unask"] = 99
    story.to("ask")
    do(operations.cancel, story)
    do(operations.skip_step, story)
    assert story.row.state == "compensated"
    assert story.acted[-1] == "thaw"


def test_the_last_step_skipped_ends_it(story: Story):
    story.to("letter")
    do(operations.skip_step, story)
    assert story.row.state == "done"


@pytest.mark.parametrize("act", [operations.retry, operations.skip_step, operations.cancel])
def test_nothing_is_done_without_a_reason(story: Story, act: Any):
    story.to("ask")
    before = story.row.version
    with pytest.raises(ReasonMissing):
        do(act, story, reason="  ")
    assert (story.row.version, story.acted, acts_of(story)) == (before, ["freeze", "ask"], [])


def test_nothing_is_done_to_one_that_has_ended_or_waits_for_its_time(story: Story):
    story.start()
    with pytest.raises(operations.NothingToDo):
        do(operations.retry, story)
    do(operations.cancel, story)
    for act in (operations.retry, operations.skip_step):
        with pytest.raises(operations.NothingToDo):
            do(act, story)
    assert story.acted == ["freeze", "thaw"]


def test_there_is_no_saga_of_that_id():
    with pytest.raises(SagaNotFound):
        operations.cancel(room="users", saga_id=uuid7(), reason="seen to")


def test_the_command_lists_shows_and_acts(story: Story, capsys: pytest.CaptureFixture[str]):
    story.failing["pivot"] = 99
    story.to("collect")
    story.later_until("stuck")
    call_command("sagas", "list", "--stuck")
    assert f"{story.saga_id}  users.sample of {story.subject}  stuck at pivot" in capsys.readouterr().out
    call_command("sagas", "show", "users", str(story.saga_id))
    shown = capsys.readouterr().out
    assert "pivot: pending after 3 tries" in shown
    assert "courses to ask: taken {}" in shown
    story.failing["pivot"] = 0
    call_command("sagas", "retry", "users", str(story.saga_id), "--reason", "mended")
    assert "collect: asked" in capsys.readouterr().out
    [entry] = trail.entries("users")
    assert entry.actor_id.startswith("ops:")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["show"], "Say which"),
        (["list", "libraries"], "not hosted here"),
        (["show", "users", "01a20c7b-71b5-7027-ae46-23e84dba0ac9"], "no such saga"),
        (["retry", "users", "01a20c7b-71b5-7027-ae46-23e84dba0ac9"], "no such saga"),
    ],
)
def test_the_command_says_what_is_wrong(words: list[str], says: str):
    with pytest.raises(CommandError, match=says):
        call_command("sagas", *words)

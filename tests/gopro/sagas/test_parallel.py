"""Several who move one saga at once, and one who dies in the middle: each act has one effect."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from gopro.database import atomic
from gopro.identifiers import uuid7
from gopro.sagas import engine
from tests.gopro.sagas.conftest import DAY, Story


class Killed(BaseException):
    """As a kill: nothing that comes after it happens, and what was not committed is gone."""


def write(word: str) -> None:
    """An effect that stands only if its turn commits."""
    with connections["default"].cursor() as cursor:
        cursor.execute("INSERT INTO effects VALUES (%s)", [word])


def effects() -> list[str]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT word FROM effects ORDER BY word")
        return [word for (word,) in cursor.fetchall()]


@pytest.fixture
def effective(committed: None, story: Story) -> Story:
    """The same story, whose acts also write a row."""
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE effects (word text)")
    story.effect = write
    return story


def together(*works: Callable[[], object]) -> None:
    def run(work: Callable[[], object]) -> None:
        work()
        connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_two_who_move_it_at_once_one_has_an_effect(effective: Story):
    effective.start()
    effective.wait(DAY)
    effective.advance()
    effective.reply("ask", "courses")
    effective.reply("ask", "progress")
    both_are_inside = threading.Barrier(2, timeout=10)

    def meet(name: str) -> None:
        write(name)
        if name == "pivot" and effective.acted.count("pivot") <= 2:
            both_are_inside.wait()

    effective.effect = meet
    together(effective.advance, effective.advance)
    assert effective.acted.count("pivot") == 2
    assert effects() == ["ask", "collect", "freeze", "pivot"]
    assert (effective.row.state, effective.row.step) == ("waiting", "collect")


def test_a_kill_before_the_commit_leaves_nothing_and_the_next_turn_does_it(effective: Story):
    effective.start()
    effective.wait(DAY)

    def advance_and_die() -> None:
        with transaction.atomic(using="default"):
            effective.advance()
            assert effects() == ["ask", "freeze"]
            raise Killed

    with pytest.raises(Killed):
        advance_and_die()
    assert (effects(), effective.row.step) == (["freeze"], "freeze")
    effective.advance()
    assert (effects(), effective.row.step) == (["ask", "freeze"], "ask")


def test_answers_at_the_same_time_are_both_taken(effective: Story):
    effective.to("ask")
    together(lambda: effective.reply("ask", "courses"), lambda: effective.reply("ask", "progress"))
    effective.advance()
    assert effective.row.step == "collect"
    assert effects() == ["ask", "collect", "freeze", "pivot"]


def test_of_two_who_ask_for_it_at_once_one_begins_it(effective: Story):
    begun: list[bool] = []

    def ask() -> None:
        with atomic("users"):
            begun.append(engine.start(plan=effective.plan, subject=effective.subject)[1])

    together(ask, ask, ask)
    assert sorted(begun) == [False, False, True]
    assert effects() == ["freeze"]


def test_of_a_cancellation_and_the_pivot_one_wins(effective: Story):
    for _ in range(5):
        effective.subject = uuid7()
        effective.to("ask")
        effective.reply("ask", "courses")
        effective.reply("ask", "progress")
        refused: list[Exception] = []

        def cancel(refused: list[Exception] = refused) -> None:
            try:
                with atomic("users"):
                    engine.cancel(room="users", saga_id=effective.saga_id)
            except engine.PastReturn as refusal:
                refused.append(refusal)

        together(cancel, effective.advance)
        effective.advance()
        has_pivoted = effective.step("pivot").state == "done"
        assert effective.row.state == ("waiting" if has_pivoted else "compensated")
        assert bool(refused) == has_pivoted

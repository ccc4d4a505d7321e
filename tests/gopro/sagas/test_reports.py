"""Alarms by age, figures, and checks of plans."""

from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import generate_latest

from gopro.jobs import celery_app
from gopro.sagas import alarms, checks, plan
from gopro.sagas.plan import Plan, Step
from tests.gopro.sagas.conftest import DAY, Story

pytestmark = pytest.mark.django_db


def figures(name: str) -> dict[str, float]:
    lines = generate_latest().decode().splitlines()
    found = [line for line in lines if line.startswith(f"{name}{{") and "users.sample" in line]
    return {line.split("{")[1].split("}")[0]: float(line.rpartition(" ")[2]) for line in found}


def test_each_age_is_said_once_and_the_deadline_as_an_error(story: Story, logged: list[Any]):
    story.start()
    for _ in range(5):
        story.wait(DAY * 8)
        alarms.report("users")
        alarms.report("users")
    said = [(entry["log_level"], entry["days"]) for entry in logged if entry["event"] == "saga takes long"]
    assert said == [("warning", 7), ("warning", 21), ("error", 30)]


def test_one_that_has_ended_is_said_of_no_more(story: Story, logged: list[Any]):
    story.to("letter")
    story.later_until("done")
    story.wait(DAY * 40)
    assert alarms.report("users") == 0


def test_figures_tell_who_needs_a_person_and_who_is_late(story: Story):
    story.failing["pivot"] = 99
    story.to("collect")
    story.later_until("stuck")
    story.wait(DAY * 8)
    alarms.report("users")
    assert figures("gopro_sagas_stuck") == {'kind="users.sample",room="users"': 1}
    assert figures("gopro_sagas")['kind="users.sample",room="users",state="stuck"'] == 1
    late = figures("gopro_sagas_late")
    assert [late[f'days="{days}",kind="users.sample",room="users"'] for days in (7, 21, 30)] == [1, 0, 0]


def test_a_plan_that_waits_for_a_stranger_or_is_moved_by_nobody_is_refused():
    made = plan.declare(
        Plan(
            kind="courses.sample",
            deadline=DAY,
            steps=(Step(name="ask", act=lambda _: None, answers=("libraries", "progress")),),
        )
    )
    try:
        ids = {found.id for found in checks.check_plans() if "courses.sample" in found.msg}
        assert "gopro_sagas.E001" in ids
    finally:
        plan.withdraw(made)


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([{"name": "one"}, {"name": "one"}], "own name"),
        ([{"name": "one", "pivot": True}, {"name": "two", "pivot": True}], "the pivot"),
        ([{"name": "one", "answers": ("users",), "wait": timedelta(1)}], "not for both"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(steps: list[dict[str, Any]], says: str):
    with pytest.raises(TypeError, match=says):
        plan.declare(
            Plan(kind="users.nonsense", deadline=DAY, steps=tuple(Step(act=lambda _: None, **step) for step in steps))
        )


def test_its_jobs_move_the_sagas_of_the_room(story: Story):
    story.start()
    story.wait(DAY)
    celery_app().tasks["users.advance_saga"].apply(args=(str(story.saga_id),)).get()
    assert story.row.step == "ask"
    story.reply("ask", "courses")
    story.reply("ask", "progress")
    celery_app().tasks["users.sweep_sagas"].apply().get()
    assert story.row.step == "collect"

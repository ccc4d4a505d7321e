"""What stands in an answer and shouldn't: others' things, what learners never see, and what nobody ever sees."""

from collections.abc import Iterator
from typing import Any

from gopro.access.columns import Column
from tests.attacks.cases import Case
from tests.attacks.expectations import may
from tests.attacks.world import World

HIDDEN = ("TESTS-SECRET", "SOLUTION-SECRET", "EXPLANATION-SECRET", "TestSecretName")  # of the courses' factories
EDIT = "courses.course:edit"


def shown(answer: Any, *, case: Case, column: Column, world: World) -> Iterator[str]:
    """Everything of that kind in an answer."""
    if answer.streaming:
        return
    text = answer.content.decode(errors="replace")
    yield from _of_others(text, case=case, column=column, world=world)
    yield from (secret for secret in world.secrets if secret in text)
    if not may(set(column.reach(EDIT).split(", ")), case=case):
        yield from (word for word in HIDDEN if word in text)


def _of_others(text: str, *, case: Case, column: Column, world: World) -> Iterator[str]:
    """Private ids and titles of others that stand in the answer and not in the request."""
    asked = {*case.params.values(), *map(str, (case.body or {}).values()), *case.query.split("=")}
    for things in (world.granted, world.foreign):
        for private, permission in things.private_ids.items():
            reach = set(column.reach(permission).split(", "))
            is_granted = things is (world.granted if permission.startswith("courses.") else world.foreign)
            if private in text and private not in asked and not may(reach, case=Case(name="", granted=is_granted)):
                yield private

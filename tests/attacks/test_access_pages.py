"""Row 13, the back door: each page and action of the staff's for every role, on objects of its own and of others."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from gopro.access.columns import REFUSED, columns
from gopro.access.pages import page_rows
from gopro.access.rows import Row
from gopro.audit.models import AuditEntry
from gopro.database import aliases_here
from gopro.events.models import Outbox
from gopro.identifiers import uuid7
from gopro.staff.cookies import NAME
from tests.attacks.cases import Case
from tests.attacks.conftest import Tally
from tests.attacks.expectations import may
from tests.attacks.undoing import undone
from tests.attacks.world import Person, Things, World, make_world

pytestmark = pytest.mark.django_db

type Pick = Callable[[Things], Any]
COURSES: Mapping[str, Pick] = {
    "courses/course": lambda things: things.draft.course.pk,
    "courses/lesson": lambda things: things.draft.lesson.pk,
    "courses/exercise": lambda things: things.draft.exercise.pk,
    "courses/media": lambda things: things.draft.media.pk,
    "courses/bank": lambda things: things.draft.bank.pk,
}
LEARNING: Mapping[str, Pick] = {
    "progress/enrollment": lambda things: things.enrollment.pk,
    "progress/submission": lambda things: things.submission.pk,
    "progress/certificate": lambda things: things.certificate.pk,
}
PERSONAL: Mapping[str, Pick] = {
    "users/user": lambda things: things.user.pk,
    "users/session": lambda things: things.session,
    "users/userimport": lambda things: things.user_import.pk,
    "notifications/notification": lambda things: things.notification.pk,
}
PARAMETERS = {"{id}", "{uuid:course_id}", "{uuid:event_id}", "{slug:name}"}
FEWEST_CELLS = {"courses": 800, "notifications": 500, "progress": 600, "users": 700}


@pytest.mark.parametrize("room", settings.ROOMS)
def test_every_page_keeps_its_promise_to_every_role(room: str, tally: Tally) -> None:
    world, leaks, cells = make_world(), [], 0
    for row in page_rows():
        if row.room != room:
            continue
        for index, column in enumerate(columns()):
            person = next((one for one in world.people if one.column == column), None)
            for case in _cases(row, mine=person.things if person else world.foreign, world=world):
                cells += 1
                if problem := _problem(row, cell=row.cells[index], case=case, person=person):
                    leaks.append(f"{row.method} {row.path} ({case.name}) for {column.title}: {problem}")
    assert not leaks, "\n".join(leaks)
    assert cells >= FEWEST_CELLS[room]
    tally(f"access: the staff's pages of {room}", tried=cells, accepted=len(leaks))


def _cases(row: Row, *, mine: Things, world: World) -> Iterator[Case]:
    """Objects by what a page is about; where none stands here, one that isn't there."""
    model = "/".join(row.path.split("/")[3:5])
    if "{" not in row.path and " " not in row.path:
        yield Case(name="", general=True)
    elif pick := COURSES.get(model):
        yield Case(name="own", params={"id": str(pick(mine))}, owned=True)
        yield Case(name="granted", params={"id": str(pick(world.granted))}, granted=True)
        yield Case(name="foreign", params={"id": str(pick(world.foreign))})
    elif pick := LEARNING.get(model):
        yield Case(name="in the granted course", params={"id": str(pick(world.foreign))}, granted=True)
        yield Case(name="foreign", params={"id": str(pick(world.granted))})
    elif pick := PERSONAL.get(model):
        yield Case(name="foreign", params={"id": str(pick(world.foreign))})
    else:
        yield Case(name="random", params={"id": str(uuid7())}, exists=False)


def _problem(row: Row, *, cell: str, case: Case, person: Person | None) -> str:
    """What is wrong with the answer; nothing where it is as promised."""
    client = person.browser() if person else Client(raise_request_exception=False)
    with undone():
        before = _written()
        answer = _ask(client, row, pk=case.params.get("id", ""))
        is_changed = row.method == "POST" and _written() != before
    if answer.status_code >= 500:
        return f"answers {answer.status_code}"
    allowed = cell != REFUSED and (case.general or may(set(cell.split(", ")), case=case))
    if not allowed:
        return f"answers {answer.status_code}, changed: {is_changed}" if is_changed or _is_page(row, answer) else ""
    only_sent_to = row.method == "GET" and answer.status_code == 405  # a page's script sends it something
    is_shown = answer.status_code == 200 or only_sent_to or is_changed or not case.exists or " " in row.path
    return "" if is_shown and answer.status_code != 403 else f"promised {cell}, answers {answer.status_code}"


def _ask(client: Any, row: Row, *, pk: str) -> Any:
    path, _, action = row.path.partition(" ")
    for parameter in PARAMETERS:
        path = path.replace(parameter, "retry" if "slug" in parameter else pk)
    assert "{" not in path, f"{row.path} has a parameter without objects"
    if row.method == "GET":
        return client.get(path)
    form = {"action": action, "_selected_action": [pk], "reason": "An attack."} if action else {"reason": "An attack."}
    return client.post(path, form)


def _is_page(row: Row, answer: Any) -> bool:
    """A list that an action leads back to is no success of the action."""
    return answer.status_code == 200 and " " not in row.path


def _written() -> list[int]:
    """How much the rooms told and recorded."""
    aliases = sorted(aliases_here().values())
    return [model.objects.using(alias).count() for alias in aliases for model in (Outbox, AuditEntry)]


def test_nobody_is_led_to_the_entrance() -> None:
    for row in page_rows():
        if row.method == "GET" and "{" not in row.path:
            answer = Client().get(row.path)
            assert (answer.status_code, answer["Location"].startswith("/admin/login/")) == (302, True), row.path


def test_a_learner_with_a_staff_token_enters_no_room(tally: Tally) -> None:
    world = make_world()
    learner = next(person for person in world.people if person.column.title == "learner")
    client = learner.browser()
    assert NAME in client.cookies
    pages = [row.path for row in page_rows() if row.method == "GET" and "{" not in row.path]
    entered = [path for path in pages if client.get(path).status_code != 403]
    tally("access: a learner in the staff's pages", tried=len(pages), accepted=len(entered))

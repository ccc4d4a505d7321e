"""A run that is killed at any moment and goes on loses nothing and does nothing twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connections

from apps.users.models import ImportLine, OneTimeToken, User, UserImport
from apps.users.services.imports import requests
from gopro.events.models import Outbox
from tests.apps.users.services.imports.files import counts, file_of, imported, people

ROOT = Path(__file__).parents[5]
KILLS = 5
MADE, CHANGED, KEPT, FAULTY, DOUBLED = 4400, 300, 100, 100, 100  # ten chunks: some are left after the last kill


def content() -> list[str]:
    """In an order that mixes them, so that each chunk has some of each."""
    made = [
        f"new{number}@example.org,new{number},New,,,{'author' if number % 100 == 0 else ''}," for number in range(MADE)
    ]
    changed = [f"old{number}@example.org,,Changed,uk,,," for number in range(CHANGED)]
    kept = [f"old{number}@example.org,,,,,," for number in range(CHANGED, CHANGED + KEPT)]
    faulty = [f"faulty{number}@example.org,,,xx,,," for number in range(FAULTY)]
    rows = [*made, *changed, *kept, *faulty]
    random.Random(7).shuffle(rows)  # noqa: S311 - a repeatable order, nothing secret
    return [*rows, *made[:DOUBLED]]


def killed_in_the_middle(import_id: UUID, *, dice: random.Random) -> None:
    """The command, in a process of its own that dies some time after it has written a chunk."""
    before = UserImport.objects.get(pk=import_id).rows
    command = [sys.executable, "manage.py", "import_users", "--resume", str(import_id)]
    process = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.DEVNULL, env=os.environ | {"GOPRO_LOG_LEVEL": "ERROR"}
    )
    while process.poll() is None and UserImport.objects.get(pk=import_id).rows == before:
        time.sleep(0.01)
    time.sleep(dice.uniform(0, 0.1))
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.timeout(240)
def test_killed_five_times_it_ends_as_if_it_had_not_been(committed):
    imported(*people(*(f"old{number}" for number in range(CHANGED + KEPT))), mails=False)
    told = Outbox.objects.using("default").latest("id").pk
    found = requests.request_import_by_operator(
        file=file_of(*content()), file_name="people.csv", is_dry_run=False, sends_invitations=True
    )
    dice, stops = random.Random(), []  # noqa: S311 - any moment will do, nothing secret
    for _ in range(KILLS):
        killed_in_the_middle(found.pk, dice=dice)
        stops.append(UserImport.objects.get(pk=found.pk).rows)
    assert len(set(stops)) > 1, f"it was killed at {stops}: make the file longer"
    call_command("import_users", "--resume", str(found.pk))
    found.refresh_from_db()
    assert (found.state, counts(found)) == ("done", (MADE, CHANGED, KEPT, FAULTY + DOUBLED))
    assert found.rows == found.rows_total == MADE + CHANGED + KEPT + FAULTY + DOUBLED
    assert User.objects.filter(username__startswith="new", display_name="New").count() == MADE
    assert User.objects.filter(display_name="Changed", locale="uk").count() == CHANGED
    assert OneTimeToken.objects.count() == MADE
    lines = Counter(ImportLine.objects.filter(user_import=found).values_list("line", flat=True))
    assert (len(lines), set(lines.values())) == (MADE + CHANGED + FAULTY + DOUBLED, {1})
    facts = Outbox.objects.using("default").filter(pk__gt=told, stream__startswith="users.user:")
    assert Counter(facts.values_list("type", flat=True)) == {
        "gopro.users.user.user_created.v1": MADE,
        "gopro.users.user.user_updated.v1": CHANGED,
        "gopro.users.user.role_granted.v1": MADE // 100,
    }
    created = facts.filter(type="gopro.users.user.user_created.v1").values_list("stream", flat=True)
    assert len(set(created)) == MADE
    connections["default"].close()

"""A long file is gone through in flat memory."""

import io
from pathlib import Path

import pytest

from apps.users.models import UserImport
from apps.users.services.imports import run
from tests.apps.users.services.imports.files import asked

pytestmark = pytest.mark.django_db
ROWS = 20_000
PAGE = 4096
MOST_GROWTH = 30 * 1024 * 1024


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="says nothing of memory here")
def test_twenty_thousand_rows_in_thirty_mebibytes():
    rows = b"".join(b"person%d@example.org,person%d,A Person\n" % (number, number) for number in range(ROWS))
    found = asked(io.BytesIO(b"email,username,display_name\n" + rows), dry=True)
    del rows
    before, most = resident(), 0

    def told(_: UserImport) -> None:
        nonlocal most
        most = max(most, resident())

    done = run.go_on(import_id=found.pk, told=told)
    assert (done.created, done.rows) == (ROWS, ROWS)
    assert most - before < MOST_GROWTH

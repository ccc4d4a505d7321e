"""`manage.py media collect`."""

from datetime import timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from apps.courses.models.media import Media
from gopro.identifiers import uuid7
from gopro.storage.store import store
from tests.apps.courses.factories import make_course
from tests.apps.courses.media import begin, png

pytestmark = pytest.mark.usefixtures("db")


def collect(*options: str) -> list[str]:
    output = StringIO()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        call_command("media", "collect", *options, stdout=output)
    return [" ".join(line.split()[:2]) for line in output.getvalue().splitlines()]


def test_a_dry_run_removes_nothing_and_a_run_what_it_said():
    media, lost = begin(course=make_course(), content=png()).media, f"media/{uuid7()}"
    store().save(name=lost, content=BytesIO(b"x"))
    wanted = [f"unfinished {media.pk}", f"unknown {lost}"]
    assert [line for line in collect("--dry-run") if line in wanted] == wanted
    assert (Media.objects.count(), store().find(name=lost) is not None) == (1, True)
    assert [line for line in collect() if line in wanted] == wanted
    assert (Media.objects.count(), store().find(name=lost)) == (0, None)
    assert not set(collect()) & set(wanted)

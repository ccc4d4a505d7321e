"""The operator's door: every sub-command explains itself, and the clock does what operators may do, too."""

import pytest
from django.conf import settings
from django.core.management import CommandError

from gopro.errors import Invalid, NotFound
from gopro.events.management.commands.events import Command
from gopro.events.operations import arguments
from gopro.jobs import beat_schedule
from tests.gopro.events.samples import call

WORDS = ("prune", "replay", "snapshot", "status")


@pytest.mark.parametrize("word", WORDS)
def test_each_sub_command_explains_itself(word, capsys):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "events", word, "--help"])
    assert ended.value.code == 0
    assert f"events {word}" in capsys.readouterr().out


def test_an_unknown_sub_command_is_refused():
    with pytest.raises(CommandError, match="invalid choice: 'juggle'"):
        call("events", "juggle")


@pytest.mark.parametrize("room", settings.ROOMS)
def test_the_clock_prunes_and_compares_for_every_room(room):
    schedule = beat_schedule()
    assert schedule[f"{room}.prune_facts"]["schedule"] == 3600
    assert schedule[f"{room}.reconcile_projections"]["schedule"] == 86_400


def test_a_room_that_is_elsewhere_is_told_from_one_that_is_nowhere(settings):
    settings.ROOMS_HERE = ("users",)
    assert arguments.room_here("users") == "users"
    with pytest.raises(NotFound, match=r"progress is not hosted by this process.*DATABASE_URL_PROGRESS"):
        arguments.room_here("progress")
    with pytest.raises(NotFound, match="There is no room attic"):
        arguments.room_here("attic")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-24", "2026-11-24T00:00:00+00:00"),
        ("2026-11-24T10:30:00Z", "2026-11-24T10:30:00+00:00"),
        ("2026-11-24T10:30+02:00", "2026-11-24T10:30:00+02:00"),
    ],
)
def test_times_are_iso_8601_and_utc_unless_they_say_otherwise(text, iso):
    assert arguments.moment(text).isoformat() == iso


def test_what_is_no_time_is_refused():
    with pytest.raises(Invalid, match="'noon' is no time"):
        arguments.moment("noon")

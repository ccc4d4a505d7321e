"""Locks, secrets, and what other terminals are told."""

import os

import pytest

from gopro.embedded import files
from gopro.embedded.errors import EmbeddedError


def test_only_one_run_a_folder_and_the_second_is_told_by_whom(folder):
    with files.only_one(folder / "run.lock"):
        with pytest.raises(EmbeddedError, match=f"process {os.getpid()}"), files.only_one(folder / "run.lock"):
            pytest.fail("two runs in one folder")
        assert (folder / "run.lock").read_text() == str(os.getpid())
    with files.only_one(folder / "run.lock"):
        pass


def test_a_secret_is_made_once_and_only_for_its_owner(folder):
    made = files.secret(folder / "key")
    assert len(made) >= 50
    assert files.secret(folder / "key") == made
    assert (folder / "key").stat().st_mode & 0o777 == 0o600


def test_other_terminals_are_told_while_it_runs_and_may_differ(folder, monkeypatch):
    monkeypatch.setenv("GIVEN", "by the environment")
    monkeypatch.delenv("TOLD", raising=False)
    with files.told({"GIVEN": "by the file", "TOLD": "redis://:a=b@127.0.0.1:1/0"}, at=folder / "env"):
        assert (folder / "env").stat().st_mode & 0o777 == 0o600
        files.join(folder / "env")
    assert os.environ["GIVEN"] == "by the environment"
    assert os.environ.pop("TOLD") == "redis://:a=b@127.0.0.1:1/0"
    assert list(folder.iterdir()) == []
    files.join(folder / "env")  # nothing runs: nothing changes
    assert "TOLD" not in os.environ


def test_a_log_that_has_grown_large_makes_room(folder, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_LOG", 3)
    log = folder / "log" / "gopro.log"
    assert files.rotated(log) == log
    log.write_text("1234")
    files.rotated(log)
    assert not log.exists()
    assert (folder / "log" / "gopro.1.log").read_text() == "1234"

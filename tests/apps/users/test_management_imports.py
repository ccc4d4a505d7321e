"""`manage.py import_users`."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.users.models import OneTimeToken, User, UserImport
from apps.users.services.imports import chunks, files
from gopro.audit.models import AuditEntry
from gopro.audit.operators import operator
from tests.apps.users.services.imports.files import counts, file_of, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(file_of(*people("ada", "grace"), "wrong,,,,,,").getvalue())
    return path


def test_tries_then_imports(file: Path, capsys: pytest.CaptureFixture[str]):
    call_command("import_users", str(file), "--dry-run")
    assert User.objects.count() == 0
    tried = capsys.readouterr().err
    assert ("It would be" in tried, "line 4: email: This is no address of mail." in tried) == (True, True)
    call_command("import_users", str(file), "--no-invitations")
    assert "Imported" in capsys.readouterr().err
    done = UserImport.objects.get(is_dry_run=False)
    assert (counts(done), done.operator, OneTimeToken.objects.count()) == ((2, 0, 0, 1), operator(), 0)
    entries = AuditEntry.objects.using("default").filter(object_id=str(done.pk))
    assert {entry.actor_id for entry in entries} == {operator()}


def test_ctrl_c_leaves_what_is_done_and_says_how_to_go_on(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(chunks, "CHUNK", 1)
    step = chunks.Walk.step

    def interrupted(walk: chunks.Walk) -> Any:
        if UserImport.objects.get().rows:
            raise KeyboardInterrupt
        return step(walk)

    monkeypatch.setattr(chunks.Walk, "step", interrupted)
    with pytest.raises(SystemExit) as stopped:
        call_command("import_users", str(file))
    found = UserImport.objects.get()
    assert (stopped.value.code, found.state, found.rows) == (130, "cancelled", 1)
    said = " ".join(capsys.readouterr().err.split())
    assert f"import_users --resume {found.pk}" in said
    monkeypatch.setattr(chunks.Walk, "step", step)
    call_command("import_users", "--resume", str(found.pk))
    found.refresh_from_db()
    assert (found.state, counts(found)) == ("done", (2, 0, 0, 1))


def test_says_why_not(file: Path, tmp_path: Path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("import_users", str(tmp_path / "nothing.csv"))
    file.write_text("email\n")
    with pytest.raises(CommandError, match="no row"):
        call_command("import_users", str(file))
    with pytest.raises(CommandError, match="no such import"):
        call_command("import_users", "--resume", "01890000-0000-7000-8000-000000000000")
    assert UserImport.objects.count() == 0


def test_a_failure_is_the_commands_too(file: Path, monkeypatch: pytest.MonkeyPatch):
    def gone(_: UserImport) -> Any:
        raise FileNotFoundError

    monkeypatch.setattr(files, "opened", gone)
    with pytest.raises(CommandError, match="--resume"):
        call_command("import_users", str(file))

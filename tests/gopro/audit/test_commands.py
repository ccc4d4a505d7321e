"""`manage.py audit`: what operators read, carry out and prove."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from gopro.audit import trail
from gopro.audit.models import AuditEntry
from gopro.database import atomic
from gopro.observability import context

pytestmark = pytest.mark.usefixtures("db")


def record(room: str, *, action: str = "users.user.deactivate", object_id: str = "7", reason: str = "") -> AuditEntry:
    with context.bind(actor_id="ada"), atomic(room):
        return trail.record(room=room, action=action, object_type="users.user", object_id=object_id, reason=reason)


def run(*words: str) -> str:
    output = StringIO()
    call_command("audit", *words, stdout=output)
    return output.getvalue()


def test_verify_names_each_chain_and_its_anchor():
    record("users")
    last = record("users")
    lines = run("verify").splitlines()
    assert lines[0] == f"users: 2 entries, unbroken; anchor 2:{last.hash}"
    assert all(line.endswith(f"0 entries, unbroken; anchor 0:{'0' * 64}") for line in lines[1:])
    assert run("verify", "--room", "users", "--anchor", f"2:{last.hash}").splitlines() == [lines[0]]


def test_verify_fails_and_says_where():
    for _ in range(3):
        record("courses")
    with connections["courses"].cursor() as cursor:
        cursor.execute("ALTER TABLE gopro_audit_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE gopro_audit_auditentry SET object_id = '8' WHERE number = 2")
    output = StringIO()
    with pytest.raises(CommandError, match="meddled"):
        call_command("audit", "verify", stdout=output)
    found = "courses: BROKEN at entry 2: altered: its hash is not that of its content"
    assert found in output.getvalue().splitlines()
    assert "users: 0 entries, unbroken" in output.getvalue()


def test_list_shows_the_latest_first_and_only_what_is_asked_for():
    first, second = record("users", reason="asked to"), record("users", object_id="8")
    record("progress", action="progress.submission.regrade")
    line = f"users 1  {first.at:%F %T}  ada users.user.deactivate users.user 7  done  asked to"
    assert run("list", "--room", "users").splitlines() == [
        f"users 2  {second.at:%F %T}  ada users.user.deactivate users.user 8  done",
        line,
    ]
    assert run("list", "--object-id", "7", "--action", "users.user.deactivate").splitlines() == [line]
    assert run("list", "--actor-id", "bob") == run("list", "--since", "2999-01-01") == ""
    assert len(run("list", "--room", "users", "--limit", "1").splitlines()) == 1


def test_show_tells_all_of_one():
    entry = record("users", reason="asked to")
    shown = json.loads(run("show", "1", "--room", "users"))
    assert shown["hash"] == entry.hash
    assert (shown["room"], shown["number"], shown["reason"], shown["actor_id"]) == ("users", 1, "asked to", "ada")
    for words in (("show", "2", "--room", "users"), ("show", "1")):
        with pytest.raises(CommandError):
            run(*words)


def test_export_is_one_object_a_line_in_order():
    record("users")
    record("users")
    record("courses")
    lines = [json.loads(line) for line in run("export", "--jsonl").splitlines()]
    assert [(line["room"], line["number"]) for line in lines] == [("users", 1), ("users", 2), ("courses", 1)]
    assert lines[1]["previous_hash"] == lines[0]["hash"]
    assert lines[0]["at"].endswith("+00:00")

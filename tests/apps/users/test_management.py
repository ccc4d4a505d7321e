"""Operators' doors."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.users.models import User
from gopro.security.tokens import KeyRing
from tests.apps.users.factories import PASSWORD

STAFF = ("create_staff", "--email", "ada@example.org", "--username", "ada", "--roles", "admin, author")


def test_makes_staff_once(db, told, tmp_path: Path):
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n")
    out = StringIO()
    call_command(*STAFF, "--password-file", str(secret), stdout=out)
    known = len(told)
    secret.write_text("another one, which is not taken\n")
    call_command(*STAFF, "--password-file", str(secret), stdout=out)
    user = User.objects.get()
    assert (user.roles, user.email_verified, user.check_password(PASSWORD)) == (["admin", "author"], True, True)
    assert len(told) == known
    assert out.getvalue() == "ada (admin, author)\n" * 2


def test_says_why_not(db, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO("short\n"))
    with pytest.raises(CommandError, match="At least 15 characters"):
        call_command(*STAFF, "--password-stdin")
    assert User.objects.count() == 0


def test_makes_keys_once(settings, tmp_path: Path):
    settings.KEY_FOLDER = tmp_path / "keys"
    for _ in range(2):
        call_command("keys", "init", stdout=StringIO())
    assert len(list(settings.KEY_FOLDER.glob("*.pem"))) == 1
    assert len(KeyRing(settings.KEY_FOLDER, issuer="x").public_jwks()["keys"]) == 1

"""Secrets of apps: encrypted with their owner's key wherever they stand."""

from io import StringIO

import pyotp
import pytest
from django.core.management import call_command
from django.db import connection

from apps.users.errors import WrongFactor
from apps.users.models import AuthenticatorApp
from apps.users.services.mfa import codes, totp
from gopro.security import keys
from gopro.security.keys import known, masters, rotation
from gopro.security.keys.errors import Tampered
from gopro.security.tokens import generate
from tests.apps.users.factories import UserFactory
from tests.apps.users.factors import with_app


def stored():
    """All that a copy of the database would tell of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ANY(current_schemas(false))"
        )
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" AS t')  # noqa: S608 - names from the catalog
            found += [row for (row,) in cursor.fetchall()]
    return found


def test_no_table_holds_a_secret_or_a_recovery_code(db):
    app, recovery = with_app(UserFactory())
    rows = stored()
    assert any("users.authenticator_app.add" in row for row in rows)
    for secret in (app.secret, *recovery, *(code.replace("-", "") for code in recovery)):
        assert not [row for row in rows if secret in row]
    assert keys.is_ciphertext(AuthenticatorApp.objects.get().secret)


def test_one_persons_secret_is_of_no_use_in_anothers_row(db):
    ada, eve = UserFactory(), UserFactory()
    app, _ = with_app(ada)
    with_app(eve)
    AuthenticatorApp.objects.filter(user=eve).update(secret=AuthenticatorApp.objects.get(user=ada).secret)
    with pytest.raises(Tampered):
        codes.use(user=eve, code=app.now(), ip=None)


def test_codes_hold_after_the_master_key_was_changed(db, settings, tmp_path):
    settings.KEY_FOLDER = tmp_path
    masters.masters(tmp_path).ensure()
    generate(tmp_path)
    user = UserFactory()
    app, _ = with_app(user)
    before, [former] = AuthenticatorApp.objects.get().secret, rotation.in_use()
    call_command("personal_keys", "rotate-master", stdout=StringIO())
    assert former not in rotation.in_use()
    assert AuthenticatorApp.objects.get().secret == before  # what was wrapped anew is the person's key
    known.keys.forget_all()
    assert codes.use(user=user, code=app.now(), ip=None) == "otp"


def test_a_destroyed_key_takes_the_secret_with_it(db):
    user = UserFactory()
    app, _ = with_app(user)
    keys.destroy(user.pk)
    with pytest.raises(WrongFactor):
        codes.use(user=user, code=app.now(), ip=None)


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "", "۱۲۳۴۵", "-12345"])
def test_what_is_no_code_of_an_app(code):
    assert not totp.looks_like_one(code)


@pytest.mark.parametrize("code", ["123456", "123 456", " 123456\n", "１２３４５６"])
def test_what_is_one(code):
    assert totp.looks_like_one(code)


def test_agrees_with_the_standard():
    """RFC 6238, appendix B, in six digits."""
    app = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert [app.at(moment) for moment in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]

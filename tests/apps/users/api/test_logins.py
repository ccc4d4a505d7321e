"""Logging in with two factors, and with a passkey alone, over HTTP."""

import pytest
import time_machine
from django.utils import timezone

from apps.users.models import Challenge, Passkey, Session
from apps.users.services import password_changes
from gopro.audit import trail
from gopro.security.ring import ring
from tests.apps.users.authenticator import Authenticator
from tests.apps.users.factories import PASSWORD, UserFactory, signed_in
from tests.apps.users.factors import STEP, with_app, with_passkey

LOGIN = "/api/v1/auth/login"
MFA = f"{LOGIN}/mfa"
PASSKEY = f"{LOGIN}/passkey"


@pytest.fixture
def ada(db):
    return UserFactory(username="ada")


def log_in(api, email="ada@example.org", password=PASSWORD, **more):
    return api.post(LOGIN, {"email": email, "password": password, **more}, format="json")


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def second(api, token, **factor):
    return api.post(MFA, {"mfa_token": token, **factor}, format="json")


def seen(answer):
    """All of an answer but what is new in each."""
    ids = {"request_id", "X-Request-ID", "Set-Cookie"}
    parts = (answer.json(), answer.headers)
    return answer.status_code, *({name: value for name, value in part.items() if name not in ids} for part in parts)


def methods_of(answer):
    return ring().verify(answer.json()["access"]).terms.methods


def test_asks_for_the_second_factor_and_takes_it(api, ada, told):
    app, _ = with_app(ada)
    known = Session.objects.count()
    answer = log_in(api)
    assert code_of(answer) == (401, "mfa_required")
    assert answer.json()["methods"] == ["totp", "recovery_code"]
    assert Session.objects.count() == known
    done = second(api, answer.json()["mfa_token"], otp=app.now())
    assert done.status_code == 200
    assert done.json()["user"]["username"] == "ada"
    assert methods_of(done) == {"pwd", "otp", "mfa"}
    assert done.json()["mfa_enrollment_required"] is False


def test_takes_the_code_with_the_password(api, ada):
    app, codes = with_app(ada)
    assert methods_of(log_in(api, otp=app.now())) == {"pwd", "otp", "mfa"}
    assert methods_of(log_in(api, otp=codes[0].lower().replace("-", " "))) == {"pwd", "rec", "mfa"}
    assert code_of(log_in(api, otp=codes[0])) == (401, "wrong_credentials")


def test_a_wrong_code_and_a_wrong_password_look_alike(api, ada):
    app, _ = with_app(ada)
    wrong = "000000" if app.now() != "000000" else "111111"
    tries = ((PASSWORD, wrong), ("wrong", app.now()), ("wrong", wrong))
    told = [seen(log_in(api, password=password, otp=otp)) for password, otp in tries]
    assert told[0] == told[1] == told[2]
    assert told[0][1]["detail"] == "Address, password or code is wrong."
    assert "mfa_token" not in log_in(api, password="wrong").json()
    assert log_in(api, otp=app.now()).status_code == 200  # the right code was not used up by a wrong password


def test_a_code_without_a_second_factor_changes_nothing(api, ada):
    assert methods_of(log_in(api, otp="123456")) == {"pwd"}


def test_a_code_holds_once_and_one_step_off(api, ada):
    app, _ = with_app(ada)
    now = timezone.now()
    assert log_in(api, otp=app.at(now)).status_code == 200
    assert log_in(api, otp=app.at(now)).status_code == 401
    assert log_in(api, otp=app.at(now - STEP)).status_code == 401  # earlier than the one that was used
    assert log_in(api, otp=app.at(now + 2 * STEP)).status_code == 401
    assert log_in(api, otp=app.at(now + STEP)).status_code == 200


def test_a_token_allows_five_tries_and_one_success(api, ada):
    app, codes = with_app(ada)
    token = log_in(api).json()["mfa_token"]
    tries = [code_of(second(api, token, otp=wrong)) for wrong in ("A" * 24, "B" * 24, "C" * 24, "D" * 24)]
    assert tries == [(401, "wrong_factor")] * 4
    assert second(api, token, otp=codes[0]).status_code == 200
    assert code_of(second(api, token, otp=app.now())) == (401, "mfa_token_invalid")
    token = log_in(api).json()["mfa_token"]
    tries = [code_of(second(api, token, otp=wrong)) for wrong in ("A" * 24, "B" * 24, "C" * 24, "D" * 24, "E" * 24)]
    assert tries == [(401, "wrong_factor")] * 5
    assert code_of(second(api, token, otp=app.now())) == (401, "mfa_token_invalid")


def test_a_token_holds_five_minutes_and_no_longer_than_the_password(api, ada):
    app, _ = with_app(ada)
    token = log_in(api).json()["mfa_token"]
    with time_machine.travel(timezone.now() + 11 * STEP, tick=False):
        assert code_of(second(api, token, otp=app.now())) == (401, "mfa_token_invalid")
    token = log_in(api).json()["mfa_token"]
    password_changes.change_password(
        user_id=ada.pk, session_id=signed_in(ada).session_id, current_password=PASSWORD, new_password=PASSWORD + " 2"
    )
    assert code_of(second(api, token, otp=app.now())) == (401, "mfa_token_invalid")
    for odd in ("", "x", "x" * 5000, token + "\0"):
        assert second(api, odd, otp="123456").status_code in {401, 422}


def test_either_a_code_or_a_passkey(api, ada):
    with_app(ada)
    token = log_in(api).json()["mfa_token"]
    assert second(api, token).status_code == 422
    assert second(api, token, otp="123456", credential={"id": "x"}).status_code == 422


def test_nobody_guesses_codes_for_ever(api, ada, mailoutbox):
    """Ten tries from one address; in all a hundred a day; recovery codes are taken even then."""
    _, codes = with_app(ada)
    answers = [log_in(api, otp="000000").status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    assert api.post(LOGIN, {"email": ada.email, "password": PASSWORD, "otp": codes[0]}, **elsewhere).status_code == 200


def test_a_passkey_as_second_factor(api, ada):
    device = with_passkey(ada)
    answer = log_in(api)
    assert answer.json()["methods"] == ["passkey", "recovery_code"]
    token = answer.json()["mfa_token"]
    options = api.post(f"{MFA}/options", {"mfa_token": token}).json()
    assert [known["id"] for known in options["allowCredentials"]] == [Passkey.objects.get().credential_id]
    assert (options["userVerification"], options["rpId"]) == ("required", "localhost")
    done = second(api, token, credential=device.get(options))
    assert methods_of(done) == {"pwd", "hwk", "mfa"}


def test_another_persons_passkey_is_no_second_factor(api, ada):
    with_passkey(ada)
    foreign = with_passkey(UserFactory(username="eve"))
    token = log_in(api).json()["mfa_token"]
    options = api.post(f"{MFA}/options", {"mfa_token": token}).json()
    assert code_of(second(api, token, credential=foreign.get(options))) == (401, "wrong_factor")
    own = api.post(f"{PASSKEY}/options").json()  # a challenge of another purpose
    assert code_of(second(api, token, credential=foreign.get(own))) == (401, "wrong_factor")


def passwordless(api, device, options=None):
    options = options or api.post(f"{PASSKEY}/options").json()
    return api.post(PASSKEY, {"credential": device.get(options)}, format="json")


def test_logs_in_with_a_passkey_alone(api, ada):
    device = with_passkey(ada)
    options = api.post(f"{PASSKEY}/options").json()
    assert "allowCredentials" not in options or options["allowCredentials"] == []
    done = passwordless(api, device, options)
    assert done.status_code == 200
    assert done.json()["user"]["username"] == "ada"
    assert methods_of(done) == {"hwk", "mfa"}
    assert Passkey.objects.get().last_used_at is not None


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.test"},
        {"origin": "http://localhost:8081"},
        {"site": "evil.test"},
        {"verifies_user": False},
        {"in_frame": True},
        {"user_handle": None},
        {"user_handle": b"somebody else..."},
        {"credential_id": b"another key"},
        {"key": Authenticator().key},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_a_passkey_that_lies_is_refused(api, ada, lie):
    device = with_passkey(ada)
    known = Session.objects.count()
    assert code_of(passwordless(api, device.like(**lie))) == (401, "wrong_factor")
    assert Session.objects.count() == known
    refused = trail.entries("users").filter(action="users.user.log_in", outcome="refused")
    assert [entry.reason.startswith("passkey:") for entry in refused] == [True]
    assert passwordless(api, device).status_code == 200


def test_a_challenge_holds_once_for_five_minutes_and_is_ours(api, ada):
    device = with_passkey(ada)
    options = api.post(f"{PASSKEY}/options").json()
    credential = device.get(options)
    assert api.post(PASSKEY, {"credential": credential}, format="json").status_code == 200
    assert code_of(api.post(PASSKEY, {"credential": credential}, format="json")) == (401, "wrong_factor")
    assert code_of(passwordless(api, device, options)) == (401, "wrong_factor")
    late = api.post(f"{PASSKEY}/options").json()
    with time_machine.travel(timezone.now() + 11 * STEP, tick=False):
        assert code_of(passwordless(api, device, late)) == (401, "wrong_factor")
    assert code_of(passwordless(api, device, {**late, "challenge": "A" * 43})) == (401, "wrong_factor")


def test_a_challenge_is_used_up_by_a_failure(api, ada):
    device = with_passkey(ada)
    options = api.post(f"{PASSKEY}/options").json()
    assert passwordless(api, device.like(verifies_user=False), options).status_code == 401
    assert passwordless(api, device, options).status_code == 401


def test_a_copied_key_is_noticed_by_its_counter(api, ada):
    device = with_passkey(ada, device=Authenticator(count=5))
    clone = device.like()
    assert passwordless(api, device).status_code == 200
    assert code_of(passwordless(api, clone)) == (401, "wrong_factor")
    [entry] = trail.entries("users").filter(action="users.passkey.use")
    assert (entry.outcome, entry.object_id) == ("refused", str(ada.pk))
    assert Passkey.objects.get().sign_count == 6


def test_devices_that_do_not_count_are_taken(api, ada):
    device = with_passkey(ada, device=Authenticator(count=None))
    assert [passwordless(api, device).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize(
    "credential",
    [
        {"id": "x"},
        {"id": "x", "rawId": "x", "response": "text", "type": "public-key"},
        {"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": "", "signature": ""}},
        {"id": "é", "rawId": ["AA"], "response": {"clientDataJSON": "W10", "authenticatorData": "AA", "signature": 1}},
        {"rawId": "AA", "response": {"clientDataJSON": "bnVsbA", "authenticatorData": "A" * 60, "signature": None}},
    ],
)
def test_nonsense_is_refused(api, ada, credential):
    assert code_of(api.post(PASSKEY, {"credential": credential}, format="json")) == (401, "wrong_factor")


def test_options_are_limited(api, db):
    answers = {api.post(f"{PASSKEY}/options").status_code for _ in range(300)}
    assert answers == {200}
    assert api.post(f"{PASSKEY}/options").status_code == 429
    assert Challenge.objects.count() == 300


def test_a_closed_account_stays_closed_for_a_passkey(api, ada):
    device = with_passkey(ada)
    ada.is_active = False
    ada.save()
    assert code_of(passwordless(api, device)) == (401, "wrong_credentials")

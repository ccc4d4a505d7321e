"""Setting second factors up, proving them again and removing them, over HTTP."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from apps.users.models import AuthenticatorApp, Challenge, Notice, NoticeKind, Passkey, RecoveryCode, Session
from apps.users.services import housekeeping, notices
from gopro.audit import trail
from gopro.security.ring import ring
from tests.apps.users.authenticator import Authenticator
from tests.apps.users.factories import PASSWORD, UserFactory, signed_in, unverified
from tests.apps.users.factors import STEP, with_app, with_passkey

MFA = "/api/v1/auth/mfa"
LATER = timedelta(minutes=11)


@pytest.fixture
def ada(db):
    return UserFactory(username="ada")


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def set_up(client):
    begun = client.post(f"{MFA}/totp").json()
    app = pyotp.TOTP(begun["secret"])
    return app, client.post(f"{MFA}/totp/confirm", {"code": app.now()})


def kinds():
    return list(Notice.objects.order_by("created_at").values_list("kind", flat=True))


def actions():
    entries = trail.entries("users").filter(object_type="users.user").exclude(action="users.user.log_in")
    return list(entries.order_by("number").values_list("action", flat=True))


def test_sets_an_app_up(ada, api_of):
    client = api_of(ada)
    assert client.get(MFA).json() == {"methods": [], "recovery_codes_left": 0, "passkeys": [], "is_required": False}
    answer = client.post(f"{MFA}/totp")
    assert answer.status_code == 201
    secret, uri = answer.json()["secret"], answer.json()["uri"]
    assert uri == f"otpauth://totp/GO-PRO:ada%40example.org?secret={secret}&issuer=GO-PRO"
    assert client.get(MFA).json()["methods"] == []
    assert code_of(client.post(f"{MFA}/totp/confirm", {"code": "000000"})) == (422, "wrong_code")
    done = client.post(f"{MFA}/totp/confirm", {"code": pyotp.TOTP(secret).now()})
    codes = done.json()["recovery_codes"]
    assert done.status_code == 200
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([A-Z2-7]{6}-){3}[A-Z2-7]{6}", code) for code in codes)
    assert client.get(MFA).json()["methods"] == ["totp", "recovery_code"]
    assert client.get(MFA).json()["recovery_codes_left"] == 10
    assert kinds() == ["authenticator_app_added"]
    assert actions()[-1] == "users.authenticator_app.add"
    for kept in (*AuthenticatorApp.objects.values_list("secret", flat=True), *codes):
        assert secret not in kept
        assert not RecoveryCode.objects.filter(code_hash=kept).exists()


def test_the_session_that_set_it_up_counts_as_proved(ada, api_of):
    session = signed_in(ada)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {session.access}")
    set_up(client)
    assert Session.objects.get(pk=session.session_id).methods == ["mfa", "otp", "pwd"]
    refreshed = client.post("/api/v1/auth/refresh", {"refresh": session.refresh}).json()
    assert ring().verify(refreshed["access"]).terms.methods == {"mfa", "otp", "pwd"}


def test_the_code_that_confirmed_does_not_log_in(ada, api_of, api):
    app, _ = set_up(api_of(ada))
    sent = {"email": ada.email, "password": PASSWORD, "otp": app.now()}
    assert api.post("/api/v1/auth/login", sent).status_code == 401


def test_only_lately_logged_in(ada, api_of):
    client = api_of(ada)
    client.post(f"{MFA}/totp")
    Session.objects.update(created_at=timezone.now() - LATER)
    for path in ("totp", "passkeys/options"):
        assert code_of(client.post(f"{MFA}/{path}")) == (403, "login_not_recent")
    assert code_of(client.post(f"{MFA}/totp/confirm", {"code": "123456"})) == (403, "login_not_recent")
    assert AuthenticatorApp.objects.get().confirmed_at is None


def test_a_second_factor_is_asked_of_who_adds_another(ada, api_of):
    with_app(ada)
    elsewhere = api_of(ada)  # begun by a password alone, before or beside the app
    for path in ("totp", "passkeys/options", "recovery-codes"):
        assert code_of(elsewhere.post(f"{MFA}/{path}")) == (403, "factor_not_fresh")
    assert code_of(elsewhere.delete(f"{MFA}/totp")) == (403, "factor_not_fresh")
    assert AuthenticatorApp.objects.count() == 1


def test_a_confirmed_app_is_not_replaced(ada, api_of):
    client = api_of(ada)
    app, _ = set_up(client)
    assert code_of(client.post(f"{MFA}/totp")) == (409, "factor_exists")
    assert client.post(f"{MFA}/totp/confirm", {"code": app.now()}).status_code == 404


def test_beginning_anew_voids_the_former_secret(ada, api_of):
    client = api_of(ada)
    former = client.post(f"{MFA}/totp").json()["secret"]
    now = client.post(f"{MFA}/totp").json()["secret"]
    assert client.post(f"{MFA}/totp/confirm", {"code": pyotp.TOTP(former).now()}).status_code == 422
    assert client.post(f"{MFA}/totp/confirm", {"code": pyotp.TOTP(now).now()}).status_code == 200


def test_removing_the_last_factor_takes_the_recovery_codes_with_it(ada, api_of):
    client, other = api_of(ada), signed_in(ada)
    set_up(client)
    assert client.delete(f"{MFA}/totp").status_code == 204
    assert AuthenticatorApp.objects.count() == RecoveryCode.objects.count() == 0
    assert Session.objects.get(pk=other.session_id).revoked_at is None
    assert kinds() == ["authenticator_app_added", "authenticator_app_removed"]
    assert actions()[-1] == "users.authenticator_app.remove"
    assert client.delete(f"{MFA}/totp").status_code == 404


def test_a_role_that_asks_for_a_factor_keeps_the_last(api_of, settings):
    settings.MFA_ROLES = ("admin",)
    client = api_of(UserFactory(roles=["admin"]))
    set_up(client)
    assert client.get(MFA).json()["is_required"] is True
    assert code_of(client.delete(f"{MFA}/totp")) == (409, "factor_needed")
    add_passkey(client)
    assert client.delete(f"{MFA}/totp").status_code == 204
    assert RecoveryCode.objects.count() == 10


def test_proves_itself_again(ada, api_of):
    app, _ = with_app(ada)
    client = api_of(ada)
    assert code_of(client.post(f"{MFA}/proof", {"otp": "000000"})) == (401, "wrong_factor")
    assert client.post(f"{MFA}/proof").status_code == 422
    assert client.post(f"{MFA}/proof/options").status_code == 404
    assert client.post(f"{MFA}/proof", {"otp": app.now()}).status_code == 204
    assert client.post(f"{MFA}/recovery-codes").status_code == 201
    Session.objects.update(proved_at=timezone.now() - LATER, created_at=timezone.now() - LATER)
    assert code_of(client.post(f"{MFA}/recovery-codes")) == (403, "factor_not_fresh")
    assert kinds()[-1] == "recovery_codes_made"


def test_new_recovery_codes_void_the_former(ada, api_of, api):
    client = api_of(ada)
    _, done = set_up(client)
    former = done.json()["recovery_codes"]
    codes = client.post(f"{MFA}/recovery-codes").json()["recovery_codes"]
    assert len({*codes, *former}) == 20
    sent = {"email": ada.email, "password": PASSWORD}
    assert api.post("/api/v1/auth/login", {**sent, "otp": former[0]}).status_code == 401
    assert api.post("/api/v1/auth/login", {**sent, "otp": codes[0]}).status_code == 200
    assert client.get(MFA).json()["recovery_codes_left"] == 9
    assert kinds()[-1] == "recovery_code_used"


def add_passkey(client, device=None, name="Phone"):
    device = device or Authenticator()
    options = client.post(f"{MFA}/passkeys/options").json()
    return client.post(f"{MFA}/passkeys", {"name": name, "credential": device.create(options)}, format="json")


def test_adds_a_passkey(ada, api_of):
    client = api_of(ada)
    options = client.post(f"{MFA}/passkeys/options").json()
    assert options["rp"] == {"id": "localhost", "name": "GO-PRO"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["user"]["name"] == "ada"
    answer = add_passkey(client)
    assert answer.status_code == 201
    assert len(answer.json()["recovery_codes"]) == 10
    row = Passkey.objects.get()
    assert (row.name, row.transports, row.user) == ("Phone", ["internal"], ada)
    assert [shown["id"] for shown in client.get(f"{MFA}/passkeys").json()["items"]] == [str(row.pk)]
    assert client.get(MFA).json()["methods"] == ["passkey", "recovery_code"]
    assert add_passkey(client, name="Key").json()["recovery_codes"] == []
    assert kinds() == ["passkey_added", "passkey_added"]


@pytest.mark.parametrize(
    "lie",
    [{"origin": "https://evil.test"}, {"site": "evil.test"}, {"verifies_user": False}, {"in_frame": True}],
    ids=lambda lie: next(iter(lie)),
)
def test_a_passkey_made_elsewhere_is_refused(ada, api_of, lie):
    assert code_of(add_passkey(api_of(ada), Authenticator(**lie))) == (422, "passkey_refused")
    assert Passkey.objects.count() == RecoveryCode.objects.count() == 0


def test_a_registration_holds_once_for_whom_it_was_begun(ada, api_of):
    client, other = api_of(ada), api_of(UserFactory())
    options = client.post(f"{MFA}/passkeys/options").json()
    credential = Authenticator().create(options)
    sent = {"name": "Phone", "credential": credential}
    assert code_of(other.post(f"{MFA}/passkeys", sent, format="json")) == (422, "passkey_refused")
    assert client.post(f"{MFA}/passkeys", sent, format="json").status_code == 201
    assert code_of(client.post(f"{MFA}/passkeys", sent, format="json")) == (422, "passkey_refused")
    login = client.post("/api/v1/auth/login/passkey/options").json()
    mixed = Authenticator().create({**options, "challenge": login["challenge"]})
    sent = {"name": "Phone", "credential": mixed}
    assert code_of(client.post(f"{MFA}/passkeys", sent, format="json")) == (422, "passkey_refused")
    assert Passkey.objects.count() == 1


def test_one_key_is_one_persons(ada, api_of):
    device = with_passkey(ada)
    assert code_of(add_passkey(api_of(UserFactory()), device.like())) == (422, "passkey_refused")
    assert Passkey.objects.get().user == ada


@pytest.mark.parametrize("credential", [{"id": "x"}, {"response": []}, {"rawId": "AA", "response": {"x": 1}}, {}])
def test_nonsense_is_refused(ada, api_of, credential):
    client = api_of(ada)
    sent = {"name": "Phone", "credential": credential}
    assert client.post(f"{MFA}/passkeys", sent, format="json").status_code == 422


def test_names_and_removes_a_passkey(ada, api_of):
    client = api_of(ada)
    path = f"{MFA}/passkeys/{add_passkey(client).json()['passkey']['id']}"
    assert client.patch(path, {"name": "Old phone"}).json()["name"] == "Old phone"
    assert client.patch(path, {"name": "a\nb"}).status_code == 422
    stranger = api_of(UserFactory())
    assert stranger.patch(path, {"name": "Mine"}).status_code == 404
    with_app_of_stranger = stranger.delete(path)
    assert with_app_of_stranger.status_code == 403
    set_up(stranger)
    assert stranger.delete(path).status_code == 404
    assert client.delete(path).status_code == 204
    assert Passkey.objects.count() == 0
    assert not RecoveryCode.objects.filter(user=ada).exists()


def test_strangers_and_personal_tokens_see_nothing(api, db):
    for path in ("", "/passkeys"):
        assert api.get(f"{MFA}{path}").status_code == 401
    assert api.post(f"{MFA}/totp").status_code == 401


def test_notices_go_to_proved_addresses(ada, api_of, mailoutbox):
    newcomer = unverified()
    with_app(ada)
    with_app(newcomer)
    for notice in Notice.objects.all():
        notices.send(notice_id=notice.pk)
        notices.send(notice_id=notice.pk)
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == ([ada.email], notices.SUBJECTS[NoticeKind.AUTHENTICATOR_APP_ADDED])
    assert "log-ins ask for one" in mail.body
    assert "log-ins ask for one" in mail.alternatives[0][0]


def test_challenges_of_the_dead_are_swept(ada, api_of):
    client = api_of(ada)
    client.post(f"{MFA}/passkeys/options")
    assert Challenge.objects.count() == 1
    with time_machine.travel(timezone.now() + 11 * STEP, tick=False):
        housekeeping.purge()
    assert Challenge.objects.count() == 0

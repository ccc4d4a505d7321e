"""Another e-mail address: asked for, confirmed, undone."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.users.contracts import EmailVerified
from apps.users.models import OneTimeToken, Purpose, Session, User
from apps.users.services import one_time_tokens, registration
from gopro.audit.models import AuditEntry
from tests.apps.users.factories import PASSWORD, UserFactory, unverified

CHANGE = "/api/v1/users/me/email"
CONFIRM, UNDO = "/api/v1/auth/email/confirm", "/api/v1/auth/email/undo"
NEW = "new@example.org"


def tokens(purpose):
    return OneTimeToken.objects.filter(purpose=purpose)


def asked(client, *, email=NEW, password=PASSWORD):
    return client.post(CHANGE, {"email": email, "password": password})


def actions(user):
    rows = AuditEntry.objects.using("default").filter(object_id=str(user.pk), action__startswith="users.email")
    return list(rows.order_by("number").values_list("action", "outcome", "actor_id"))


@pytest.fixture
def ada(db):
    return UserFactory(username="ada")


def test_the_address_changes_once_its_mail_was_read(ada, api, api_of, mailed_token, mailoutbox, told):
    assert asked(api_of(ada)).status_code == 202
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    known = len(told)
    token = mailed_token(ada, Purpose.CHANGE_EMAIL)
    assert mailoutbox[-1].to == [NEW]
    assert api.post(CONFIRM, {"token": token}).status_code == 204
    ada.refresh_from_db()
    assert (ada.email, ada.email_verified) == (NEW, True)
    assert list(told)[known:] == [EmailVerified(user_id=ada.pk, email=NEW)]
    mailed_token(ada, Purpose.RESTORE_EMAIL)
    assert mailoutbox[-1].to == ["ada@example.org"]
    assert NEW not in mailoutbox[-1].body
    assert actions(ada) == [
        ("users.email.request_change", "done", str(ada.pk)),
        ("users.email.change", "done", str(ada.pk)),
    ]
    assert api.post(CONFIRM, {"token": token}).status_code == 422
    login = api.post("/api/v1/auth/login", {"email": NEW, "password": PASSWORD})
    assert login.status_code == 200


def test_who_does_not_know_the_password_changes_nothing(ada, api_of):
    answer = asked(api_of(ada), password="another one altogether")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_password")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/password"]
    assert asked(api_of(ada), password="").status_code == 422
    assert not tokens(Purpose.CHANGE_EMAIL).exists()
    assert actions(ada) == [("users.email.request_change", "refused", str(ada.pk))] * 2


def test_the_password_is_not_guessed_here(ada, api_of):
    client = api_of(ada)
    answers = [asked(client, password="another one altogether").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert asked(client).status_code == 429


def test_without_a_password_the_log_in_must_be_recent(api_of):
    user = registration.open_vouched(
        email="fed@example.org", username="fed", display_name="", locale="en", time_zone="UTC"
    )
    client = api_of(user)
    assert asked(client, password="").status_code == 202
    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        Session.objects.filter(user=user).update(created_at=timezone.now() - timedelta(minutes=11))
        assert asked(client, password="").json()["code"] == "login_not_recent"
    assert tokens(Purpose.CHANGE_EMAIL).count() == 1


def test_whether_an_address_is_anothers_is_told_to_that_other_alone(ada, api_of, mailed_token, mailoutbox):
    other = UserFactory(username="grace")
    answer = asked(api_of(ada), email="Grace@Example.ORG")
    assert (answer.status_code, answer.content) == (202, b"")
    assert not tokens(Purpose.CHANGE_EMAIL).exists()
    mailed_token(other, Purpose.ACCOUNT_EXISTS)
    assert mailoutbox[-1].to == ["grace@example.org"]


def test_an_address_that_was_taken_meanwhile_is_refused(ada, api, api_of, mailed_token):
    asked(api_of(ada))
    token = mailed_token(ada, Purpose.CHANGE_EMAIL)
    UserFactory(username="grace", email=NEW)
    answer = api.post(CONFIRM, {"token": token})
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_ones_own_address_is_no_change(ada, api_of):
    answer = asked(api_of(ada), email="ADA@example.org")
    assert (answer.status_code, answer.json()["code"]) == (422, "email_unchanged")


def test_asking_again_makes_the_former_link_void(ada, api, api_of, mailed_token):
    client = api_of(ada)
    asked(client)
    former = mailed_token(ada, Purpose.CHANGE_EMAIL)
    asked(client, email="newer@example.org")
    assert api.post(CONFIRM, {"token": former}).status_code == 422
    assert api.post(CONFIRM, {"token": mailed_token(ada, Purpose.CHANGE_EMAIL)}).status_code == 204
    ada.refresh_from_db()
    assert ada.email == "newer@example.org"


@pytest.mark.parametrize(("purpose", "path"), [(Purpose.CHANGE_EMAIL, CONFIRM), (Purpose.RESTORE_EMAIL, UNDO)])
def test_links_expire(ada, api, api_of, mailed_token, purpose, path):
    asked(api_of(ada))
    if purpose == Purpose.RESTORE_EMAIL:
        api.post(CONFIRM, {"token": mailed_token(ada, Purpose.CHANGE_EMAIL)})
    token = mailed_token(ada, purpose)
    before = User.objects.get(pk=ada.pk).email
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert api.post(path, {"token": token}).status_code == 422
    assert User.objects.get(pk=ada.pk).email == before


@pytest.mark.parametrize("path", [CONFIRM, UNDO])
def test_other_tokens_open_nothing_here(ada, api, mailed_token, path):
    one_time_tokens.request_token(user=ada, purpose=Purpose.RESET_PASSWORD)
    for token in (mailed_token(ada, Purpose.RESET_PASSWORD), "x", ""):
        assert api.post(path, {"token": token}).status_code == 422
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def stolen(user, api, api_of, mailed_token):
    """Somebody who knows the password takes the account to an address of theirs; what the owner gets by mail."""
    thief = api_of(user)
    asked(thief)
    api.post(CONFIRM, {"token": mailed_token(user, Purpose.CHANGE_EMAIL)})
    return thief, mailed_token(user, Purpose.RESTORE_EMAIL)


def test_the_owner_of_the_former_address_takes_it_back(
    ada, api, api_of, mailed_token, told, django_capture_on_commit_callbacks
):
    thief, token = stolen(ada, api, api_of, mailed_token)
    known = len(told)
    assert thief.get("/api/v1/users/me").status_code == 200
    with django_capture_on_commit_callbacks(using="default", execute=True):
        answer = api.post(UNDO, {"token": token})
    assert answer.status_code == 200
    assert thief.get("/api/v1/users/me").status_code == 401
    ada.refresh_from_db()
    assert (ada.email, ada.has_usable_password()) == ("ada@example.org", False)
    assert EmailVerified(user_id=ada.pk, email="ada@example.org") in list(told)[known:]
    assert not Session.objects.filter(user=ada, revoked_at=None).exists()
    assert api.post("/api/v1/auth/login", {"email": ada.email, "password": PASSWORD}).status_code == 401
    reset = {"token": answer.json()["reset_token"], "new_password": "quite another horse and battery"}
    assert api.post("/api/v1/auth/password/reset", reset).status_code == 204
    assert api.post(UNDO, {"token": token}).status_code == 422


def test_a_thief_who_changes_it_twice_loses_it_too(ada, api, api_of, mailed_token):
    thief, token = stolen(ada, api, api_of, mailed_token)
    asked(thief, email="further@example.org")
    further = mailed_token(ada, Purpose.CHANGE_EMAIL)
    assert api.post(CONFIRM, {"token": further}).status_code == 204
    thiefs_own = mailed_token(ada, Purpose.RESTORE_EMAIL)
    assert api.post(UNDO, {"token": token}).status_code == 200
    assert api.post(UNDO, {"token": thiefs_own}).status_code == 422
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_nobody_takes_the_former_address_while_it_can_be_taken_back(ada, api, api_of, mailed_token):
    _, token = stolen(ada, api, api_of, mailed_token)
    form = {"email": "ada@example.org", "username": "squatter", "password": "quite another horse and battery"}
    assert api.post("/api/v1/auth/register", form).status_code == 201
    assert not User.objects.filter(username="squatter").exists()
    other = UserFactory()
    asked(api_of(other), email="ada@example.org")
    assert not tokens(Purpose.CHANGE_EMAIL).filter(user=other).exists()
    assert api.post(UNDO, {"token": token}).status_code == 200


def test_to_an_address_that_nobody_proved_theirs_nothing_is_sent(api, api_of, mailed_token):
    user = unverified(username="typo", email="typo@example.org")
    asked(api_of(user))
    assert api.post(CONFIRM, {"token": mailed_token(user, Purpose.CHANGE_EMAIL)}).status_code == 204
    user.refresh_from_db()
    assert (user.email, user.email_verified) == (NEW, True)
    assert not tokens(Purpose.RESTORE_EMAIL).exists()


@pytest.mark.parametrize(
    "email", ["", "no address", "a@b", "x" * 250 + "@example.org", "a@example.org\nBcc: b@example.org", None]
)
def test_refuses_what_is_no_address(ada, api_of, email):
    assert asked(api_of(ada), email=email).status_code == 422
    assert not tokens(Purpose.CHANGE_EMAIL).exists()


def test_nobody_has_no_address(api):
    assert asked(api).status_code == 401


def test_pages_do_the_same(ada, client, api_of, mailed_token):
    asked(api_of(ada))
    token = mailed_token(ada, Purpose.CHANGE_EMAIL)
    page = f"/account/change-email?token={token}"
    assert token in client.get(page).content.decode()
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert client.post("/account/change-email", {"token": token}).status_code == 200
    ada.refresh_from_db()
    assert ada.email == NEW
    token = mailed_token(ada, Purpose.RESTORE_EMAIL)
    assert client.get(f"/account/restore-email?token={token}").status_code == 200
    shown = client.post("/account/restore-email", {"token": token})
    assert "choose another one" in shown.content.decode()
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert client.post("/account/restore-email", {"token": token}).status_code == 422

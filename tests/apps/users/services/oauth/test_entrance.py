"""The whole log-in with a real provider, over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from apps.users import selectors
from apps.users.contracts import EmailVerified, UserCreated, UserLoggedIn
from apps.users.models import AuthorizationRequest, Identity, Notice, Session, User
from apps.users.services import accounts, login, sessions
from apps.users.services.oauth import accounts as linking
from gopro.audit import trail
from gopro.database import atomic
from gopro.security.ring import ring
from gopro.security.tokens import Terms, Use
from gopro.testing.facts import Told
from tests.apps.users import oauth
from tests.apps.users.factories import LAPTOP, PASSWORD, UserFactory, signed_in, unverified
from tests.apps.users.factors import with_app

ANA = {
    "sub": "ana-at-campus",
    "email": "Ana@Example.org",
    "email_verified": True,
    "name": "Ana Ocampo",
    "preferred_username": "ana.o",
    "locale": "uk-UA",
    "zoneinfo": "Europe/Kyiv",
}
START = "/api/v1/auth/oauth/campus/start"
TOKEN = "/api/v1/auth/oauth/campus/token"
IDENTITIES = "/api/v1/auth/identities"


def led_back(client: APIClient, *, claims: dict[str, Any], redirect_to: str = "") -> dict[str, str]:
    """As a browser goes: to the provider, and back to a page of ours."""
    begun = client.get(START, {"redirect_to": redirect_to} if redirect_to else {})
    assert begun.status_code == 303, begun.content
    callback = oauth.at_provider(begun["Location"], claims=claims)
    back = client.get(oauth.path_of(callback))
    assert back.status_code == 303, back.content
    return {"at": back["Location"].partition("?")[0]} | oauth.query_of(back["Location"])


def logged_in(client: APIClient, *, claims: dict[str, Any]) -> Any:
    back = led_back(client, claims=claims)
    return client.post(TOKEN, {"code": back["code"], "state": back["state"]})


def linked(client: APIClient, *, claims: dict[str, Any]) -> Any:
    begun = client.post(START, {"link": True}).json()
    back = oauth.query_of(
        APIClient().get(oauth.path_of(oauth.at_provider(begun["authorization_url"], claims=claims)))["Location"]
    )
    sent = {"provider": "campus", "code": back["code"], "state": begun["state"], "secret": begun["secret"]}
    return client.post(IDENTITIES, sent)


def test_a_new_person_gets_a_verified_account_without_a_password(api: APIClient, campus: str, told: Told):
    answer = logged_in(api, claims=ANA)
    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert said["user"]["username"] == "ana.o"
    assert said["user"]["display_name"] == "Ana Ocampo"
    assert said["user"]["email"] == "ana@example.org"
    assert said["user"]["email_verified"] is True
    assert (said["user"]["locale"], said["user"]["time_zone"]) == ("uk", "Europe/Kyiv")
    user = User.objects.get()
    assert not user.has_usable_password()
    identity = Identity.objects.get()
    assert (identity.user_id, identity.provider, identity.subject) == (user.id, "campus", "ana-at-campus")
    assert [type(fact) for fact in told] == [UserCreated, EmailVerified, UserLoggedIn]
    assert api.get("/api/v1/users/me", HTTP_AUTHORIZATION=f"Bearer {said['access']}").status_code == 200


def test_the_same_person_comes_back_to_the_same_account_whatever_their_address_is_now(api: APIClient, campus: str):
    first = logged_in(api, claims=ANA).json()
    UserFactory(username="other", email="new@example.org")
    second = logged_in(APIClient(), claims=ANA | {"email": "new@example.org"}).json()
    assert second["user"]["id"] == first["user"]["id"]
    assert User.objects.get(pk=first["user"]["id"]).email == "ana@example.org"
    assert Identity.objects.get().last_used_at is not None


def test_no_secret_of_a_log_in_is_in_the_table_nor_in_an_address(api: APIClient, campus: str):
    begun = api.get(START)
    cookie = next(iter(api.cookies.values()))
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/api/v1/auth/oauth/")
    asked = oauth.query_of(begun["Location"])
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    row = AuthorizationRequest.objects.values().get()
    for secret in (cookie.value, asked["state"], asked["nonce"]):
        assert secret not in str(row)
    assert cookie.value not in begun["Location"]


def test_a_page_of_a_listed_origin_gets_the_code_and_no_token(api: APIClient, campus: str):
    back = led_back(api, claims=ANA, redirect_to="https://learn.example.org/done")
    assert back["at"] == "https://learn.example.org/done"
    assert set(back) == {"at", "code", "state", "provider"}
    assert back["provider"] == "campus"


def test_without_a_place_to_return_to_it_ends_on_our_own_page(api: APIClient, campus: str, settings: Any):
    assert led_back(api, claims=ANA)["at"] == f"{settings.PUBLIC_URL}/account/signed-in"
    assert b"Almost there" in api.get("/account/signed-in?code=1&state=2").content
    assert b"not logged in" in api.get("/account/signed-in?error=access_denied").content


def test_a_program_finishes_with_the_secret_that_it_kept(campus: str, db: None):
    program, browser = APIClient(), APIClient()
    begun = program.post(START, {}).json()
    callback = oauth.at_provider(begun["authorization_url"], claims=ANA)
    back = oauth.query_of(browser.get(oauth.path_of(callback))["Location"])
    answer = program.post(TOKEN, {"code": back["code"], "state": begun["state"], "secret": begun["secret"]})
    assert answer.status_code == 200, answer.content
    assert "refresh" in answer.json()


def test_somebody_who_gives_up_at_the_provider_is_led_back_with_an_error(api: APIClient, campus: str):
    begun = api.get(START)
    state = oauth.query_of(begun["Location"])["state"]
    issuer = begun["Location"].partition("/auth?")[0]
    said = {"error": "access_denied", "error_description": "<script>", "state": state, "iss": issuer, "odd": "1"}
    back = api.get("/api/v1/auth/oauth/campus/callback", said)
    assert back.status_code == 303
    assert oauth.query_of(back["Location"]) == {"error": "access_denied", "state": state, "provider": "campus"}


def test_an_account_whose_address_both_sides_verified_is_linked(api: APIClient, campus: str, told: Told):
    user = UserFactory(username="ana", email="ana@example.org")
    answer = logged_in(api, claims=ANA)
    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == str(user.id)
    assert Identity.objects.get().user_id == user.id
    assert len(told.of(UserCreated)) == 1


def test_linking_by_who_is_signed_in_and_unlinking(api_of: Any, campus: str):
    user = UserFactory(username="bo", email="bo@example.org")
    client = api_of(user)
    answer = linked(client, claims=ANA)
    assert answer.status_code == 201, answer.content
    listed = client.get(IDENTITIES).json()["items"]
    assert [(each["id"], each["provider"]) for each in listed] == [(answer.json()["id"], "campus")]
    assert logged_in(APIClient(), claims=ANA).json()["user"]["id"] == str(user.id)
    assert client.delete(f"{IDENTITIES}/{answer.json()['id']}").status_code == 204
    assert not Identity.objects.exists()


def test_an_identity_of_another_account_is_neither_taken_nor_shown(api_of: Any, campus: str, db: None):
    first = api_of(UserFactory(username="first"))
    assert linked(first, claims=ANA).status_code == 201
    second = api_of(UserFactory(username="second"))
    answer = linked(second, claims=ANA)
    assert (answer.status_code, answer.json()["code"]) == (409, "identity_taken")
    assert second.get(IDENTITIES).json()["items"] == []
    assert second.delete(f"{IDENTITIES}/{Identity.objects.get().pk}").status_code == 404
    assert Identity.objects.count() == 1


def test_the_last_way_in_stays(campus: str, db: None):
    said = logged_in(APIClient(), claims=ANA).json()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {said['access']}")
    identity = Identity.objects.get()
    answer = client.delete(f"{IDENTITIES}/{identity.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_way_in")
    user = User.objects.get(pk=UUID(said["user"]["id"]))
    user.set_password(PASSWORD)
    user.save()
    assert client.delete(f"{IDENTITIES}/{identity.pk}").status_code == 204


def test_an_account_that_nobody_verified_links_nothing(api_of: Any, campus: str):
    client = api_of(unverified())
    answer = client.post(START, {"link": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "address_unverified")
    assert not AuthorizationRequest.objects.exists()


def test_linking_asks_for_a_log_in_of_the_last_minutes(api_of: Any, campus: str):
    user = UserFactory(username="late")
    client = api_of(user)
    user.sessions.update(created_at="2020-01-01T00:00:00Z")
    answer = client.post(START, {"link": True})
    assert (answer.status_code, answer.json()["code"]) == (403, "login_not_recent")


def test_linking_asks_for_somebody_who_is_signed_in(api: APIClient, campus: str):
    assert api.post(START, {"link": True}).status_code == 401
    assert api.get(IDENTITIES).status_code == 401


@pytest.mark.parametrize("configured", [True, False])
def test_the_providers_are_listed(api: APIClient, configured: bool, settings: Any, openid_issuer: str):
    settings.OPENID_PROVIDERS = (oauth.configured("campus", issuer=openid_issuer),) if configured else ()
    found = api.get("/api/v1/auth/providers").json()["items"]
    start_url = f"{settings.PUBLIC_URL}/api/v1/auth/oauth/campus/start"
    assert found == ([{"name": "campus", "label": "Campus", "start_url": start_url}] if configured else [])
    assert api.get("/api/v1/auth/oauth/nobody/start").status_code == 404


def test_an_account_with_a_second_factor_asks_for_it(api_of: Any, campus: str, api: APIClient):
    user = UserFactory(username="bo", email="ana@example.org")
    app, _ = with_app(user)
    answer = logged_in(api, claims=ANA)
    said = answer.json()
    assert (answer.status_code, said["code"]) == (401, "mfa_required")
    assert user.sessions.count() == 1
    entered = login.finish(mfa_token=said["mfa_token"], client=LAPTOP, otp=app.now())
    assert Session.objects.get(pk=entered.session_id).methods == ["fed", "mfa", "otp"]


def test_linking_and_unlinking_ask_for_the_second_factor(campus: str, db: None):
    user = UserFactory(username="bo")
    with_app(user)
    client = APIClient()
    signed = sessions.begin_session(user=user, client=LAPTOP, methods=frozenset({"pwd"}))
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {signed.access}")
    answer = client.post(START, {"link": True})
    assert (answer.status_code, answer.json()["code"]) == (403, "factor_not_fresh")


def test_a_closed_account_stays_closed(campus: str, db: None, api: APIClient):
    user = User.objects.get(pk=UUID(logged_in(api, claims=ANA).json()["user"]["id"]))
    accounts.deactivate_user(user_id=user.pk)
    answer = logged_in(APIClient(), claims=ANA)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert not selectors.open_sessions(user_id=user.pk).exists()


def test_support_links_and_unlinks_nothing(campus: str, db: None):
    user, helper = UserFactory(username="bo"), UserFactory(username="support", roles=["support"])
    signed = signed_in(user)
    token = ring().sign(
        user_id=user.pk,
        session_id=signed.session_id,
        roles=["learner"],
        use=Use.ACCESS,
        lifetime=timedelta(minutes=5),
        terms=Terms(actor_id=helper.pk),
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert client.post(START, {"link": True}).status_code == 403
    assert not AuthorizationRequest.objects.exists()


def test_what_happens_is_in_the_audit_and_in_a_mail(api_of: Any, campus: str):
    user = UserFactory(username="bo")
    client = api_of(user)
    identity = linked(client, claims=ANA).json()
    client.delete(f"{IDENTITIES}/{identity['id']}")
    done = trail.history(room="users", object_type="users.user", object_id=str(user.pk))
    assert [(each.action, each.changes) for each in done.filter(action__startswith="users.identity")] == [
        ("users.identity.unlink", {"provider": "campus"}),
        ("users.identity.link", {"provider": "campus"}),
    ]
    assert sorted(Notice.objects.filter(user=user).values_list("kind", "about")) == [
        ("identity_linked", "campus"),
        ("identity_unlinked", "campus"),
    ]


def test_a_log_in_that_an_account_refused_is_in_its_log(api: APIClient, campus: str):
    owner = UserFactory(username="chief", email="ana@example.org", roles=["admin"])
    assert logged_in(api, claims=ANA).status_code == 409
    entry = trail.history(room="users", object_type="users.user", object_id=str(owner.pk)).first()
    assert entry is not None
    assert (entry.action, entry.outcome, entry.reason) == ("users.user.log_in", "refused", "campus is not linked")


def test_an_account_that_is_taken_back_has_no_identities_of_others(db: None, campus: str, api_of: Any):
    user = UserFactory(username="bo")
    linked(api_of(user), claims=ANA)
    with atomic("users"):
        linking.unlink_all(user_id=user.pk)
    assert not Identity.objects.exists()

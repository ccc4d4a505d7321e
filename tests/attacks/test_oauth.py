"""Log-ins by providers, attacked by browsers, by pages that lead to them, and by who opened an account beforehand."""

from typing import Any

import pytest
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from apps.users.models import AuthorizationRequest, Identity, Session, User
from apps.users.services import accounts
from tests.apps.users import oauth
from tests.apps.users.factories import UserFactory, signed_in, unverified
from tests.apps.users.oauth import ScriptedOpenID
from tests.attacks.conftest import Tally
from tests.attacks.oauth import AUTH, CALLBACK, IDENTITIES, START, TOKEN, begun, called_back, is_in, logged_in

OURS = "http://127.0.0.1:8080"


def test_states_and_codes_of_others(campus: ScriptedOpenID, tally: Tally):
    """Each step works once, in the browser that began, with the code that came back to it."""
    tries: list[tuple[Any, int]] = []
    mine, other = APIClient(), APIClient()
    state = (asked := begun(mine))["state"]
    campus.says(nonce=asked["nonce"])
    for step in (
        lambda: called_back(other, campus, state=state),
        lambda: called_back(APIClient(), campus, state=state),
        lambda: called_back(mine, campus, state="a-guess"),
        lambda: called_back(mine, campus, state=state.swapcase()),
        lambda: mine.post(TOKEN, {"code": "a-code", "state": state}),
        lambda: mine.post(TOKEN, {"code": "", "state": state}),
    ):
        tries.append((step(), 422))
    assert called_back(mine, campus, state=state).status_code == 303
    for step in (
        lambda: called_back(mine, campus, state=state),
        lambda: called_back(other, campus, state=state),
        lambda: other.post(TOKEN, {"code": "a-code", "state": state}),
        lambda: other.post(TOKEN, {"code": "a-code", "state": state, "secret": "a-guess"}),
        lambda: other.post(
            TOKEN, {"code": "a-code", "state": state, "secret": AuthorizationRequest.objects.get().secret_hash}
        ),
        lambda: mine.post(TOKEN, {"code": "another-code", "state": state}),
        lambda: mine.post(f"{AUTH}/oauth/github/token", {"code": "a-code", "state": state}),
        lambda: mine.post(f"{AUTH}/oauth/campus/token", {"code": "a-code", "state": f"{state} "}),
    ):
        tries.append((step(), 422))
    accepted = sum(map(is_in, [answer for answer, _ in tries]))
    assert mine.post(TOKEN, {"code": "a-code", "state": state}).status_code == 200
    replays = [mine.post(TOKEN, {"code": "a-code", "state": state}) for _ in range(5)]
    for answer, status in [*tries, *((answer, 422) for answer in replays)]:
        assert answer.status_code == status, answer.content
    assert Session.objects.count() == 1
    tally("OAuth: states and codes of others, and again", tried=len(tries) + len(replays), accepted=accepted)


def test_a_mix_up_of_providers(campus: ScriptedOpenID, tally: Tally):
    """The answer names its sender (RFC 9207): another's, or none where there must be one, ends the log-in."""
    issuers = ["https://evil.example", campus.issuer + "/", campus.issuer.upper(), "", "null", campus.issuer + "%00"]
    accepted = 0
    for issuer in issuers:
        client = APIClient()
        asked = begun(client)
        campus.says(nonce=asked["nonce"])
        answer = called_back(client, campus, state=asked["state"], iss=issuer)
        assert (answer.status_code, answer.json()["code"]) == (401, "provider_refused")
        accepted += called_back(client, campus, state=asked["state"]).status_code != 422
        accepted += is_in(client.post(TOKEN, {"code": "a-code", "state": asked["state"]}))
    tally("OAuth: mix-up", tried=3 * len(issuers), accepted=accepted)


def test_a_log_in_that_took_too_long(campus: ScriptedOpenID, tally: Tally):
    client = APIClient()
    asked, late = begun(client), begun(client)
    assert called_back(client, campus, state=late["state"]).status_code == 303
    AuthorizationRequest.objects.update(expires_at="2020-01-01T00:00:00Z")
    answers = [
        called_back(client, campus, state=asked["state"]),
        client.post(TOKEN, {"code": "a-code", "state": late["state"]}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    tally("OAuth: expired", tried=len(answers), accepted=sum(map(is_in, answers)))


def test_a_stolen_code_in_another_log_in(db: None, openid_issuer: str, settings: Settings, tally: Tally):
    """A real provider: somebody's code, put into one's own log-in, has another verifier (PKCE)."""
    oauth.configure(settings, campus=openid_issuer)
    victim = {"sub": "victim", "email": "victim@example.org", "email_verified": True}
    thief, stolen = APIClient(), oauth.query_of(oauth.at_provider(APIClient().get(START)["Location"], claims=victim))
    asked = begun(thief)
    said = {"code": stolen["code"], "state": asked["state"], "iss": openid_issuer}
    assert thief.get(CALLBACK, said).status_code == 303
    answer = thief.post(TOKEN, {"code": stolen["code"], "state": asked["state"]})
    assert (answer.status_code, answer.json()["code"]) == (401, "provider_refused")
    tally("OAuth: stolen code", tried=1, accepted=int(is_in(answer)))


REDIRECTS = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\\/evil.example", "\\evil.example", "/%2f%2fevil.example", "/%2Fevil.example", "%2f%2fevil.example",
    "/%5cevil.example", "%5c%5cevil.example", "/%5c%5cevil.example", "/%09/evil.example", "/\t/evil.example",
    "\t//evil.example", " //evil.example", "//evil.example ", "/ /evil.example", "\n//evil.example", "/\n/evil.example",
    "/\r/evil.example", "/x\r\nLocation: https://evil.example", "/x%0d%0aLocation:%20https://evil.example",
    "https://evil.example", "http://evil.example", "HTTPS://evil.example", "https:evil.example", "https:/evil.example",
    "https:///evil.example", "https:\\\\evil.example", "http:evil.example", "//evil.example/account/", "evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "javascript://127.0.0.1:8080/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "ftp://evil.example", "blob:x",
    "mailto:a@evil.example", "ws://evil.example", "about:blank", "view-source:https://evil.example",
    f"{OURS}@evil.example", f"{OURS}@evil.example/", f"{OURS}.evil.example", f"{OURS}.evil.example/",
    f"{OURS}0/", f"{OURS}:pw@evil.example/", f"{OURS}\\@evil.example/", f"{OURS}%2eevil.example/",
    f"{OURS}#@evil.example",
    f"{OURS}?@evil.example", f"{OURS}//evil.example", f"{OURS}/\\evil.example", f"{OURS}/../../evil",
    "http://127.0.0.1",
    "http://127.0.0.1:8081/", "http://localhost:8080/", "https://127.0.0.1:8080/", "http://user@127.0.0.1:8080/",
    "https://learn.example.org.evil.example/", "https://learn.example.org@evil.example/",
    "https://evil.example/learn.example.org",
    "https://learn.example.org:444/", "http://learn.example.org/", "https://LEARN.example.org/",
    "https://learn.example.org",
    "https://learn.example.org\\.evil.example/", "https://learn.example.org%00.evil.example/",
    "https://learn.example.orgevil/",
    "https://x.learn.example.org/", "https://learn.example.org//evil.example",
    "https://learn.example.org/\\evil.example",
    "https://lеarn.example.org/",
    "https://learn。example.org/", "/。/evil.example", "/evil。example", "//evil。example",
    "／／evil.example", "/\u2028/evil.example", "/\u202e/evil", "/\x00/evil.example", "\x00//evil.example",
    "/\x7f", "/a//b",
    "/..//evil.example", "/../evil", "/./evil", "/.well-known/x", "/a?next=//evil.example", "/a?b=<script>",
    "/a#//evil.example",
    "/;@evil.example", "/@evil.example", "/:80", "/a;//evil.example", "/api/v1/auth/oauth/campus/start",
    "/admin/", "/x" * 300,
    "?next=//evil.example", "#//evil.example", ".", "..", "./evil", "account/signed-in", "@evil.example",
    "[::1]", "//[::1]/",
    "/x?code=mine", "/x?a=b&state=mine", "/x?error", "https://learn.example.org/x?provider=mine",
]  # fmt: skip


def test_open_redirects(campus: ScriptedOpenID, tally: Tally):
    """No form of another's address is an address to return to, by either door."""
    client = APIClient()
    answers = [client.get(START, {"redirect_to": address}) for address in REDIRECTS]
    answers += [client.post(START, {"redirect_to": address}, format="json") for address in REDIRECTS]
    accepted = [address for address, answer in zip([*REDIRECTS] * 2, answers, strict=True) if answer.status_code != 422]
    assert accepted == []
    assert not AuthorizationRequest.objects.exists()
    tally("OAuth: open redirects", tried=len(answers), accepted=len(accepted))


@pytest.mark.parametrize(
    "address",
    ["/", "/learn/courses?tab=new", "https://learn.example.org/", "https://learn.example.org/a/b?c=d", f"{OURS}/x"],
)
def test_addresses_to_return_to(campus: ScriptedOpenID, address: str):
    assert APIClient().get(START, {"redirect_to": address}).status_code == 303


UNPROVEN: list[dict[str, Any]] = [
    {"email_verified": False},
    {"email_verified": "false"},
    {"email_verified": ...},
    {"email": ...},
    {"email": ""},
    {"email": "ana@example.org\n"},
    {"email": "ana@exam\u212aple.org"},  # the Kelvin sign: k in lower case
    {"email": "a\u0131na@example.org"},
    {"email": "ana@\uff45xample.org"},
    {"email": "ana@example.org, ana@evil.example"},
    {"email": "Ana <ana@example.org>"},
    {"email": "x" * 250 + "@example.org"},
    {"email": "no address"},
]


def test_an_address_that_the_provider_does_not_vouch_for(campus: ScriptedOpenID, tally: Tally):
    """It links nothing, opens nothing, and tells nothing of whether there is an account."""
    user = UserFactory(username="ana", email="ana@example.org")
    campus.replies["/userinfo"] = lambda _: (200, {"sub": "ana-at-campus"})
    answers = [logged_in(campus, **claims) for claims in UNPROVEN]
    for answer, claims in zip(answers, UNPROVEN, strict=True):
        assert (answer.status_code, answer.json()["code"]) == (409, "provider_address_unverified"), claims
    user.delete()
    assert [logged_in(campus, **claims).json()["code"] for claims in UNPROVEN] == [
        each.json()["code"] for each in answers
    ]
    assert not Identity.objects.exists()
    assert not User.objects.exists()
    tally("OAuth: addresses not vouched for", tried=len(answers), accepted=sum(map(is_in, answers)))


def test_accounts_that_an_address_alone_does_not_open(campus: ScriptedOpenID, tally: Tally):
    """Not one that somebody opened with another's address beforehand, nor staff, nor a closed one."""
    hijacker = unverified(email="victim@example.org", username="hijacker")
    UserFactory(username="chief", email="chief@example.org", roles=["admin"])
    closed = UserFactory(username="closed", email="closed@example.org")
    accounts.deactivate_user(user_id=closed.id)
    before = {user.pk: (user.password, user.email_verified_at, user.is_active) for user in User.objects.all()}
    addresses = ["victim@example.org", "VICTIM@example.org", "chief@example.org", "closed@example.org"]
    answers = [logged_in(campus, sub=f"sub-{number}", email=each) for number, each in enumerate(addresses)]
    assert [answer.json()["code"] for answer in answers] == ["log_in_to_link"] * 4
    assert {user.pk: (user.password, user.email_verified_at, user.is_active) for user in User.objects.all()} == before
    assert not Identity.objects.exists()
    accepted = sum(map(is_in, answers))
    assert hijacker.email_verified_at is None
    tally("OAuth: accounts by address alone", tried=len(answers), accepted=accepted)


def test_a_trojan_identity(campus: ScriptedOpenID, tally: Tally):
    """Who opens an account with another's address can't leave a way in for the day on which its owner claims it."""
    trojan = unverified(email="victim@example.org", username="trojan")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {signed_in(trojan).access}")
    answer = client.post(START, {"link": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "address_unverified")
    assert not AuthorizationRequest.objects.exists()
    tally("OAuth: trojan identities", tried=1, accepted=int(answer.status_code < 400))


def test_links_of_others(campus: ScriptedOpenID, tally: Tally):
    """A link is finished by who began it, and a log-in is no link."""
    clients = []
    for name in ("mine", "other"):
        clients.append(APIClient())
        clients[-1].credentials(HTTP_AUTHORIZATION=f"Bearer {signed_in(UserFactory(username=name)).access}")
    mine, other = clients
    link, log_in = mine.post(START, {"link": True}).json(), APIClient().post(START, {}).json()
    for each in (link, log_in):
        assert called_back(APIClient(), campus, state=each["state"]).status_code == 303
    proof = {"code": "a-code", "state": link["state"], "secret": link["secret"]}
    campus.says(nonce=oauth.query_of(link["authorization_url"])["nonce"])
    sessions = Session.objects.count()
    answers = [
        other.post(IDENTITIES, proof | {"provider": "campus"}),
        mine.post(IDENTITIES, proof | {"provider": "campus", "secret": ""}),
        mine.post(IDENTITIES, proof | {"provider": "campus", "secret": log_in["secret"]}),
        APIClient().post(TOKEN, proof),
        mine.post(
            IDENTITIES, {"provider": "campus", "code": "a-code", "state": log_in["state"], "secret": log_in["secret"]}
        ),
    ]
    anonymous = APIClient().post(IDENTITIES, proof | {"provider": "campus"})
    assert [answer.status_code for answer in answers] == [422] * 5
    assert anonymous.status_code == 401
    assert not Identity.objects.exists()
    assert Session.objects.count() == sessions
    assert mine.post(IDENTITIES, proof | {"provider": "campus"}).status_code == 201
    tally("OAuth: links of others", tried=6, accepted=sum(answer.status_code < 400 for answer in answers))

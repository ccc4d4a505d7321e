"""Which headers pass, and that nobody can claim to be somebody else."""

import pytest

from tests.gopro.gateway.caller import ask
from tests.gopro.gateway.upstream import Upstream, answer

SPOOFS = [
    "X-User-Id: 1", "X-User-Roles: staff", "x-user-anything: 1", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Host: evil",
    "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /x", "Forwarded: for=6.6.6.6", "X-Real-IP: 6.6.6.6",
    "X-Gopro-Actor: 1",
    "X_User_Id: 1", "X-User_Id: 1", "X_Forwarded_For: 6.6.6.6", "X.User.Id: 1", "True-Client-IP: 6.6.6.6",
    "CF-Connecting-IP: 6.6.6.6", "X-Original-URL: /admin", "X-Rewrite-URL: /admin", "X-HTTP-Method-Override: DELETE",
    "Proxy: http://6.6.6.6", "X-Request-Deadline: 999999",
]  # fmt: skip


@pytest.mark.parametrize("spoof", SPOOFS)
def test_claims_of_the_caller_never_pass(port: int, first: Upstream, spoof: str) -> None:
    name, _, value = spoof.partition(": ")
    assert ask(port, "GET", "/a/x", headers=(spoof,)).status == 200
    passed = [(each, told) for each, told in first.asked[0].headers if each.lower().replace("_", "-") == name.lower()]
    assert all(told != value for _, told in passed)


def test_the_gateway_says_who_asked(port: int, first: Upstream) -> None:
    ask(port, "GET", "/a/x", headers=("X-Forwarded-For: 6.6.6.6",), host="www.example.org:99")
    asked = first.asked[0]
    assert asked.one("x-forwarded-for") == "127.0.0.1"
    assert asked.one("x-forwarded-proto") == "http"
    assert asked.one("x-forwarded-host") == asked.one("host") == "www.example.org:99"
    assert 4000 < int(asked.one("x-request-deadline")) <= 5000


def test_what_belongs_to_the_hop_stays_there(port: int, first: Upstream) -> None:
    hop = (
        "Connection: X-Mine, keep-alive",
        "X-Mine: 1",
        "Keep-Alive: 5",
        "TE: trailers",
        "Proxy-Authorization: x",
        "Upgrade: h2c",
    )
    ask(port, "GET", "/a/x", headers=(*hop, "X-Yours: 1"))
    names = {name.lower() for name, _ in first.asked[0].headers}
    assert names & {"x-mine", "keep-alive", "te", "proxy-authorization", "upgrade", "connection"} == set()
    assert first.asked[0].one("x-yours") == "1"


def test_what_belongs_to_the_hop_behind_stays_there(port: int, first: Upstream) -> None:
    hop = (
        "Connection: X-Mine",
        "X-Mine: 1",
        "Keep-Alive: 5",
        "Proxy-Authenticate: x",
        "X-Gopro-Secret: 1",
        "Server: Django/5",
        "X-Yours: 1",
    )
    first.answers["/a/x"] = answer(headers=hop)
    answered = ask(port, "GET", "/a/x")
    names = {name.lower() for name, _ in answered.headers}
    assert names == {"content-length", "date", "x-yours", "x-request-id"}


def test_doubles_pass_in_their_order(port: int, first: Upstream) -> None:
    first.answers["/a/x"] = answer(headers=("Set-Cookie: a=1; Path=/", "Set-Cookie: b=2, c", "Vary: a", "Vary: b"))
    answered = ask(port, "GET", "/a/x", headers=("X-Many: 1", "X-Many: 2", "Accept: a", "Accept: b"))
    assert answered.all("set-cookie") == ["a=1; Path=/", "b=2, c"]
    assert answered.all("vary") == ["a", "b"]
    assert first.asked[0].all("x-many") == ["1", "2"]
    assert first.asked[0].all("accept") == ["a", "b"]


def test_the_client_library_adds_nothing(port: int, first: Upstream) -> None:
    ask(port, "GET", "/a/x")
    names = {name.lower() for name, _ in first.asked[0].headers}
    ours = {
        "host",
        "x-forwarded-host",
        "x-forwarded-for",
        "x-forwarded-proto",
        "x-request-id",
        "x-request-deadline",
        "traceparent",
    }
    assert names == ours


def test_cookies_of_one_caller_never_reach_another(port: int, first: Upstream) -> None:
    first.answers["/a/x"] = answer(headers=("Set-Cookie: sid=secret; Path=/",))
    ask(port, "GET", "/a/x", headers=("Cookie: mine=1",))
    ask(port, "GET", "/a/x")
    assert [asked.all("cookie") for asked in first.asked] == [["mine=1"], []]


def test_authorization_and_text_beyond_ascii_pass_as_bytes(port: int, first: Upstream) -> None:
    ask(port, "GET", "/a/x", headers=("Authorization: Bearer x.y.z", "X-Name: \xc3\xa9"))
    assert first.asked[0].one("authorization") == "Bearer x.y.z"
    assert first.asked[0].one("x-name") == "\xc3\xa9"


def test_a_header_in_no_known_encoding_is_refused(port: int, first: Upstream) -> None:
    assert ask(port, "GET", "/a/x", headers=("X-Name: \xe9",)).problem["code"] == "bad_header"
    assert first.asked == []

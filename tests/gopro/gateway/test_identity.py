"""Request ids and traces: kept if well formed, else made new, and the same everywhere."""

import re

import pytest

from tests.gopro.gateway.caller import ask
from tests.gopro.gateway.upstream import Upstream, answer

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
PARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01")
GOOD = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_request_without_an_id_gets_one(port: int, first: Upstream) -> None:
    one, two = ask(port, "GET", "/a/x"), ask(port, "GET", "/a/x")
    assert UUID.fullmatch(one.one("x-request-id"))
    assert one.one("x-request-id") != two.one("x-request-id")
    assert first.asked[0].one("x-request-id") == one.one("x-request-id")


@pytest.mark.parametrize("given", ["a", "order-7.retry_2", "x" * 128])
def test_a_good_id_is_kept(port: int, first: Upstream, given: str) -> None:
    first.answers["/a/x"] = answer(headers=("X-Request-ID: something-else",))
    assert ask(port, "GET", "/a/x", headers=(f"X-Request-ID: {given}",)).one("x-request-id") == given
    assert first.asked[0].one("x-request-id") == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", 'a"b', "a<b", "\xc3\xa9", "a;b", "a,b"])
def test_a_bad_id_is_replaced(port: int, first: Upstream, given: str) -> None:
    answered = ask(port, "GET", "/a/x", headers=(f"X-Request-ID: {given}",))
    assert UUID.fullmatch(answered.one("x-request-id"))
    assert first.asked[0].one("x-request-id") == answered.one("x-request-id")


def test_two_ids_are_none(port: int, first: Upstream) -> None:
    answered = ask(port, "GET", "/a/x", headers=("X-Request-ID: one", "X-Request-ID: two"))
    assert UUID.fullmatch(answered.one("x-request-id"))
    assert first.asked[0].all("x-request-id") == [answered.one("x-request-id")]


def test_a_refusal_carries_the_id_too(port: int) -> None:
    answered = ask(port, "GET", "/nowhere", headers=("X-Request-ID: mine",))
    assert (answered.one("x-request-id"), answered.problem["request_id"]) == ("mine", "mine")


def test_a_good_trace_goes_on_with_its_state(port: int, first: Upstream) -> None:
    ask(port, "GET", "/a/x", headers=(f"traceparent: {GOOD}", "tracestate: a=1", "tracestate: b=2"))
    assert first.asked[0].one("traceparent") == GOOD
    assert first.asked[0].all("tracestate") == ["a=1", "b=2"]


BAD = [
    "", "nonsense", GOOD.upper(), GOOD[:-1], GOOD + "-x", "ff" + GOOD[2:],
    GOOD.replace("0af7651916cd43dd8448eb211c80319c", "0" * 32),
    GOOD.replace("b7ad6b7169203331", "0" * 16), GOOD.replace("0af", "xyz"), f"{GOOD}, {GOOD}",
]  # fmt: skip


@pytest.mark.parametrize("given", BAD)
def test_a_bad_trace_starts_anew_without_its_state(port: int, first: Upstream, given: str) -> None:
    ask(port, "GET", "/a/x", headers=(f"traceparent: {given}", "tracestate: a=1"))
    assert PARENT.fullmatch(first.asked[0].one("traceparent"))
    assert first.asked[0].one("traceparent")[3:35] != GOOD[3:35]
    assert first.asked[0].all("tracestate") == []


def test_two_traces_are_none(port: int, first: Upstream) -> None:
    ask(port, "GET", "/a/x", headers=(f"traceparent: {GOOD}", f"traceparent: {GOOD}"))
    assert first.asked[0].one("traceparent")[3:35] != GOOD[3:35]

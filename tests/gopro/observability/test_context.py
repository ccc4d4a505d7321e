"""Ids follow the flow of control, and leave with it."""

from concurrent.futures import ThreadPoolExecutor

from gopro.observability import context


def test_binds_for_the_block_only() -> None:
    assert context.current() == {}
    with context.bind(request_id="r", actor_id="a"):
        with context.bind(request_id="inner"):
            assert context.current() == {"request_id": "inner", "actor_id": "a"}
        assert context.request_id.get() == "r"
    assert context.current() == {}


def test_another_thread_has_its_own() -> None:
    with context.bind(request_id="r"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(context.current).result() == {}


def test_finds_the_trace_of_a_parent() -> None:
    with context.bind(traceparent=f"00-{'a' * 32}-{'b' * 16}-01"):
        assert context.trace_id() == "a" * 32
    assert context.trace_id() == ""

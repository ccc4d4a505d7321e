"""One JSON object a line, whoever logs and whatever is in it; and no secret in any of them."""

import json
import subprocess
import sys
from typing import Any

import pytest

from gopro.observability.redaction import HIDDEN, redacted

START = """
import logging, warnings
import structlog
from gopro.observability import context, logs
logs.configure(service="sample", level="INFO")
log = structlog.stdlib.get_logger("gopro.sample")
"""
CANARY = "c4n4ry-s3cret"


def lines(program: str) -> list[dict[str, Any]]:
    ran = subprocess.run([sys.executable, "-c", START + program], capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_line_says_when_who_and_what() -> None:
    [line] = lines(
        f"""
with context.bind(request_id="r-1", traceparent="00-{"a" * 32}-{"b" * 16}-01", actor_id="u-1"):
    log.info("thing.done", number=3)
"""
    )
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "thing.done",
        "level": "info",
        "logger": "gopro.sample",
        "service": "sample",
        "request_id": "r-1",
        "trace_id": "a" * 32,
        "actor_id": "u-1",
        "number": 3,
    }


def test_the_standard_library_and_warnings_take_the_same_way() -> None:
    found = lines("""logging.getLogger("django.x").warning("took %s ms", 3); warnings.warn("old")""")
    assert [(line["logger"], line["level"]) for line in found] == [("django.x", "warning"), ("py.warnings", "warning")]
    assert found[0]["event"] == "took 3 ms"
    assert all(line["service"] == "sample" for line in found)


def test_no_text_starts_a_second_line() -> None:
    found = lines(
        r"""
forged = 'x\n{"event": "forged"}\r\u2028\u0085\x00\ud800'
log.info(forged, other=forged)
logging.getLogger(forged).error(forged)
"""
    )
    assert len(found) == 2
    assert found[0]["other"].startswith('x\n{"event"')


def test_a_trace_is_one_line() -> None:
    [line] = lines("try:\n    1 / 0\nexcept ZeroDivisionError:\n    log.exception('thing.failed')")
    assert line["exception"].startswith("Traceback (most recent call last):\n")
    assert "ZeroDivisionError" in line["exception"]


def test_the_end_of_the_process_is_a_line_too() -> None:
    [line] = lines("raise SystemError('why')")
    assert (line["event"], line["level"]) == ("process.failed", "critical")
    assert "SystemError: why" in line["exception"]


def test_below_the_level_is_nothing() -> None:
    assert lines("log.debug('x'); logging.getLogger('y').debug('z')") == []


def test_hides_secrets_wherever_they_stand() -> None:
    found = lines(
        f"""
secret = {CANARY!r}
headers = {{"Authorization": secret, "set-cookie": secret}}
log.info("x", password=secret, headers=headers, deep=[{{"refresh_token": secret}}])
log.info(f"Authorization: Bearer {{secret}}", otp=123456)
log.info("x", url=f"/a?token={{secret}}&b=1", dsn=f"redis://user:{{secret}}@host:1/0")
logging.getLogger("y").warning("reset %s for %s", {{"token": secret}}, "somebody@example.org")
try:
    raise ValueError(f"Key (email)=(somebody@example.org), password={{secret}}")
except ValueError:
    log.exception("failed")
"""
    )
    assert len(found) == 5
    text = json.dumps(found)
    assert CANARY not in text
    assert "somebody@example.org" not in text
    assert "123456" not in text
    assert found[0]["password"] == HIDDEN
    assert found[2]["url"].endswith("&b=1")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"newPassword": "x", "number": 3}, {"newPassword": HIDDEN, "number": 3}),
        ({"has_token": True, "token": None}, {"has_token": True, "token": None}),
        ("eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln", HIDDEN),
        ("nothing to hide: 3 of 4", "nothing to hide: 3 of 4"),
        (("a@b.example", 1.5), ["[email]", 1.5]),
    ],
)
def test_redacts(value: Any, shown: Any) -> None:
    assert redacted(value) == shown

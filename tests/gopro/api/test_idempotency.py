"""One effect for a key: repeated, changed, parallel, refused, killed, expired."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from rest_framework.test import APIClient

from gopro.api.idempotency import purge_expired
from gopro.api.models import IdempotencyKey
from gopro.database import alias_of
from tests.gopro.api.sample import ROOM, notes
from tests.gopro.api.test_problems import problem


def kept() -> Any:
    return IdempotencyKey.objects.using(alias_of(ROOM))


def post(client: APIClient, path: str = "/api/v1/notes", key: str = "k-1", stream: str = "a", **extra: Any) -> Any:
    return client.post(path, {"stream": stream}, headers={"Idempotency-Key": key, **extra})


def test_the_same_request_has_one_effect_and_the_same_answer(db: None, client: APIClient) -> None:
    first, second = post(client), post(client)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    for name in ("Content-Type", "ETag", "Cache-Control"):
        assert first.headers[name] == second.headers[name]
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert notes().count() == 1


def test_another_body_is_refused(db: None, client: APIClient) -> None:
    post(client)
    problem(post(client, stream="b"), status=422, code="idempotency_key_reused")
    assert notes().count() == 1


def test_a_key_belongs_to_its_operation_and_its_caller(db: None, client: APIClient) -> None:
    post(client)
    answer = client.post("/api/v1/notes", {"stream": "b"}, headers={"Idempotency-Key": "k-1"}, REMOTE_ADDR="10.9.9.9")
    assert (answer.status_code, answer.json()["stream"]) == (201, "b")
    assert client.patch("/api/v1/notes/a", {"last_sequence": 4}, headers={"Idempotency-Key": "k-1"}).status_code == 200
    assert kept().count() == 3


def test_believes_the_gateway_about_the_callers_address(db: None, client: APIClient) -> None:
    post(client, **{"X-Forwarded-For": "203.0.113.1"})
    assert post(client, stream="b", **{"X-Forwarded-For": "203.0.113.2"}).status_code == 201


def test_believes_nobody_from_outside(db: None) -> None:
    outside = APIClient(REMOTE_ADDR="9.9.9.9")
    post(outside, **{"X-Forwarded-For": "203.0.113.1"})
    assert post(outside, **{"X-Forwarded-For": "203.0.113.2"}).headers["Idempotent-Replayed"] == "true"


def test_a_write_without_a_key_keeps_nothing(db: None, client: APIClient) -> None:
    client.post("/api/v1/notes", {"stream": "a"})
    assert not kept().exists()


def test_a_read_takes_no_key(db: None, client: APIClient) -> None:
    client.get("/api/v1/notes", headers={"Idempotency-Key": "k-1"})
    assert not kept().exists()


def test_a_refusal_undoes_everything_and_keeps_nothing(db: None, client: APIClient) -> None:
    problem(post(client, "/api/v1/failing"), status=409, code="too_late")
    assert not notes().exists()
    assert not kept().exists()


def test_a_corrected_body_may_use_the_key_of_a_refused_one(db: None, client: APIClient) -> None:
    assert post(client, stream="").status_code == 422
    assert post(client, stream="a").status_code == 201


def test_secrets_are_never_kept(db: None, client: APIClient) -> None:
    post(client, "/api/v1/secret")
    post(client, "/api/v1/secret")
    assert notes().count() == 2
    assert not kept().exists()


@pytest.mark.parametrize("key", ["", "with space", "é", "k" * 256])
def test_an_unfit_key_is_refused(db: None, client: APIClient, key: str) -> None:
    problem(post(client, key=key), status=422, code="invalid_header")
    assert not notes().exists()


def test_an_expired_key_is_free_again(db: None, client: APIClient) -> None:
    post(client)
    kept().update(expires_at=timezone.now() - timedelta(seconds=1))
    assert post(client, stream="b").status_code == 201
    assert post(client, stream="b").headers["Idempotent-Replayed"] == "true"
    assert notes().count() == 2


def test_keeps_a_key_for_a_day_then_forgets_it(db: None, client: APIClient) -> None:
    post(client)
    assert timedelta(hours=23, minutes=59) < kept().get().expires_at - timezone.now() < timedelta(hours=24, seconds=1)
    post(client, key="k-2", stream="b")
    kept().filter(pk=kept().order_by("expires_at")[0].pk).update(expires_at=timezone.now())
    assert purge_expired(ROOM) == 1
    assert purge_expired(ROOM) == 0
    assert kept().count() == 1


def parallel(number: int, send: Callable[[int], Any]) -> list[Any]:
    def closing(each: int) -> Any:
        try:
            return send(each)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(closing, range(number)))


def send(key: str, _: int) -> Any:
    return post(APIClient(), key=key, stream=key)


def test_fifty_parallel_requests_of_a_key_have_one_effect(committed: None) -> None:
    for round_ in range(4):
        answers = parallel(50, partial(send, f"k-{round_}"))
        assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
        assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    assert notes().count() == 4


KILLED = """
import os, sys
import django
django.setup()
from django.conf import settings
settings.ROOT_URLCONF = "tests.gopro.api.sample"
from rest_framework.test import APIClient
from gopro.api.idempotency import Claim
if sys.argv[1] == "before commit":
    Claim.keep = lambda claim, response: os.kill(os.getpid(), 9)
APIClient(SERVER_NAME="127.0.0.1").post("/api/v1/notes", {"stream": "a"}, headers={"Idempotency-Key": "k-1"})
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize(("moment", "is_replay"), [("before commit", False), ("after commit", True)])
def test_survives_a_kill(committed: None, client: APIClient, moment: str, is_replay: bool) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": os.environ.get("TOY_SETTINGS", "config.settings.test")}
    killed = subprocess.run([sys.executable, "-c", KILLED, moment], env=environment, check=False)
    assert killed.returncode == -9
    assert notes().count() == int(is_replay)
    answer = post(client)
    assert (answer.status_code, "Idempotent-Replayed" in answer.headers) == (201, is_replay)
    assert notes().count() == 1

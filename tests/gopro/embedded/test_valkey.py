"""Valkey keeps its data over a restart, and asks for a password."""

import pytest
import redis

from gopro.embedded.valkey import ValkeyServer


def test_keeps_its_data_and_asks_for_a_password(folder):
    server = ValkeyServer(folder=folder / "valkey", log=folder / "log")
    server.start()
    with redis.Redis.from_url(server.url(3)) as client:
        client.set("answer", "42")
    with redis.Redis(port=server.port) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.get("answer")
    server.stop()

    again = ValkeyServer(folder=folder / "valkey", log=folder / "log")
    again.start()
    with redis.Redis.from_url(again.url(3)) as client:
        assert client.get("answer") == b"42"
    again.stop()
    with redis.Redis.from_url(again.url(3)) as client, pytest.raises(redis.ConnectionError):
        client.get("answer")

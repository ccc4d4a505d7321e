"""KAFKA_URL: what it may say, and that what can't be meant is refused in words, without the password."""

from pathlib import Path

import pytest

from gopro.kafka.address import Address, BadAddress, parse


def test_servers_in_a_trusted_network():
    assert parse("kafka://one:9092,two,[::1]:9") == Address(servers=("one:9092", "two:9092", "[::1]:9"))


def test_encrypted_with_a_user(tmp_path: Path):
    (tmp_path / "ca.pem").touch()
    assert parse(f"kafkas://gopro:p%40ss%3A@one?cafile={tmp_path}/ca.pem") == Address(
        servers=("one:9093",),
        is_encrypted=True,
        user="gopro",
        password="p@ss:",
        mechanism="SCRAM-SHA-512",
        cafile=f"{tmp_path}/ca.pem",
    )
    assert parse("kafkas://u:p@one?mechanism=PLAIN").mechanism == "PLAIN"
    assert parse("kafkas://one") == Address(servers=("one:9093",), is_encrypted=True)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("localhost:9092", "must begin with kafka:// or kafkas://"),
        ("http://one", "must begin with kafka:// or kafkas://"),
        ("kafka://", "name at least one host"),
        ("kafka://one,", "names '', which is no host:port"),
        ("kafka://one:port", "names 'one:port'"),
        ("kafka://one:99999", "names 'one:99999'"),
        ("kafka://one/topic", "but no path"),
        ("kafka://u:hunter2@one", "begin it with kafkas://"),
        ("kafkas://u@one", "both a user and a password"),
        ("kafkas://:hunter2@one", "both a user and a password"),
        ("kafkas://one?mechanism=PLAIN", "a mechanism but no user"),
        ("kafkas://u:hunter2@one?mechanism=GSSAPI", "mechanism is 'GSSAPI'; it may be SCRAM-SHA-512"),
        ("kafkas://one?verify=no", r"has \['verify'\]; its query may say mechanism, cafile, certfile, keyfile"),
        ("kafkas://one?cafile=/nowhere.pem", "cafile '/nowhere.pem' is no file"),
        ("kafkas://one?keyfile=/etc/hosts", "a keyfile without a certfile"),
    ],
)
def test_what_cannot_be_meant(url: str, why: str):
    with pytest.raises(BadAddress, match=why) as refusal:
        parse(url)
    assert "hunter2" not in str(refusal.value)


def test_a_password_is_not_shown():
    assert "hunter2" not in repr(parse("kafkas://u:hunter2@one"))


def test_a_file_that_is_no_certificate(tmp_path: Path):
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(BadAddress, match="certificates can't be used"):
        parse(f"kafkas://one?cafile={tmp_path}/ca.pem").ssl_context()

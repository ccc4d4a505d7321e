"""TLS and passwords against a broker that asks for both; and what is said when one is wrong."""

import datetime
import ipaddress
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from kafka.admin import ScramMechanism, UserScramCredentialUpsertion

from gopro.kafka import client, consumer
from gopro.kafka.reach import KafkaAway, answers
from gopro.kafka.sink import KafkaSink
from tests.gopro.kafka.conftest import make_fact
from tests.provisioning.brokers import Broker, new_broker

PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
PEM = serialization.Encoding.PEM
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"


@dataclass(frozen=True, kw_only=True, slots=True)
class Authority:
    """Signs certificates for loopback."""

    folder: Path
    name: str

    @property
    def certificate(self) -> Path:
        return self.folder / f"{self.name}.pem"

    def sign(self) -> Path:
        """Of itself, then of a broker: the file has the broker's key and certificate."""
        mine, its = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        own = self._made(subject=self.name, key=mine)
        own = own.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        own = own.add_extension(signing_only(), critical=True)
        own = own.add_extension(x509.SubjectKeyIdentifier.from_public_key(mine.public_key()), critical=False)
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        signed_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(mine.public_key())
        broker = self._made(subject="broker", key=its)
        broker = broker.add_extension(names, critical=False).add_extension(signed_by, critical=False)
        self.certificate.write_bytes(own.sign(mine, hashes.SHA256()).public_bytes(PEM))
        key = its.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        store = self.folder / f"{self.name}-broker.pem"
        store.write_bytes(key + broker.sign(mine, hashes.SHA256()).public_bytes(PEM))
        return store

    def _made(self, *, subject: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
        )


def signing_only() -> x509.KeyUsage:
    may = {"key_cert_sign": True, "crl_sign": True, "digital_signature": False, "content_commitment": False}
    may |= {"key_encipherment": False, "data_encipherment": False, "key_agreement": False}
    return x509.KeyUsage(**may, encipher_only=False, decipher_only=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("secure")


@pytest.fixture(scope="module")
def broker(folder: Path) -> Iterator[Broker]:
    settings = {
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(Authority(folder=folder, name="ours").sign()),
        "listener.name.clients.plain.sasl.jaas.config": f'{PLAIN} required user_gopro="p@ss";',
        "listener.name.clients.scram-sha-512.sasl.jaas.config": f"{SCRAM} required;",
    }
    Authority(folder=folder, name="another").sign()
    broker = new_broker(folder / "kafka", protocol="SASL_SSL", settings=settings)
    broker.start()
    yield broker
    broker.close()


def url(broker: Broker, folder: Path, *, user: str = "gopro:p%40ss", authority: str = "ours", more: str = "") -> str:
    return f"kafkas://{user}@{broker.address}?cafile={folder}/{authority}.pem{more}"


def refusal(sink: KafkaSink) -> str:
    assert not sink.is_ready()
    return sink.connection.reason


def test_a_password_over_tls(broker: Broker, folder: Path, settings):
    settings.KAFKA_URL, settings.KAFKA_PARTITIONS = url(broker, folder, more="&mechanism=PLAIN"), 2
    answers()
    sink, fact = KafkaSink(), make_fact()
    assert sink.is_ready()
    assert list(sink.deliver(room="users", facts=[fact])) == [fact]
    sink.close()

    admin = client.admin()
    secret = UserScramCredentialUpsertion("scrammer", ScramMechanism.SCRAM_SHA_512, "s3cret", iterations=4096)
    admin.alter_user_scram_credentials([secret])
    admin.close()
    settings.KAFKA_URL = url(broker, folder, user="scrammer:s3cret")
    reader = consumer.connect("progress")
    reader.subscribe(["gopro.users.events"])
    deadline, found = time.monotonic() + 15, list[Any]()
    while not found and time.monotonic() < deadline:
        found = [record for records in reader.poll(timeout_ms=250).values() for record in records]
    reader.close()
    assert [dict(record.headers)["ce_id"].decode() for record in found] == [str(fact.event_id)]


def test_a_wrong_password(broker: Broker, folder: Path, settings):
    settings.KAFKA_URL = url(broker, folder, user="gopro:wrong", more="&mechanism=PLAIN")
    refused = refusal(KafkaSink())
    assert refused.startswith(f"Kafka at {broker.address} doesn't let the user 'gopro' in by PLAIN: ")
    assert "wrong" not in refused
    settings.KAFKA_URL = url(broker, folder, user="nobody:wrong")
    with pytest.raises(KafkaAway, match="doesn't let the user 'nobody' in by SCRAM-SHA-512: "):
        consumer.connect("progress")


def test_a_certificate_of_another_authority(broker: Broker, folder: Path, settings):
    settings.KAFKA_URL = url(broker, folder, authority="another", more="&mechanism=PLAIN")
    assert "certificate verify failed" in refusal(KafkaSink())


def test_a_client_without_tls(broker: Broker, settings):
    settings.KAFKA_URL = f"kafka://{broker.address}"
    assert refusal(KafkaSink()).startswith(f"Kafka at {broker.address} can't be reached: ")

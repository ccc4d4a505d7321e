"""The broker's address as one URL: `kafka://host:9092,…` in a trusted network, else `kafkas://user:password@host:9093`.

`kafkas` is TLS. Its query may say `mechanism` (SCRAM-SHA-512 if there is a user), `cafile` (the authority that signed
the brokers' certificates; else the system's) and, for mutual TLS, `certfile` and `keyfile`.
"""

import ssl
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

MECHANISMS = ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN")
FILES = ("cafile", "certfile", "keyfile")
PORTS = {"kafka": 9092, "kafkas": 9093}


class BadAddress(ValueError):
    """KAFKA_URL can't be meant so; the message says why, without its password."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    servers: tuple[str, ...]
    is_encrypted: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    mechanism: str = ""
    cafile: str = ""
    certfile: str = ""
    keyfile: str = ""

    def ssl_context(self) -> ssl.SSLContext | None:
        """Host names are checked, versions before TLS 1.2 refused."""
        if not self.is_encrypted:
            return None
        try:
            context = ssl.create_default_context(cafile=self.cafile or None)
            if self.certfile:
                context.load_cert_chain(self.certfile, self.keyfile or None)
        except (ssl.SSLError, OSError) as failure:
            raise BadAddress(f"KAFKA_URL's certificates can't be used: {failure}") from None
        return context


@cache
def parse(url: str) -> Address:
    """Raises BadAddress. The scheme decides on encryption; a password never travels without it."""
    scheme, _, rest = url.partition("://")
    if scheme not in PORTS or not rest:
        raise BadAddress("KAFKA_URL must begin with kafka:// or kafkas:// and name at least one host.")
    split = urlsplit(f"//{rest}")
    credentials, _, hosts = split.netloc.rpartition("@")
    if split.path.strip("/") or split.fragment:
        raise BadAddress("KAFKA_URL has hosts and a query, but no path.")
    user, password = _credentials(credentials)
    options = _options(split.query)
    if scheme == "kafka" and (user or options):
        raise BadAddress("KAFKA_URL has a user or options for TLS: begin it with kafkas://, so that they are safe.")
    return Address(
        servers=tuple(_server(host, port=PORTS[scheme]) for host in hosts.split(",")),
        is_encrypted=scheme == "kafkas",
        user=user,
        password=password,
        mechanism=_mechanism(options.pop("mechanism", ""), user=user),
        **options,
    )


def _credentials(text: str) -> tuple[str, str]:
    user, _, password = text.partition(":")
    if bool(user) != bool(password):
        raise BadAddress("KAFKA_URL must have both a user and a password, or neither: kafkas://user:password@host.")
    return unquote(user), unquote(password)


def _server(text: str, *, port: int) -> str:
    try:
        split = urlsplit(f"//{text}")
        host, given = split.hostname, split.port
    except ValueError:
        host, given = None, None
    if not host:
        raise BadAddress(f"KAFKA_URL names {text!r}, which is no host:port.")
    return f"[{host}]:{given or port}" if ":" in host else f"{host}:{given or port}"


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    unknown = set(options) - {"mechanism", *FILES}
    if unknown:
        raise BadAddress(f"KAFKA_URL has {sorted(unknown)}; its query may say mechanism, {', '.join(FILES)}.")
    for name in FILES:
        if name in options and not Path(options[name]).is_file():
            raise BadAddress(f"KAFKA_URL's {name} {options[name]!r} is no file that can be read here.")
    if "keyfile" in options and "certfile" not in options:
        raise BadAddress("KAFKA_URL has a keyfile without a certfile.")
    return options


def _mechanism(name: str, *, user: str) -> str:
    if name and not user:
        raise BadAddress("KAFKA_URL has a mechanism but no user.")
    if name and name not in MECHANISMS:
        raise BadAddress(f"KAFKA_URL's mechanism is {name!r}; it may be {', '.join(MECHANISMS)}.")
    return (name or MECHANISMS[0]) if user else ""

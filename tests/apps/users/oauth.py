"""Log-ins by providers as tests make them: a browser that goes through a real one, and one that a test writes."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import Key, KeySet, RSAKey
from pytest_django.fixtures import Settings

from tests.provisioning import openid

KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})

type Reply = tuple[int, Any] | tuple[int, Any, Mapping[str, str]]


def configured(name: str, *, issuer: str) -> dict[str, str]:
    """As the settings name a provider."""
    return {
        "name": name,
        "label": name.title(),
        "issuer": issuer,
        "client_id": openid.client_id(name),
        "client_secret": openid.SECRET,
    }


def configure(settings: Settings, **issuers: str) -> None:
    """These providers and no others, each on this machine."""
    settings.OPENID_PROVIDERS = tuple(configured(name, issuer=issuer) for name, issuer in issuers.items())
    settings.HTTP_INSIDE = tuple(issuers.values())
    settings.RETURN_ORIGINS = ("https://learn.example.org",)


def at_provider(authorization_url: str, *, claims: Mapping[str, Any]) -> str:
    """Log in there as a browser does, consent, and stop where it leads back: the callback with its query."""
    with httpx2.Client(timeout=60) as browser:
        browser.put(urljoin(authorization_url, f"/people/{claims['sub']}"), json=dict(claims))
        answer = browser.get(authorization_url)
        for _ in range(12):
            where = urljoin(str(answer.url), answer.headers.get("location", ""))
            if answer.is_redirect and "/callback?" in where:
                return where
            if answer.is_redirect:
                answer = browser.get(where)
                continue
            form = answer.text.split('action="')[1].split('"')[0]
            prompt = answer.text.split('name="prompt" value="')[1].split('"')[0]
            sent = {"prompt": prompt, "login": claims["sub"], "password": "any"}
            answer = browser.post(urljoin(str(answer.url), form), data=sent)
    raise AssertionError(f"no way back: {answer.status_code} {answer.text[:500]}")


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def path_of(address: str) -> str:
    """What our own test client asks for."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


@dataclass
class Scripted:
    """A provider that answers whatever a test wants, by path. What it was asked is in `asked`."""

    replies: dict[str, Callable[["Asked"], Reply]] = field(default_factory=dict)
    asked: list["Asked"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _door(self))
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class ScriptedOpenID(Scripted):
    """One that does all of OpenID Connect right, until a test changes some of it."""

    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "first"})
    key: Key = field(default_factory=lambda: KEY)
    published: list[Key] = field(default_factory=lambda: [KEY])

    def __post_init__(self) -> None:
        super().__post_init__()
        self.replies |= {
            "/.well-known/openid-configuration": lambda _: (200, self.document()),
            "/jwks": lambda _: (200, KeySet(self.published).as_dict(private=False)),
            "/token": lambda _: (200, {"access_token": "at", "token_type": "Bearer", "id_token": self.id_token()}),
        }

    def document(self) -> dict[str, Any]:
        names = ("authorization", "token", "jwks", "userinfo")
        places = {f"{name}_{'uri' if name == 'jwks' else 'endpoint'}": f"{self.issuer}/{name}" for name in names}
        return places | {"issuer": self.issuer, "authorization_response_iss_parameter_supported": True}

    def says(self, *, nonce: str, **claims: Any) -> None:
        """Claims that hold; an Ellipsis leaves one out."""
        now = int(time.time())
        right = {"iss": self.issuer, "aud": openid.client_id("campus"), "iat": now, "exp": now + 300, "nonce": nonce}
        wanted = right | {"sub": "ana-at-campus", "email": "ana@example.org", "email_verified": True} | claims
        self.claims = {name: value for name, value in wanted.items() if value is not ...}

    def id_token(self) -> str:
        return jwt.encode(self.header, self.claims, self.key, algorithms=["RS256", "HS256", "none", "ES256"])


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    form: dict[str, str]


def _door(provider: Scripted) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            asked = Asked(self.command, self.path.partition("?")[0], dict(self.headers), form)
            provider.asked.append(asked)
            reply = provider.replies.get(asked.path, lambda _: (404, {}))(asked)
            body = reply[1] if isinstance(reply[1], bytes) else json.dumps(reply[1]).encode()
            self.send_response(reply[0])
            for name, value in (reply[2] if len(reply) > 2 else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Door

"""A small Vault: the documented endpoints of its transit and key-value engines over HTTP, with real encryption."""

import json
import os
import threading
from base64 import b64decode, b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "hvs.tests"
NOT_FOUND: tuple[int, dict[str, Any]] = (404, {"errors": []})
NO_KEY = (400, {"errors": ["encryption key not found"]})
DONE: tuple[int, None] = (204, None)

type Reply = tuple[int, dict[str, Any] | None]


class Vault:
    def __init__(self) -> None:
        self.keys: dict[str, AESGCM] = {}
        self.deletable: set[str] = set()
        self.secrets: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.status = 0  # what it answers to everything, if it is set
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _door(self))
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Reply:
        self.asked.append(f"{method} {path}")
        match [method, *path.removeprefix("/v1/").split("/")]:
            case ["GET", "auth", "token", "lookup-self"]:
                return 200, {"data": {"ttl": 3600}}
            case [_, "secret", "data", *rest]:
                return self._secret(method, "/".join(rest), body)
            case ["POST", "transit", "datakey", "plaintext", name]:
                return self._data_key(name, body)
            case ["POST", "transit", "decrypt", name]:
                return self._decrypt(name, body)
            case [_, "transit", "keys", name, *rest]:
                return self._key(method, name, rest, body)
        return 404, {"errors": [f"no handler for route {path}"]}

    def _key(self, method: str, name: str, rest: list[str], body: dict[str, Any]) -> Reply:
        if method == "POST" and not rest:
            self.keys.setdefault(name, AESGCM(AESGCM.generate_key(256)))
            return DONE
        if name not in self.keys:
            return (400, {"errors": ["no existing key named " + name]}) if rest else NOT_FOUND
        if rest == ["config"]:
            self.deletable |= {name} if body["deletion_allowed"] else set()
            return DONE
        if method == "DELETE":
            if name not in self.deletable:
                return 400, {"errors": ["deletion is not allowed for this key"]}
            del self.keys[name]
            return DONE
        return 200, {"data": {"name": name, "type": "aes256-gcm96"}}

    def _data_key(self, name: str, body: dict[str, Any]) -> Reply:
        if name not in self.keys:
            return NO_KEY
        plain, nonce = os.urandom(body["bits"] // 8), os.urandom(12)
        wrapped = nonce + self.keys[name].encrypt(nonce, plain, None)
        told = {"plaintext": b64encode(plain).decode(), "ciphertext": f"vault:v1:{b64encode(wrapped).decode()}"}
        return 200, {"data": told}

    def _decrypt(self, name: str, body: dict[str, Any]) -> Reply:
        if name not in self.keys:
            return NO_KEY
        try:
            wrapped = b64decode(body["ciphertext"].removeprefix("vault:v1:"))
            plain = self.keys[name].decrypt(wrapped[:12], wrapped[12:], None)
        except (InvalidTag, ValueError):
            return 400, {"errors": ["cipher: message authentication failed"]}
        return 200, {"data": {"plaintext": b64encode(plain).decode()}}

    def _secret(self, method: str, path: str, body: dict[str, Any]) -> Reply:
        if method == "POST":
            self.secrets[path] = body["data"]
            return 200, {"data": {"version": 1}}
        found = self.secrets.get(path)
        return (200, {"data": {"data": found, "metadata": {"version": 1}}}) if found else NOT_FOUND


def _door(vault: Vault) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            status, answer = vault.answer(self.command, self.path, body)
            if self.headers["X-Vault-Token"] != TOKEN:
                status, answer = 403, {"errors": ["permission denied"]}
            if vault.status:
                status, answer = vault.status, {"errors": ["Vault is sealed"]}
            content = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_DELETE = do_GET  # noqa: N815 - the standard library's names

        def log_message(self, *_: object) -> None: ...

    return Door

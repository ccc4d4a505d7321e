"""The endpoint of a process that serves no requests: its metrics, and whether it lives and is ready."""

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


def serve(*, port: int, is_live: Callable[[], bool], is_ready: Callable[[], bool], host: str = "127.0.0.1") -> None:
    """Answer `/metrics`, `/health/live`, `/health/ready` from a thread until the process ends; on port 0 don't."""
    if not port:
        return
    probes = {"/health/live": is_live, "/health/ready": is_ready}
    server = ThreadingHTTPServer((host, port), _handler(probes))
    threading.Thread(target=server.serve_forever, name="endpoint", daemon=True).start()


def _handler(probes: dict[str, Callable[[], bool]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(HTTPStatus.OK, generate_latest(), CONTENT_TYPE_LATEST)
            elif self.path in probes:
                status = HTTPStatus.OK if probes[self.path]() else HTTPStatus.SERVICE_UNAVAILABLE
                self._answer(status, status.phrase.encode(), "text/plain; charset=utf-8")
            else:
                self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain; charset=utf-8")

        def _answer(self, status: HTTPStatus, body: bytes, content_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Probes come every few seconds; nobody reads about them."""

    return Handler

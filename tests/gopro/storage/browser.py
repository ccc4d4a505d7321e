"""What a browser does with an address of the store: over HTTP where it leads to another server."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from django.conf import settings
from django.test import Client

from gopro.storage.contract import Upload


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes


def send(upload: Upload, content: bytes, **changed: str) -> Answer:
    """`changed` are headers that differ from those that were told."""
    return request(upload.method, upload.url, content=content, headers=dict(upload.headers) | changed)


def get(url: str, **headers: str) -> Answer:
    return request("GET", url, headers=headers)


def request(method: str, url: str, *, content: bytes = b"", headers: Mapping[str, str]) -> Answer:
    if url.startswith(settings.PUBLIC_URL):
        return _ask_us(method, url.removeprefix(settings.PUBLIC_URL), content=content, headers=dict(headers))
    with httpx2.Client(trust_env=False) as client:
        answer = client.request(method, url, content=content or None, headers=dict(headers))
    return Answer(status=answer.status_code, headers=answer.headers, content=answer.content)


def _ask_us(method: str, path: str, *, content: bytes, headers: dict[str, str]) -> Answer:
    kind = headers.pop("Content-Type", "")
    answer: Any = Client(headers=headers).generic(method, path, data=content, content_type=kind)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Answer(status=answer.status_code, headers=answer.headers, content=body)

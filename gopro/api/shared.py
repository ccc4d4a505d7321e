"""Answers that are the same for everybody, kept in Redis: each under the generations of what it shows.

Whoever changes a thing begins a new generation of it (`gopro.generations`), so that nobody sees an old answer after
their own change. One computes what is missing while the others wait for it; of what is only due for refreshing, the
others get the old answer, which is still true. While Redis is away, every answer is computed.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from django.db import connections
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from prometheus_client import Counter
from rest_framework.request import Request
from rest_framework.response import Response

from gopro.api import etag, kept
from gopro.api.media import JSONRenderer
from gopro.database import alias_of
from gopro.errors import NotFound
from gopro.generations import untold

PUBLIC = "public, no-cache"  # anybody may keep it, and asks whether it still holds before showing it again
WAIT_SECONDS = 1.0
POLL_SECONDS = 0.01

ANSWERS = Counter("gopro_shared_answers_total", "Answers that are the same for everybody", ["room", "name", "outcome"])

type Produce = Callable[[], HttpResponseBase]


def same_for_everybody(response: Response) -> Response:
    """Mark an answer of an operation that answers some callers alone with more."""
    response.is_shared = True  # type: ignore[attr-defined]  # read by `Shared`
    return response


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """How an operation's answers are kept: under the generations of `things`, `{key}` being the path's parameters.

    `by` turns a parameter into the form in which it is changed under. An answer is computed anew after `seconds` in
    any case; that there is no such thing is remembered for a moment, where `missing` says how to tell.
    """

    room: str
    name: str
    things: tuple[str, ...]
    seconds: float = 60
    missing: type[NotFound] | None = None
    by: Callable[[str], str] = str
    is_all: bool = True  # whatever is answered is the same for everybody, unmarked

    def respond(self, request: Request, params: Mapping[str, Any], produce: Produce) -> HttpResponseBase:
        """From what is kept if it holds, else produced, and then kept."""
        names = [thing.format(**{name: self.by(str(value)) for name, value in params.items()}) for thing in self.things]
        if not self._may_be_kept(request, names):
            self._count("bypassed")
            return self._marked(produce())
        page = kept.Page(key=_key_of(request), names=tuple(f"{self.room}.{name}" for name in names))
        found = page.read()
        if found is None:
            self._count("away")
            return self._marked(produce())
        return self._answer(request, page, found, produce)

    def _answer(self, request: Request, page: kept.Page, found: kept.Found, produce: Produce) -> HttpResponseBase:
        if found.answer and self._is_of_use(request, found.answer):
            if time.time() < found.answer.due or not page.claim():
                self._count("hit")
                return self._shown(found.answer)
            return self._produced(request, page, found, produce)
        if page.claim():
            return self._produced(request, page, found, produce)
        return self._waited(request, page, produce)

    def _produced(self, request: Request, page: kept.Page, found: kept.Found, produce: Produce) -> HttpResponseBase:
        self._count("miss")
        try:
            response = self._marked(produce())
            if self._is_shared(response):
                page.write(_answer_of(response, due=self._due()), tokens=found.tokens)
            return response
        except NotFound as refusal:
            if self.missing is type(refusal) and not _is_somebody(request):
                page.write(kept.missing(seconds=min(self.seconds, 10)), tokens=found.tokens)
            raise
        finally:
            page.release()

    def _waited(self, request: Request, page: kept.Page, produce: Produce) -> HttpResponseBase:
        """Somebody else computes it: theirs will do."""
        ends = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < ends:
            time.sleep(POLL_SECONDS)
            found = page.read()
            if found is None:
                break
            if found.answer and self._is_of_use(request, found.answer):
                self._count("waited")
                return self._shown(found.answer)
            if not found.is_claimed:
                break
        self._count("alone")
        return self._marked(produce())

    def _may_be_kept(self, request: Request, names: list[str]) -> bool:
        """What is read within a transaction may never be committed, and programs alone are answered from here."""
        is_json = request.accepted_renderer.media_type == JSONRenderer.media_type
        is_within = connections[alias_of(self.room)].in_atomic_block
        return is_json and not is_within and not untold.has_any([f"{self.room}.{name}" for name in names])

    def _is_of_use(self, request: Request, answer: kept.Answer) -> bool:
        """That there is no such thing may be otherwise for somebody who is signed in."""
        return not answer.is_missing or not _is_somebody(request)

    def _is_shared(self, response: HttpResponseBase) -> bool:
        return response.status_code == 200 and (self.is_all or getattr(response, "is_shared", False))

    def _marked(self, response: HttpResponseBase) -> HttpResponseBase:
        if self._is_shared(response):
            response.headers["Cache-Control"] = PUBLIC
        return response

    def _shown(self, answer: kept.Answer) -> HttpResponse:
        if answer.is_missing:
            raise self.missing or NotFound
        headers = {"ETag": answer.tag, "Cache-Control": PUBLIC}
        return HttpResponse(answer.body, content_type=JSONRenderer.media_type, headers=headers)

    def _due(self) -> float:
        """Not all at once."""
        return time.time() + self.seconds * random.uniform(0.8, 1.2)  # noqa: S311 - no secret

    def _count(self, outcome: str) -> None:
        ANSWERS.labels(room=self.room, name=self.name, outcome=outcome).inc()


def _answer_of(response: HttpResponseBase, *, due: float) -> kept.Answer:
    """As it will be sent; the renderer's bytes are those that the tag is of."""
    if not isinstance(response, Response):
        raise TypeError("Only what a view answers as data is kept.")
    rendered = HttpResponse(JSONRenderer().render(response.data))
    rendered.version = getattr(response, "version", None)  # type: ignore[attr-defined]  # as `etag.versioned` tells it
    return kept.Answer(body=rendered.content, tag=etag.tag(rendered), due=due)


def _is_somebody(request: Request) -> bool:
    return bool(request.user.is_authenticated)


def _key_of(request: Request) -> str:
    """The same question in another order is the same question."""
    query = urlencode(sorted((name, value) for name, values in request.query_params.lists() for value in values))
    return blake2b(f"{request.path}?{query}".encode(), digest_size=16).hexdigest()

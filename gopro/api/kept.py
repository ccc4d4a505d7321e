"""An answer in Redis beside the generations that it was made under, read with them in one round trip."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
import structlog
from redis import RedisError

from gopro.cache import client
from gopro.generations import key_of, token
from gopro.identifiers import uuid7

LARGEST = 128 * 1024
STALE_TIMES = 5  # what is due is kept so much longer, to be shown while one computes it anew
CLAIM_MILLISECONDS = 3_000
AWAY_SECONDS = 1.0
RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """`due` is when to compute it anew, in seconds of the epoch; without a body it says that nothing is there."""

    body: bytes
    tag: str
    due: float

    @property
    def is_missing(self) -> bool:
        return not self.body


def missing(*, seconds: float) -> Answer:
    return Answer(body=b"", tag="", due=time.time() + seconds)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What Redis had: the present tokens, the answer if it is of their generation, and whether somebody is at it."""

    tokens: tuple[str, ...]
    answer: Answer | None
    is_claimed: bool


class Absence:
    """Redis is not asked again for a moment after it didn't answer, so that nobody waits for time-outs."""

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def is_known(self) -> bool:
        return time.monotonic() < self._until

    def note(self) -> None:
        self.note_for(AWAY_SECONDS)

    def note_for(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def forget(self) -> None:
        self._until = 0.0


absence = Absence()


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The place of one answer, which shows these things."""

    key: str
    names: tuple[str, ...]
    claimant: str = field(default_factory=lambda: uuid7().hex)

    def read(self) -> Found | None:
        """None while Redis is away."""
        if absence.is_known:
            return None
        try:
            *tokens, raw, claimed = self._values()
            if None in tokens:
                tokens = self._begun()
        except RedisError:
            absence.note()
            return None
        present = tuple(each.decode() for each in tokens if each is not None)
        return Found(tokens=present, answer=_parsed(raw, tokens=present), is_claimed=claimed is not None)

    def claim(self) -> bool:
        """Whether it is up to the caller to compute it. Where nobody can say, it is."""
        try:
            return bool(client().set(self._claim, self.claimant, nx=True, px=CLAIM_MILLISECONDS))
        except RedisError:
            absence.note()
            return True

    def release(self) -> None:
        try:
            client().eval(RELEASE, 1, self._claim, self.claimant)
        except RedisError:
            absence.note()

    def write(self, answer: Answer, *, tokens: Sequence[str]) -> None:
        """Under the generations that were there before it was computed: if one began meanwhile, nobody reads this."""
        if len(answer.body) > LARGEST:
            return
        head = orjson.dumps({"tokens": tokens, "tag": answer.tag, "due": answer.due})
        seconds = max(1, int((answer.due - time.time()) * (1 if answer.is_missing else STALE_TIMES)))
        try:
            client().set(self._page, head + b"\n" + answer.body, ex=seconds)
        except RedisError:
            absence.note()

    @property
    def _page(self) -> str:
        return f"answer:{self.key}"

    @property
    def _claim(self) -> str:
        return f"answer:{self.key}:claim"

    def _values(self) -> list[bytes | None]:
        names = [*(key_of(name) for name in self.names), self._page, self._claim]
        return cast("list[bytes | None]", client().mget(names))

    def _begun(self) -> list[bytes | None]:
        """Tokens for things that had none, or lost theirs; if two begin one, the first counts for both."""
        with client().pipeline(transaction=True) as pipe:
            for name in self.names:
                pipe.set(key_of(name), token(), nx=True)
            pipe.mget([key_of(name) for name in self.names])
            return cast("list[bytes | None]", pipe.execute()[-1])


def _parsed(raw: bytes | None, *, tokens: tuple[str, ...]) -> Answer | None:
    """Unless it was made under other generations."""
    if raw is None:
        return None
    head, _, body = raw.partition(b"\n")
    about: dict[str, Any] = orjson.loads(head)
    if tuple(about["tokens"]) != tokens:
        return None
    return Answer(body=body, tag=about["tag"], due=about["due"])

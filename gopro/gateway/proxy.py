"""Passes a request on and its answer back, streaming both."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from gopro.gateway import headers, problems
from gopro.gateway.body import Body, ClientGone
from gopro.gateway.connections import NOT_CONNECTED, timeouts
from gopro.gateway.exchange import Exchange
from gopro.gateway.patience import Patience
from gopro.gateway.table import SAFE, Route
from gopro.resilience.deadline import Deadline

BODY_SECONDS = 30.0


class BrokenOff(Exception):
    """The upstream died in the middle of its answer, which has begun: the caller must see it cut, not complete."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked of the upstream, kept so that it can be asked again."""

    method: str
    origin: str
    url: URL
    headers: CIMultiDict[str]
    payload: bytes | AsyncIterator[bytes] | None
    route: Route
    deadline: Deadline

    @property
    def may_repeat(self) -> bool:
        return self.route.retry and self.method in SAFE and self.payload is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Proxy:
    """The way to every upstream over plain HTTP."""

    pooled: aiohttp.ClientSession
    fresh: aiohttp.ClientSession
    patience: Patience

    async def carry(self, exchange: Exchange, *, route: Route, origin: str) -> None:
        deadline = Deadline.after(max(BODY_SECONDS, route.timeout))
        body = Body(exchange=exchange, limit=route.body_limit, deadline=deadline)
        try:
            payload = await body.open()
            question = _question(exchange, route=route, origin=origin, body=body, payload=payload)
            response = await self._ask(question, body=body)
            try:
                await _answer(exchange, response)
            finally:
                response.close()
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not body.gone or task is None:
                raise
            task.uncancel()
            raise ClientGone from None
        finally:
            body.close()

    async def _ask(self, question: Question, *, body: Body) -> aiohttp.ClientResponse:
        repeated = not question.may_repeat
        while True:
            try:
                response = await self._ask_once(question)
            except NOT_CONNECTED:
                if not await self.patience.wait(question.origin, deadline=question.deadline):
                    raise problems.upstream_away() from None
            except TimeoutError:
                raise body.refusal or problems.upstream_slow() from None
            except aiohttp.ClientError:
                if repeated or body.refusal or body.gone:
                    raise _reason(body) from None
                repeated = True
            else:
                self.patience.answered(question.origin)
                return response

    async def _ask_once(self, question: Question) -> aiohttp.ClientResponse:
        session = self.pooled if question.may_repeat else self.fresh
        async with asyncio.timeout(question.deadline.remaining):
            return await session.request(
                question.method,
                question.url,
                headers=question.headers,
                data=question.payload,
                allow_redirects=False,
                timeout=timeouts(question.route.timeout),
            )


def _question(
    exchange: Exchange, *, route: Route, origin: str, body: Body, payload: bytes | AsyncIterator[bytes] | None
) -> Question:
    deadline = Deadline.after(route.timeout)
    passed = headers.inward(exchange, deadline=deadline)
    if payload is not None and not isinstance(payload, bytes) and body.length is not None:
        passed["Content-Length"] = str(body.length)
    target = exchange.raw_path.decode("ascii")
    if exchange.query:
        target = f"{target}?{exchange.query.decode('ascii')}"
    return Question(
        method=exchange.method,
        origin=origin,
        url=URL(origin + target, encoded=True),
        headers=passed,
        payload=payload,
        route=route,
        deadline=deadline,
    )


def _reason(body: Body) -> Exception:
    if body.gone:
        return ClientGone()
    return body.refusal or problems.upstream_broken()


async def _answer(exchange: Exchange, response: aiohttp.ClientResponse) -> None:
    await exchange.start(response.status, headers.outward(response.raw_headers))
    content = response.content
    try:
        while not exchange.finished:
            chunk = await content.readany()
            await exchange.write(chunk, more=not content.at_eof())
    except (aiohttp.ClientError, TimeoutError) as error:
        raise BrokenOff(str(error)) from error

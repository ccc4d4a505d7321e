"""A web socket to the consumer, in this process: channels' own needs daphne."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

from apps.notifications import live

APPLICATION = live.urlpatterns[0].callback
ORIGIN = b"http://127.0.0.1:8080"
PATIENCE_SECONDS = 5


class Socket(ApplicationCommunicator):
    """Speaks ASGI as the server would."""

    def __init__(self, *protocols: str, origin: bytes | None = ORIGIN) -> None:
        headers = [] if origin is None else [(b"origin", origin)]
        scope = {"type": "websocket", "path": "/ws/notifications", "headers": headers, "subprotocols": list(protocols)}
        super().__init__(APPLICATION, scope)

    async def open(self) -> tuple[bool, str | None]:
        """Whether it was let in, and the protocol that was chosen."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(PATIENCE_SECONDS)
        return answer["type"] == "websocket.accept", answer.get("subprotocol")

    async def say(self, text: str | None = None, data: bytes | None = None) -> None:
        await self.send_input({"type": "websocket.receive", "text": text, "bytes": data})

    async def send(self, **message: object) -> None:
        await self.say(json.dumps(message, default=str))

    async def heard(self) -> dict[str, Any]:
        """The next message."""
        output = await self.receive_output(PATIENCE_SECONDS)
        assert output["type"] == "websocket.send", output
        message: dict[str, Any] = json.loads(output["text"])
        return message

    async def closed(self) -> int:
        """The code with which it closes, after saying why."""
        refused = await self.heard()
        assert refused["type"] == "refused", refused
        assert refused["detail"]
        output = await self.receive_output(PATIENCE_SECONDS)
        assert output["type"] == "websocket.close"
        await self.leave()
        return int(output["code"])

    async def leave(self) -> None:
        """As the server tells of a caller who went."""
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(PATIENCE_SECONDS)

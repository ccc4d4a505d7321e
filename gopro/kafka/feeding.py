"""The consumer process: a thread for each room that hears something by Kafka; it ends with the first that fails."""

import signal
import threading
from types import FrameType

import structlog
from django.conf import settings

from gopro.kafka.consumer import RoomConsumer, topics_for
from gopro.observability import endpoint

log = structlog.get_logger(__name__)


def run(*, port: int) -> None:
    """Until SIGTERM. A thread that ends by itself ends the process, which its supervisor then starts again."""
    stopping = _stopped_by_signals()
    consumers = [RoomConsumer(room=room, stopping=stopping) for room in settings.ROOMS_HERE if topics_for(room)]
    if not consumers:
        log.info("nothing to consume: all that the rooms here hear is told here")
    endpoint.serve(
        port=port,
        is_live=lambda: not stopping.is_set(),
        is_ready=lambda: all(consumer.is_ready() for consumer in consumers),
    )
    failed: list[str] = []
    threads = [threading.Thread(target=_run, args=[each, stopping, failed], name=each.room) for each in consumers]
    for thread in threads:
        thread.start()
    stopping.wait()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"The consumer of {', '.join(failed)} failed; the lines above say why.")


def _stopped_by_signals() -> threading.Event:
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return stopping


def _run(consumer: RoomConsumer, stopping: threading.Event, failed: list[str]) -> None:
    try:
        consumer.run()
    except Exception:
        log.exception("consumer failed", room=consumer.room)
        failed.append(consumer.room)
    finally:
        stopping.set()

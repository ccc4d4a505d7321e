"""The door to Redis (or Valkey). What is only there can vanish: the database is the truth."""

from functools import cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry


@cache
def client() -> Redis:
    """One pooled client a process, safe over threads; short time-outs, so that a broker that is away delays nobody."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=2,
        socket_connect_timeout=0.5,
        health_check_interval=15,
        retry=Retry(NoBackoff(), 1),
    )

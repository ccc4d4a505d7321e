"""The connections to the servers behind: a pool for what may be repeated, a fresh one each for all else."""

import aiohttp

POOL = 512
CONNECT_SECONDS = 1.0
# Shorter than any server behind keeps an idle connection, so that it is never closed under a request.
IDLE_SECONDS = 4.0
DNS_SECONDS = 5
HEADER_LIMIT = 64 * 1024

# Nothing was sent yet, so that any request may be tried again.
NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


def pooled_session() -> aiohttp.ClientSession:
    """For requests that may be sent again when the server closed the connection under them."""
    return _session(aiohttp.TCPConnector(limit=POOL, keepalive_timeout=IDLE_SECONDS, ttl_dns_cache=DNS_SECONDS))


def fresh_session() -> aiohttp.ClientSession:
    """For all others: on a new connection, either nothing was sent or the server was there to hear it."""
    return _session(aiohttp.TCPConnector(limit=POOL, force_close=True, ttl_dns_cache=DNS_SECONDS))


def socket_session() -> aiohttp.ClientSession:
    """Without a limit, since each web socket keeps its connection."""
    return _session(aiohttp.TCPConnector(limit=0, force_close=True, ttl_dns_cache=DNS_SECONDS))


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        max_line_size=HEADER_LIMIT,
        max_field_size=HEADER_LIMIT,
    )
    # The library would send PUT and DELETE twice by itself; what may be sent twice is the route's to say.
    session._retry_connection = False
    return session


def timeouts(seconds: float) -> aiohttp.ClientTimeout:
    """No total, since a long answer may stream; each wait for bytes has its limit."""
    return aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=seconds)

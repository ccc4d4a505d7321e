"""Ids of one request: a caller's `X-Request-ID` is kept if it is fit for a log line, else one is made."""

import re

from gopro.identifiers import uuid7

FIT = re.compile(r"[A-Za-z0-9._-]{1,128}")


def request_id_of(header: str) -> str:
    return header if FIT.fullmatch(header) else str(uuid7())

"""Which bucket of S3 keeps the files. Free of Django, since the environment makes it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucket:
    """`endpoint` is empty for Amazon's own; `public_endpoint` is as browsers reach it, where that differs.

    Without a key, boto3 looks for one where it always does: the environment, or the role of the machine.
    """

    name: str
    region: str
    endpoint: str = ""
    public_endpoint: str = ""
    key_id: str = ""
    secret: str = ""

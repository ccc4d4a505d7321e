"""The environment, read in one module and typed. Django-free: the gateway reads it too."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from gopro.storage.bucket import Bucket

ROOT = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def number(name: str, default: int) -> int:
    raw = os.environ.get(name, "")
    try:
        return int(raw) if raw else default
    except ValueError:
        raise SystemExit(f"{name} must be a whole number, not {raw!r}.") from None


def flag(name: str, *, default: bool = False) -> bool:
    raw = os.environ.get(name, "").lower()
    if raw not in {"", "0", "1", "true", "false", "yes", "no"}:
        raise SystemExit(f"{name} must be 1 or 0, not {raw!r}.")
    return raw in {"1", "true", "yes"} if raw else default


def words(name: str, default: str = "") -> tuple[str, ...]:
    return tuple(word.strip() for word in os.environ.get(name, default).split(",") if word.strip())


def secret(name: str) -> str:
    """The variable itself, or what the file holds that `<name>_FILE` names, as orchestrators hand secrets over."""
    path = text(f"{name}_FILE")
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else text(name)
    except OSError as failure:
        raise SystemExit(f"{name}_FILE can't be read: {failure}.") from None


def bucket() -> Bucket | None:
    """None where no bucket is named: files are kept on the local disk."""
    name = text("GOPRO_S3_BUCKET")
    if not name:
        return None
    return Bucket(
        name=name,
        region=text("GOPRO_S3_REGION", "us-east-1"),
        endpoint=text("GOPRO_S3_ENDPOINT"),
        public_endpoint=text("GOPRO_S3_PUBLIC_ENDPOINT"),
        key_id=text("GOPRO_S3_KEY_ID"),
        secret=secret("GOPRO_S3_SECRET"),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """Every setting that comes from outside. URLs are those of `README.md`, Settings."""

    mode: str = field(default_factory=lambda: text("GOPRO_MODE", "local"))
    rooms: tuple[str, ...] | None = field(
        default_factory=lambda: words("GOPRO_ROOMS") if "GOPRO_ROOMS" in os.environ else None
    )
    var: Path = field(default_factory=lambda: Path(text("GOPRO_VAR", str(ROOT / "var"))))
    public_url: str = field(
        default_factory=lambda: text("GOPRO_PUBLIC_URL", f"http://127.0.0.1:{number('GOPRO_GATEWAY_PORT', 8080)}")
    )
    secret_key: str = field(default_factory=lambda: text("GOPRO_SECRET_KEY"))
    database_url: str = field(default_factory=lambda: text("DATABASE_URL"))
    redis_url: str = field(default_factory=lambda: text("REDIS_URL"))
    breached_passwords: str = field(default_factory=lambda: text("GOPRO_BREACHED_PASSWORDS"))
    geoip: str = field(default_factory=lambda: text("GOPRO_GEOIP"))
    keys_url: str = field(default_factory=lambda: text("KEYS_URL"))
    bucket: Bucket | None = field(default_factory=lambda: bucket())
    media_file_mib: int = field(default_factory=lambda: number("GOPRO_MEDIA_FILE_MIB", 50))
    media_course_mib: int = field(default_factory=lambda: number("GOPRO_MEDIA_COURSE_MIB", 1024))
    kafka_url: str = field(default_factory=lambda: text("KAFKA_URL"))
    kafka_prefix: str = field(default_factory=lambda: text("GOPRO_KAFKA_PREFIX", "gopro"))
    consume: tuple[str, ...] = field(default_factory=lambda: words("GOPRO_CONSUME"))
    mail_url: str = field(default_factory=lambda: text("MAIL_URL"))
    web_url: str = field(default_factory=lambda: text("GOPRO_WEB_URL", "http://127.0.0.1:8090"))
    live_url: str = field(default_factory=lambda: text("GOPRO_LIVE_URL", "http://127.0.0.1:8091"))
    gateway_host: str = field(default_factory=lambda: text("GOPRO_GATEWAY_HOST", "127.0.0.1"))
    gateway_port: int = field(default_factory=lambda: number("GOPRO_GATEWAY_PORT", 8080))
    gateway_drain_seconds: int = field(default_factory=lambda: number("GOPRO_GATEWAY_DRAIN_SECONDS", 0))
    archive_days: int = field(default_factory=lambda: number("GOPRO_ARCHIVE_DAYS", 90))
    inbox_days: int = field(default_factory=lambda: number("GOPRO_INBOX_DAYS", 30))
    return_origins: tuple[str, ...] = field(default_factory=lambda: words("GOPRO_RETURN_ORIGINS"))
    http_inside: tuple[str, ...] = field(default_factory=lambda: words("GOPRO_HTTP_INSIDE"))
    mfa_roles: tuple[str, ...] | None = field(
        default_factory=lambda: words("GOPRO_MFA_ROLES") if "GOPRO_MFA_ROLES" in os.environ else None
    )
    passkey_domain: str = field(default_factory=lambda: text("GOPRO_PASSKEY_DOMAIN"))
    passkey_origins: tuple[str, ...] = field(default_factory=lambda: words("GOPRO_PASSKEY_ORIGINS"))
    invitations_a_minute: int = field(default_factory=lambda: number("GOPRO_INVITATIONS_A_MINUTE", 300))
    log_level: str = field(default_factory=lambda: text("GOPRO_LOG_LEVEL", "INFO"))
    allowed_hosts: tuple[str, ...] = field(
        default_factory=lambda: words("GOPRO_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
    )

    def upstream_of(self, room: str) -> str:
        """Where the gateway finds the room: its own web (`GOPRO_UPSTREAM_<ROOM>`) or the shared one."""
        return text(f"GOPRO_UPSTREAM_{room.upper()}") or self.web_url

    def live_upstream_of(self, room: str) -> str:
        """The same for web sockets (`GOPRO_LIVE_UPSTREAM_<ROOM>`)."""
        return text(f"GOPRO_LIVE_UPSTREAM_{room.upper()}") or self.live_url

    def database_url_of(self, room: str) -> str:
        """A room's own address if it has one (`DATABASE_URL_<ROOM>`), else the shared one; people's keys are `keys`."""
        return text(f"DATABASE_URL_{room.upper()}") or self.database_url

    def has_own_database(self, room: str) -> bool:
        return bool(text(f"DATABASE_URL_{room.upper()}"))

"""What an archive may hold at most, and the refusal of one that holds more."""

from dataclasses import dataclass

from gopro.errors import Invalid

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


class UnsafeArchive(Invalid):
    """The archive can't be read without risk, or not at all."""

    code = "unsafe_archive"
    title = "This archive can't be taken"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    members: int = 100_000
    total_bytes: int = GIB
    file_bytes: int = 64 * MIB
    ratio: int = 200
    ratio_free_bytes: int = 16 * MIB
    depth: int = 32
    name_bytes: int = 1024
    header_bytes: int = 64 * KIB
    directory_bytes: int = 32 * MIB


class Budget:
    """Counts what really comes out of an archive, whatever its headers say."""

    def __init__(self, *, limits: Limits, source_bytes: int) -> None:
        self.limits = limits
        self.unpacked_cap = max(limits.ratio_free_bytes, limits.ratio * source_bytes)
        self.members = 0
        self.total = 0

    def add_member(self, name: str) -> None:
        self.members += 1
        if self.members > self.limits.members:
            raise UnsafeArchive(f"{name!r}: one member too many, the limit is {self.limits.members:,}.")

    def add_bytes(self, name: str, count: int) -> None:
        self.total += count
        if self.total > self.limits.total_bytes:
            raise UnsafeArchive(f"{name!r}: more than {size(self.limits.total_bytes)} in all.")
        if self.total > self.unpacked_cap:
            raise UnsafeArchive(f"{name!r}: unpacks to more than {self.limits.ratio} times the archive's own size.")

    def check_file(self, name: str, count: int) -> None:
        if count > self.limits.file_bytes:
            raise UnsafeArchive(f"{name!r}: a file of more than {size(self.limits.file_bytes)}.")


def size(count: int) -> str:
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if count >= unit:
            return f"{count / unit:g} {name}"
    return f"{count} bytes"

"""Which imports a Go author may use: those that reach neither process, files nor tests, and the reference's."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from gopro.sandbox.languages.interface import ImportRefused

HARMLESS_PACKAGES: Final = """
    bufio bytes cmp context errors fmt io iter log maps path reflect regexp regexp/syntax slices sort strconv strings
    sync sync/atomic time unicode unicode/utf16 unicode/utf8 unique runtime
    container/heap container/list container/ring index/suffixarray structs weak
    math math/big math/bits math/cmplx math/rand math/rand/v2
    encoding encoding/ascii85 encoding/base32 encoding/base64 encoding/binary encoding/csv encoding/gob encoding/hex
    encoding/json encoding/pem encoding/xml
    compress/bzip2 compress/flate compress/gzip compress/lzw compress/zlib
    crypto crypto/aes crypto/cipher crypto/ecdh crypto/ecdsa crypto/ed25519 crypto/hmac crypto/md5 crypto/rand
    crypto/rsa crypto/sha1 crypto/sha256 crypto/sha512 crypto/subtle
    hash hash/adler32 hash/crc32 hash/crc64 hash/fnv hash/maphash
    html image image/color image/draw text/scanner text/tabwriter text/template text/template/parse
    """
HARMLESS: Final = frozenset(HARMLESS_PACKAGES.split())
TOKEN: Final = re.compile(  # what never closes ends with the text: no input takes more than one pass
    r"""
    (?P<skip> \s+ | ; | //[^\n]* | /\*.*?(?:\*/|\Z) ) |
    (?P<string> "(?:\\.|[^"\\\n])*+"? | `[^`]*+`? ) |
    (?P<word> \w+ ) |
    (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
DIRECTIVES: Final = ("go:linkname", "go:embed", "go:cgo_", "go:wasm")


def check_imports(*, submitted: Mapping[str, str], reference: Mapping[str, str]) -> None:
    """Raises ImportRefused. Import clauses that can't be read are left to the compiler, which refuses them as well."""
    allowed = HARMLESS.union(*(imports_of(source=source) for name, source in reference.items() if name.endswith(".go")))
    for name, source in submitted.items():
        for directive in DIRECTIVES:
            if directive in source:
                raise ImportRefused(f"{name}: the directive //{directive} can't be used here.")
        for package in imports_of(source=source):
            if package not in allowed:
                raise ImportRefused(f'{name}: the import of "{package}" is not allowed here.')


def imports_of(*, source: str) -> tuple[str, ...]:
    """The paths as written between the quotes: one that hides letters behind escapes is no allowed name."""
    tokens = (token for token in TOKEN.finditer(source.removeprefix("\ufeff")) if token.lastgroup != "skip")
    found: list[str] = []
    for _ in zip(range(2), tokens, strict=False):
        pass  # `package name`
    for token in tokens:
        if token.group() != "import":
            break
        found += _paths(tokens=tokens)
    return tuple(found)


def _paths(*, tokens: Iterator[re.Match[str]]) -> Iterator[str]:
    """The path of one import clause, or those between its parentheses."""
    many = False
    for token in tokens:
        if token.lastgroup == "string" and token.group()[1:].endswith(token.group()[0]):
            yield token.group()[1:-1]
        many = many or token.group() == "("
        if token.group() == ")" or (token.lastgroup == "string" and not many):
            return

"""The import policy reads Go's import clauses as Go does, and refuses what it can't be sure of."""

import time

import pytest

from gopro.sandbox.languages.go_imports import check_imports, imports_of
from gopro.sandbox.languages.interface import ImportRefused


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('package a\nimport "fmt"\n', ("fmt",)),
        ('package a; import "os"; import f "fmt"', ("os", "fmt")),
        ('package a\nimport (\n\t"fmt"\n\t. "os"\n\t_ `net`\n)\nimport x "y"\n', ("fmt", "os", "net", "y")),
        ('/* import "x" */ package a // import "y"\nimport/**/"os"\n', ("os",)),
        ('package a\nimport ("fmt";"os")\nvar s = `import "net"`\n', ("fmt", "os")),
        ('package a\nimport "o\\x73"\n', ("o\\x73",)),
        ('package a\nimport ()\nimport "os"\n', ("os",)),
        ('\ufeffpackage a\nimport "os"', ("os",)),
        ("package a\nfunc F() {}\n", ()),
        ("", ()),
        ('package a\nimport "os', ()),
        ("package a\nimport", ()),
        ("package a\nimport (", ()),
    ],
)
def test_imports_are_read(source: str, expected: tuple[str, ...]) -> None:
    assert imports_of(source=source) == expected


@pytest.mark.parametrize(
    "package",
    ["os", "os/exec", "syscall", "unsafe", "net", "testing", "flag", "plugin", "runtime/debug", "embed", "C",
     "io/ioutil", "debug/elf", "path/filepath", "internal/testlog", "golang.org/x/sys/unix", "o\\x73", "./x", ""],
)  # fmt: skip
def test_what_reaches_out_is_refused_unless_the_reference_uses_it(package: str) -> None:
    source = {"a.go": f'package a\nimport _ "{package}"\n'}
    with pytest.raises(ImportRefused, match=r"a\.go: the import of"):
        check_imports(submitted=source, reference={})
    check_imports(submitted=source, reference={"stub.go": source["a.go"]})


@pytest.mark.parametrize("directive", ["go:linkname f runtime.f", "go:embed *_test.go", "go:cgo_import_dynamic x"])
def test_directives_that_reach_past_imports_are_refused(directive: str) -> None:
    with pytest.raises(ImportRefused, match="can't be used here"):
        check_imports(submitted={"a.go": f"package a\n//{directive}\nfunc f()\n"}, reference={})


def test_a_long_hostile_text_is_read_quickly() -> None:
    started = time.monotonic()
    for hostile in ("\\", '\\"', "/*x", '"', "`", "import ", "(", "import ("):
        imports_of(source="package a\nimport " + hostile * (1_000_000 // len(hostile)))
    assert time.monotonic() - started < 20


def test_harmless_packages_pass() -> None:
    source = 'package a\nimport (\n"fmt"\n"math/rand/v2"\n"strings"\n"encoding/json"\n"sync"\n"time"\n)\n'
    check_imports(submitted={"a.go": source}, reference={})

"""A real track of exercises as sandbox jobs: each stub and each example, with what is known of them."""

import json
import tarfile
from dataclasses import dataclass
from pathlib import Path

from gopro.sandbox.contract import Job

CONTENT = Path(__file__).resolve().parents[4] / "shared" / "content"
STATUS_OF = {"pass": "passed", "fail": "failed", "compile_error": "compile_error", "no_tests": "ungraded"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Exercise:
    slug: str
    stub: dict[str, str]
    example: dict[str, str]
    support: dict[str, str]
    tests: dict[str, str]
    expected: dict[str, str]
    stub_status: str
    example_status: str

    def job(self, *, submitted: dict[str, str]) -> Job:
        reference = {f"stub/{name}": text for name, text in self.stub.items()}
        reference |= {f"example/{name}": text for name, text in self.example.items()}
        return Job(
            language="go",
            submitted=submitted,
            support=self.support,
            tests=self.tests,
            expected=self.expected,
            allowed_names=frozenset(self.stub),
            reference=reference,
        )


def read_track(*, folder: Path) -> dict[str, Exercise]:
    with tarfile.open(CONTENT / "exercism-go.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    statuses = json.loads((CONTENT / "exercism-go-expected.json").read_text())
    names = json.loads((CONTENT / "exercism-go-expected-tests.json").read_text())
    found = {}
    for slug, status in sorted(statuses.items()):
        root = folder / "exercism-go" / "exercises" / status["kind"] / slug
        found[slug] = _read_exercise(root=root, status=status, expected=names[slug]["tests"])
    return found


def _read_exercise(*, root: Path, status: dict[str, str], expected: dict[str, str]) -> Exercise:
    declared = json.loads((root / ".meta" / "config.json").read_text())["files"]
    solution = declared["solution"]
    examples = declared.get("example") or declared["exemplar"]
    files = {path.name: path.read_text() for path in root.iterdir() if path.is_file() and path.name[0] != "."}
    tests = {name: text for name, text in files.items() if name.endswith("_test.go")}  # declared or not
    return Exercise(
        slug=root.name,
        stub={name: files[name] for name in solution},
        example={name: (root / path).read_text() for name, path in zip(solution, examples, strict=False)},
        support={name: text for name, text in files.items() if name not in tests and name not in solution},
        tests=tests,
        expected=expected,
        stub_status=STATUS_OF[status["stub"]],
        example_status=STATUS_OF[status["example"]],
    )

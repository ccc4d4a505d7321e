"""Go jobs in the real sandbox: verdicts, wrong solutions, cheats."""

from collections.abc import Iterable

import pytest

from gopro.sandbox.contract import Job, Limits, SandboxError
from gopro.sandbox.runner import Sandbox
from tests.gopro.sandbox.conftest import GO_EXPECTED, GO_TEST, Grade

pytestmark = pytest.mark.timeout(600)

RIGHT = "package two\n\nfunc Double(n int) int { return 2 * n }\n"


def with_init(body: str, *imports: str) -> str:
    lines = "".join(f'import "{name}"\n' for name in imports)
    return f"package two\n{lines}\nfunc init() {{ {body} }}\n\nfunc Double(n int) int {{ return 7 }}\n"


def said(*, names: Iterable[str]) -> str:
    return "".join(f"\\x16=== RUN   {name}\\n\\x16--- PASS: {name} (0.00s)\\n" for name in names)


def test_a_right_solution_passes(grade_go: Grade) -> None:
    outcome = grade_go(RIGHT)
    assert (outcome.status, outcome.message) == ("passed", "")
    assert {test.name: test.status for test in outcome.tests} == dict.fromkeys(GO_EXPECTED, "passed")
    assert outcome.compile_ms > 0
    assert outcome.run_ms > 0
    assert outcome.duration_ms >= outcome.compile_ms + outcome.run_ms
    assert outcome.runner.startswith("go1.")


def test_a_wrong_solution_fails_with_the_tests_own_words(grade_go: Grade) -> None:
    outcome = grade_go("package two\n\nfunc Double(n int) int { return n * n }\n")
    assert outcome.status == "failed"
    by_name = {test.name: test for test in outcome.tests}
    assert by_name["TestDouble/one"].status == "failed"
    assert "Double(1) = 1, want 2" in by_name["TestDouble/one"].message
    assert by_name["TestDouble/two"].status == "passed"
    assert by_name["TestZero"].status == "passed"


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ("package two\n\nfunc Double(n int) int { return }\n", "compile_error", "two.go:3"),
        ("package two\n", "compile_error", "undefined: Double"),
        ("", "compile_error", "two.go:1"),
        ("not go at all", "compile_error", "two.go:1"),
        ("package three\n\nfunc Double(n int) int { return 2 * n }\n", "compile_error", "two"),
        ('package two\nimport "fmt"\nfunc Double(n int) int { return 2 * n }\n', "compile_error", "fmt"),
        ('package two\nimport "github.com/x/y"\nfunc Double(n int) int { return y.D(n) }\n', "error", "github.com/x/y"),
        ('package two\n\nfunc Double(n int) int { panic("not yet") }\n', "failed", ""),
        ("package two\n\nfunc Double(n int) int { var m map[int]int; m[n] = n; return m[n] }\n", "failed", ""),
        ("package two\n\nfunc Double(n int) int { ch := make(chan int); return <-ch }\n", "timeout", "longer than 4 s"),
        ("package two\n\nfunc Double(n int) int { for { n++ } }\n", "timeout", "longer than 4 s"),
        (with_init('panic("early")'), "error", "early"),
        (with_init("for { }"), "timeout", "longer than 4 s"),
    ],
)
def test_wrong_solutions_of_many_kinds(grade_go: Grade, source: str, status: str, words: str) -> None:
    outcome = grade_go(source, limits=Limits(run_seconds=4, cpu_seconds=4))
    assert outcome.status == status
    assert words in outcome.message


def test_endless_recursion_is_told_as_such(grade_go: Grade) -> None:
    outcome = grade_go(
        "package two\n\nfunc Double(n int) int { return Double(n + 1) }\n",
        limits=Limits(run_seconds=40, cpu_seconds=30),
    )
    assert outcome.status == "error"
    assert "stack overflow" in outcome.message or "out of memory" in outcome.message  # whichever limit comes first


OWN_MAIN = 'package two\nimport ("os"; "testing")\nfunc TestMain(m *testing.M) { os.Exit(0) }\n'
CHEATS = {
    "exit in init": (with_init("os.Exit(0)", "os"), "os", {}),
    "raw exit": (with_init("syscall.Exit(0)", "syscall"), "syscall", {}),
    "printed pass": (with_init('fmt.Println("PASS"); os.Exit(0)', "fmt", "os"), "os", {}),
    "marked printed pass": (
        with_init(f'fmt.Print("{said(names=["TestZero"])}\\x16PASS\\n"); os.Exit(0)', "fmt", "os"),
        "os",
        {},
    ),
    "no test chosen": (with_init('os.Args = append(os.Args, "-test.run=^$")', "os"), "os", {}),
    "emptied cases": (with_init("testCases = nil").replace("return 7", "return 0"), "", {}),
    "own TestMain": (RIGHT.replace("2 * n", "0"), "", {"zz_test.go": OWN_MAIN}),
    "overwritten test": (RIGHT.replace("2 * n", "0"), "", {"two_test.go": "package two\n"}),
}  # fmt: skip


@pytest.mark.parametrize("cheat", CHEATS)
def test_no_cheat_passes_even_where_its_imports_are_allowed(sandbox: Sandbox, cheat: str) -> None:
    source, imports, more = CHEATS[cheat]
    reference = "package two\n" + "".join(f'import _ "{name}"\n' for name in imports.split())
    job = Job(
        language="go",
        submitted={"two.go": source, **more},
        tests={"two_test.go": GO_TEST},
        expected=GO_EXPECTED,
        allowed_names=frozenset({"two.go", "two_test.go", "zz_test.go"}),  # as if a caller let them in
        reference={"example.go": reference},
    )
    outcome = sandbox.run(job=job)
    assert outcome.status in ("error", "failed")


@pytest.mark.parametrize("cheat", [name for name, (_, imports, _) in CHEATS.items() if imports])
def test_the_import_policy_refuses_what_cheats_need(grade_go: Grade, cheat: str) -> None:
    source, imports, _ = CHEATS[cheat]
    outcome = grade_go(source)
    assert outcome.status == "error"
    assert f'the import of "{imports}" is not allowed here' in outcome.message
    assert outcome.tests == ()


def test_a_program_that_prints_every_right_name_is_only_kept_out_by_the_import_policy(grade_go: Grade) -> None:
    """The known limit: code in the tests' process can say all that the tests would. docs/grading.md tells it."""
    lines = said(names=GO_EXPECTED)
    forgery = with_init(f'fmt.Print("{lines}\\x16PASS\\n"); os.Exit(0)', "fmt", "os")
    assert grade_go(forgery).status == "error"
    assert grade_go(forgery, allow="os").status == "passed"


def test_a_test_that_ends_twice_is_a_forgery(grade_go: Grade) -> None:
    lines = said(names=GO_EXPECTED)
    outcome = grade_go(with_init(f'fmt.Print("{lines}")', "fmt").replace("return 7", "return 2 * n"))
    assert outcome.status == "error"
    assert "twice" in outcome.message


def test_without_tests_nothing_is_graded(grade_go: Grade, sandbox: Sandbox) -> None:
    assert grade_go(RIGHT, tests={"two_test.go": "package two\n"}, expected={}).status == "ungraded"
    job = Job(language="go", submitted={"two.go": RIGHT}, tests={}, allowed_names=frozenset({"two.go"}))
    assert sandbox.run(job=job).status == "ungraded"


def test_a_skip_is_a_pass_only_where_the_reference_skips(grade_go: Grade) -> None:
    skipping = {"two_test.go": GO_TEST + '\nfunc TestLater(t *testing.T) { t.Skip("later") }\n'}
    assert grade_go(RIGHT, tests=skipping, expected=GO_EXPECTED | {"TestLater": "SKIP"}).status == "passed"
    outcome = grade_go(RIGHT, tests=skipping, expected=GO_EXPECTED | {"TestLater": "PASS"})
    assert outcome.status == "error"
    assert "TestLater" in outcome.message


def test_a_missing_and_an_additional_test_are_no_pass(grade_go: Grade) -> None:
    outcome = grade_go(RIGHT, expected=GO_EXPECTED | {"TestGone": "PASS"})
    assert outcome.status == "error"
    assert [test.message for test in outcome.tests if test.name == "TestGone"] == ["This test was not executed."]
    assert grade_go(RIGHT, expected={"TestZero": "PASS"}).status == "error"


def test_recording_answers_each_test_by_name(sandbox: Sandbox) -> None:
    tests = {"two_test.go": GO_TEST + '\nfunc TestLater(t *testing.T) { t.Skip("later") }\n'}
    job = Job(language="go", submitted={"two.go": RIGHT}, tests=tests, allowed_names=frozenset({"two.go"}))
    assert sandbox.record(job=job) == GO_EXPECTED | {"TestLater": "SKIP"}


def test_recording_a_reference_that_fails_says_why(sandbox: Sandbox) -> None:
    wrong = RIGHT.replace("2 * n", "n")
    job = Job(
        language="go", submitted={"two.go": wrong}, tests={"two_test.go": GO_TEST}, allowed_names=frozenset({"two.go"})
    )
    with pytest.raises(SandboxError, match=r"does not pass \(failed\).*Double\(1\) = 1, want 2"):
        sandbox.record(job=job)


def test_the_working_folder_can_be_written_and_holds_the_authors_files_but_no_tests(sandbox: Sandbox) -> None:
    test = """package two

import ("os"; "testing")

func TestFolder(t *testing.T) {
	if err := os.WriteFile("scratch.txt", []byte("x"), 0600); err != nil { t.Error(err) }
	if _, err := os.ReadFile("two.go"); err != nil { t.Error(err) }
	if _, err := os.ReadFile("data/words.txt"); err != nil { t.Error(err) }
	if _, err := os.ReadFile("two_test.go"); err == nil { t.Error("the tests are here") }
	if err := os.WriteFile("two.go", nil, 0600); err == nil { t.Error("the author's file can be replaced") }
}
"""
    job = Job(
        language="go",
        submitted={"two.go": RIGHT},
        support={"data/words.txt": "words", "go.mod": "module two\n\ngo 1.20\n"},
        tests={"two_test.go": test},
        allowed_names=frozenset({"two.go"}),
    )
    assert sandbox.run(job=job).status == "passed"


def test_printed_output_belongs_to_its_test_and_is_cut(grade_go: Grade) -> None:
    outcome = grade_go(
        'package two\nimport ("fmt"; "strings")\n'
        'func Double(n int) int { fmt.Print("n", n, strings.Repeat("x", 999)); return 2 * n }\n'
    )
    assert outcome.status == "passed"
    by_name = {test.name: test.output for test in outcome.tests}
    assert by_name["TestZero"].startswith("n0xxx")
    assert {len(output) for name, output in by_name.items() if name != "TestDouble"} == {500}

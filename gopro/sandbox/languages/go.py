"""Go: compile with the toolchain and none of the author's code running, then run the binary without the toolchain."""

import os
from functools import cached_property
from pathlib import Path
from typing import Final

from gopro.sandbox.box import Box, Use, run_in_box
from gopro.sandbox.contract import MESSAGE_CHARS, MIB, Job, Limits
from gopro.sandbox.languages.go_imports import check_imports
from gopro.sandbox.languages.go_toolchain import BUILD, GoToolchain, find_toolchain, make_cache
from gopro.sandbox.languages.go_transcript import GoTranscript, read_transcript
from gopro.sandbox.languages.interface import Ending, ImportRefused, Progress, Transcript
from gopro.sandbox.process import Execution
from gopro.sandbox.slots import Slot
from gopro.sandbox.tools import Tools

MODULE: Final = "module sandbox\n\ngo 1.21\n"
PROOF: Final = """package proof

import "testing"

func TestProof(t *testing.T) {
	if One() != 1 {
		t.Fail()
	}
}
"""
STACK_OVERFLOW: Final = "runtime: goroutine stack exceeds "
FATAL: Final = ("\nfatal error: ", "\npanic: ", "\nruntime: ")


class Go:
    """Graded by `go test`'s own binary, whose marked output names each test."""

    name = "go"
    limits = Limits()

    def __init__(self, *, state: Path) -> None:
        self._state = state

    @cached_property
    def _toolchain(self) -> GoToolchain:
        return find_toolchain()

    @property
    def _cache(self) -> Path:
        return self._toolchain.cache(state=self._state)

    def runner(self) -> str:
        return self._toolchain.version

    def prepared(self) -> bool:
        return self._cache.is_dir()

    def prepare(self, *, tools: Tools, slot: Slot, progress: Progress) -> None:
        make_cache(toolchain=self._toolchain, cache=self._cache, tools=tools, slot=slot, progress=progress)

    def proof(self) -> Job:
        return Job(
            language=self.name,
            submitted={"proof.go": "package proof\n\nfunc One() int { return 1 }\n"},
            tests={"proof_test.go": PROOF},
            expected={"TestProof": "PASS"},
            allowed_names=frozenset({"proof.go"}),
        )

    def grade(self, *, job: Job, limits: Limits, tools: Tools, slot: Slot) -> Transcript:
        try:
            check_imports(submitted=job.submitted, reference=job.reference)
        except ImportRefused as refusal:
            return Transcript(ending="refused", message=str(refusal))
        output = slot.make_folder(name="out", writable=True)
        built = self._compile(job=job, limits=limits, tools=tools, slot=slot, output=output)
        if built.timed_out or built.flooded or built.exit_code != 0:
            return _not_built(built=built, seconds=limits.compile_seconds)
        if not (output / "t.test").exists():  # go's answer to a package without test files
            return Transcript(ending="finished", compile_ms=built.milliseconds)
        ran = self._run(job=job, limits=limits, tools=tools, slot=slot, output=output)
        return _transcript(ran=ran, limits=limits, compile_ms=built.milliseconds)

    def _compile(self, *, job: Job, limits: Limits, tools: Tools, slot: Slot, output: Path) -> Execution:
        source = slot.make_folder(name="src")
        slot.lay(folder=source, files={"go.mod": MODULE, **job.submitted, **job.support, **job.tests})
        box = self._toolchain.compile_box(
            source=source, output=output, cache=self._cache, wall_seconds=limits.compile_seconds
        )
        return run_in_box(box=box, tools=tools, slot=slot, command=BUILD)

    def _run(self, *, job: Job, limits: Limits, tools: Tools, slot: Slot, output: Path) -> Execution:
        """The working folder can be written, and holds the author's own files: tests of the real world read them."""
        work = slot.make_folder(name="work")
        files = {**job.submitted, **job.support}
        slot.lay(folder=work, files=files)
        if slot.user is not None:
            os.chown(output, 0, 0)
        box = Box(
            use=Use(
                wall_seconds=limits.run_seconds,
                cpu_seconds=limits.cpu_seconds,
                memory_bytes=limits.memory_bytes,
                processes=limits.processes,
                file_bytes=limits.file_bytes,
                output_bytes=limits.output_bytes,
            ),
            folder="/w",
            read_only={"/out": output} | {f"/w/{name}": work / name for name in files},
            scratch={"/tmp": 16 * MIB, "/w": 16 * MIB},  # noqa: S108 - memory of the box, not the machine's folder
            environment={"HOME": "/tmp"},  # noqa: S108 - inside the box as well
        )
        patience = max(1, limits.run_seconds - 2)
        flags = ("-test.v=test2json", "-test.paniconexit0", f"-test.timeout={patience}s")
        return run_in_box(box=box, tools=tools, slot=slot, command=("/out/t.test", *flags))


def _not_built(*, built: Execution, seconds: int) -> Transcript:
    if built.timed_out:
        return Transcript(
            ending="timeout", message=f"Compiling took longer than {seconds} s.", compile_ms=built.milliseconds
        )
    lines = (line for line in built.text.splitlines() if not line.startswith(("# ", "FAIL\t")))
    message = "\n".join(line.removeprefix("./") for line in lines)
    return Transcript(ending="compile_error", message=message[:MESSAGE_CHARS], compile_ms=built.milliseconds)


def _transcript(*, ran: Execution, limits: Limits, compile_ms: int) -> Transcript:
    heard = read_transcript(text=ran.text)
    ending, message = _ending(ran=ran, heard=heard, limits=limits)
    return Transcript(
        ending=ending,
        tests=heard.tests(),
        complete=ending == "finished" and ran.exit_code == 0 and heard.final == "PASS" and not heard.twice,
        message=message[:MESSAGE_CHARS],
        compile_ms=compile_ms,
        run_ms=ran.milliseconds,
    )


def _ending(*, ran: Execution, heard: GoTranscript, limits: Limits) -> tuple[Ending, str]:
    if ran.flooded:
        return "crashed", f"The program was stopped after printing {limits.output_bytes:,} bytes."
    if STACK_OVERFLOW in ran.text:  # before the clock: Go takes seconds to unwind such a stack
        return "crashed", f"The program ended by a stack overflow.{_reason(text=ran.text)}"
    if ran.timed_out or ran.used_up(limits.cpu_seconds) or "panic: test timed out after " in ran.text:
        return "timeout", f"The tests took longer than {limits.run_seconds} s."
    if heard.twice:
        return "crashed", "A test reported its end twice: the output is not the test framework's."
    if ran.exit_code in (0, 1) and heard.final:
        return "finished", ""
    return "crashed", f"The program ended with exit code {ran.exit_code} before its tests did.{_reason(text=ran.text)}"


def _reason(*, text: str) -> str:
    starts = [at for mark in FATAL if (at := f"\n{text}".find(mark)) >= 0]
    return f"\n{text[min(starts) :].strip()}" if starts else ""

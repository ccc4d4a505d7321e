"""Running reference solutions in the sandbox, once for each content: what they do is what a pass must do.

Never in a transaction, and never in the web process.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from uuid import UUID

from apps.courses.errors import RecordingUnavailable, VersionNotFound
from apps.courses.models.imports import Recording
from apps.courses.models.versions import ExerciseVersion
from apps.courses.selectors import grading
from apps.courses.services.content import ExerciseContent
from gopro.database import atomic
from gopro.sandbox.contract import Job, Outcome, SandboxError
from gopro.untrusted import SLOTS, sandbox

RECORDED = {"passed": "PASS", "skipped": "SKIP"}
LONGEST_MESSAGE = 2_000
ATTEMPTS = 3

type Progress = Callable[[int, int, str], None]


def require_sandbox(*, languages: Iterable[str], progress: Progress) -> None:
    """Prepare it where it isn't yet. Raises RecordingUnavailable, which says what to install."""
    readiness = sandbox().selftest()
    if not set(languages) <= set(readiness.languages):
        _prewarm(progress=progress)
        readiness = sandbox().selftest()
    missing = sorted(set(languages) - set(readiness.languages))
    if missing:
        raise RecordingUnavailable(f"{', '.join(missing)} can't be run safely here. {' '.join(readiness.problems)}")


def record(*, version_id: UUID) -> None:
    """Run a version's reference solution, unless that has been done for the same content."""
    version = ExerciseVersion.objects.filter(id=version_id).first()
    if version is None:
        raise VersionNotFound
    contents = {version.recording_key: ExerciseContent.of(version)} if version.recording_key else {}
    list(record_all(contents=contents, progress=_untold))


def record_missing() -> None:
    """What a lost job left undone: drafts that are ready and were never run."""
    for version_id in grading.unrecorded_versions():
        record(version_id=version_id)


@atomic("courses")
def forget_failures(*, keys: list[str]) -> int:
    """So that these solutions are run again; what passed grades learners and stays."""
    forgotten, _ = Recording.objects.filter(key__in=keys, passed=False).delete()
    return forgotten


def record_all(*, contents: dict[str, ExerciseContent], progress: Progress) -> Iterator[Recording]:
    """What is known of each key, run first where nothing is, and kept at once: an interrupted run goes on."""
    known = {one.key: one for one in Recording.objects.filter(key__in=contents)}
    yield from known.values()
    missing = {key: content for key, content in contents.items() if key not in known}
    progress(0, len(missing), "")
    with ThreadPoolExecutor(max_workers=SLOTS) as pool:
        runs = {pool.submit(observe, key=key, content=content): content for key, content in missing.items()}
        try:
            for done, run in enumerate(as_completed(runs), start=1):
                yield _kept(run)
                progress(done, len(missing), runs[run].title)
        finally:
            pool.shutdown(cancel_futures=True)


def observe(*, key: str, content: ExerciseContent) -> Recording:
    """What the reference solution does with the tests, and whether the untouched stub would do the same."""
    reference = _settled(_job(content, submitted=content.solution_files), title=content.title)
    if reference.status != "passed":
        return Recording(key=key, language=content.language, passed=False, message=_reason(reference))
    expected = {test.name: RECORDED[test.status] for test in reference.tests}
    stub = _settled(_job(content, submitted=content.files, expected=expected), title=content.title)
    return Recording(
        key=key,
        language=content.language,
        passed=True,
        expected=expected,
        stub_passes=stub.status == "passed",
        runner=reference.runner,
    )


def _settled(job: Job, *, title: str) -> Outcome:
    """Tried again where a loaded machine may be to blame; our own failure is never kept as the exercise's."""
    outcome = sandbox().run(job=job)
    for _ in range(ATTEMPTS - 1):
        if outcome.status not in {"infra_error", "timeout"}:
            return outcome
        outcome = sandbox().run(job=job)
    if outcome.status == "infra_error":
        raise RecordingUnavailable(f"{title}: {outcome.message}")
    return outcome


def _untold(_done: int, _total: int, _name: str) -> None:
    """Nobody watches."""


def _prewarm(*, progress: Progress) -> None:
    try:
        sandbox().prewarm(progress=progress)
    except (OSError, SandboxError) as problem:
        raise RecordingUnavailable(str(problem)) from problem


def _job(content: ExerciseContent, *, submitted: Mapping[str, str], expected: Mapping[str, str] | None = None) -> Job:
    return Job(
        language=content.language,
        submitted=submitted,
        support=content.readonly_files,
        tests=content.test_files,
        reference=content.solution_files,
        expected=expected,
        allowed_names=frozenset(submitted),
    )


def _reason(outcome: Outcome) -> str:
    failed = [f"{test.name}: {test.message}" for test in outcome.tests if test.status not in RECORDED]
    parts = (f"The reference solution ends as {outcome.status}.", outcome.message, *failed)
    return " ".join(part for part in parts if part)[:LONGEST_MESSAGE]


def _kept(run: "Future[Recording]") -> Recording:
    recording = run.result()
    Recording.objects.bulk_create([recording], ignore_conflicts=True)
    return recording

"""A real track, graded: what is known of each example and stub must come out."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gopro.sandbox.contract import Outcome
from gopro.sandbox.runner import Sandbox
from tests.gopro.sandbox.track import CONTENT, Exercise, read_track

pytestmark = [
    pytest.mark.content,
    pytest.mark.skipif(not CONTENT.is_dir(), reason="the shared course content is not beside this checkout"),
    pytest.mark.timeout(900),
]

CHOSEN = """
    save-the-cow series grep ledger markdown deep-thought counter complex-numbers robot-name weather-forecast
    alphametics paasio react tree-building matrix pov car two-fer hello-world bank-account clock meetup forth
    parallel-letter-frequency interest-is-interesting cars-assemble erratum error-handling dnd-character
    """
PANICS_BEFORE_ANY_TEST = {"pov": "error"}  # its stub panics while the tests' variables are made: no test failed


@pytest.fixture(scope="session")
def track(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Exercise]:
    return read_track(folder=tmp_path_factory.mktemp("track"))


def problem(*, sandbox: Sandbox, exercise: Exercise) -> str:
    example = sandbox.run(job=exercise.job(submitted=exercise.example))
    stub = sandbox.run(job=exercise.job(submitted=exercise.stub))
    wanted = PANICS_BEFORE_ANY_TEST.get(exercise.slug, exercise.stub_status)
    if (example.status, stub.status) == (exercise.example_status, wanted) and names_match(example, exercise):
        return ""
    return f"{exercise.slug}: example {example.status} {example.message[:200]}, stub {stub.status} {stub.message[:200]}"


def names_match(outcome: Outcome, exercise: Exercise) -> bool:
    word = {"passed": "PASS", "skipped": "SKIP"}
    return {test.name: word[test.status] for test in outcome.tests} == exercise.expected


def test_chosen_exercises_with_every_known_trap(sandbox: Sandbox, track: dict[str, Exercise]) -> None:
    chosen = [track[slug] for slug in CHOSEN.split() if slug in track]
    assert len(chosen) >= 25
    with ThreadPoolExecutor(2) as pool:
        problems = list(pool.map(lambda exercise: problem(sandbox=sandbox, exercise=exercise), chosen))
    assert [text for text in problems if text] == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_whole_track(sandbox: Sandbox, track: dict[str, Exercise]) -> None:
    done = 0

    def judged(exercise: Exercise) -> str:
        nonlocal done
        found = problem(sandbox=sandbox, exercise=exercise)
        done += 1
        sys.__stderr__.write(f"\r{done} of {len(track)} exercises graded ") if sys.__stderr__ else None
        return found

    with ThreadPoolExecutor(2) as pool:
        problems = [text for text in pool.map(judged, track.values()) if text]
    assert problems == []
    assert len(track) == 177


def test_recording_an_example_answers_the_known_names(sandbox: Sandbox, track: dict[str, Exercise]) -> None:
    exercise = track["complex-numbers"]
    assert sandbox.record(job=exercise.job(submitted=exercise.example)) == exercise.expected
    assert sorted(exercise.expected.values()).count("SKIP") == 6


def test_the_content_is_only_read(track: dict[str, Exercise]) -> None:
    assert not (Path(__file__).parent / "exercism-go").exists()

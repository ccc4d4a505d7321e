"""The score of the attacks: each tells how often it tried, and the summary shows that nothing was let in."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from apps.users.services.oauth import discovery
from gopro.security import attempts, last_uses, revocations
from gopro.security.tokens import generate
from tests.apps.users import oauth
from tests.apps.users.oauth import ScriptedOpenID

type Tally = Callable[..., None]
REPORTED = "attack"


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Tally:
    """`tally("forged tokens, REST", tried=500, accepted=0)`: fails the test unless something was tried for nothing."""

    def told(name: str, *, tried: int, accepted: int) -> None:
        record_property(REPORTED, (name, tried, accepted))
        assert tried > 0, f"{name}: nothing was tried"
        assert accepted == 0, f"{name}: {accepted} of {tried} were accepted"

    return told


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Keys are there, and no memory of limits, revocations or uses comes from another test."""
    generate(settings.KEY_FOLDER)
    yield
    revocations.known.forget()
    last_uses.forget()
    attempts.here.clear()


@pytest.fixture
def campus(db: None, settings: Settings) -> Iterator[ScriptedOpenID]:
    """A provider that says what the test wants, and of which nothing is known yet."""
    discovery.documents.clear()
    discovery.key_sets.clear()
    provider = ScriptedOpenID()
    oauth.configure(settings, campus=provider.issuer)
    yield provider
    provider.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Kept with the reports, so that the table is whole where several processes ran the attacks."""
    reports = [each for name in ("passed", "failed") for each in terminalreporter.getreports(name)]
    told = [value for each in reports for name, value in each.user_properties if name == REPORTED]
    if not told:
        return
    terminalreporter.section("attacks")
    for name, tried, accepted in sorted(told):
        terminalreporter.write_line(f"{name:<60} tried {tried:>6}, accepted {accepted}")
    tried = sum(score[1] for score in told)
    terminalreporter.write_line(f"{'all':<60} tried {tried:>6}, accepted {sum(score[2] for score in told)}")

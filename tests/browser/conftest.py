"""A browser, the house that it looks at, and people who sign in there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from pytest_django.fixtures import Settings
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from apps.users.models import User
from apps.users.services import roles
from gopro.security.tokens import generate
from tests.apps.users.factories import PASSWORD, UserFactory
from tests.provisioning import chromium

PATIENCE = 20  # seconds for what a page does by itself


@pytest.fixture
def house(committed: None, settings: Settings) -> Iterator[str]:
    """Its address, by a name: browsers make passkeys for names only. It knows what this test has committed."""
    generate(settings.KEY_FOLDER)
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    url = f"http://localhost:{server.port}"
    settings.PASSKEY_DOMAIN, settings.PASSKEY_ORIGINS = "localhost", frozenset({url})
    yield url
    server.terminate()
    connections.close_all()


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody with a browser. Whatever they look for, they wait a while for it."""

    house: str
    browser: Chrome

    def open(self, path: str) -> None:
        self.browser.get(path if path.startswith("http") else f"{self.house}{path}")

    def find(self, selector: str) -> WebElement:
        return self.wait(lambda: self.browser.find_element(By.CSS_SELECTOR, selector))

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def wait[T](self, look: Callable[[], T]) -> T:
        """Until it answers something."""
        return WebDriverWait(self.browser, PATIENCE, poll_frequency=0.1).until(lambda _: look())

    def write(self, name: str, text: str) -> None:
        """Into the field of this name."""
        field = self.find(f"[name='{name}']")
        field.clear()
        field.send_keys(text)

    def choose(self, name: str, value: str) -> None:
        self.run(
            "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))",
            self.find(f"select[name='{name}']"),
            value,
        )

    def click(self, selector: str) -> None:
        """Whatever lies over it, such as the bar at the bottom of Unfold's forms."""
        self.run("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", self.find(selector))

    def press(self, words: str) -> None:
        """The button or link that says so; the next page is there when this is done."""
        found = f"//button[normalize-space()='{words}']|//a[normalize-space()='{words}']|//input[@value='{words}']"
        button = self.wait(lambda: self.browser.find_element(By.XPATH, found))
        page = self.browser.find_element(By.TAG_NAME, "html")
        self.run("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", button)
        self.wait(lambda: self.has_left(page))

    def has_left(self, page: WebElement) -> bool:
        """Whether another page stands there now, whole."""
        now = self.browser.find_element(By.TAG_NAME, "html")
        return now.id != page.id and self.run("return document.readyState") == "complete"

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def says(self, words: str) -> bool:
        return words in self.find("body").text

    def log_in(self, user: User) -> None:
        self.open("/admin/login/")
        self.write("email", user.email)
        self.write("password", PASSWORD)
        self.press("Sign in")

    def complaints(self) -> list[str]:
        """What went wrong in the pages' scripts."""
        return [entry["message"] for entry in self.browser.get_log("browser") if entry["level"] == "SEVERE"]


@pytest.fixture
def visitor(house: str) -> Iterator[Visitor]:
    with chromium.running() as browser:
        yield Visitor(house=house, browser=browser)


@pytest.fixture
def staff_of(committed: None) -> Callable[[str], User]:
    """Somebody with this role."""

    def make(role: str) -> User:
        user: User = UserFactory(username=role, display_name=role.capitalize())
        roles.set_roles(user_id=user.pk, roles=[role], reason="a test in a browser")
        return user

    return make

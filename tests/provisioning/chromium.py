"""Chromium with its driver: found, else installed as Debian packages by root, else a word on what is missing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver

from tests.provisioning.java import ROOT, one_at_a_time, program

NAMES = ("chromium", "chromium-browser", "google-chrome")
LOCK = ROOT / "var" / "cache" / "chromium.lock"
SECONDS = 30  # for a page, on a machine with better things to do
PLAIN = (
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
)


@contextmanager
def running(*, width: int = 1280, height: int = 900, scripts: bool = True) -> Iterator[webdriver.Chrome]:
    """A browser with nothing in it, which ends with the block."""
    options = webdriver.ChromeOptions()
    options.binary_location, driver = programs()
    for argument in (*PLAIN, f"--window-size={width},{height}", *_as_root()):
        options.add_argument(argument)
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
    browser.set_page_load_timeout(SECONDS)
    browser.set_script_timeout(SECONDS)
    try:
        yield browser
    finally:
        browser.quit()


def programs() -> tuple[str, str]:
    """Where the browser and its driver are; one of another version than the other doesn't start."""
    with one_at_a_time(LOCK):
        found = next((path for name in NAMES if (path := shutil.which(name))), None)
        browser = found or program("chromium", package="chromium")
        driver = program("chromedriver", package="chromium-driver")
    return str(Path(shutil.which(browser) or browser)), str(shutil.which(driver))


def _as_root() -> tuple[str, ...]:
    """Chromium has no sandbox of its own for root; it is shown nothing but the house's own pages."""
    return ("--no-sandbox",) if os.geteuid() == 0 else ()

"""Programs in words for people."""

import pytest

from gopro.security.user_agents import device_of, family_of, is_browser

FIREFOX = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0 Safari/537.36 "
    "Edg/137.0"
)


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX.format(140), "Firefox on Ubuntu"),
        (SAFARI, "Mobile Safari on iOS (iPhone)"),
        (EDGE, "Edge on Windows"),
        ("curl/8.14.1", "curl"),
        ("GoProMobile/2.1 build 7", "GoProMobile"),
        ("", "Unknown device"),
        ("\x00\x01 <b>", "Unknown device"),
        ("Laptop", "Laptop"),
        ("A" * 31, "Unknown device"),
    ],
)
def test_says_what_it_is(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


def test_versions_are_no_other_program() -> None:
    assert family_of(FIREFOX.format(140)) == family_of(FIREFOX.format(141))
    assert len({family_of(each) for each in (FIREFOX.format(140), SAFARI, EDGE, "curl/8", "Laptop", "Phone")}) == 6


def test_tells_browsers_from_programs() -> None:
    told = [is_browser(each) for each in (SAFARI, EDGE, "curl/8.14.1", "", "Go-http-client/2.0")]
    assert told == [True, True, False, False, False]

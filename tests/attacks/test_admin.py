"""The staff's way in: its form, its cookie, where it leads, and who stands before the pages behind it."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as house
from django.test import Client, override_settings

from apps.users.models import Session
from apps.users.services import limits
from gopro.staff.cookies import NAME
from gopro.staff.site import house_site, site_for
from tests.apps.users.factories import PASSWORD, UserFactory
from tests.attacks.conftest import Tally

LOGIN = "/admin/login/"
SITE = "http://127.0.0.1:8080"
HERE: dict[str, Any] = {"HTTP_ORIGIN": SITE, "HTTP_HOST": "127.0.0.1:8080"}
EVIL = "evil.example"

ELSEWHERE = [
    *(f"{scheme}://{EVIL}/admin/" for scheme in ("http", "https", "HTTPS", "ftp", "ws", "hTTp", "gopher")),
    *(f"{slashes}{EVIL}/admin/" for slashes in ("//", "///", "////", "/////", "\\\\", "/\\", "\\/", "/\\/", "\\\\\\")),
    *(f"{scheme}{EVIL}" for scheme in ("http:", "https:", "http:/", "https:/", "http:///", "https:////", "http:\\\\")),
    *(f"{lead}//{EVIL}" for lead in (" ", "\t", "\n", "\r", "\x00", "\x0b", "\u00a0", "\u2028", "\ufeff", "%20", "+")),
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
    ),
    *("vbscript:msgbox(1)", "javascript://127.0.0.1:8080/admin/%0aalert(1)", "about:blank", "blob:http://x/1"),
    *(
        f"{SITE}@{EVIL}/admin/",
        f"{SITE}.{EVIL}/admin/",
        f"//{EVIL}@127.0.0.1:8080/admin/",
        f"https://{EVIL}#{SITE}/admin/",
    ),
    *(f"https://{EVIL}?/admin/", f"https://{EVIL}\\@127.0.0.1/admin/", f"//{EVIL}\\@127.0.0.1/", f"//{EVIL}:80/admin/"),
    *(
        f"/admin/\r\nLocation: https://{EVIL}",
        f"/admin/\nSet-Cookie: {NAME}=x",
        "/admin/\x00",
        "/admin/\x7f",
        "/admin/\u2028",
    ),
    *(
        f"/%2f{EVIL}",
        f"/%5c{EVIL}",
        f"/.{EVIL}",
        f"/admin@{EVIL}",
        f"@{EVIL}/admin/",
        f".{EVIL}",
        f"{EVIL}/admin/",
        EVIL,
    ),
    *(
        f"//{EVIL}/%2e%2e",
        f"/..//{EVIL}",
        f"/./{EVIL}",
        f"//[::1]@{EVIL}",
        "//3627734734",
        "//0x7f000001",
        "//①.example",
    ),
    *(
        f"//{EVIL.replace('.', '。')}/admin/",
        f"//{EVIL.replace('e', 'ｅ')}/",
        "/api/v1/users/me",
        "/account/keep",
        "",
        "?",
    ),
]


@pytest.fixture
def browser(db: None) -> Client:
    return Client(enforce_csrf_checks=True)


def form_of(browser: Client, path: str = LOGIN) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(path, **HERE).content.decode())
    assert found
    return found[1]


def sign_in(browser: Client, email: str, password: str = PASSWORD, **fields: str) -> Any:
    sent = {"email": email, "password": password, "csrfmiddlewaretoken": form_of(browser), **fields}
    return browser.post(LOGIN, sent, **HERE)


def leads_to(location: str) -> str:
    """Where a browser would go: it drops controls and spaces at the ends, and takes a backslash for a slash."""
    cleaned = re.sub(r"[\t\r\n]", "", location.strip("".join(map(chr, range(33))))).replace("\\", "/")
    return urljoin(SITE + LOGIN, cleaned)


def test_next_leads_nowhere_else(browser: Client, tally: Tally) -> None:
    """In the address and in the form, signed in already and just now."""
    user = UserFactory(roles=["admin"])
    answers = [sign_in(browser, user.email, next=ELSEWHERE[0])]
    answers += [browser.get(LOGIN, {"next": wanted}, **HERE) for wanted in ELSEWHERE]
    token = browser.cookies["csrftoken"].value
    for wanted in ELSEWHERE:
        browser.cookies.pop(NAME, None)
        page = Client().get(LOGIN, {"next": wanted}).content.decode()
        assert re.findall(r'name="next" value="([^"]*)"', page) == ["/admin/"] * page.count('name="next"')
    for wanted in ELSEWHERE[::8]:
        sent = {"email": user.email, "password": PASSWORD, "csrfmiddlewaretoken": token, "next": wanted}
        answers.append(Client().post(LOGIN, sent, **HERE))
    assert {answer.status_code for answer in answers} == {302, 422}  # no query of ours holds a null byte
    answers = [answer for answer in answers if answer.status_code == 302]
    led = [answer.headers["Location"] for answer in answers]
    astray = [where for where in led if not leads_to(where).startswith(f"{SITE}/admin/") or urlsplit(where).netloc]
    assert len(ELSEWHERE) >= 60
    tally("open redirects of the staff's log-in", tried=len(ELSEWHERE) + len(led), accepted=len(astray))


def forgeries(browser: Client) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """A form's token, and the headers with which it comes."""
    own = form_of(browser)
    strangers = form_of(Client())
    yield {}, HERE
    for token in ("", "x", own[:-1], own[::-1], strangers, own.swapcase(), "0" * 64, "a" * 10_000):
        yield {"csrfmiddlewaretoken": token}, HERE
    for origin in (
        "https://evil.example",
        "null",
        "http://127.0.0.1:8081",
        "https://127.0.0.1:8080",
        "http://localhost:8080",
    ):
        yield {"csrfmiddlewaretoken": own}, {**HERE, "HTTP_ORIGIN": origin}


@pytest.mark.parametrize("path", [LOGIN, "/admin/sign-out/"])
def test_forms_from_elsewhere(browser: Client, path: str, tally: Tally) -> None:
    user = UserFactory(roles=["admin"])
    tries = list(forgeries(browser))
    answers = [
        browser.post(path, {"email": user.email, "password": PASSWORD, **form}, **headers) for form, headers in tries
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert Session.objects.count() == 0
    tally(f"forged forms to {path}", tried=len(tries), accepted=sum(answer.status_code != 403 for answer in answers))


def test_a_token_of_the_api_is_no_cookie_of_the_staff(browser: Client, tally: Tally) -> None:
    user = UserFactory(roles=["admin"])
    issued = browser.post(
        "/api/v1/auth/login", {"email": user.email, "password": PASSWORD}, content_type="application/json"
    ).json()
    values = [issued["access"], issued["refresh"], "", "x", "null", "a.b.c", f"Bearer {issued['access']}"]
    led = []
    for value in values:
        browser.cookies[NAME] = value
        led.append(browser.get("/admin/", **HERE).headers.get("Location", ""))
    del browser.cookies[NAME]
    led += [browser.get("/admin/", HTTP_AUTHORIZATION=f"Bearer {issued['access']}").headers.get("Location", "")]
    inside = [where for where in led if not where.startswith(LOGIN)]
    tally("other tokens before the staff's pages", tried=len(led), accepted=len(inside))


@override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
def test_cookies_are_out_of_reach(browser: Client) -> None:
    answer = sign_in(browser, UserFactory(roles=["admin"]).email)
    told = answer.cookies[NAME]
    assert (told["path"], told["secure"], told["httponly"], told["samesite"]) == ("/admin/", True, True, "Lax")
    assert told["domain"] == ""
    assert int(told["max-age"]) == 8 * 3600
    form = browser.cookies["csrftoken"]
    assert (form["path"], form["secure"], form["samesite"]) == ("/admin/", True, "Lax")
    for name, other in answer.cookies.items():
        assert (other["secure"], other["httponly"]) == (True, True), name


def test_the_page_can_neither_be_framed_nor_kept(browser: Client) -> None:
    sign_in(browser, UserFactory(roles=["admin"]).email)
    for page in (Client().get(LOGIN), browser.get("/admin/", **HERE), browser.get("/admin/users/users/user/", **HERE)):
        assert page.headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}  # lists open in windows of the admin's own
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert {"no-store", "private"} <= set(page.headers["Cache-Control"].split(", "))


def test_refusals_repeat_no_password_and_no_markup(browser: Client) -> None:
    answer = sign_in(browser, '"><script>alert(1)</script>', "the-secret-that-was-typed", next='"><script>')
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "the-secret-that-was-typed" not in page
    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_learners_are_told_no_more_than_strangers(browser: Client, tally: Tally) -> None:
    learner = UserFactory()
    tries = [(learner.email, PASSWORD), (learner.email, "wrong"), ("nobody@example.org", PASSWORD)]
    answers = [sign_in(browser, *each) for each in tries]
    texts = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert {answer.status_code for answer in answers} == {401}
    assert len(texts) == 1
    assert Session.objects.count() == 0
    tally(
        "log-ins of learners to the staff's pages", tried=3, accepted=sum(NAME in answer.cookies for answer in answers)
    )


def deep_links() -> list[str]:
    """Every page of every room's site, an id made up where one belongs."""
    found = []
    for prefix, site in [("/admin/", house_site()), *((f"/admin/{room}/", site_for(room)) for room in house.ROOMS)]:
        for entry in site.get_urls():
            for pattern in getattr(entry, "url_patterns", [entry]):
                route = str(getattr(entry, "pattern", "")) + (str(pattern.pattern) if pattern is not entry else "")
                if "(?P" not in route:
                    found.append(prefix + re.sub(r"<[^>]+>", "00000000-0000-0000-0000-000000000000", route))
    return sorted(set(found))


def test_deep_links_without_a_cookie(db: None, tally: Tally) -> None:
    """Each leads to the log-in and from there back, and answers neither whether the thing is there nor what it is."""
    links = [link for link in deep_links() if not link.endswith(("/logout/", "/jsi18n/"))]
    answers = {link: Client().get(link) for link in links}
    astray = {
        link: answer.status_code
        for link, answer in answers.items()
        if answer.status_code != 302 or not answer.headers["Location"].startswith(f"{LOGIN}?next=")
    }
    posted = {link: Client().post(link, {"action": "deactivate"}).status_code for link in links}
    assert len(links) > 40
    tally(
        "deep links into the staff's pages",
        tried=2 * len(links),
        accepted=len(astray) + sum(status == 200 for status in posted.values()),
    )


def test_flooding_the_page(browser: Client, tally: Tally) -> None:
    user = UserFactory(roles=["admin"])
    token = form_of(browser)
    answers = Counter(
        browser.post(
            LOGIN, {"email": user.email, "password": f"guess {number}", "csrfmiddlewaretoken": token}, **HERE
        ).status_code
        for number in range(60)
    )
    assert answers == {401: limits.LOGIN_TO_ACCOUNT.most, 429: 50}
    tally("flood of the staff's log-in", tried=60, accepted=answers[302])

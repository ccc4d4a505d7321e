"""Who gets in, who is led to sign in, who is refused; and that nobody is led off this site."""

from http import HTTPStatus
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from gopro.staff.cookies import NAME, clear_staff_cookie, set_staff_cookie
from gopro.staff.entrance import safe_next, to_login
from gopro.testing.tokens import access_token, staff_token
from tests.gopro.staff.conftest import Browser
from tests.gopro.staff.sample import Thing

EVIL = (
    "",
    "//evil.test",
    "///evil.test",
    "https://evil.test/admin/",
    "http:evil.test",
    "javascript:alert(1)//admin/",
    "\\\\evil.test",
    "/\\evil.test",
    "/admin\\@evil.test",
    "//evil.test/admin/",
    " /admin/users/",
    "\t//evil.test",
    "/admin/\x00",
    "/admin/\n//evil.test",
    "admin/",
    "/admin",
    "/api/v1/users",
    "@evil.test/admin/",
    "http:///evil.test",
    "/admin/login/?next=/admin/login/",
)


def paths_of(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> list[str]:
    """Every path of every page, with a value in each place."""
    found = []
    for each in patterns:
        path = prefix + str(each.pattern).replace("^", "").replace("$", "").replace("(?P<url>.*)", "any/where")
        if isinstance(each, URLResolver):
            found += paths_of(each.url_patterns, path)
        else:
            text = path.replace("(?P<app_label>gopro_audit|gopro_events|sample)", "sample")
            for name in ("object_id", "content_type_id"):
                text = text.replace(f"<path:{name}>", str(uuid4()))
            found.append(text)
    return found


def all_pages() -> list[str]:
    return paths_of(get_resolver("tests.gopro.staff.urls").url_patterns)


def test_nobody_is_led_to_sign_in_from_every_page(browser: Browser) -> None:
    pages = all_pages()
    for client in (browser(), unsigned("x"), unsigned(access_token(user_id=uuid4(), roles=["chief"]))):
        for page in pages:
            for answer in (client.get(page), client.post(page)):
                assert answer.status_code == HTTPStatus.FOUND, page
                assert answer["Location"].startswith("/admin/login/?next=%2Fadmin%2F"), page
    assert len(pages) > 20


def unsigned(token: str) -> Client:
    client = Client()
    client.cookies[NAME] = token
    return client


def test_somebody_without_a_role_here_is_refused_on_every_page(browser: Browser) -> None:
    client = browser("guest")
    statuses = {(page, client.get(page).status_code) for page in all_pages()}
    statuses |= {(page, client.post(page).status_code) for page in all_pages()}
    assert {page for page, status in statuses if status != HTTPStatus.FORBIDDEN} == set()


def test_an_old_cookie_is_nobody(browser: Browser) -> None:
    with time_machine.travel("2026-01-01", tick=False):
        token = staff_token(user_id=uuid4(), roles=["chief"])
    assert unsigned(token).get("/admin/users/").status_code == HTTPStatus.FOUND


def test_the_way_back_is_remembered(browser: Browser) -> None:
    answer = browser().get("/admin/users/sample/thing/?q=a&p=2")
    assert answer["Location"] == "/admin/login/?next=%2Fadmin%2Fusers%2Fsample%2Fthing%2F%3Fq%3Da%26p%3D2"


@pytest.mark.parametrize("wanted", EVIL)
def test_never_leads_off_this_site(wanted: str) -> None:
    assert safe_next(wanted) == "/admin/"
    assert to_login(then=wanted)["Location"] == "/admin/login/?next=%2Fadmin%2F"


@pytest.mark.parametrize("wanted", ["/admin/", "/admin/users/", "/admin/users/sample/thing/?q=//evil.test"])
def test_leads_back_to_where_one_was(wanted: str) -> None:
    assert safe_next(wanted) == wanted


def test_the_first_page_shows_the_rooms_that_one_may_enter(browser: Browser) -> None:
    answer = browser("clerk").get("/admin/")
    assert answer.status_code == HTTPStatus.OK
    links = [app["app_url"] for app in answer.context["app_list"]]
    assert links == ["/admin/users/"]
    assert 'href="/admin/users/"' in answer.content.decode()


def test_the_cookie_is_out_of_reach(browser: Browser, settings: object) -> None:
    settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]  # pytest-django's own settings
    answer = to_login(then="/admin/")
    set_staff_cookie(answer, "token")
    morsel = answer.cookies[NAME]
    assert (morsel.value, morsel["path"], morsel["samesite"], morsel["max-age"]) == ("token", "/admin/", "Lax", 28800)
    assert (morsel["httponly"], morsel["secure"], morsel["domain"]) == (True, True, "")
    clear_staff_cookie(answer)
    assert (answer.cookies[NAME].value, answer.cookies[NAME]["max-age"]) == ("", 0)


def test_signing_out_goes_on_to_where_sessions_are_kept(browser: Browser) -> None:
    for page in ("/admin/logout/", "/admin/users/logout/"):
        client = browser("chief")
        assert client.get(page).status_code == HTTPStatus.METHOD_NOT_ALLOWED
        answer = client.post(page)
        assert (answer.status_code, answer["Location"]) == (HTTPStatus.TEMPORARY_REDIRECT, "/admin/sign-out/")


def test_a_form_from_elsewhere_is_refused_and_one_through_the_gateway_is_not(browser: Browser, thing: Thing) -> None:
    client, page = browser("chief", csrf=True), f"/admin/users/sample/thing/{thing.pk}/change/"
    gateway = {"host": "127.0.0.1:8090", "x-forwarded-host": "127.0.0.1:8080"}
    here, evil = {**gateway, "origin": "http://127.0.0.1:8080"}, {**gateway, "origin": "https://evil.test"}
    form = client.get(page, headers=gateway).context
    sent = {"title": "two", "owner_id": str(thing.owner_id), "csrfmiddlewaretoken": str(form["csrf_token"])}
    assert client.post(page, sent, headers=evil).status_code == HTTPStatus.FORBIDDEN
    without = {**sent, "csrfmiddlewaretoken": ""}
    assert client.post(page, without, headers=here).status_code == HTTPStatus.FORBIDDEN
    thing.refresh_from_db()
    assert thing.title == "one"
    assert client.post(page, sent, headers=here).status_code == HTTPStatus.FOUND
    thing.refresh_from_db()
    assert thing.title == "two"

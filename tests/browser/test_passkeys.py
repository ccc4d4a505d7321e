"""Passkeys as a browser gives them, from an authenticator made of software: registered, then used to sign in."""

from collections.abc import Callable

from pytest_django.fixtures import Settings
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions

from apps.users.models import Passkey, User
from tests.browser.conftest import Visitor


def test_registered_and_used_to_sign_in(visitor: Visitor, staff_of: Callable[[str], User], settings: Settings) -> None:
    settings.MFA_ROLES = ("editor",)
    options = VirtualAuthenticatorOptions(
        protocol="ctap2",
        transport="internal",
        has_resident_key=True,
        has_user_verification=True,
        is_user_verified=True,
    )
    visitor.browser.add_virtual_authenticator(options)
    editor = staff_of("editor")
    visitor.log_in(editor)
    assert visitor.says("Set up a second factor")
    visitor.press("Use a passkey")
    assert visitor.says("Keep your recovery codes")
    assert Passkey.objects.get().user_id == editor.pk
    visitor.press("I have kept them; go on")
    assert visitor.browser.current_url == f"{visitor.house}/admin/"
    visitor.browser.delete_all_cookies()
    visitor.open("/admin/")
    assert "/admin/login/" in visitor.browser.current_url
    visitor.press("Sign in with a passkey")
    assert visitor.browser.current_url == f"{visitor.house}/admin/"
    assert visitor.says("Courses")
    assert visitor.complaints() == []


def test_nothing_is_taken_from_who_has_none(visitor: Visitor) -> None:
    """An authenticator without a passkey for this house: the page says so and stays."""
    options = VirtualAuthenticatorOptions(protocol="ctap2", transport="internal", has_resident_key=True)
    visitor.browser.add_virtual_authenticator(options)
    visitor.open("/admin/login/")
    button = visitor.find("form[data-passkey] button")
    visitor.wait(button.is_displayed)
    button.click()
    visitor.wait(lambda: visitor.says("No passkey was given."))
    assert visitor.browser.get_cookie("gopro_staff") is None

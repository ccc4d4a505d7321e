"""Every door that takes a credential is limited: once the counts are full it answers 429, whatever is brought."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import URLPattern
from rest_framework import serializers
from rest_framework.test import APIClient

from apps.users.api.serializers import PasswordField, SecretField
from apps.users.api.serializers.factors import CodeField, CredentialField
from apps.users.api.urls import urlpatterns
from gopro.security import attempts
from gopro.security.tokens import generate
from gopro.staff.cookies import NAME
from gopro.testing.tokens import staff_token
from tests.apps.users.factories import PASSWORD, UserFactory, signed_in

CREDENTIALS = (PasswordField, SecretField, CodeField, CredentialField)
WORDS = ("password", "secret", "token", "otp", "code", "credential", "refresh")
UNGUESSABLE = {
    "POST api/v1/auth/verify": "looks at the signature of an access token, as every request does that brings one",
    "POST api/v1/auth/mfa/passkeys": "takes a new key; what it must fit is the caller's own, fresh proof",
}
NO_CREDENTIAL = {
    "POST admin/sign-out/": "ends the session of the cookie",
    "POST account/signed-in": "is only read",
}
FORM = {"email": "ada@example.org", "password": PASSWORD, "new_password": PASSWORD, "token": "x"}
FORM |= {"act": "confirm", "code": "123456"}
BY_FIELD: Mapping[type[serializers.Field[Any, Any, Any, Any]], object] = {
    serializers.EmailField: "ada@example.org",
    serializers.UUIDField: "00000000-0000-0000-0000-000000000000",
    serializers.DictField: {"id": "x", "rawId": "x", "type": "public-key", "response": {}},
    serializers.BooleanField: True,
    PasswordField: PASSWORD,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """An operation that takes a credential in its body."""

    name: str
    path: str
    body: type[serializers.Serializer[Any]]

    def sample(self) -> dict[str, object]:
        """What passes the form; where it takes one of two credentials, the first."""
        fields = [each for each in self.body().fields.values() if not each.read_only]
        optional = [each for each in fields if not each.required and is_credential(each)]
        return {str(each.field_name): _sample(each) for each in fields if each.required or each in optional[:1]}


def is_credential(field: serializers.Field[Any, Any, Any, Any]) -> bool:
    named = any(word in str(field.field_name) for word in WORDS) and isinstance(field, serializers.CharField)
    return isinstance(field, CREDENTIALS) or (named and not field.read_only)


def _sample(field: serializers.Field[Any, Any, Any, Any]) -> object:
    if isinstance(field, serializers.ChoiceField):
        return next(iter(field.choices))
    found = [value for kind, value in BY_FIELD.items() if isinstance(field, kind)]
    return found[0] if found else "made-up-123"


def operations() -> Iterator[tuple[str, URLPattern, Any]]:
    for pattern in urlpatterns:
        view = getattr(pattern.callback, "view_class", None)
        for method in view.http_method_names if view else ():
            declared = getattr(getattr(view, method, None), "operation", None)
            if declared is not None and declared.body is not None:
                yield f"{method.upper()} {pattern.pattern}", pattern, declared.body


def doors() -> list[Door]:
    found = []
    for name, pattern, body in operations():
        if any(is_credential(field) for field in body().fields.values()):
            path = str(pattern.pattern).replace("<str:provider>", "github").replace("<uuid:", "<")
            found.append(Door(name=name, path=f"/{path}", body=body))
    return found


def pages() -> list[str]:
    """Those that are plain functions, with forms."""
    return [str(pattern.pattern) for pattern in urlpatterns if not hasattr(pattern.callback, "view_class")]


@pytest.fixture(autouse=True)
def full(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is counted, too much of it was counted."""
    generate(house.KEY_FOLDER)
    monkeypatch.setattr(attempts, "_add", lambda *_, by: (by * 10**6, 60))


def test_there_are_such_doors() -> None:
    names = {door.name for door in doors()}
    assert {f"POST api/v1/auth/{name}" for name in ("login", "refresh", "password/change", "login/mfa")} < names
    assert len(names) >= 12
    assert set(UNGUESSABLE) <= names, "what isn't there needs no exception"
    assert {name.removeprefix("POST ") for name in NO_CREDENTIAL} <= set(pages())


@pytest.mark.parametrize("door", [door for door in doors() if door.name not in UNGUESSABLE], ids=lambda door: door.name)
def test_every_operation_with_a_credential_is_limited(door: Door) -> None:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {signed_in(UserFactory()).access}")
    answer = client.post(door.path, door.sample(), format="json")
    assert answer.status_code == 429, answer.content
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", [path for path in pages() if f"POST {path}" not in NO_CREDENTIAL])
def test_every_page_with_a_credential_is_limited(path: str) -> None:
    """Signed in with a password alone, where that is a step on the way in."""
    client, user = Client(raise_request_exception=False), UserFactory(roles=["admin"])
    client.cookies[NAME] = staff_token(user_id=user.id, session_id=signed_in(user).session_id)
    answer = client.post(f"/{path}", FORM)
    assert answer.status_code == 429, answer.content

"""One's own phone number, over HTTP."""

import pytest

from apps.users.models import User
from tests.apps.users.factories import UserFactory

PHONE = "/api/v1/users/me/phone"


def test_a_number_is_kept_shown_to_its_owner_and_forgotten(api_of):
    api = api_of(UserFactory())
    assert api.get(PHONE).json() == {"number": None}
    assert api.put(PHONE, {"number": "+380 (44) 123-45-67"}).json() == {"number": "+380441234567"}
    assert api.get(PHONE).json() == {"number": "+380441234567"}
    assert api.delete(PHONE).status_code == 204
    assert api.get(PHONE).json() == {"number": None}
    assert api.delete(PHONE).status_code == 204


@pytest.mark.parametrize(
    "number", ["044 123 45 67", "+380 44", "+999 123456789", "+380441234567 ext. 3", "soon", "+1 555", "+" * 32]
)
def test_what_cannot_be_called_is_refused_and_changes_nothing(api_of, number):
    user = UserFactory()
    api_of(user).put(PHONE, {"number": "+380441234567"})
    before = User.objects.values().get(pk=user.pk)
    answer = api_of(user).put(PHONE, {"number": number})
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/number"]
    assert User.objects.values().get(pk=user.pk) == before


def test_nobody_else_is_shown_it(api, api_of):
    user = UserFactory(username="ada")
    User.objects.filter(pk=user.pk).update(visibility="public")
    api_of(user).put(PHONE, {"number": "+380441234567"})
    for other in (UserFactory(), UserFactory(roles=["support"]), UserFactory(roles=["admin"])):
        for path in ("/api/v1/users/ada", "/api/v1/users?q=ada"):
            assert "441234567" not in api_of(other).get(path).content.decode()
    assert "441234567" not in api.get("/api/v1/users/ada").content.decode()
    assert api.get(PHONE).status_code == 401

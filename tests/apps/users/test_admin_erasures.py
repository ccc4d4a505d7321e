"""The staff's pages on erasures and their sagas."""

from apps.users.models import Erasure, User
from apps.users.services.erasure.plan import ERASE_ACCOUNT
from gopro.audit import trail
from tests.apps.users.conftest import shown
from tests.apps.users.factories import UserFactory

USERS = "/admin/users/users/user/"
SAGAS = "/admin/users/gopro_sagas/saga/"


def test_erases_an_account_with_a_reason(admin):
    user = UserFactory(username="ada")
    answer = admin.post(USERS, {"action": "erase", "_selected_action": [str(user.pk)], "reason": "asked by letter"})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    assert Erasure.objects.get(user_id=user.pk).state == "pending"
    entry = trail.history(room="users", object_type="users.user", object_id=str(user.pk)).get()
    assert (entry.action, entry.reason) == ("users.account.erase", "asked by letter")


def test_erases_nobody_without_a_reason_and_never_oneself(browser):
    chief = UserFactory(username="chief", roles=["admin"])
    user = UserFactory(username="ada")
    for chosen, reason in ((user, " "), (chief, "tired")):
        browser(chief).post(USERS, {"action": "erase", "_selected_action": [str(chosen.pk)], "reason": reason})
    assert not Erasure.objects.exists()
    assert User.objects.filter(is_active=True).count() == 2


def test_support_erases_nobody(browser):
    user = UserFactory(username="ada")
    support = browser(UserFactory(username="help", roles=["support"]))
    assert "Erase selected accounts" not in shown(support, USERS)
    support.post(USERS, {"action": "erase", "_selected_action": [str(user.pk)], "reason": "why not"})
    assert not Erasure.objects.exists()


def test_a_saga_is_shown_whole_and_cancelled_with_a_reason(admin):
    user = UserFactory(username="ada")
    admin.post(USERS, {"action": "erase", "_selected_action": [str(user.pk)], "reason": "asked by letter"})
    erasure = Erasure.objects.get(user_id=user.pk)
    assert str(erasure.pk) in shown(admin, f"{SAGAS}?state__exact=waiting")
    assert str(erasure.pk) not in shown(admin, f"{SAGAS}?state__exact=stuck")
    page = shown(admin, f"{SAGAS}{erasure.pk}/change/")
    assert all(step.name in page for step in ERASE_ACCOUNT.steps)
    chosen = {"action": "cancel", "_selected_action": [str(erasure.pk)]}
    admin.post(SAGAS, {**chosen, "reason": ""})
    assert Erasure.objects.get().state == "pending"
    admin.post(SAGAS, {**chosen, "reason": "a slip"})
    assert Erasure.objects.get().state == "cancelled"
    user.refresh_from_db()
    assert user.is_active
    entry = trail.history(room="users", object_type="gopro_sagas.saga", object_id=str(erasure.pk)).get()
    assert (entry.action, entry.reason) == ("sagas.saga.cancel", "a slip")


def test_support_sees_sagas_and_moves_none(browser):
    user = UserFactory(username="ada")
    browser(UserFactory(username="chief", roles=["admin"])).post(
        USERS, {"action": "erase", "_selected_action": [str(user.pk)], "reason": "asked by letter"}
    )
    support = browser(UserFactory(username="help", roles=["support"]))
    erasure = Erasure.objects.get()
    assert "erase_account" in shown(support, SAGAS)
    support.post(SAGAS, {"action": "cancel", "_selected_action": [str(erasure.pk)], "reason": "why not"})
    assert Erasure.objects.get().state == "pending"

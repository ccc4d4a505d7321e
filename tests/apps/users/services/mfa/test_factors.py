"""Factors that somebody lost, removed by staff."""

import pytest

from apps.users.errors import FactorNotFound, OwnAccount
from apps.users.models import AuthenticatorApp, Notice, Passkey, RecoveryCode, Session
from apps.users.services.mfa.factors import reset_factors_of
from gopro.audit import trail
from gopro.audit.errors import ReasonMissing
from gopro.identifiers import uuid7
from tests.apps.users.factories import UserFactory
from tests.apps.users.factors import with_app, with_passkey

BY = uuid7()


def test_staff_remove_all_factors_and_say_why(db):
    ada, eve = UserFactory(username="ada"), UserFactory(username="eve")
    with_app(ada)
    with_passkey(eve)
    reset_factors_of(user_id=ada.pk, by=BY, reason="Lost phone, identity checked")
    assert AuthenticatorApp.objects.count() == 0
    assert set(RecoveryCode.objects.values_list("user", flat=True)) == {eve.pk}
    assert Passkey.objects.get().user == eve
    assert not Session.objects.filter(user=ada, revoked_at=None).exists()
    assert Session.objects.filter(user=eve, revoked_at=None).exists()
    [entry] = trail.entries("users").filter(action="users.factor.reset")
    assert (entry.object_id, entry.reason) == (str(ada.pk), "Lost phone, identity checked")
    assert Notice.objects.filter(user=ada, kind="factors_reset").count() == 1


def test_not_without_a_reason_nor_ones_own_nor_nothing(db):
    ada = UserFactory()
    with_app(ada)
    with pytest.raises(ReasonMissing):
        reset_factors_of(user_id=ada.pk, by=BY, reason=" ")
    with pytest.raises(OwnAccount):
        reset_factors_of(user_id=ada.pk, by=ada.pk, reason="Mine")
    with pytest.raises(FactorNotFound):
        reset_factors_of(user_id=UserFactory().pk, by=BY, reason="Lost phone")
    assert AuthenticatorApp.objects.count() == 1


def test_by_the_admin(admin):
    ada = UserFactory(username="ada")
    with_app(ada)
    sent = {"action": "reset_factors", "_selected_action": [str(ada.pk)], "reason": "Lost phone"}
    assert admin.post("/admin/users/users/user/", sent).status_code == 302
    assert AuthenticatorApp.objects.count() == 0

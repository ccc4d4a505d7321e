"""Devices that an account knows, the mail about one that it doesn't, and what is done with it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.users.contracts import SessionRevoked
from apps.users.errors import OneTimeTokenInvalid, RefreshTokenInvalid
from apps.users.models import Ended, KnownDevice, OneTimeToken, Purpose, Session, User
from apps.users.services import devices, disowning, housekeeping, login, password_changes, sessions
from apps.users.services.sessions import Client
from gopro.audit import trail
from tests.apps.users.factories import LAPTOP, PASSWORD, UserFactory, signed_in, unverified

pytestmark = pytest.mark.usefixtures("db")
AGENT = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEWER = AGENT.replace("140.0", "141.0")
HOME = Client(ip="193.0.6.139", user_agent=AGENT, device_id=devices.new_id())
ELSEWHERE = Client(ip="198.51.100.7", user_agent=AGENT, device_id=devices.new_id())


def news(user: User) -> int:
    return OneTimeToken.objects.filter(user=user, purpose=Purpose.NEW_DEVICE).count()


def known(user: User) -> int:
    return KnownDevice.objects.filter(user=user).count()


@pytest.mark.parametrize("begin", [sessions.begin_session, sessions.begin_staff_session])
def test_a_browser_is_known_by_its_cookie_alone(begin):
    user = UserFactory()
    begin(user=user, client=HOME)
    for same in (HOME, replace(HOME, ip="203.0.113.1"), replace(HOME, user_agent=NEWER)):
        begin(user=user, client=same)
        assert (news(user), known(user)) == (0, 1)
    begin(user=user, client=replace(HOME, device_id=devices.new_id()))
    assert (news(user), known(user)) == (1, 2)


def test_a_program_is_known_by_its_kind_and_network():
    user = UserFactory()
    curl = Client(ip="203.0.113.9", user_agent="curl/8.14.1", device_id=devices.new_id())
    signed_in(user, client=curl)
    for same in (replace(curl, ip="203.0.113.200"), replace(curl, user_agent="curl/8.15.0"), replace(curl)):
        signed_in(user, client=replace(same, device_id=devices.new_id()))
    assert (news(user), known(user)) == (0, 1)
    signed_in(user, client=replace(curl, ip="203.0.114.9"))
    signed_in(user, client=replace(curl, user_agent="Go-http-client/2.0"))
    assert (news(user), known(user)) == (2, 3)


def test_the_same_browser_is_another_device_of_somebody_else():
    one, other = UserFactory(), UserFactory()
    signed_in(one, client=HOME)
    signed_in(other, client=ELSEWHERE)
    signed_in(other, client=HOME)
    marks = KnownDevice.objects.filter(user=one).values_list("mark", flat=True)
    assert not KnownDevice.objects.filter(user=other, mark__in=marks).exists()
    assert (news(one), news(other)) == (0, 1)


def test_no_mail_before_the_address_is_verified():
    user = unverified()
    signed_in(user, client=HOME)
    signed_in(user, client=ELSEWHERE)
    assert (news(user), known(user)) == (0, 2)
    assert trail.entries("users").latest("number").changes["device"] == "new"


def test_mails_are_few():
    user = UserFactory()
    for _ in range(8):
        signed_in(user, client=replace(HOME, device_id=devices.new_id()))
    assert (news(user), known(user)) == (3, 8)


def test_a_device_unused_for_a_year_is_news_and_is_forgotten_but_for_the_last():
    user = UserFactory()
    signed_in(user, client=HOME)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        signed_in(user, client=ELSEWHERE)
    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        housekeeping.purge()
        assert (news(user), known(user)) == (0, 1)
        signed_in(user, client=ELSEWHERE)
        assert (news(user), known(user)) == (1, 1)
        signed_in(user, client=ELSEWHERE)
        assert (news(user), known(user)) == (1, 1)


def test_a_cookie_of_ours_or_none():
    device_id = devices.new_id()
    cookie = devices.cookie_of(device_id)
    assert devices.id_of(cookie) == device_id
    for forged in ("", str(device_id), cookie[:-1], f"{devices.new_id()}:{cookie.partition(':')[2]}", "\x00", ":::"):
        assert devices.id_of(forged) is None


def test_the_mail_says_what_it_was_and_its_link_ends_it(mailed_token, mailoutbox, told):
    user = UserFactory(email="ada@example.org")
    User.objects.filter(pk=user.pk).update(time_zone="Europe/Kyiv")
    here = signed_in(user, client=LAPTOP)
    with time_machine.travel("2026-01-05T20:04:00Z", tick=False):
        there = login.log_in(email=user.email, password=PASSWORD, client=HOME)
        token = mailed_token(user, Purpose.NEW_DEVICE)
        body = mailoutbox[-1].body
        assert mailoutbox[-1].to == ["ada@example.org"]
        assert "Firefox on Ubuntu\nNetherlands\n5 January 2026, 22:04 (Europe/Kyiv)\n" in body
        assert "193.0.6.139" not in body
        before = len(told)
        done = disowning.disown_session(token=token, ip="192.0.2.5")
    assert list(told)[before:] == [
        SessionRevoked(user_id=user.id, session_id=there.session_id, reason=Ended.REVOKED_BY_USER)
    ]
    with pytest.raises(RefreshTokenInvalid):
        sessions.refresh_session(refresh=there.refresh, client=HOME)
    assert Session.objects.get(pk=here.session_id).revoked_at is None
    last = trail.entries("users").latest("number")
    assert (last.actor_id, last.action, last.object_id) == (str(user.pk), "users.session.revoke", str(user.pk))
    with time_machine.travel("2026-01-05T20:30:00Z", tick=False):
        password_changes.reset_password(token=done.reset_token, new_password="wine-dark sea, rosy dawn", client=LAPTOP)
    assert not Session.objects.filter(user=user, revoked_at=None).exists()


def test_the_device_is_a_stranger_again(mailed_token):
    user = UserFactory()
    signed_in(user)
    signed_in(user, client=HOME)
    disowning.disown_session(token=mailed_token(user, Purpose.NEW_DEVICE), ip=None)
    assert known(user) == 1
    signed_in(user, client=HOME)
    assert news(user) == 2


def test_the_link_works_once_for_a_week_and_for_nothing_else(mailed_token):
    user = UserFactory()
    signed_in(user)
    signed_in(user, client=HOME)
    token = mailed_token(user, Purpose.NEW_DEVICE)
    with pytest.raises(OneTimeTokenInvalid):
        password_changes.reset_password(token=token, new_password="wine-dark sea, rosy dawn", client=LAPTOP)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False), pytest.raises(OneTimeTokenInvalid):
        disowning.disown_session(token=token, ip=None)
    assert disowning.disown_session(token=token, ip=None).reset_token
    with pytest.raises(OneTimeTokenInvalid):
        disowning.disown_session(token=token, ip=None)
    assert Session.objects.filter(revoked_at=None).count() == 1

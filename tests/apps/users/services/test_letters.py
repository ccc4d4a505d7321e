"""Mails in the language of who gets them."""

import re

import pytest

from apps.users.models import NoticeKind, OneTimeToken, Purpose, User
from apps.users.services import letters, notices, one_time_tokens
from apps.users.services.erasure import outside
from tests.apps.users.factories import UserFactory, signed_in

CYRILLIC = re.compile(r"[А-Яа-яЇїІіЄєҐґ]")
SUBJECTS = {*one_time_tokens.SUBJECTS.values(), outside.SUBJECT}


def mailed(purpose, *, locale, mailoutbox):
    """The mail with a token that an account in this language gets."""
    user = UserFactory(username="ada", display_name="Ada <b>L.</b>")
    User.objects.filter(pk=user.pk).update(locale=locale)
    user.refresh_from_db()
    one_time_tokens.request_token(user=user, purpose=purpose, session_id=signed_in(user).session_id)
    token = OneTimeToken.objects.get(user=user, purpose=purpose)
    one_time_tokens.send_one_time_token(token_id=token.pk)
    return mailoutbox[-1]


@pytest.mark.parametrize("purpose", Purpose)
def test_each_mail_is_written_in_both_languages(db, mailoutbox, purpose):
    english = mailed(purpose, locale="en", mailoutbox=mailoutbox)
    OneTimeToken.objects.all().delete()
    User.objects.all().delete()
    ukrainian = mailed(purpose, locale="uk", mailoutbox=mailoutbox)
    assert english.subject == one_time_tokens.SUBJECTS[purpose]
    assert ukrainian.subject == letters.SUBJECTS["uk"][english.subject]
    for number, mail in enumerate((english, ukrainian)):
        html = mail.alternatives[0].content
        link = re.search(r"http\S+token=\S+", mail.body).group()
        assert one_time_tokens.PAGES[purpose] in link
        assert link in html
        assert ("<b>" in mail.body, "<b>" in html, "{{" in html + mail.body) == (True, False, False)
        assert bool(CYRILLIC.search(mail.body)) == bool(CYRILLIC.search(html)) == bool(number)


def test_dates_are_in_the_language(db, mailoutbox):
    mail = mailed(Purpose.INVITATION, locale="uk", mailoutbox=mailoutbox)
    months = "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
    assert re.search(rf"до \d+ ({months}) \d{{4}}", mail.body)


def test_every_subject_is_translated():
    assert letters.SUBJECTS["uk"].keys() == SUBJECTS


def test_what_is_not_translated_is_wholly_in_english(db, mailoutbox):
    user = UserFactory()
    User.objects.filter(pk=user.pk).update(locale="uk")
    notices.request(user_id=user.pk, kind=NoticeKind.PASSKEY_ADDED, about="Key")
    notices.send(notice_id=user.notices.get().pk)
    assert CYRILLIC.search(mailoutbox[-1].subject + mailoutbox[-1].body) is None

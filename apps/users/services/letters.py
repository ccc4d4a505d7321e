"""Mails of this room in the language of who gets them: `users/mail/<locale>/<name>`, else in English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from gopro import mail

FOLDER, ORIGINAL = "users/mail", "en"
SUBJECTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "uk": {
            "Confirm your e-mail address": "Підтвердьте свою адресу електронної пошти",
            "Choose a new password": "Виберіть новий пароль",
            "You already have an account": "У вас уже є обліковий запис",
            "Your account will be erased": "Ваш обліковий запис буде стерто",
            "Your account is erased": "Ваш обліковий запис стерто",
            "You have an account at GO-PRO": "Для вас створено обліковий запис GO-PRO",
            "A new device logged in to your account": "У ваш обліковий запис увійшли з нового пристрою",
            "Support opened your account": "Служба підтримки відкрила ваш обліковий запис",
            "Confirm your new e-mail address": "Підтвердьте свою нову адресу електронної пошти",
            "The e-mail address of your account was changed": "Адресу вашого облікового запису змінено",
        }
    }
)


def send(*, to: str, name: str, subject: str, locale: str, words: Mapping[str, Any], message_id: str) -> None:
    """Raises as `gopro.mail.send`. Dates are in the language, too."""
    translated = SUBJECTS.get(locale, {}).get(subject)
    folder, language = (f"{FOLDER}/{locale}", locale) if translated else (FOLDER, ORIGINAL)
    with translation.override(language):
        mail.send(
            to=to,
            subject=translated or subject,
            text=render_to_string(f"{folder}/{name}.txt", dict(words)),
            html=render_to_string(f"{folder}/{name}.html", dict(words)),
            message_id=message_id,
        )

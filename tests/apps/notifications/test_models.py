"""What the tables refuse, whoever asks, and that every type has words in every locale."""

import pytest
from django.db import IntegrityError
from django.template.loader import get_template

from apps.notifications.models import Delivery, Notification, Preference
from apps.notifications.selectors.types import ALL, LOCALES
from apps.notifications.services import rendering
from tests.apps.notifications import factories

DATA = {"course_title": "Go", "achievement_title": "First green"}


def test_one_notification_for_a_cause(db):
    found = factories.make_notification(user_id=factories.make_recipient())
    with pytest.raises(IntegrityError, match="notification_once"):
        Notification.objects.create(user_id=found.user_id, type=found.type, cause=found.cause, is_shown=True)


def test_one_delivery_a_channel(db):
    found = factories.make_notification(user_id=factories.make_recipient())
    with pytest.raises(IntegrityError, match="delivery_once"):
        Delivery.objects.create(notification=found, channel="email")


def test_one_preference_for_a_type_and_channel(db):
    user_id = factories.make_recipient()
    choice = {"user_id": user_id, "type": "welcome", "channel": "email"}
    Preference.objects.create(**choice, enabled=False)
    with pytest.raises(IntegrityError, match="preference_once"):
        Preference.objects.create(**choice, enabled=True)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("found", ALL, ids=lambda found: found.slug)
def test_every_type_has_its_words_in_every_locale(found, locale: str):
    get_template(f"notifications/{found.slug}.{locale}.html")
    words = rendering.words(type_=found.slug, locale=locale, data=DATA)
    assert 5 < len(words.title) < 70
    assert len(words.paragraphs) == 2
    assert all(20 < len(paragraph) < 300 for paragraph in words.paragraphs)

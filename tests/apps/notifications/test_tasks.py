"""Jobs, by the names under which services ask for them."""

from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.utils import timezone
from redis import Redis

from apps.notifications import tasks
from gopro.jobs import beat_schedule
from gopro.live import push
from tests.apps.notifications import factories


def queued() -> int:
    with Redis.from_url(settings.REDIS_URL) as client:
        return int(client.llen("default"))


def test_names_are_those_that_services_ask_for():
    assert {"notifications.deliver", "notifications.sweep"} <= set(current_app.tasks)
    assert beat_schedule()["notifications.sweep"]["schedule"] == 15


def test_delivering_twice_sends_once(db, mailoutbox):
    found = factories.mail_of(factories.make_notification(user_id=factories.make_recipient()))
    for _ in range(2):
        tasks.deliver.apply(args=(str(found.id),))
    assert len(mailoutbox) == 1


def test_a_delivery_is_asked_for_once_what_it_is_about_is_there(committed):
    factories.make_notification(user_id=factories.make_recipient())
    assert queued() == 1
    factories.make_notification(user_id=factories.make_recipient(verified=False))
    assert queued() == 1


def test_the_sweep_asks_again_for_what_a_broker_lost(committed):
    found = factories.mail_of(factories.make_notification(user_id=factories.make_recipient()))
    with Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
    tasks.sweep.apply()
    assert queued() == 0, "it is not late yet"
    type(found).objects.filter(id=found.id).update(due_at=timezone.now() - timedelta(minutes=1))
    tasks.sweep.apply()
    assert queued() == 1


def test_a_broker_that_is_away_harms_nothing(committed, settings):
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": ["redis://127.0.0.1:1"]}}
    }
    push(room="notifications", group="notifications.user.nobody", message={"type": "unread.changed"})
    found = factories.make_notification(user_id=factories.make_recipient())
    assert factories.mail_of(found).status == "queued"

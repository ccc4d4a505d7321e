"""The Celery application: its broker, and the schedule that jobs declare."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

import django

django.setup()

from django.conf import settings  # noqa: E402 - after set-up
from django.db import connections  # noqa: E402 - after set-up

from gopro import jobs  # noqa: E402 - after set-up
from gopro.observability import logs  # noqa: E402 - after set-up

app = Celery("gopro")
app.conf.update(settings.CELERY)
app.conf.beat_schedule = jobs.beat_schedule()
app.conf.beat_schedule_filename = str(settings.ENVIRONMENT.var / "beat")
app.set_default()


@setup_logging.connect
def configure_logging(**_: Any) -> None:
    logs.configure(service="worker", level=settings.ENVIRONMENT.log_level)


@worker_process_init.connect
def forget_connections(**_: Any) -> None:
    """A forked worker must not share its parent's connections."""
    connections.close_all()

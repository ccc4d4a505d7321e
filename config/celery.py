"""The Celery worker's and beat's entry: `celery --app config.celery worker`."""

import logging
import os
import warnings
from typing import Any

import django
from celery.exceptions import SecurityWarning
from celery.signals import celeryd_after_setup, setup_logging, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
warnings.simplefilter("ignore", SecurityWarning)  # root's worker needs it to give code that isn't ours another user
django.setup()

from django.conf import settings  # noqa: E402 - after set-up
from django.db import connections  # noqa: E402 - after set-up

from gopro import jobs  # noqa: E402 - after set-up
from gopro.observability import logs  # noqa: E402 - after set-up
from gopro.untrusted import sandbox  # noqa: E402 - after set-up

app = jobs.celery_app()
app.conf.beat_schedule = jobs.beat_schedule()
app.conf.beat_schedule_filename = str(settings.ENVIRONMENT.var / "beat")


QUIET = ("celery.app.trace", "celery.beat", "celery.worker.strategy")  # a line or two a job, most of them sweeps


@setup_logging.connect
def configure_logging(**_: Any) -> None:
    logs.configure(service="worker", level=settings.LOG_LEVEL)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


@celeryd_after_setup.connect
def prove_the_sandbox(instance: Any, **_: Any) -> None:
    """Before its first job and its forks, which take the proof along: the proof takes longer than a job."""
    if jobs.SANDBOXED in instance.app.amqp.queues.consume_from:
        sandbox().selftest()


@worker_process_init.connect
def forget_connections(**_: Any) -> None:
    """A forked worker must not share its parent's connections."""
    connections.close_all()

"""The kernel's Django app: finds what rooms declare, and guards their walls."""

import sys

from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules

from gopro.database import install_guard
from gopro.jobs import celery_app
from gopro.observability import health, probes
from gopro.security import policy


class KernelConfig(AppConfig):
    name = "gopro"
    label = "gopro_kernel"

    def ready(self) -> None:
        celery_app()
        probes.register(ready=health.ready, started=health.started)
        connection_created.connect(install_guard, dispatch_uid="gopro.guard")
        autodiscover_modules("contracts", "services.snapshots", "services.projections", "handlers", "tasks")
        policy.collect(found for app in apps.get_app_configs() if (found := sys.modules.get(f"{app.name}.contracts")))

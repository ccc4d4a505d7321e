"""The web process: REST and admin, under granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - after set-up

from gopro.observability import logs  # noqa: E402 - after set-up

logs.configure(service="web", level=settings.LOG_LEVEL)

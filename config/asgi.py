"""The live process: web sockets of the rooms here, each room's in its `live` module."""

import os
from importlib import import_module
from importlib.util import find_spec

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

http = get_asgi_application()

from django.conf import settings  # noqa: E402 - after set-up

from gopro.observability import logs  # noqa: E402 - after set-up

logs.configure(service="live", level=settings.LOG_LEVEL)

sockets = [
    path
    for room in settings.ROOMS_HERE
    if find_spec(f"apps.{room}.live")
    for path in import_module(f"apps.{room}.live").urlpatterns
]

application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(sockets)})

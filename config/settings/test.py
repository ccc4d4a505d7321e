"""The suite: real servers named by the environment, small files, no wait that a test doesn't ask for."""

from config.settings.base import *  # noqa: F403 - the way Django's settings inherit
from config.settings.base import ENVIRONMENT
from config.settings.base import STORAGES as BASE_STORAGES

SECRET_KEY = "tests only: nothing is signed with it that leaves a test"  # noqa: S105 - no secret
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = BASE_STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAIL_READABLE = False
KEY_FOLDER = ENVIRONMENT.var / "test" / "keys"

"""The embedded default: everything under `var/`, mail in a folder that can be read in the browser."""

from config.settings.base import *  # noqa: F403 - the way Django's settings inherit
from config.settings.base import INSTALLED_APPS, MAIL_FOLDER

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = MAIL_FOLDER
MAIL_READABLE = True
INSTALLED_APPS = INSTALLED_APPS

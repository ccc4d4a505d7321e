"""Production: TLS in front, secrets from outside, real servers; it refuses to start with what is missing."""

import environ

from config.settings import databases
from config.settings.base import *  # noqa: F403 - the way Django's settings inherit
from config.settings.base import ENVIRONMENT

DATABASES = databases.of_process(environment=ENVIRONMENT, pool=True)

_missing = [
    name
    for name, value in {
        "GOPRO_SECRET_KEY": ENVIRONMENT.secret_key,
        "REDIS_URL": ENVIRONMENT.redis_url,
        "MAIL_URL": ENVIRONMENT.mail_url,
    }.items()
    if not value
]
if _missing:
    raise SystemExit(f"Production needs {', '.join(_missing)} in the environment; see README.md, Settings.")

vars().update(environ.Env.email_url_config(ENVIRONMENT.mail_url))
MAIL_READABLE = False
MFA_ROLES = ("admin", "support") if ENVIRONMENT.mfa_roles is None else ENVIRONMENT.mfa_roles
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SECURE = True

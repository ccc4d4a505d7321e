"""What holds in every mode."""

from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from config import openid, rooms
from config.environment import ROOT, Environment
from config.settings import databases, passkeys
from gopro.api.settings import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 - Django reads them from here

ENVIRONMENT = Environment()

ROOMS = rooms.found()
ROOMS_HERE = rooms.here(ENVIRONMENT)
GUARDED_ROOMS = ("users",)  # their views say themselves what opens to personal access tokens, and to support
BASE_ROLE = "learner"  # which everybody has who is signed in
WITHIN_NAME = "course"  # what a role can be granted on alone
ROOM_ALIASES = {room: rooms.alias(room) for room in ROOMS}

DATABASES = databases.of_process(environment=ENVIRONMENT)
DATABASE_ROUTERS = ["gopro.database.RoomRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = False
HTML_PATHS = ("/account/", "/admin/", "/mail/")  # pages for people, whose errors are pages too
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("uk", "Українська")]

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "django_prometheus",
    "gopro",
    "gopro.events",
    "gopro.events.operations",
    "gopro.audit",
    "gopro.security.keys",
    "gopro.kafka",
    "gopro.pages",
    "gopro.api",
    "gopro.staff",
    "gopro.sagas",
    *[f"apps.{room}" for room in ROOMS],
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "gopro.observability.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gopro.api.middleware.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gopro.staff.middleware.StaffMiddleware",
    "gopro.staff.content_policy.ContentPolicyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS: list[str] = []  # log-in is a service of the users room, for learners and staff alike
PASSWORD_HASHERS = ["gopro.security.hashing.OwaspArgon2Hasher"]
BREACHED_PASSWORDS = ENVIRONMENT.breached_passwords  # of `breached_passwords build`; common ones are refused anyway
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"  # the admin wants one; nobody writes into it
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.var / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ENVIRONMENT.var / "media"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
PRIVATE_FOLDER = ENVIRONMENT.var / "private"  # of files, where no bucket is named
BUCKET = ENVIRONMENT.bucket
MEBIBYTE = 1024 * 1024
MEDIA_FILE_BYTES = ENVIRONMENT.media_file_mib * MEBIBYTE
MEDIA_COURSE_BYTES = ENVIRONMENT.media_course_mib * MEBIBYTE
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOG_LEVEL = ENVIRONMENT.log_level
REDIS_URL = ENVIRONMENT.redis_url
KAFKA_URL = ENVIRONMENT.kafka_url
KAFKA_PREFIX = ENVIRONMENT.kafka_prefix
KAFKA_PARTITIONS = 48  # fixed at a topic's birth: another number would move keys to other partitions
CONSUME = ENVIRONMENT.consume
AFTER_A_RESTART = Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=3)  # of Redis, open connections are dead
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [{"address": REDIS_URL, "retry": AFTER_A_RESTART}]},
    }
}

CELERY = {
    "broker_url": REDIS_URL,
    "task_ignore_result": True,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "broker_connection_retry_on_startup": True,
    "broker_transport_options": {
        "visibility_timeout": 600,
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
        "max_retries": 1,  # a broker that is away must not hold a request; sweeps enqueue again
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    },
    "task_default_queue": "default",
    "worker_hijack_root_logger": False,
}

EVENTS_ARCHIVE_DAYS = ENVIRONMENT.archive_days  # facts told stay so long for replays; what is not delivered, for ever
EVENTS_INBOX_DAYS = ENVIRONMENT.inbox_days  # facts heard and handled stay so long

PUBLIC_URL = ENVIRONMENT.public_url
KEY_FOLDER = ENVIRONMENT.var / "keys"
KEYS_URL = ENVIRONMENT.keys_url  # of a service that keeps people's keys, in the place of the database
GEOIP_FILE = ENVIRONMENT.geoip  # a MaxMind file, for the places of sessions; without it countries, by registry
OPENID_PROVIDERS = openid.providers()
RETURN_ORIGINS = ENVIRONMENT.return_origins  # other people's pages that a log-in by a provider may lead back to
HTTP_INSIDE = ENVIRONMENT.http_inside  # origins of the inside that gopro.http may ask, without TLS too
SANDBOX_FOLDER = ENVIRONMENT.var / "sandbox"
MAIL_FOLDER = ENVIRONMENT.var / "mail"
INVITATIONS_A_MINUTE = ENVIRONMENT.invitations_a_minute  # a mail server takes no hundred thousand at once
EMAIL_TIMEOUT = 20  # seconds; a mail server that hangs must not hold a worker
DEFAULT_FROM_EMAIL = "GO-PRO <hello@gopro.invalid>"
MFA_ROLES = ENVIRONMENT.mfa_roles or ()  # whose holders are learners until they have a second factor
PASSKEY_DOMAIN = passkeys.domain(ENVIRONMENT)
PASSKEY_ORIGINS = passkeys.origins(ENVIRONMENT)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

LOGGING_CONFIG = None  # gopro.observability.logs configures logging once, in each entry point

BASE_DIR = ROOT
UNFOLD = {"SITE_TITLE": "GO-PRO", "SITE_HEADER": "GO-PRO", "SITE_SYMBOL": "school", "SHOW_HISTORY": True}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # user names are unique whatever their case, by a constraint on Lower

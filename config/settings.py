"""Settings: everything that differs between machines comes from the environment (docs/operations.md).

Without ``DATABASE_URL`` the portal runs on embedded parts below ``var/``: SQLite, a broker made of files, keys that are
generated once. With it, nothing is generated and ``config.checks`` refuses what is unsafe.
"""

from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from config import folders

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("DATA_FOLDER", default="") or BASE_DIR / "var").resolve()

EMBEDDED = not env.str("DATABASE_URL", default="")
DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000" if EMBEDDED else "").rstrip("/")
HTTPS = SITE_URL.startswith("https://")

folders.prepare(VAR)
SECRET_KEY = env.str("SECRET_KEY", default="")
FIELD_KEYS = env.str("FIELD_KEYS", default="")
if EMBEDDED:
    SECRET_KEY = SECRET_KEY or folders.remember(VAR / "secret_key", get_random_secret_key)
    FIELD_KEYS = FIELD_KEYS or folders.remember(VAR / "field_keys", folders.new_field_keys)
SECRET_KEY = SECRET_KEY or "unsafe-no-secret-key-was-given"

ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[]), *folders.host_of(SITE_URL), "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

INSTALLED_APPS = [
    "publicity",
    "reviews",
    "nominations",
    "pathways",
    "cultivation",
    "academy",
    "studios",
    "craftsmen",
    "certificates",
    "notifications",
    "accounts",
    "audit",
    "documents",
    "config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_fsm",
    "django_htmx",
    "django_filters",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "import_export",
    "lucide",
    "rules",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.headers.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.addresses.NoNullCharacters",
    "accounts.middleware.IdleLimit",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.portal",
                "accounts.context.shell",
                "notifications.context.inbox",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
        },
    }
]
COTTON_DIR = "components"

# Database, cache, broker

if EMBEDDED:
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "portal.sqlite3",
            "TEST": {"NAME": VAR / "test.sqlite3"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
            },
        }
    }
else:
    DATABASES = {"default": env.db("DATABASE_URL")}
    if env.bool("DATABASE_POOL", default=True):
        DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR / "cache"}}

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 600}
    if REDIS_URL
    else {
        "data_folder_in": str(VAR / "queue"),
        "data_folder_out": str(VAR / "queue"),
        "control_folder": str(VAR / "control"),
        "store_processed": False,
        "polling_interval": 0.1,  # also the shortest time between two tasks
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_RESULT_BACKEND = "disabled"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 550  # below the visibility timeout: a task is never delivered while it still runs
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.int("WORKERS", default=2)
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")
CELERY_BEAT_SCHEDULE = {
    "messages: deliver what is left": {"task": "notifications.tasks.sweep", "schedule": 60},
    "messages: reminders that are due": {"task": "notifications.tasks.remind", "schedule": 600},
    "documents: queue what is left": {"task": "documents.tasks.sweep", "schedule": 60},
    "nominations: close at the deadline": {"task": "nominations.tasks.close_deadlines", "schedule": 60},
    "studios: duties of the new day": {"task": "studios.tasks.refresh_duties", "schedule": crontab(hour=0, minute=5)},
    "craftsmen: check-ins and long absences": {
        "task": "craftsmen.tasks.care_of_the_day",
        "schedule": crontab(hour=0, minute=20),
    },
    "cultivation: periods that are over": {
        "task": "cultivation.tasks.complete_periods",
        "schedule": crontab(hour=0, minute=15),
    },
    "publicity: end the periods": {"task": "publicity.tasks.end_periods", "schedule": 300},
    "publicity: write the pages of the new day": {
        "task": "publicity.tasks.refresh_pages",
        "schedule": crontab(hour="0", minute="1"),
    },
    "record: the daily seal": {"task": "audit.tasks.seal_daily", "schedule": crontab(hour=0, minute=10)},
}

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.validators.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.validators.NotMadeOfCommonParts"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "上海质量工匠"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
ACCOUNT_ADAPTER = "notifications.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key", "reset_password": "20/m/ip,5/m/key"}
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)

# Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
FORMAT_MODULE_PATH = "config.formats"
FORM_RENDERER = "config.forms.PortalRenderer"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [path for path in (BASE_DIR / "static",) if path.exists()]
PUBLISHED_ROOT = VAR / "published"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR / "private",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
            if EMBEDDED  # compressing takes 40 s, which a demo should not wait for
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
ACCEL_PREFIX = env.str("ACCEL_PREFIX", default="")
if ACCEL_PREFIX:  # nginx reads the private files as another user of the same group
    STORAGES["private"]["OPTIONS"] |= {"file_permissions_mode": 0o640, "directory_permissions_mode": 0o750}
FONT_DIR = env.str("FONT_DIR", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # the longest form has tables of rows

# Mail

OUTBOX_ROOT = VAR
EMAIL_BACKEND = "notifications.outbox.EmailBackend"
if "EMAIL_URL" in env:
    vars().update(env.email_url("EMAIL_URL"))
SMS_ADAPTER = env.str("SMS_ADAPTER", default="notifications.sms.FileAdapter")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="portal@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Browsers

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # uploaded and generated PDFs are shown inside our own pages
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = False
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600

# Footer: registration numbers that a public site in China shows

ICP_NUMBER = env.str("ICP_NUMBER", default="")
PSB_NUMBER = env.str("PSB_NUMBER", default="")
SITE_CODE = env.str("SITE_CODE", default="")
CONTACT_PHONE = env.str("CONTACT_PHONE", default="")

SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # whether subdomains are ours to promise is the operator's decision (HSTS_SUBDOMAINS)
    "security.W019",  # frames of the same origin are used on purpose
    "security.W021",  # preloading is a decision for the whole domain
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

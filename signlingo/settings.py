"""The one settings file: what the environment chose, and what is the same everywhere."""

from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from signlingo import environment

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = environment.read(BASE_DIR)

DATA_DIR: Path = ENV["DATA_DIR"]
DEBUG: bool = ENV["DEBUG"]
SECRET_KEY: str = ENV["SECRET_KEY"]
ALLOWED_HOSTS: list[str] = ENV["ALLOWED_HOSTS"]
ORIGINS: list[str] = ENV["ORIGINS"]  # whole origins: the pages that may open our sockets
SECURE: bool = ENV["SECURE"]  # served over HTTPS; false only on a person's own machine

# --- Rooms ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",
    "signlingo",
    "accounts",
    "lessons",
    "recognition",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonLanguage",
    "accounts.middleware.SharedDevice",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "signlingo.urls"
ASGI_APPLICATION = "signlingo.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database, Redis, tasks -------------------------------------------------------------------

_database: dict[str, Any] = dict(dj_database_url.parse(ENV["DATABASE_URL"]))
_database["CONN_MAX_AGE"] = 0  # under ASGI a connection kept by a thread is never given back
if _database["ENGINE"].endswith("sqlite3"):
    # Opening the file anew costs more than a query, and a thread's own copy goes with the thread.
    _database["CONN_MAX_AGE"] = 60
    # A transaction that reads and then writes locks up under any mode but IMMEDIATE.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;",
        "timeout": 20,
    }
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database.setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": ENV["DATABASE_POOL"],
        "timeout": 10,
    }
DATABASES = {"default": _database}

REDIS_URLS: list[str] = ENV["REDIS_URL"]
INFERENCE: str = ENV["INFERENCE"]
if REDIS_URLS:
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            # The core layer: its pub/sub sister would hand every window to every worker.
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {
                "hosts": [{"address": url, "socket_timeout": None} for url in REDIS_URLS],
                "prefix": "signlingo",
                "capacity": 1000,
                "expiry": 30,
            },
        },
    }
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URLS,
            "KEY_PREFIX": "signlingo",
        },
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URLS[0] if REDIS_URLS else "memory://"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URLS
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # with the next line: a task whose process is killed is done again
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "global_keyprefix": "signlingo:"}
CELERY_BEAT_SCHEDULE = {
    "clear expired sessions": {"task": "signlingo.celery.clear_sessions", "schedule": 24 * 3600.0},
}

# --- Who is there -----------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# allauth's backend is a ModelBackend; both together would hash a known address's wrong password
# twice and an unknown one's differently, and the clock would tell who has an account.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "accounts.adapter.AdultAdapter"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# A school is one address: allauth's own limits let in 30 of 40 people who sign in together.
# Guessing at one account stays bounded by its key.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "5/5m/key,300/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT: int = ENV["PROXIES"]

# --- Languages and mail -----------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "signlingo" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

DEFAULT_FROM_EMAIL: str = ENV["EMAIL_FROM"]
SERVER_EMAIL: str = ENV["EMAIL_FROM"]
EMAIL_BACKEND = (
    f"django.core.mail.backends.{'smtp' if ENV['EMAIL_HOST'] else 'console'}.EmailBackend"
)
EMAIL_HOST: str = ENV["EMAIL_HOST"]
EMAIL_PORT: int = ENV["EMAIL_PORT"]
EMAIL_HOST_USER: str = ENV["EMAIL_USER"]
EMAIL_HOST_PASSWORD: str = ENV["EMAIL_PASSWORD"]
EMAIL_USE_TLS = ENV["EMAIL_SECURITY"] == "starttls"
EMAIL_USE_SSL = ENV["EMAIL_SECURITY"] == "tls"
EMAIL_TIMEOUT = 20

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "signlingo.finders.NodePackagesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "signlingo.storage.StaticStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = DATA_DIR / "media"

# --- What a browser may do --------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "worker-src": [SELF],
        "connect-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": ["self"],
    "microphone": [],
    "geolocation": [],
    "display-capture": [],
    "payment": [],
    "usb": [],
}
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = ORIGINS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # a load balancer asks from inside, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
if ENV["PROXIES"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Logs: never a child's name, address or landmarks -----------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"routes": {"()": "signlingo.logs.RoutesNotPaths"}},
    "formatters": {
        "plain": {
            "()": "signlingo.logs.WithoutValues",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            "show_values": DEBUG,
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["routes"],
        },
    },
    "root": {"handlers": ["console"], "level": ENV["LOG_LEVEL"]},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "daphne": {"level": "WARNING"},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

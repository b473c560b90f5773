"""Settings, all from the environment; safe for production unless the environment says otherwise."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PANA_VAR", BASE_DIR / "var")).resolve()


def from_env(name: str, hint: str) -> str:
    """The value of an environment variable, or an error that says what to do."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return value


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


# A database that does not answer is away after seconds, not minutes: a page then says so instead of waiting.
PATIENCE = {"connect_timeout": "5", "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "30000"}


def database(url: str) -> dict[str, object]:
    """Django's database settings from a postgresql:// address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://; Pana runs on PostgreSQL only.")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "")) or unquote(parts.hostname or ""),
        "PORT": query.pop("port", "") or str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": flag("PANA_POOLED"),  # behind PgBouncer the next fetch may come from another connection
        "OPTIONS": PATIENCE | {key: unquote(value) for key, value in query.items()},
    }


# --- who we are --------------------------------------------------------------------------------------
DEBUG = False
def hours_from_env(name: str, sane: tuple[float, float, float]) -> tuple[float, float, float]:
    """Three rising numbers of hours, as in "48,72,240"."""
    try:
        first, second, third = (float(one) for one in os.environ[name].split(","))
    except KeyError:
        return sane
    except ValueError:
        raise ImproperlyConfigured(f"{name}: three numbers of hours with commas, like 48,72,240.") from None
    if not 0 < first < second < third:
        raise ImproperlyConfigured(f"{name}: the three numbers must rise.")
    return first, second, third


SECRET_KEY = from_env("SECRET_KEY", "Give a long random text, or start Pana with `python manage.py up`.")
INSTALLATION_KEY = from_env("PANA_INSTALLATION_KEY", "Give 32 random bytes in base64: it opens the encrypted fields.")
KEY_STORE = Path(os.environ.get("PANA_KEY_STORE") or VAR_DIR / "keys")  # keys of the organisations: outside the database
CONTEXT_KEY = from_env("PANA_CONTEXT_KEY", "Give 32 random bytes in base64: it signs who is acting for the database.")
DEMO_INSTALLATION = flag("PANA_DEMO")
TLS = flag("PANA_TLS", default=not DEMO_INSTALLATION and "PANA_EMBEDDED" not in os.environ)
ALLOWED_HOSTS = words("PANA_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("PANA_ORIGINS", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "config",
    "access",
    "casework",
    "shelters",
    "hotline",
    "reports",
]

MIDDLEWARE = [
    "config.logs.number_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # adds random bytes against BREACH
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "access.middleware.ActorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "access.template_context.frame",
            ],
            "builtins": ["access.templatetags.pana", "casework.templatetags.words", "django.templatetags.i18n"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- data --------------------------------------------------------------------------------------------
_ROLE = os.environ.get("PANA_DB_ROLE", "web")
_URL_NAMES = {role: f"DATABASE_{role.upper()}_URL" for role in ("owner", "backup", "worker", "report")}
_URL_NAME = _URL_NAMES.get(_ROLE, "DATABASE_URL")
DATABASES = {"default": database(from_env(_URL_NAME, "Start with `python manage.py up`, or give a PostgreSQL address."))}
DATABASE_ADDRESSES = {
    "DATABASE_URL": from_env("DATABASE_URL", "Start with `python manage.py up`, or give a PostgreSQL address."),
    **{name: os.environ.get(name) or os.environ["DATABASE_URL"] for name in _URL_NAMES.values()},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if os.environ.get("CACHE_URL"):
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": os.environ["CACHE_URL"]}
    }

# --- sign-in -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
AUTHENTICATION_BACKENDS = ["access.passwords.AccountBackend"]
PASSWORD_HASHERS = [
    "access.passwords.PepperedArgon2",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_ENGINE = "access.session_store"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_IDLE_SECONDS = 15 * 60
SESSION_BROWSER_BOUND = flag("PANA_SESSION_BROWSER_BOUND", default=True)  # a cookie in another browser signs in again
FACTOR_FREE_ROLES = words("PANA_FACTOR_FREE_ROLES", "donor")  # everybody else needs a second factor
TWO_PEOPLE_DAYS = int(os.environ.get("PANA_TWO_PEOPLE_DAYS", "14"))  # who made or reset an account is no second person to it
FILES_AN_HOUR = int(os.environ.get("PANA_FILES_AN_HOUR", "30"))  # who opens more is told to the readers of the audit
CONFIRM_SECONDS = int(os.environ.get("PANA_CONFIRM_MINUTES", "5")) * 60  # roles, exports, keys: shown again who one is
CONFIRM_SHIFT_SECONDS = int(os.environ.get("PANA_CONFIRM_SHIFT_HOURS", "12")) * 3600  # a shelter's address
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_NAME = "__Host-pana" if TLS else "pana"
CSRF_COOKIE_NAME = "__Host-pana-form" if TLS else "pana-form"
CSRF_FAILURE_VIEW = "access.views.form_expired"

# --- the web -----------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 31536000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("PANA_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["access.uploads.MemoryOnly"]  # nothing that is sent touches the disk in clear
VIRUS_SCANNER = os.environ.get("PANA_VIRUS_SCANNER", "")  # socket of clamd: a path or host:port
FILES_MEGABYTES = int(os.environ.get("PANA_FILES_MEGABYTES", "2048"))  # for each organisation

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", str(resources.files("bootstrap").joinpath("css")))]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "woff2", "png", "jpg", "zip", "gz", "br"]
MEDIA_ROOT = VAR_DIR / "files"

# --- referrals ----------------------------------------------------------------------------------------
# Hours without an answer after which people are reminded, told upwards, and the referral is closed, by urgency.
# Saturdays and Sundays do not count for "week" and "planned".
REFERRAL_HOURS = {
    "now": hours_from_env("PANA_REFERRAL_NOW", (0.5, 1, 24)),
    "today": hours_from_env("PANA_REFERRAL_TODAY", (4, 8, 72)),
    "week": hours_from_env("PANA_REFERRAL_WEEK", (48, 72, 240)),
    "planned": hours_from_env("PANA_REFERRAL_PLANNED", (120, 168, 480)),
}

# --- copies ------------------------------------------------------------------------------------------
BACKUP_FOLDER = Path(os.environ.get("PANA_BACKUP_FOLDER") or VAR_DIR / "backups")
BACKUP_KEY = os.environ.get("PANA_BACKUP_KEY", "")  # age1…; otherwise the one that `backup --new-key` made
BACKUP_KEEP = int(os.environ.get("PANA_BACKUP_KEEP", "30"))

METRICS_TOKEN = os.environ.get("PANA_METRICS_TOKEN", "")  # without it there is no page of metrics
TLS_CERTIFICATE = os.environ.get("PANA_TLS_CERTIFICATE", "")  # a file to watch, where the proxy does not renew it itself
RELEASE = os.environ.get("PANA_RELEASE", "0.1.0")
HEADS_FOLDER = Path(os.environ.get("PANA_HEADS_FOLDER") or VAR_DIR / "heads")  # better on another disk or machine

# --- languages and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "ru"
LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "pana-language"
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_django"]  # the second: what Django does not say in Kazakh
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "Asia/Almaty"
USE_TZ = True

# --- work outside the request ------------------------------------------------------------------------
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", f"filesystem://{VAR_DIR}/broker")

# --- logs: no personal data, no query strings --------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "config.logs.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": os.environ.get("PANA_LOG_FORMAT", "line")}},
    "root": {"handlers": ["console"], "level": os.environ.get("PANA_LOG_LEVEL", "WARNING")},
    "loggers": {"pana": {"level": "INFO"}},
}

# --- rules of the house an administrator may move ----------------------------------------------------
BACKUP_DAYS = int(os.environ.get("PANA_BACKUP_DAYS", "35"))  # the keys that lie beside a backup are kept no longer
EPOCH_GRACE_HOURS = int(os.environ.get("PANA_EPOCH_GRACE_HOURS", "6"))  # a backup that is being made still copies the old key
FORGOTTEN_DAYS = BACKUP_DAYS + 2  # grace, the sweep, and the daily clearing of old keys: what people are told
EPOCH_DAYS = int(os.environ.get("PANA_EPOCH_DAYS", "30"))
HOLD_MINUTES = int(os.environ.get("PANA_HOLD_MINUTES", "90"))
DISCLOSURE_K = max(3, min(11, int(os.environ.get("PANA_DISCLOSURE_K", "5"))))
DEMO_REPORT_MONTHS = int(os.environ.get("PANA_DEMO_REPORT_MONTHS", "18"))

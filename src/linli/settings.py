"""All that is configured, from the environment. A checkout needs none of it."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("LINLI_HOME") or ROOT / ".data").resolve()


def kept_secret(name: str, make) -> str:
    """A secret of this installation: from the environment, else made once and kept in the data folder for its owner
    alone.
    """
    if given := os.environ.get(f"LINLI_{name.upper()}"):
        return given
    path = HOME / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(make())
        try:
            os.link(fresh, path)  # whoever comes first wins; the others read what is there
        except FileExistsError:
            pass
        fresh.unlink()
    return path.read_text().strip()


SECRET_KEY = kept_secret("secret_key", lambda: secrets.token_urlsafe(50))
# Newest first; older keys still open what they closed.
CONTACT_KEYS = kept_secret("contact_keys", lambda: Fernet.generate_key().decode()).split()

DEBUG = os.environ.get("LINLI_DEBUG") == "1"
DEMO = os.environ.get("LINLI_DEMO") == "1"
ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "*").split()
PUBLIC_ADDRESS = os.environ.get("LINLI_ADDRESS", "").rstrip("/")  # what QR plates point to; empty: as the request came

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",  # a room is never booked twice: an exclusion constraint
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "linli.journal",
    "linli.notices",
    "linli.calendar",
    "linli.gate",
    "linli.pictures",
    "linli.rulebook",
    "linli.places",
    "linli.people",
    "linli.cases",
    "linli.councils",
    "linli.flows",
    "linli.ui",
    "linli.paper",
    "linli.insight",
    "linli.desk",
    "linli.resident",
    "linli.public",
    "linli.jobs",
    "linli.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "linli.ui.middleware.RefuseWhatCannotBeText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linli.ui.middleware.SpeakTheReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "linli.desk.middleware.SitAtThePost",
    "linli.ui.middleware.AnswerRefusals",
]

ROOT_URLCONF = "linli.urls"
WSGI_APPLICATION = "linli.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "linli.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "linli.ui.templatetags.ui"],
        },
    }
]

# Without DATABASE_URL: the embedded PostgreSQL in the data folder, over a Unix socket, started by `linli`.
if url := os.environ.get("DATABASE_URL"):
    _db = conninfo_to_dict(url)
else:
    from linli.cli import database as embedded

    _db = conninfo_to_dict(embedded.url("linli", home=HOME))
DATABASES = {
    "default": {
        "ENGINE": "linli.postgres",
        "NAME": _db.pop("dbname", "linli"),
        "USER": _db.pop("user", ""),
        "PASSWORD": _db.pop("password", ""),
        "HOST": _db.pop("host", ""),
        "PORT": str(_db.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Values travel beside the statement, so that PostgreSQL plans a repeated statement once (PgBouncer: 1.21 or
        # newer).
        "OPTIONS": {
            "connect_timeout": 10,
            **_db,
            "application_name": "linli",
            "server_side_binding": True,
            "prepare_threshold": 5,
        },
        "TEST": {"TEMPLATE": "template0"},
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

FORM_RENDERER = "linli.ui.choices.Renderer"
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:work"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "linli.desk.accounts.NoSignup"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "linli.ui.errors.csrf_failed"

if os.environ.get("LINLI_BEHIND_HTTPS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
# How many proxies of ours stand in front and may be believed about the visitor's address.
TRUSTED_PROXIES = int(os.environ.get("LINLI_PROXIES", "0"))
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src/linli/kernel/locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["linli.ui.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build/static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "media"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 12
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a book of rules is edited as one table
SILENCED_SYSTEM_CHECKS = ["models.W042"]
LOGGING_CONFIG = "linli.ui.logs.configure"
LOGGING = {"version": 1}

"""Django's settings. Everything that can differ comes from the environment; docs/operating.md lists it."""

from __future__ import annotations

import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from designer.connectors.policy import Policy
from designer.site import keys

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.FileAwareEnv()

HOME = Path(env.str("LOOPWRIGHT_HOME", default=str(BASE_DIR / "var"))).resolve()
TEAM = env.bool("LOOPWRIGHT_TEAM", default=False)
"""Served for a team: everyone signs in with an account. Otherwise the one person who holds the key owns everything."""

KEY = env.str("LOOPWRIGHT_KEY", default="")
"""The key of local use, made anew by `manage.py serve`."""

FOLDERS: list[str] | None = env.list("LOOPWRIGHT_FOLDERS", default=None if not TEAM else [])
"""Folders of this machine that can be opened, with what is below them; None means all."""

ALLOWED_TARGETS: list[str] | None = env.list("LOOPWRIGHT_ALLOWED_TARGETS", default=None if not TEAM else [])
"""Networks (CIDR) and names of hosts that connection tests may contact; None means all, and Unix sockets, too."""
try:
    Policy.of_targets(ALLOWED_TARGETS or [])
except ValueError as error:
    raise ImproperlyConfigured(f"LOOPWRIGHT_ALLOWED_TARGETS: {error}.") from error

TEST_SECONDS = env.float("LOOPWRIGHT_TEST_SECONDS", default=10.0)
"""How long a connection test may take in all, and with that each of its steps."""

KEEPS_NOTHING = sys.argv[1:2] in (["check_app"], ["create"], ["test_connection"])
"""Whether this is a command about an application in a folder: it makes no home, no keys and no database."""

DEBUG = env.bool("LOOPWRIGHT_DEBUG", default=False)
if KEEPS_NOTHING:
    SECRET_KEY, *SECRET_KEY_FALLBACKS = [keys.new_secret_key()]
    SEALING_KEYS = [keys.new_sealing_key()]
else:
    SECRET_KEY, *SECRET_KEY_FALLBACKS = env.list("LOOPWRIGHT_SECRET_KEYS", default=None) or keys.read_or_create(
        HOME, "secret-keys", keys.new_secret_key
    )
    SEALING_KEYS = env.list("LOOPWRIGHT_SEALING_KEYS", default=None) or keys.read_or_create(
        HOME, "sealing-keys", keys.new_sealing_key
    )
ALLOWED_HOSTS: list[str] = env.list("LOOPWRIGHT_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("LOOPWRIGHT_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "projects",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "designer.site.middleware.ContentSecurityPolicy",
    "designer.site.middleware.ScriptedForms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "designer.site.middleware.Fragments",
]

ROOT_URLCONF = "designer.site.urls"
WSGI_APPLICATION = "designer.site.wsgi.application"

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
                "projects.context.site",
            ],
        },
    }
]
FORM_RENDERER = "projects.forms.renderer.Renderer"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HOME / 'loopwright.sqlite3'}")}
if KEEPS_NOTHING:
    DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    keys.make_private(Path(DATABASES["default"]["NAME"]))
    # Immediate: a transaction that reads and then writes never fails half way because somebody else wrote.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "project-list"
LOGOUT_REDIRECT_URL = "sign-in"

SESSION_COOKIE_NAME = "loopwright_session"
CSRF_COOKIE_NAME = "loopwright_csrf"
SESSION_EXPIRE_AT_BROWSER_CLOSE = not TEAM
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TEAM
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TEAM else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "projects.views.errors.csrf_failure"

DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_PERMISSIONS = 0o600

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = env.str("TZ", default="UTC")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own handler would send a mail; the console is enough. It logs paths, never what was posted.
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}

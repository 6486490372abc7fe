"""Django's settings, built from `environment.settings()`. Decides nothing that a shop might want to change.

Pages and API connect as the app's role (`default`), which row-level security binds. `owner` exists for migrations
and maintenance alone; nothing in a request may use it.
"""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from makegood.config.environment import make_home, settings

_told = settings()
make_home(_told.home)

SECRET_KEY = _told.secret_key
DEBUG = _told.debug
ALLOWED_HOSTS = list(_told.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [_told.base_url]

INSTALLED_APPS = [
    "makegood.platform",
    "makegood.brands",
    "makegood.people",
    "makegood.touchpoints",
    "makegood.rota",
    "makegood.orders",
    "makegood.channels",
    "makegood.visitors",
    "makegood.own_pages",
    "makegood.visits",
    "makegood.webhooks",
    "makegood.watch",
    "makegood.promises",
    "makegood.needs",
    "makegood.guests",
    "makegood.signals",
    "makegood.sales",
    "makegood.segments",
    "makegood.contests",
    "makegood.relationships",
    "makegood.experiments",
    "makegood.both_ways",
    "makegood.reports",
    "makegood.understanding",
    "makegood.alike",
    "makegood.bursts",
    "makegood.coupons",
    "makegood.gestures",
    "makegood.makegoods",
    "makegood.letters",
    "makegood.calls",
    "makegood.counter",
    "makegood.cases",
    "makegood.questions",
    "makegood.surveys",
    "makegood.choices",
    "makegood.incidents",
    "makegood.discussions",
    "makegood.advocacy",
    "makegood.statements",
    "makegood.outcomes",
    "makegood.health",
    "makegood.views",
    "makegood.flows",
    "makegood.desk",
    "makegood.api",
    "makegood.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "makegood.api.entrance.DoorsFirst",
    "makegood.portal.status.served.StatusFirst",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "makegood.desk.middleware.DeskMiddleware",
    "makegood.desk.middleware.DatabaseAway",
]

ROOT_URLCONF = "makegood.config.urls"
WSGI_APPLICATION = "makegood.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"i18n": "makegood.platform.translated"},  # in the place of Django's own
        },
    }
]
SILENCED_SYSTEM_CHECKS = ["templates.W003"]  # that a library stands in the place of another is what is meant


def _database(address: str, *, pool: int) -> dict[str, Any]:
    """Django's description of a database address. `pool` connections at most; 0 opens one per request."""
    parts = {key: value for key, value in conninfo_to_dict(address).items() if value is not None} if address else {}
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    found: dict[str, Any] = {name: str(parts.pop(key, "")) for name, key in known.items()}
    options: dict[str, Any] = {"application_name": "makegood", "connect_timeout": 10, **parts}
    if pool:
        # One that knows all tables and plans holds some 10 MB in the database: what nobody needed for 5 s goes, one at a time.
        # Whoever gets none in 3 s looks whether the database is there at all (platform.pooled), and then waits on for the others.
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 3, "max_idle": 5}
        options["prepare_threshold"] = 2  # what platform.bulk asks a third time keeps its plan; Django's own questions never do
    return found | {"ENGINE": "makegood.platform.pooled", "OPTIONS": options, "CONN_MAX_AGE": 0}


DATABASES = {"default": _database(_told.database_url, pool=_told.database_pool)}
if _told.owner_database_url:
    DATABASES["owner"] = _database(_told.owner_database_url, pool=0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Doors do not import one another; the command line asks for these by name.
SIGN_IN_LINK = "makegood.desk.entry.link_for"
OPEN_DOOR = "makegood.api.doors.open_door"
CLOSE_DOOR = "makegood.api.doors.close_door"
DOORS_OF_CHANNEL = "makegood.api.doors.of_channel"
CLOSE_OLDER_DOORS = "makegood.api.doors.close_older"
MAKE_TOKEN = "makegood.api.tokens.make"  # noqa: S105 - a dotted name
SHOW_TOKENS = "makegood.api.tokens.shown"
REVOKE_TOKEN = "makegood.api.tokens.revoke"  # noqa: S105 - a dotted name
TOKEN_SCOPES = "makegood.api.tokens.SCOPES"  # noqa: S105 - a dotted name
READ_ORDERS = "makegood.api.shop_json.read_orders"
READ_PARCEL_EVENTS = "makegood.api.shop_json.read_parcel_events"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "makegood.desk.accounts.ByInvitation"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _told.https else "http"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _told.https
SESSION_COOKIE_NAME = "makegood_session"
CSRF_FAILURE_VIEW = "makegood.desk.signed_in.too_old"
CSRF_COOKIE_NAME = "makegood_csrf"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if _told.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _told.trusted_proxies and _told.https else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # a webhook of 1,000 messages fits

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en-gb"

STATIC_URL = "/static/"
STATIC_ROOT = _told.static_root
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns about an absent one
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(_told.attachments)}},
    "staticfiles": {"BACKEND": "makegood.config.static.Storage"},
}
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_AUTOREFRESH = DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": _told.log_level.upper()},
    "loggers": {"httpx": {"level": "WARNING"}},
}

READER = _told.message_reader  # of understanding.registry

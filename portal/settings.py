"""One flat file; every variable is explained in README.md. A wrong value stops the start."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError, FileAwareEnv, validate

from portal.languages import DEFAULT, LANGUAGES as ALL_LANGUAGES, SOURCE
from portal.storage_url import backends, read_storage

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

env = Env(eager=False)
file_env = FileAwareEnv(eager=False, strip_whitespace=True)  # NAME_FILE too, for what is secret
file_env.add_parser("storage_url", read_storage)
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", False)
SITE_URL = env.str(
    "SITE_URL",
    "http://localhost:8000",
    validate=validate.URL(schemes={"http", "https"}, require_tld=False),
)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", [urlsplit(SITE_URL or "").hostname or "", *sorted(LOOPBACK)]
)
SECRET_KEY = env.str("SECRET_KEY", "")
SECRET_KEY_FILE = Path(env.str("SECRET_KEY_FILE", str(VAR_DIR / "secret-key")))
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", 64 * 1024 * 1024)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "portal@localhost")
CONTENT_LICENCE = env.str("CONTENT_LICENCE", "CC BY 4.0")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")
DEMO = env.bool("DEMO", False)
FOUR_EYES = env.bool("FOUR_EYES", True)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0, validate=validate.Range(min=0))
TIME_ZONE = env.str("TIME_ZONE", "Asia/Jakarta", validate=validate.OneOf(available_timezones()))
LOG_LEVEL = env.str(
    "LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
)
try:
    DATABASES = {
        "default": file_env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")
    }
    CACHES = {"default": file_env.dj_cache_url("CACHE_URL", "locmem://portal")}
    PAGE_CACHE_REDIS_URL = file_env.str("PAGE_CACHE_REDIS_URL", "")
    STORAGE = file_env.storage_url("STORAGE_URL", (VAR_DIR / "media").absolute().as_uri())
    MAIL = file_env.dj_email_url("EMAIL_URL", "console://")
    env.seal()
    file_env.seal()
    if "EMAIL_BACKEND" not in MAIL:
        raise EnvError("EMAIL_URL names an unknown kind of mail server.")
except ValueError as error:  # EnvError is one; a file that cannot be read is another
    raise SystemExit(f"The portal does not start: wrong environment variable. {error}") from None

CACHES["default"]["KEY_FUNCTION"] = "portal.accounts.adapter.cache_key"
BUCKET = STORAGE if isinstance(STORAGE, dict) else {}
MEDIA_ROOT = VAR_DIR / "media" if BUCKET else STORAGE
PUBLIC_FILES, PRIVATE_FILES, INTERNAL_FILES = backends(BUCKET)
SITE_URL = SITE_URL.rstrip("/")
if not SECRET_KEY:
    if not SECRET_KEY_FILE.exists():
        SECRET_KEY_FILE.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(SECRET_KEY_FILE, os.O_CREAT | os.O_WRONLY, 0o600), "w") as key:
            key.write(secrets.token_urlsafe(50))
    SECRET_KEY = SECRET_KEY_FILE.read_text().strip()

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "sistercity.apps.SistercityConfig",
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "portal.staticfiles.ShippedFiles",
    "simple_history",
    "django_countries",
    "django_htmx",
    "cms",
    "menus",
    "treebeard",
    "sekizai",
    "djangocms_text",
    "djangocms_versioning",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "filer",
    "easy_thumbnails",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.Language",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.Readers",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.sessions.Sessions",
    "portal.second_factor.SecondFactor",
    "portal.admin_language.AdminLanguage",
    "simple_history.middleware.HistoryRequestMiddleware",
    "portal.middleware.FormerStaff",
    "portal.cms_access.PageAccess",
    "portal.middleware.Apphooks",
    "cms.middleware.user.CurrentUserMiddleware",
    "cms.middleware.page.CurrentPageMiddleware",
    "portal.middleware.Toolbar",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "portal.roles.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
SECOND_FACTOR_FOR_STAFF = True
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators enter the addresses
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,20/15m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "portal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "sekizai.context_processors.sekizai",
                "cms.context_processors.cms_settings",
                "portal.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "portal.templatetags.portal",
            ],
        },
    }
]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        ),
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)

LANGUAGE_CODE = DEFAULT
LANGUAGE_COOKIE_NAME = ""  # no cookie says the language
LANGUAGES = [(language.code, language.english) for language in ALL_LANGUAGES.values()]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "portal" / "locale"]  # the second: the editor only

USE_TZ = True

MODELTRANSLATION_LANGUAGES = tuple(ALL_LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = SOURCE
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": (DEFAULT, SOURCE)} | {
    code: language.fallbacks for code, language in ALL_LANGUAGES.items()
}

CMS_CONFIRM_VERSION4 = True
CMS_LANGUAGES = {
    1: [
        {
            "code": language.code,
            "name": language.english,
            "fallbacks": list(language.fallbacks),
            "public": True,
            "hide_untranslated": False,
            "redirect_on_fallback": False,
        }
        for language in ALL_LANGUAGES.values()
    ]
}
CMS_TEMPLATES = [
    ("cms/page.html", _("Standard page")),
    ("cms/landing.html", _("Landing page")),
    ("cms/home.html", _("Home page")),
]
CMS_PLACEHOLDER_CONF = {
    "body": {"name": _("Text")},
    "cms/home.html body": {"name": _("Greeting"), "plugins": ["TextPlugin", "LinkButtonPlugin"]},
    "content": {"name": _("Content")},
}
CMS_PAGE_CACHE = False
CMS_PLACEHOLDER_CACHE = False
CMS_PLUGIN_CACHE = False
CMS_PERMISSION = False
DJANGOCMS_VERSIONING_ENABLE_MENU_REGISTRATION = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.staticfiles.StyleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
UPLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_PIXELS = 50_000_000
FILE_UPLOAD_HANDLERS = [
    "portal.uploads.Cap",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILER_IMAGE_MODEL = "portal.Picture"
FILER_MAX_IMAGE_PIXELS = UPLOAD_PIXELS
FILER_UPLOADER_MAX_FILE_SIZE = UPLOAD_BYTES // 1024 // 1024
FILER_STORAGES = {
    "private": {
        "main": {"ENGINE": PRIVATE_FILES, "OPTIONS": {}},
        "thumbnails": {
            "ENGINE": PRIVATE_FILES,
            "OPTIONS": {},
            "THUMBNAIL_OPTIONS": {"base_dir": "thumbnails"},
        },
    }
}
THUMBNAIL_PROCESSORS = [
    "easy_thumbnails.processors.colorspace",
    "filer.thumbnail_processors.scale_and_crop_with_subject_location",
]
STORAGES = {
    "default": {"BACKEND": PUBLIC_FILES},
    "internal": {"BACKEND": INTERNAL_FILES},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "portal.staticfiles.ShippedStorage"
    },
}

EMAIL_TIMEOUT = 10  # a visitor waits for it
globals().update({key: value for key, value in MAIL.items() if key.startswith("EMAIL_")})

SECURE = SITE_URL.startswith("https:")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
}

# The page editor shows pages in frames of its own site.
SILENCED_SYSTEM_CHECKS = ["treebeard.E001", "security.W019"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

"""Django's settings. What a district may change comes from the environment, through `env`."""

from pathlib import Path

import django.forms
import django_stubs_ext
from csp.constants import NONE, SELF

from anju.config import env, logs

django_stubs_ext.monkeypatch()

SOURCE = Path(__file__).resolve().parents[1]
CHECKOUT = SOURCE.parents[1]

ANJU_DATA_DIR = env.path(
    "ANJU_DATA_DIR", CHECKOUT / "var", "Folder of everything Anju keeps: database, files, keys, heads."
)
ANJU_KEYS_DIR = env.path(
    "ANJU_KEYS_DIR", ANJU_DATA_DIR / "keys", "Folder of the ledger's keys; outside the database, in the backup."
)
ANJU_HEADS_FILE = env.path(
    "ANJU_HEADS_FILE",
    ANJU_DATA_DIR / "heads.jsonl",
    "File that signed tree heads are appended to; best on another disk.",
)
ANJU_LEDGER_HASH = env.text(
    "ANJU_LEDGER_HASH", "sha256", "sha256 or sm3 (GB/T 32905); chosen when the ledger begins, never afterwards."
)
ANJU_FILES_DIR = env.path("ANJU_FILES_DIR", ANJU_DATA_DIR / "files", "Folder of evidence, where no S3 bucket is named.")
ANJU_COLD_DIR = env.path(
    "ANJU_COLD_DIR", ANJU_DATA_DIR / "cold", "Folder of old months of readings; every machine with pages needs it."
)
ANJU_S3_BUCKET = env.text("ANJU_S3_BUCKET", "", "Bucket of an S3-compatible service that keeps evidence instead.")
ANJU_S3_ENDPOINT = env.text("ANJU_S3_ENDPOINT", "", "Address of the service (https://…); empty for Amazon's own.")
ANJU_S3_REGION = env.text("ANJU_S3_REGION", "", "Region of the bucket.")
ANJU_S3_KEY = env.text("ANJU_S3_KEY", "", "Access key id.")
ANJU_S3_SECRET = env.text("ANJU_S3_SECRET", "", "Secret access key.")
ANJU_S3_PREFIX = env.text("ANJU_S3_PREFIX", "", "Folder inside the bucket, where several sites share it.")

DEBUG = env.flag("ANJU_DEBUG", False, "Show error details in the browser; never in production.")
SECRET_KEY = env.secret("ANJU_SECRET_KEY", ANJU_DATA_DIR / "keys" / "secret.key", "Django's signing key.")
ALLOWED_HOSTS = env.listed("ANJU_HOSTS", "127.0.0.1,localhost,testserver", "Host names the site answers to.")
CSRF_TRUSTED_ORIGINS = env.listed("ANJU_ORIGINS", "", "Origins (https://…) whose forms are trusted, behind a proxy.")
ANJU_HTTPS = env.flag("ANJU_HTTPS", False, "The site is reached by https: cookies are secure, HSTS is on.")
ANJU_DEMO = env.flag("ANJU_DEMO", False, "Offer the demo sign-ins; on loopback and for a demo district only.")

DATABASES = {
    "default": env.database(
        env.text("ANJU_DATABASE_URL", f"sqlite:///{ANJU_DATA_DIR}/anju.sqlite3", "sqlite:///… or postgresql://…")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DOMAINS = [
    "anju.kernel.ledger",
    "anju.kernel.files",
    "anju.kernel.jobs",
    "anju.kernel.figures",
    "anju.kernel.texts",
    "anju.ui",
    "anju.places",
    "anju.people",
    "anju.catalogue",
    "anju.notify",
    "anju.supervision.lists",
    "anju.facilities",
    "anju.telemetry",
    "anju.telemetry.access",
    "anju.telemetry.orders",
    "anju.alarms",
    "anju.alarms.presence",
    "anju.supervision.grid",
    "anju.supervision.inspections.monthly",
    "anju.supervision.inspections.special",
    "anju.supervision.inspections.backcheck",
    "anju.outreach",
    "anju.reports",
    "anju.reports.papers",
    "anju.intake",
    "anju.intake.residents",
    "anju.burden",
    "anju.api",
    "anju.portals",
    "anju.gateway",
    "anju.demo",
]
INSTALLED_APPS = [
    *DOMAINS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "anju.config.discovery.ConfigApp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "anju.people.middleware.ActorMiddleware",
    "anju.people.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "anju.api.middleware.ApiMiddleware",
    "anju.config.middleware.NoNulMiddleware",
    "anju.config.middleware.ReadOnlyGetMiddleware",
]

ROOT_URLCONF = "anju.config.urls"
TEMPLATES = [
    {
        "BACKEND": "anju.ui.engine.Templates",
        "NAME": "anju",
        "DIRS": [Path(django.forms.__file__).parent / "jinja2"],  # Django's own form inputs
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "anju.ui.engine.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "anju.ui.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "anju.ui.forms.Renderer"
CSRF_FAILURE_VIEW = "anju.ui.errors.csrf_failure"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["anju.people.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "people:sign-in"
ANJU_JOB_PAGE = "portals:job"
"""Where a page sends whoever must wait for the worker."""
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ANJU_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if ANJU_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

ANJU_SITE_URL = env.text(
    "ANJU_SITE_URL", "", "Address of the site as its readers type it (https://…): links in e-mail and group messages."
)
ANJU_PRIVATE_HOSTS = env.listed(
    "ANJU_PRIVATE_HOSTS", "", "host:port inside the own network that gateways may call, such as a text message server."
)
EMAIL_HOST = env.text("ANJU_SMTP_HOST", "", "Mail server; e-mail needs it and a gateway switched on.")
EMAIL_PORT = env.number("ANJU_SMTP_PORT", 465, "Port of the mail server.")
EMAIL_HOST_USER = env.text("ANJU_SMTP_USER", "", "Name to sign in to the mail server with.")
EMAIL_HOST_PASSWORD = env.text("ANJU_SMTP_PASSWORD", "", "Password for the mail server.")
EMAIL_USE_SSL = env.flag("ANJU_SMTP_SSL", True, "TLS from the first byte (port 465).")
EMAIL_USE_TLS = env.flag("ANJU_SMTP_STARTTLS", False, "STARTTLS (port 587); then ANJU_SMTP_SSL must be 0.")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("ANJU_MAIL_FROM", "anju@localhost", "Sender of e-mail.")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "anju_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS: list[str] = []
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

SILENCED_SYSTEM_CHECKS: list[str] = []

ANJU_WEB_WORKERS = env.number("ANJU_WEB_WORKERS", 2, "Web processes; one per core is enough.")
ANJU_WEB_THREADS = env.number("ANJU_WEB_THREADS", 12, "Pages a web process works on at the same time.")
ANJU_API_PER_MINUTE = env.number("ANJU_API_PER_MINUTE", 600, "Requests to the API a minute, per token or person.")
ANJU_RESIDENT_PER_MINUTE = env.number(
    "ANJU_RESIDENT_PER_MINUTE", 60, "Forms a minute from one address on residents' pages; more are asked to wait."
)
ANJU_BODY_LIMIT = (
    env.number("ANJU_BODY_LIMIT_MB", 64, "Largest form, its files included; larger files go in pieces.") * 1024 * 1024
)
ANJU_POSITION_DAYS = env.number(
    "ANJU_POSITION_DAYS", 90, "Days after which raw positions of patrol records are deleted; visits stay."
)
ANJU_FRAME_DAYS = env.number(
    "ANJU_FRAME_DAYS", 400, "Days after which frames as they came are deleted; what was worked out of them stays."
)
ANJU_READING_DAYS = env.number("ANJU_READING_DAYS", 1100, "Days after which readings of devices are deleted.")
ANJU_COLD_MONTHS = env.number(
    "ANJU_COLD_MONTHS", 0,
    "Whole months after which a month of readings moves to a file of its own (needs anju[cold]); 0: never.",
)  # fmt: skip
ANJU_STREAMS_LIMIT = env.number("ANJU_STREAMS_LIMIT", 2000, "Open live pages per web process; more are told to wait.")
ANJU_TLS_CERTIFICATE = env.text("ANJU_TLS_CERTIFICATE", "", "Certificate file (PEM), to serve https without a proxy.")
ANJU_TLS_KEY = env.text("ANJU_TLS_KEY", "", "The certificate's key file (PKCS#8).")
ANJU_PROXY = env.flag("ANJU_PROXY", False, "A proxy in front sets X-Forwarded-Proto and removes what visitors send.")
if ANJU_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

ANJU_GATEWAY = env.flag("ANJU_GATEWAY", True, "`anju up` runs the gateway too, which listens to devices.")
ANJU_GATEWAY_HOST = env.text(
    "ANJU_GATEWAY_HOST", "127.0.0.1", "Address the gateway listens on; 0.0.0.0 for devices outside this machine."
)
ANJU_GATEWAY_LISTEN = env.listed(
    "ANJU_GATEWAY_LISTEN", "tcp:5200,udp:5200,tcp:5300:hydrant,http:5280,mqtt:5283",
    "Ports of the gateway, WAY:PORT[:FORMAT] by docs/protocols/listening.md.",
)  # fmt: skip
ANJU_GATEWAY_ALLOW = env.listed("ANJU_GATEWAY_ALLOW", "", "Networks that devices may connect from; empty: all.")
ANJU_GATEWAY_PROXIES = env.listed(
    "ANJU_GATEWAY_PROXIES", "", "Networks of proxies before the gateway's HTTP, whose X-Forwarded-For is believed."
)
ANJU_STREAM = env.text(
    "ANJU_STREAM", "",
    "nats://host:4222, several by commas: gateways store in streams of NATS JetStream, from which writers write; "
    "empty: gateways write themselves.",
)  # fmt: skip
ANJU_STREAM_LANES = env.number(
    "ANJU_STREAM_LANES", 4,
    "Streams that devices are parted into; the same for every gateway and writer, changed only while nothing waits.",
)  # fmt: skip
ANJU_WRITERS = env.number("ANJU_WRITERS", 2, "Writers that `anju up` runs where ANJU_STREAM is set.")
ANJU_SIMULATE = env.number(
    "ANJU_SIMULATE", 40, "With the demo sign-ins, `anju up` lets so many of a demo's devices report; 0: none."
)
ANJU_INTAKE_URL = env.text(
    "ANJU_INTAKE_URL", "", "Address of the gateway's HTTP as senders reach it (https://…), shown to who sets them up."
)
ANJU_MQTT_URL = env.text(
    "ANJU_MQTT_URL", "", "Address of the gateway's MQTT as devices reach it (mqtts://host:8883), shown likewise."
)

LOGGING = logs.config(
    as_json=not env.flag("ANJU_LOG_PLAIN", False, "Logs for eyes instead of JSON lines."),
    level=env.text("ANJU_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
)

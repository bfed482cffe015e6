"""What every hall has in common.

Each environment variable is read exactly once: here, or, where the right default differs, in dev.py and production.py.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from . import env

# lxml came with what canonicalises credentials. Uploaded workbooks go on being read through defusedxml; openpyxl would
# otherwise prefer lxml, which expands what it should not.
os.environ.setdefault("OPENPYXL_LXML", "False")

BASE_DIR = Path(__file__).resolve().parent.parent.parent

INSTALLED_APPS = [
    # The rooms, from the roof down: a room may import only rooms that stand below it here.
    "training",
    "dashboard",
    "privacy",
    "reports",
    "rotations",
    "programmes",
    "courses",
    "quizzes",
    "phrasebook",
    "skills",
    "notices",
    "people",
    "core",
    "wagtail.contrib.forms",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "people.apps.PeopleWagtailUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtailmedia",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "people.middleware.RequireSecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.ContentSecurityPolicy",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "privacy.middleware.NoteLooks",
]

ROOT_URLCONF = "training.urls"
WSGI_APPLICATION = "training.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "training.context.shell",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.database_url("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'hall.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE takes the write lock at the start of a transaction: two writers wait for each other
    # instead of failing half way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.backends.StaffNumberOrEmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_ENGINE = "people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_NAME = "xingchuang"

ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "staff_number"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "5/5m/key,30/5m/ip", "reset_password": "20/h/ip,5/h/key"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "people.account_forms.SignInForm",
    "reset_password": "people.account_forms.ForgottenPasswordForm",
    "user_token": "people.account_forms.PasswordLinkForm",
}
# Django's own: allauth's would copy addresses into a table in which old ones live on.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 3
# Attempts are counted by the address of the visitor; behind a proxy that is the address the proxy reports.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, least=0, most=5)
MFA_ADAPTER = "people.adapter.SecondFactorAdapter"
# The hall enters the addresses, so there is nothing to verify before a second factor may be set up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Half a minute to either side: staff phones are not set to the second.
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "星窗 Xingchuang"
# Managers, chief trainers and administrators must set up a second factor before they work.
REQUIRE_SECOND_FACTOR = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["training.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder("MEDIA_ROOT", BASE_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# With nginx in front, name the internal location that X-Accel-Redirect may use (for instance /protected-media/).
MEDIA_ACCEL_LOCATION = env.location("MEDIA_ACCEL_LOCATION")

CRISPY_TEMPLATE_PACK = "xingchuang"
CRISPY_ALLOWED_TEMPLATE_PACKS = "xingchuang"

# Shared by all server processes, because sign-in attempts are counted in it.
CACHES = {
    "default": {
        "BACKEND": "people.cache.SharedFileCache",
        "LOCATION": BASE_DIR / "var" / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Wagtail looks these up on every page and shares nothing through them.
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}

# Runs of the planner take minutes, so they have a queue and a worker of their own: db_worker --queue-name planner.
QUEUES = ["default", "planner"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": QUEUES}}
# Told of every quiz attempt that the clock closes, in the same transaction; the views are given it by the room above.
AFTER_ATTEMPT = "courses.services.quiz_passed"
# The same for observed practicals that are accepted, and where a person meets a practical.
AFTER_OBSERVATION = "courses.services.practical_passed"
# Told of every course completed, quiz passed and practical accepted: programmes may ask for it.
AFTER_LEARNING = "programmes.services.learned"
# Asked whether a course may issue a certificate by itself; answers the sentence that says why not.
CERTIFICATION_TAKEN = "programmes.programme.taken"
# Where an accepted observation is voided, and what rests on it revoked.
OBSERVATION_DESK = "exams:observation"
PLACE_OF_PRACTICAL = "programmes.places.place_of_practical"
# Asked by the page of a course: which certifications it is part of.
COURSE_IS_PART_OF = "programmes.usage.part_of"
# What a room above the courses awarded on evidence of an attempt, an observation or a completion.
RESTING_ON = "programmes.resting.rounds_resting_on"
# Asked before a certificate is suspended or revoked: which posts its holder can stand at only by it.
POSTS_RESTING_ON = "rotations.resting.posts_resting_on"
# What rules for training ask of the room above: who stands or is planned where, who is away, and the names of posts.
AUDIENCE_POSTS = "rotations.audience.people_at"
AUDIENCE_LEAVES = "rotations.audience.days_off"
AUDIENCE_POST_NAMES = "rotations.audience.post_names"

# Keys that sign certificates; never inside MEDIA_ROOT, the database or a backup of either (docs/trust.md).
SIGNING_KEYS = env.folder("SIGNING_KEYS", BASE_DIR / "var" / "keys")
# Work done once a day from this hour on (core.daily), in this order: dotted paths of functions that take `now`.
DAILY_HOUR = env.number("DAILY_HOUR", 6, least=0, most=23)
DAILY = [
    "people.history.keep_daily",
    "quizzes.tasks.count_figures_if_old",
    "skills.signing.sign_missing",
    "programmes.daily.daily",
    "programmes.rules.apply_rules",  # after rounds were opened and ended
    "rotations.daily.daily",
    "notices.reminding.remind",
    "notices.digests.send_digests",  # after all that speaks
    "reports.tasks.send_scheduled",
    "privacy.tasks.forget_leavers",
]
# Who knows what is due: functions `(users or None for all, on)` that answer `notices.due.Due`. docs/notices.md
DUE_SOURCES = [
    "programmes.due.ending",
    "courses.due.changed",
    "courses.due.closing",
    "quizzes.due.to_watch",
    "programmes.due.assigned",
    "programmes.due_rounds.rounds",
]
# Further days for the calendars: functions `(users, on)` that answer `notices.events.Event`.
CALENDAR_SOURCES = ["rotations.my_calendar.days_at_posts"]
# The words of every kind of notice: lists of `notices.kinds.Kind`.
NOTICE_KINDS = [
    "notices.kinds.TEAM",
    "skills.due.KINDS",
    "courses.due.KINDS",
    "quizzes.due.KINDS",
    "programmes.due.KINDS",
    "programmes.due_rounds.KINDS",
    "rotations.telling.KINDS",
]
# Where a manager sees what is due in the hall.
TEAM_PAGE = "dashboard:hall"
# Read with whoever is signed in, in the same query: an expression for each attribute of the person.
READ_WITH_PERSON = {"unread_count": "notices.models.unread_of_the_person"}

PUBLIC_ORIGIN = env.origin("PUBLIC_ORIGIN", "http://127.0.0.1:8000")
WAGTAILADMIN_BASE_URL = PUBLIC_ORIGIN
WAGTAIL_SITE_NAME = "星窗 Xingchuang"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_LOGIN_URL = "wagtailadmin_login"
# Names, addresses and passwords are kept outside the CMS account page (people.cms_account).
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILIMAGES_IMAGE_MODEL = "core.Picture"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "core.Attachment"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "vtt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILMEDIA = {
    "MEDIA_MODEL": "core.Clip",
    "MEDIA_FORM_BASE": "core.forms.ClipForm",
    "AUDIO_EXTENSIONS": ["mp3", "m4a", "ogg", "opus", "wav", "weba"],
    "VIDEO_EXTENSIONS": ["mp4", "webm"],
}
# Largest film or sound that is taken, in bytes; nginx in front needs a client_max_body_size as large.
MEDIA_MAX_BYTES = env.number("MEDIA_MAX_MEGABYTES", 200, least=1, most=2000) * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILEMBEDS_FINDERS = []
TAGGIT_CASE_INSENSITIVE = True

# Nothing may come from outside the hall. Loosened for the CMS paths alone by core.middleware.ContentSecurityPolicy.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Wagtail allows its previews to be framed by itself.
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Months after the last day of work for which personal data is kept that no certificate rests on.
RETENTION_MONTHS = env.number("RETENTION_MONTHS", 36, least=6, most=240)
# Largest staff or question file that is read at all, in bytes.
IMPORT_MAX_BYTES = env.number("IMPORT_MAX_MEGABYTES", 5, least=1, most=50) * 1024 * 1024

_MAIL = {"console": "console", "smtp": "smtp", "file": "filebased"}
EMAIL_BACKEND = f"django.core.mail.backends.{_MAIL[env.one_of('EMAIL_BACKEND', 'console', tuple(_MAIL))]}.EmailBackend"
EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.sender("DEFAULT_FROM_EMAIL", "星窗 <xingchuang@localhost>")

# The one-click sign-in of the demonstration hall: only where the demonstration hall is loaded *and* this is on.
DEMO_SIGN_IN = False
# The component page /style/ exists in development only.
SHOW_STYLE_PAGE = False

_LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    # The level stands on the handler too: the background worker sets that of its own loggers.
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "level": _LOG_LEVEL}},
    "root": {"handlers": ["console"], "level": _LOG_LEVEL},
    # Without Django's own handlers, which would say everything twice.
    "loggers": {"django": {"handlers": [], "level": _LOG_LEVEL}},
}
